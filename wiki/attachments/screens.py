"""What the screens of files show: the list with versions and uses, and how an upload went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from wiki.actor import Right
from wiki.attachments import queries
from wiki.attachments.queries import FileRow, VersionRow
from wiki.errors import WikiError
from wiki.i18n import size
from wiki.pages import present
from wiki.pages.queries import PageRow, can
from wiki.pages.slugs import search_key
from wiki.web import context, screen
from wiki.web.sentences import of_error
from wiki.web.shell import Shell
from wiki.web.templating import render


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one file of an upload went: attached under `name`, or refused."""

    name: str
    public_id: str = ""
    error: WikiError | None = None

    @property
    def sentence(self) -> str:
        """Why it was refused, in the reader's language."""
        return (of_error(self.error) or "") if self.error else ""


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A row of the list. `older` are the earlier versions that the reader may see, latest first."""

    file: FileRow
    older: tuple[VersionRow, ...]
    is_used: bool


def listing(page: PageRow, outcomes: Sequence[Outcome] = ()) -> str:
    """The screen of a page's files; after an upload that went wrong it says what."""
    with context.app().sessions.reading() as fresh:  # an upload of this very request is seen as well
        files = queries.of_page(fresh, context.actor(), page.id)
        versions = queries.versions(fresh, context.actor(), page.id)
        around = present.surroundings(fresh, screen.scope_set(), page.id)
    used = {search_key(unquote(name)) for link in around.links.values() for name in _names(link.target)}
    shown = [
        ShownFile(
            row,
            tuple(versions.get(row.public_id, ())[1:]),
            bool(used & {search_key(row.name), row.public_id}),
        )
        for row in files
    ]
    return render(
        "attachments/listing.html",
        shell(page),
        page=page,
        files=shown,
        can_edit=can_edit(page),
        limit=size(context.wiki_settings().upload_limit, context.locale()),
        refused=[outcome for outcome in outcomes if outcome.error],
        attached=[outcome for outcome in outcomes if not outcome.error],
    )


def shell(page: PageRow) -> Shell:
    """The frame around a page's screens."""
    return screen.shell(page=page)


def can_edit(page: PageRow) -> bool:
    """Whether the reader may add and remove files here."""
    return can(context.reader(), context.actor(), page.scope_id, Right.EDIT)


def told(outcome: Outcome, rows: Mapping[str, FileRow]) -> dict[str, object]:
    """One file of an upload, for scripts."""
    if outcome.error:
        return {"name": outcome.name, "error": outcome.error.code, "message": outcome.sentence}
    row = rows[outcome.public_id]
    return {
        "name": row.name,
        "public_id": row.public_id,
        "href": row.href,
        "size": row.size,
        "media_type": row.media_type,
        "number": row.number,
    }


def _names(target: str) -> tuple[str, ...]:
    """What a link in a text may name: a file of the page, or a file by its address `/files/<id>/<name>`."""
    parts = target.split("/")
    is_address = target.startswith("/files/") and len(parts) > 3  # noqa: PLR2004  "", files, id, name
    return (parts[2],) if is_address else (parts[-1],)
