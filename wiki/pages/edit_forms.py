"""The editor's form: what was sent, what is shown, and its preview. Draws the screen; saves nothing."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask import Response, make_response, request
from markupsafe import Markup

from wiki import i18n
from wiki.actor import Right
from wiki.attachments import queries as attachments
from wiki.db import now
from wiki.errors import Forbidden, Invalid, NotFound
from wiki.page_templates.queries import TemplateRow
from wiki.pages import drafts, line_ends, present, queries, renderings, screens
from wiki.pages.drafts import OthersDraft
from wiki.pages.models import Draft
from wiki.pages.queries import PageRow
from wiki.pages.saving import sha256
from wiki.render import sections
from wiki.render.languages import LANGUAGES
from wiki.render.sections import Section
from wiki.spaces import queries as spaces
from wiki.spaces.queries import SpaceRow
from wiki.users import queries as users
from wiki.web import context, screen
from wiki.web.templating import render

_UNKNOWN = -1  # no revision has this number


@dataclass(frozen=True, slots=True)
class EditForm:
    """The fields. `body` is as the browser sent it; `draft` names the draft of a page that does not exist yet.

    `section` is the anchor of the section that was edited alone; `body` is the whole page all the same.
    `draft_seen` holds the digests of the drafts that this window knows (wiki/pages/windows.py), None where none came.
    """

    title: str
    body: str
    base_number: int = 0
    summary: str = ""
    is_minor: bool = False
    save_id: str = ""
    confirms_empty: bool = False
    draft: str = ""
    is_unpublished: bool = False
    draft_seen: str | None = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Editor:
    """What the editor's template shows. `draft_at` is when the person's own draft was kept that the form holds.

    `stored` is then the page's text, to which undo leads. With `part`, one section is edited, the rest carried along.
    `templates` are offered while a new page is blank. `is_below_unpublished`: a new page will be unpublished as well.
    """

    form: EditForm
    href: str
    preview_href: str
    draft_href: str
    back_href: str
    key: str
    parent: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    asks_empty: bool = False
    general: str | None = None
    others: Sequence[OthersDraft] = ()
    draft_at: datetime | None = None
    stored: str | None = None
    part: Section | None = None
    preview: Markup | None = None
    templates: Sequence[TemplateRow] = ()
    is_below_unpublished: bool = False

    @property
    def mentions_href(self) -> str:
        """Where people and groups to mention are found."""
        return self.targets_href.replace("/pages/targets", "/pages/mentions")

    @property
    def targets_href(self) -> str:
        """Where titles to link to are found, `/s/<space>/pages/targets`."""
        return "/".join([*self.href.split("/")[:3], "pages/targets"])

    @property
    def writes_in(self) -> str:
        """Visual or Markdown, as the person chose."""
        return users.writes_in(context.reader(), context.actor().user_id or 0)

    def scripts(self, writes_in: str) -> list[str]:
        """What this screen is going to run: the browser asks for all of it at once, not for one behind the other."""
        bundle = {"visual": "dist/editor.js", "markdown": "dist/raw.js"}.get(writes_in)
        own = ["js/controllers/editor.js", "js/controllers/attach.js"]
        return screen.assets().modules(*own, *([bundle] if bundle else []))

    @property
    def zone(self) -> str:
        """The person's time zone, in which the screen tells when something was kept."""
        return context.actor().timezone

    @property
    def languages(self) -> Sequence[str]:
        """What blocks of code may name, in order."""
        return sorted(LANGUAGES)

    @property
    def upload_limit(self) -> int:
        """Bytes of a file that is attached while writing."""
        return context.wiki_settings().upload_limit


def sent() -> EditForm:
    """The form of this request. Raises Invalid (`body`, `incomplete`) for a section without the rest of its page."""
    form = request.form
    if "section" in form and not {"before", "after"} <= form.keys():
        raise Invalid("body", "incomplete")
    number = form.get("base_revision", "")
    return EditForm(
        title=form.get("title", ""),
        body=sections.join(form.get("before", ""), form.get("body", ""), form.get("after", "")),
        base_number=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else _UNKNOWN,  # noqa: PLR2004  fits the column
        summary=form.get("summary", ""),
        is_minor=bool(form.get("minor")),
        save_id=form.get("save_id", "")[:40],
        confirms_empty=bool(form.get("confirm_empty")),
        draft=form.get("draft", "")[:12],
        is_unpublished=bool(form.get("unpublished")),
        draft_seen=form.get("draft_seen"),
        section=form.get("section", "")[:200],
    )


def of_draft(draft: Draft) -> EditForm:
    """A form that holds a draft."""
    text = line_ends.shown(draft.body)
    return EditForm(
        draft.title,
        text,
        draft.base_number,
        save_id=new_save_id(),
        draft=draft.public_id,
        is_unpublished=bool(draft.is_unpublished),
        draft_seen=sha256(draft.body) if draft.kind == drafts.DRAFT else "",
    )


def new_save_id() -> str:
    """A random word for one save: the same one again with the same text is the same save."""
    return secrets.token_urlsafe(15)


def save_id(form: EditForm, place_id: int) -> str | None:
    """The word for this save, bound to what is saved: a browser that goes back brings the old word with a new text."""
    if not form.save_id:
        return None
    facts = (
        form.save_id,
        context.actor().user_id,
        place_id,
        form.base_number,
        form.title,
        line_ends.shown(form.body),
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:40]


def base_text(page: PageRow, number: int) -> str:
    """The body of the revision that the person started from. Raises Invalid (`base_revision`, `unknown`)."""
    try:
        return queries.revision(context.reader(), context.actor(), page.id, number).body
    except NotFound:
        raise Invalid("base_revision", "unknown") from None


def may_edit(scope_id: int) -> bool:
    """Whether the person may write there."""
    return queries.can(context.reader(), context.actor(), scope_id, Right.EDIT)


def demand_edit(scope_id: int) -> None:
    """The person may write there; raises Forbidden otherwise."""
    if not may_edit(scope_id):
        raise Forbidden(right=Right.EDIT.name)


def place(space_key: str) -> tuple[SpaceRow, PageRow | None]:
    """Where a new page goes: the space of the address and the page `parent`. Raises NotFound, Invalid (`parent`)."""
    session, actor, scopes = context.reader(), context.actor(), screen.scope_set()
    public_id = request.values.get("parent", "")
    parent = queries.by_public_id(session, actor, scopes, public_id) if public_id else None
    if parent is None:
        return spaces.row_by_key(session, actor, scopes, space_key), None
    if parent.space_key != space_key:
        raise Invalid("parent", "other_space")
    space = SpaceRow(parent.space_id, "", space_key, parent.space_name, parent.scope_id, parent.home_page_id)
    return space, parent


def page_editor(page: PageRow, form: EditForm) -> Editor:
    """The editor of a page."""
    others = drafts.of_others(context.reader(), context.actor(), page.id)
    key = f"{context.identity().public_id}.{page.public_id}"
    href = page.href
    return Editor(form, f"{href}/edit", f"{href}/preview", f"{href}/draft", href, key, others=others)


def new_editor(space: SpaceRow, parent: PageRow | None, form: EditForm) -> Editor:
    """The editor of a page to be made."""
    back = parent.href if parent else space.href
    key = f"{context.identity().public_id}.new.{space.id}"
    base = f"/s/{space.key}"
    public_id = parent.public_id if parent else ""
    is_below = parent is not None and parent.scope_id in screen.scope_set().unpublished_ids
    return Editor(
        form,
        f"{base}/new",
        f"{base}/preview",
        f"{base}/draft",
        back,
        key,
        parent=public_id,
        is_below_unpublished=is_below,
    )


def show_page_editor(page: PageRow, editor: Editor, status: int = 200) -> Response:
    """The screen that edits a page."""
    crumbs = [*screens.breadcrumb(page), (page.title, page.href)]
    html = render("pages/edit.html", screen.shell(page=page), editor=editor, page=page, crumbs=crumbs)
    return make_response(html, status)


def of_section(editor: Editor) -> Editor:
    """The editor of the section that the address names, where it can be edited alone; else of the page."""
    anchor = request.args.get("section", "")
    part = sections.cut(editor.form.body, anchor) if anchor else None
    if part is None:
        return editor
    stored = sections.cut(editor.stored, anchor) if editor.stored is not None else None
    form = replace(editor.form, body=part.text)
    return replace(editor, form=form, part=part, stored=stored.text if stored else None)


def show_new_editor(space: SpaceRow, parent: PageRow | None, editor: Editor, status: int = 200) -> Response:
    """The screen that makes a page."""
    crumbs, shell = crumbs_of_new(space, parent), screen.shell(space=space, page=parent)
    return make_response(render("pages/edit.html", shell, editor=editor, page=None, crumbs=crumbs), status)


def crumbs_of_new(space: SpaceRow, parent: PageRow | None) -> list[tuple[str | None, str]]:
    """The way to where a new page will stand."""
    if parent is None:
        return [(space.name, space.href)]
    return [*screens.breadcrumb(parent), (parent.title, parent.href)]


def show_draft(page: PageRow, draft: Draft) -> Response:
    """The screen that edits a page, with the person's draft in it."""
    stored = line_ends.shown(queries.head(context.reader(), context.actor(), page.id).body)
    editor = replace(page_editor(page, of_draft(draft)), draft_at=draft.changed_at, stored=stored)
    return show_page_editor(page, of_section(editor))


def preview(place: PageRow, form: EditForm) -> Markup:
    """The text as the page would show it, by the same code. Raises TooLarge, TooCostly."""
    rendering = renderings.render(line_ends.shown(form.body), screens.limits())
    around = present.tried(context.reader(), screen.scope_set(), place, rendering.links)
    files = screens.files_of(place) if place.id else []
    words = i18n.translator(context.locale())
    titled = replace(place, title=form.title or place.title)
    shown = renderings.of_rendering(rendering)
    links, insets = attachments.links_of(files, place.id), screens.filled(titled, shown, around)
    return present.present(titled, shown, around, links, words, insets=insets).html


def place_of_new(space: SpaceRow, parent: PageRow | None) -> PageRow:
    """Where a page that does not exist yet will stand, for the preview of its links."""
    return PageRow(
        id=0,
        public_id=parent.public_id if parent else "",
        title="",
        slug="",
        space_id=space.id,
        space_key=space.key,
        space_name=space.name,
        home_page_id=None,
        parent_id=parent.id if parent else None,
        scope_id=space.scope_id,
        has_history=False,
        head_id=0,
        number=0,
        author_name="",
        kind="",
        changed_at=now(),
        links_digest=0,
        structure=0,
        other_drafts=None,
    )
