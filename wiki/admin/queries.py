"""What administrators set on a screen, read once per settings version."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import caches
from wiki.admin.models import Setting
from wiki.audit import AuditEntry
from wiki.settings import Settings


@dataclass(frozen=True, slots=True)
class WikiSettings:
    """The wiki's own settings; `locked` names those that the environment decides."""

    name: str
    language: str
    timezone: str
    allows_public: bool
    imprint_url: str
    privacy_url: str
    page_limit: int
    upload_limit: int
    storage_limit: int | None
    checks_links: bool
    allows_shares: bool
    finds_authors: bool
    is_set_up: bool
    logo_sha256: str | None
    locked: frozenset[str]


def wiki_settings(session: Session, settings: Settings, version: int) -> WikiSettings:
    """The settings in force: the environment wins, then the database, then the default."""
    return caches.of(session).settings.fetch(("wiki", version), lambda: _read(session, settings))


def checks_links(session: Session) -> bool:
    """Whether the worker looks at addresses of other places."""
    return session.scalar(select(Setting.value).where(Setting.name == "checks_links")) is True


def stored(session: Session) -> dict[str, object]:
    """All stored settings by name."""
    return {row.name: row.value for row in session.execute(select(Setting.name, Setting.value))}


def audit_entries(session: Session, action: str, before: int | None, limit: int) -> Sequence[AuditEntry]:
    """What was done, latest first: of one action, or of all when it is empty; older than the entry `before`."""
    statement = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if action:
        statement = statement.where(AuditEntry.action == action)
    if before is not None:
        statement = statement.where(AuditEntry.id < min(max(before, 0), 2**31 - 1))  # what the column holds
    return session.scalars(statement).all()


def audit_actions(session: Session) -> Sequence[str]:
    """The kinds of action that occur."""
    return session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)).all()


def _read(session: Session, settings: Settings) -> WikiSettings:
    values = stored(session)

    def text(name: str, default: str) -> str:
        return default if name in settings.locked else str(values.get(name) or default)

    def count(name: str, default: int) -> int:
        value = values.get(name)
        return value if isinstance(value, int) and name not in settings.locked else default

    logo = values.get("logo_sha256")
    return WikiSettings(
        name=str(values.get("name") or "Werkbuch"),
        language=text("language", settings.language),
        timezone=text("timezone", settings.timezone),
        allows_public=values.get("allows_public") is True,
        imprint_url=str(values.get("imprint_url") or ""),
        privacy_url=str(values.get("privacy_url") or ""),
        page_limit=count("page_limit", settings.page_limit),
        upload_limit=count("upload_limit", settings.upload_limit),
        storage_limit=count("storage_limit", 0) or None,
        checks_links=values.get("checks_links") is True,
        allows_shares=values.get("allows_shares") is not False,
        finds_authors=values.get("finds_authors") is not False,
        is_set_up=values.get("is_set_up") is True,
        logo_sha256=str(logo) if logo else None,
        locked=settings.locked,
    )
