"""How the last backup of the worker ended, for the administrators' screen."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.admin.models import Setting

_NAME = "last_backup"


@dataclass(frozen=True, slots=True)
class BackupResult:
    """How the last backup ended; `problem` is empty when it was made, else `room`, `failed` or `files`."""

    at: str
    name: str = ""
    size: int = 0
    problem: str = ""

    @property
    def moment(self) -> datetime:
        """When it was."""
        return datetime.fromisoformat(self.at)


def last(session: Session) -> BackupResult | None:
    """How the last backup ended; None before the first."""
    value = session.scalar(select(Setting.value).where(Setting.name == _NAME))
    return BackupResult(**value) if isinstance(value, dict) else None


def note(session: Session, result: BackupResult) -> None:
    """The last one ended so."""
    row = session.scalar(select(Setting).where(Setting.name == _NAME))
    if row is None:
        session.add(Setting(name=_NAME, value=asdict(result)))
    else:
        row.value = asdict(result)
