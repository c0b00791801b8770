"""A new page that begins with another page's text: asks what the template asks, and opens the editor."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Response, make_response, request

from wiki import i18n
from wiki.actor import Actor
from wiki.db import now
from wiki.errors import NotFound
from wiki.page_templates import variables
from wiki.page_templates.queries import SUBTREE
from wiki.page_templates.variables import Filling
from wiki.pages import edit_forms, line_ends, queries
from wiki.pages.edit_forms import EditForm
from wiki.pages.queries import PageRow
from wiki.spaces.queries import SpaceRow
from wiki.web import context, screen
from wiki.web.templating import render


@dataclass(frozen=True, slots=True)
class Beginning:
    """A template with its text; only templates have variables, other pages are copied as they are."""

    page: PageRow
    text: str

    @property
    def questions(self) -> tuple[str, ...]:
        """What is asked before the editor opens."""
        return variables.questions(self.text) if self.page.template_for else ()

    @property
    def uses_title(self) -> bool:
        """Whether the text says the new page's title."""
        return bool(self.page.template_for) and variables.uses_title(self.text)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked, or is to be asked: the title, and the answers in the order of the questions."""

    title: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


def place(space_key: str) -> tuple[SpaceRow, PageRow | None]:
    """Where the new page goes; where no parent is asked for, a template of a subtree says it. Raises NotFound."""
    space, parent = edit_forms.place(space_key)
    if parent is not None or not request.values.get("template"):
        return space, parent
    page = of_request().page
    if page.template_for != SUBTREE or page.parent_id is None or page.space_id != space.id:
        return space, None
    try:
        parent = queries.by_id(context.reader(), context.actor(), screen.scope_set(), page.parent_id)
    except NotFound:
        return space, None
    return space, parent


def begin(space: SpaceRow, parent: PageRow | None, title: str) -> Response:
    """The editor, or first the questions where the template has some, or says a title that is not known yet."""
    found = of_request()
    if found.questions or (found.uses_title and not title.strip()):
        return ask(space, parent, found, Answers(title))
    return open_editor(space, parent, found, Answers(title))


def of_request() -> Beginning:
    """The page `template` of the request. Raises NotFound."""
    public_id = request.values.get("template", "")
    page = queries.by_public_id(context.reader(), context.actor(), screen.scope_set(), public_id)
    body = queries.head(context.reader(), context.actor(), page.id).body
    return Beginning(page, line_ends.shown(body))


def open_editor(space: SpaceRow, parent: PageRow | None, begin: Beginning, told: Answers) -> Response:
    """The editor with the template's text, variables replaced."""
    text = begin.text
    if begin.page.template_for:
        text = variables.filled(text, _filling(space, context.actor(), told))
    form = EditForm(told.title, text, save_id=edit_forms.new_save_id())
    return edit_forms.show_new_editor(space, parent, edit_forms.new_editor(space, parent, form))


def ask(
    space: SpaceRow,
    parent: PageRow | None,
    begin: Beginning,
    told: Answers,
    errors: Mapping[str, str] | None = None,
) -> Response:
    """The screen with the template's questions."""
    html = render(
        "page_templates/ask.html",
        screen.shell(space=space, page=parent),
        space=space,
        parent=parent,
        begin=begin,
        told=told,
        errors=errors or {},
        crumbs=edit_forms.crumbs_of_new(space, parent),
    )
    return make_response(html, 422 if errors else 200)


def _filling(space: SpaceRow, actor: Actor, told: Answers) -> Filling:
    moment, language = now(), context.locale()
    return Filling(
        date=i18n.date(moment, language, actor.timezone),
        iso_date=i18n.iso_date(moment, actor.timezone),
        time=i18n.time(moment, language, actor.timezone),
        author=actor.name,
        title=told.title,
        space=space.name,
        answers=told.answers,
    )
