"""How much room files may take in all: a setting of the administrators, looked at before anything is stored.

Every version counts with its size, whether other files share its bytes or not. Uploads that run at the same time
do not see each other, so the last of them may go beyond the room by their size.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki.attachments.models import FileVersion


def used(session: Session) -> int:
    """Bytes of all versions of all files."""
    return int(session.scalar(select(func.coalesce(func.sum(FileVersion.size), 0))) or 0)


def left(session: Session, limit: int | None) -> int | None:
    """Bytes that still fit; None where there is no limit."""
    return None if limit is None else max(0, limit - used(session))
