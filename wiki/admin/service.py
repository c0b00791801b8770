"""What administrators change: accounts, settings of the wiki, its logo. Everything is audited.

All functions raise NotFound for who is no administrator: the screens do not exist for them.
"""

from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import audit, counters
from wiki.actor import Actor
from wiki.admin.models import Setting
from wiki.attachments.types import HEAD_BYTES, recognised
from wiki.auth import service as auth
from wiki.blobs import BlobStore
from wiki.errors import Invalid, TooLarge
from wiki.notifications import service as notifications
from wiki.settings import GIBIBYTE, KIBIBYTE, MEBIBYTE
from wiki.users import service as users
from wiki.users.choices import checked_language, checked_zone
from wiki.users.models import User

LOGO_BYTES = 200 * 1000
_LOGO_ENDINGS = ("png", "webp", "jpg")
_MOST_UNITS = 16_384
_MOST_STORAGE = 100_000


@dataclass(frozen=True, slots=True)
class Account:
    """The facts of an account that administrators decide."""

    display_name: str
    email: str
    is_admin: bool
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """The settings as typed; limits in KB (1,024 bytes), MB (1,024²) and, of all files together, GB (1,024³)."""

    name: str
    language: str
    timezone: str
    page_limit: str
    upload_limit: str
    storage_limit: str
    imprint_url: str
    privacy_url: str
    allows_public: bool
    checks_links: bool
    allows_shares: bool
    finds_authors: bool


def add_user(session: Session, actor: Actor, name: str, account: Account, password_hash: str) -> User:
    """The person exists and may choose a password, by a link or after the one-time password.

    `password_hash` comes from `auth.password.unusable` or `hashed_one_time`. Raises Invalid.
    """
    user = users.add(session, actor, name, account.display_name, account.email, is_admin=account.is_admin)
    auth.set_password(session, actor, user.id, password_hash)
    return user


def invite(session: Session, actor: Actor, user_id: int) -> None:
    """A mail with a link for choosing a password is on its way. Raises Invalid (`email`, `needed`)."""
    users.require_admin(actor)
    if not session.get_one(User, user_id).email:
        raise Invalid("email", "needed")
    notifications.tell(session, actor, "invited", [user_id])
    audit.record(session, actor, "user.invite", f"user:{user_id}")


def change_user(session: Session, actor: Actor, user_id: int, account: Account) -> None:
    """The account has these facts; who is switched off has no session and no API token any more.

    Raises Invalid, Conflict (`last_admin`).
    """
    user = session.get_one(User, user_id)
    users.change(
        session,
        actor,
        user,
        display_name=account.display_name,
        email=account.email,
        is_admin=account.is_admin,
        is_active=account.is_active,
    )
    if not account.is_active:
        auth.shut_out(session, user_id)


def reset_password(session: Session, actor: Actor, user_id: int, password_hash: str) -> None:
    """The old password, all sessions and all API tokens of the person are void; see `add_user` for the hash."""
    users.require_admin(actor)
    auth.reset_password(session, actor, user_id, password_hash)


def change_settings(session: Session, actor: Actor, form: SettingsForm, locked: frozenset[str]) -> None:
    """The settings hold from the next request on; what the environment sets is left alone.

    Raises Invalid: `wiki_name`, `language`, `timezone`, `page_limit`, `upload_limit`, `storage_limit`,
    `imprint_url`, `privacy_url`.
    """
    users.require_admin(actor)
    values: dict[str, object] = {
        "name": checked_wiki_name(form.name),
        "imprint_url": _address("imprint_url", form.imprint_url),
        "privacy_url": _address("privacy_url", form.privacy_url),
        "allows_public": form.allows_public,
        "checks_links": form.checks_links,
        "allows_shares": form.allows_shares,
        "finds_authors": form.finds_authors,
        "storage_limit": _storage(form.storage_limit),
    }
    if "language" not in locked:
        values["language"] = checked_language(form.language)
    if "timezone" not in locked:
        values["timezone"] = checked_zone(form.timezone)
    if "page_limit" not in locked:
        values["page_limit"] = _units("page_limit", form.page_limit) * KIBIBYTE
    if "upload_limit" not in locked:
        values["upload_limit"] = _units("upload_limit", form.upload_limit) * MEBIBYTE
    _store(session, actor, values)


def put_logo(blobs: BlobStore, content: bytes) -> str:
    """The picture is stored as a blob; its digest is for `set_logo`. Raises Invalid (`logo`)."""
    if not content:
        raise Invalid("logo", "empty")
    if len(content) > LOGO_BYTES:
        raise Invalid("logo", "too_large")
    if logo_type(content) is None:
        raise Invalid("logo", "kind")
    try:
        return blobs.put(BytesIO(content), LOGO_BYTES).sha256
    except TooLarge:
        raise Invalid("logo", "too_large") from None


def set_logo(session: Session, actor: Actor, sha256: str | None) -> None:
    """The blob is the wiki's logo; None takes the logo away."""
    users.require_admin(actor)
    _store(session, actor, {"logo_sha256": sha256})


def logo_type(content: bytes) -> str | None:
    """The media type of a picture that may be a logo, by its content; None for everything else."""
    head = content[:HEAD_BYTES]
    kinds = (recognised(f"logo.{ending}", head) for ending in _LOGO_ENDINGS)
    return next((kind for kind in kinds if kind.startswith("image/")), None)


def checked_wiki_name(name: str) -> str:
    """A name of one line, at most 80 characters. Raises Invalid (`wiki_name`, `empty`)."""
    wanted = " ".join("".join(letter for letter in name if letter.isprintable()).split())[:80]
    if not wanted:
        raise Invalid("wiki_name", "empty")
    return wanted


def put_setting(session: Session, name: str, value: object) -> None:
    """The setting has the value once the transaction commits; the caller bumps the counter."""
    row = session.scalar(select(Setting).where(Setting.name == name))
    if row is None:
        session.add(Setting(name=name, value=value))
    else:
        row.value = value


def _store(session: Session, actor: Actor, values: dict[str, object]) -> None:
    present = {
        row.name: row.value for row in session.scalars(select(Setting).where(Setting.name.in_(values)))
    }
    changed = {name: value for name, value in values.items() if present.get(name) != value}
    if not changed:
        return
    for name, value in changed.items():
        put_setting(session, name, value)
    counters.bump(session, counters.SETTINGS)
    before = {name: present.get(name) for name in changed}
    audit.record(session, actor, "settings.change", "wiki", before=before, after=changed)


def _address(field: str, text: str) -> str:
    """A link for the foot of every page: http or https; empty for none."""
    wanted = text.strip()
    if not wanted:
        return ""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        raise Invalid(field, "wrong") from None
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    if not is_web or not wanted.isprintable() or " " in wanted or len(wanted) > 500:  # noqa: PLR2004
        raise Invalid(field, "wrong")
    return wanted


def _units(field: str, text: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6 and 1 <= int(digits) <= _MOST_UNITS):  # noqa: PLR2004
        raise Invalid(field, "range")
    return int(digits)


def _storage(text: str) -> int:
    """Bytes for all files together; 0, which is no limit, for an empty field."""
    digits = text.strip()
    if not digits:
        return 0
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6 and 1 <= int(digits) <= _MOST_STORAGE):  # noqa: PLR2004
        raise Invalid("storage_limit", "range")
    return int(digits) * GIBIBYTE
