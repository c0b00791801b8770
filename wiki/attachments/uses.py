"""Which texts use a file: by its name on its own page, by its address anywhere. Derived from the heads."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from sqlalchemy import Integer, bindparam, delete, select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor
from wiki.attachments.models import Attachment, FileUse, FileVersion
from wiki.attachments.queries import StoredFile
from wiki.pages.derive import Derivation
from wiki.pages.models import Link, Page
from wiki.pages.slugs import search_key, title_key
from wiki.prepared import Prepared
from wiki.spaces.models import Space

MOST_UNUSED = 500
_ID_LENGTH = 12
_BATCH = 400
_KNOWN = Prepared(select(FileUse.file_id).where(FileUse.page_id == bindparam("page_id", type_=Integer)))


@dataclass(frozen=True, slots=True)
class UnusedFile:
    """A file that no text uses, as far as the reader may know, with the page that it hangs on."""

    name: str
    public_id: str
    size: int
    page_title: str
    page_href: str

    @property
    def own_href(self) -> str:
        """The screen of the file."""
        return f"{self.page_href}/files/{self.public_id}"


def derive(session: Session, derivation: Derivation) -> None:
    """The page's uses by address are those of its text."""
    wanted = {found for one in derivation.rendering.links if (found := file_id(one.target))}
    page_id = derivation.page.id
    earlier = () if derivation.is_new else _KNOWN.rows(session, {"page_id": page_id})
    known = {one for (one,) in earlier}
    if gone := known - wanted:
        session.execute(delete(FileUse).where(FileUse.page_id == page_id, FileUse.file_id.in_(gone)))
    session.add_all(FileUse(page_id=page_id, file_id=one) for one in sorted(wanted - known))


def file_id(target: str) -> str:
    """The public id in `/files/<id>/<name>`; empty for every other target of a link."""
    parts = target.split("/")
    is_address = target.startswith("/files/") and len(parts) > 3 and len(parts[2]) == _ID_LENGTH  # noqa: PLR2004
    return parts[2] if is_address else ""


def pages_using(session: Session, actor: Actor, file: StoredFile) -> list[tuple[str, str]]:
    """Title and address of the readable pages whose text uses the file, A–Z."""
    by_name = policy.allowed(Link, actor).where(Link.page_id == file.page_id, Link.target_id.is_(None))
    found = (
        {file.page_id}
        if _is_named(file.name, session.scalars(by_name.with_only_columns(Link.target)))
        else set()
    )
    by_address = policy.allowed(FileUse, actor).where(FileUse.file_id == file.public_id)
    found |= set(session.scalars(by_address.with_only_columns(FileUse.page_id)))
    pages = (
        policy.allowed(Page, actor)
        .join(Space, Space.id == Page.space_id)
        .where(Page.id.in_(found))
        .with_only_columns(Page.title, Space.key, Page.slug)
    )
    rows = [(title, f"/s/{key}/{slug}") for title, key, slug in session.execute(pages)]
    return sorted(rows, key=lambda row: (title_key(row[0]), row[1]))


def unused(session: Session, actor: Actor, space_id: int) -> list[UnusedFile]:
    """The files in the space that no readable text uses, by page and name; at most MOST_UNUSED."""
    files = (
        policy.allowed(Attachment, actor)
        .join(
            FileVersion,
            (FileVersion.attachment_id == Attachment.id) & (FileVersion.number == Attachment.number),
        )
        .join(Space, Space.id == Page.space_id)
        .where(Page.space_id == space_id)
        .with_only_columns(
            Attachment.public_id,
            Attachment.page_id,
            Attachment.name,
            FileVersion.size,
            Page.title,
            Space.key,
            Page.slug,
        )
    )
    rows = session.execute(files).all()
    named = _names(session, actor, {row.page_id for row in rows})
    addressed = _addressed(session, actor, [row.public_id for row in rows])
    found = [
        UnusedFile(row.name, row.public_id, row.size, row.title, f"/s/{row.key}/{row.slug}")
        for row in rows
        if row.public_id not in addressed and search_key(row.name) not in named[row.page_id]
    ]
    return sorted(found, key=lambda one: (title_key(one.page_title), one.page_href, one.name))[:MOST_UNUSED]


def names_in(targets: Iterable[str]) -> set[str]:
    """What the targets of links call files of their own page: the last part, as names are compared."""
    return {search_key(unquote(target).rpartition("/")[2]) for target in targets if not file_id(target)}


def _is_named(name: str, targets: Iterable[str]) -> bool:
    return search_key(name) in names_in(targets)


def _names(session: Session, actor: Actor, page_ids: set[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    ordered = sorted(page_ids)
    for start in range(0, len(ordered), _BATCH):
        some = ordered[start : start + _BATCH]
        links = policy.allowed(Link, actor).where(Link.page_id.in_(some), Link.target_id.is_(None))
        for page_id, target in session.execute(links.with_only_columns(Link.page_id, Link.target)):
            found[page_id] |= names_in((target,))
    return found


def _addressed(session: Session, actor: Actor, public_ids: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(public_ids), _BATCH):
        some = public_ids[start : start + _BATCH]
        uses = policy.allowed(FileUse, actor).where(FileUse.file_id.in_(some))
        found |= set(session.scalars(uses.with_only_columns(FileUse.file_id)))
    return found
