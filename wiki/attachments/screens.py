"""What the screens of files show: the list with versions and uses, and how an upload went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from markupsafe import Markup

from wiki import i18n
from wiki.actor import Right
from wiki.attachments import queries, quota, uses
from wiki.attachments.derived import Derived
from wiki.attachments.filenames import extension
from wiki.attachments.queries import FileRow, StoredFile, VersionRow
from wiki.attachments.types import PDF
from wiki.errors import Conflict, Invalid, NotFound, TooLarge, WikiError
from wiki.pages import embeds, present
from wiki.pages.queries import PageRow, can
from wiki.pages.screens import page_at
from wiki.pages.slugs import search_key
from wiki.web import context, screen
from wiki.web.sentences import field_errors, of_error
from wiki.web.shell import Shell
from wiki.web.templating import render

_LONGEST_KIND = 5


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
class Room:
    """How many bytes a file may have now, and what is said to a larger one."""

    limit: int
    error: TooLarge


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A row of the list. `older` are the earlier versions that the reader may see, latest first."""

    file: FileRow
    older: tuple[VersionRow, ...]
    is_used: bool

    @property
    def thumbnail(self) -> str:
        """The address of a small picture; an image that is small itself shows itself. Empty where there is none."""
        file = self.file
        if file.media_type == PDF and file.drawn:
            return f"{file.href}?page=1&w={embeds.WIDTHS[0]}"
        return f"{file.href}?w={embeds.WIDTHS[0]}" if file.media_type.startswith("image/") else ""

    @property
    def kind(self) -> str:
        """What stands where there is no picture: the extension, unless it is long."""
        found = extension(self.file.name)
        return found.upper() if len(found) <= _LONGEST_KIND else ""


def listing(page: PageRow, outcomes: Sequence[Outcome] = ()) -> str:
    """The screen of a page's files; after an upload that went wrong it says what."""
    with context.app().sessions.reading() as fresh:  # an upload of this very request is seen as well
        files = queries.of_page(fresh, context.actor(), page.id)
        versions = queries.versions(fresh, context.actor(), page.id)
        around = present.surroundings(fresh, screen.scope_set(), page.id)
    targets = [link.target for link in around.links.values()]
    used = uses.names_in(targets) | {uses.file_id(target) for target in targets}
    shown = [
        ShownFile(
            row,
            tuple(versions.get(row.public_id, ())[1:]),
            bool(used & {search_key(row.name), row.public_id}),
        )
        for row in files
    ]
    limit = room().limit
    return render(
        "attachments/listing.html",
        shell(page),
        page=page,
        files=shown,
        can_edit=can_edit(page),
        limit=i18n.limit(limit, context.locale()),
        most_bytes=limit,
        refused=[outcome for outcome in outcomes if outcome.error],
        attached=[outcome for outcome in outcomes if not outcome.error],
    )


def details(page: PageRow, found: StoredFile, form: Mapping[str, str], error: WikiError | None = None) -> str:
    """The screen of one file: what it looks like, where it is used, its versions, and what can be done with it."""
    session, actor = context.reader(), context.actor()
    row = next(row for row in queries.of_page(session, actor, page.id) if row.public_id == found.public_id)
    link = queries.link_of(row, row.href)
    preview = embeds.embedded(link, ' alt=""', row.name, i18n.translator(context.locale()))
    return render(
        "attachments/details.html",
        shell(page),
        page=page,
        file=row,
        preview=Markup(preview),  # noqa: S704  every part is escaped there
        versions=queries.versions(session, actor, page.id).get(row.public_id, []),
        using=uses.pages_using(session, actor, found),
        can_edit=can_edit(page),
        form_values=form,
        errors=_field_errors(error),
    )


def room() -> Room:
    """The limit of one file, or what is left of the room for all; what this very request has stored counts as well."""
    settings = context.wiki_settings()
    with context.app().sessions.reading() as fresh:
        left = quota.left(fresh, settings.storage_limit)
    if left is not None and left < settings.upload_limit:
        return Room(left, TooLarge(limit=left, reason="storage"))
    return Room(settings.upload_limit, TooLarge(limit=settings.upload_limit))


def file_of(space_key: str, slug: str, public_id: str) -> tuple[PageRow, StoredFile]:
    """The page of the address and its file. Raises NotFound for a file of another page."""
    page = page_at(space_key, slug)
    found = queries.by_public_id(context.reader(), context.actor(), public_id)
    if found.page_id != page.id:
        raise NotFound
    return page, found


def derived() -> Derived:
    """The pictures that the worker drew."""
    return Derived(context.app().settings.derived_dir)


def _field_errors(error: WikiError | None) -> dict[str, str]:
    """The sentence at its field; a name that is taken is said where it was given."""
    if isinstance(error, Conflict) and error.facts.get("reason") == "name_taken":
        field = "target" if request.endpoint == "files.move" else "name"
        return field_errors(Invalid(field, "taken_file"))
    if isinstance(error, Invalid):
        return field_errors(error)
    return {"file": of_error(error) or ""} if error else {}


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
