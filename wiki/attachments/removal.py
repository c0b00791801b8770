"""Takes one version of a file away for good: what an administrator does when a file should never have been here.

The latest version is not removed alone: the file is replaced first, or deleted whole. Numbers of the others stay. Old
revisions of pages then show the version before, or the first there is.
"""

import time

from sqlalchemy import delete
from sqlalchemy.orm import Session

from wiki import audit, outbox
from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.attachments import sweep
from wiki.attachments.derived import Derived
from wiki.attachments.events import FileVersionRemoved
from wiki.attachments.models import Attachment, FileVersion
from wiki.errors import Conflict, Forbidden, Invalid
from wiki.jobs import Workplace
from wiki.pages.redaction import ERASE_TRACES

REMOVE_CONTENT = "RemoveContent"
MAX_REASON = 300
_SETTLED_SECONDS = 3600  # an upload of the same bytes may be under way: the daily sweep takes what is younger


def remove_version(session: Session, actor: Actor, public_id: str, number: int, reason: str) -> None:
    """The version is gone; its bytes follow in the worker, if nothing else has them. Emits FileVersionRemoved.

    The log keeps who did it and why. Raises NotFound, Forbidden (needs an administrator), Invalid (`reason`),
    Conflict (`is_latest`).
    """
    attachment = policy.get(session, Attachment, actor, Attachment.public_id == public_id, right=Right.MANAGE)
    if not actor.is_admin:
        raise Forbidden(right="ADMIN")
    told = " ".join(reason.split())[:MAX_REASON]
    if not told:
        raise Invalid("reason", "empty")
    if number == attachment.number:
        raise Conflict(reason="is_latest")
    of_it = (FileVersion.attachment_id == attachment.id, FileVersion.number == number)
    version = policy.get(session, FileVersion, actor, *of_it)
    outbox.enqueue(session, REMOVE_CONTENT, sha256=version.sha256)
    outbox.enqueue(session, ERASE_TRACES)  # of its text
    outbox.emit(session, FileVersionRemoved(attachment.id, attachment.page_id, number))
    audit.record(
        session, actor, "attachment.remove_version", f"attachment:{public_id}", number=number, reason=told
    )
    session.execute(delete(FileVersion).where(FileVersion.id == version.id))


def remove_content(place: Workplace, payload: dict[str, object]) -> None:
    """The bytes and what was drawn of them are gone, unless another file version has them or they are fresh."""
    sha256 = str(payload["sha256"])
    with place.sessions.reading() as session:
        if sweep.is_named(session, sha256):
            return
    place.blobs.delete_older(sha256, time.time() - _SETTLED_SECONDS)
    Derived(place.settings.derived_dir).delete(sha256)
