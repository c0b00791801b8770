"""Two people changed the same passages: the screen that asks for a choice each, and the text that comes of it."""

from dataclasses import dataclass, replace

from flask import Response, make_response, request

from wiki import merge
from wiki.actor import Actor
from wiki.alignment import lines
from wiki.merge import Agreed, Choice, Disputed
from wiki.pages import edit_forms, line_ends, queries, screens
from wiki.pages.changes import EditConflict
from wiki.pages.edit_forms import EditForm
from wiki.pages.queries import PageRow
from wiki.web import context, screen
from wiki.web.language import gettext as _
from wiki.web.templating import render

_FIELD = "passage-{}"


@dataclass(frozen=True, slots=True)
class Question:
    """What was changed differently since `base_number`, on the way to the head `head_number`."""

    base_number: int
    head_number: int
    mine: str
    passages: tuple[Agreed | Disputed, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage as the screen shows it; `number` counts the disputed ones from 1, 0 means agreed."""

    number: int
    line_count: int
    text: str
    theirs: str
    mine: str
    choice: str
    error: str | None


class Unanswered(Exception):
    """Passages without a choice are left."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question


def is_answer() -> bool:
    """Whether this request's form comes from the screen that asks."""
    return "conflict_base" in request.form


def question_of(conflict: EditConflict) -> Question:
    """What a save that could not be merged has to ask."""
    change = conflict.change
    return Question(change.base_number, conflict.head_number, change.body, conflict.passages)


def answered(page: PageRow, form: EditForm) -> str:
    """The text that the choices make, on top of the head that was shown. Raises Unanswered, Invalid."""
    given = request.form.get("conflict_base", "")
    base_number = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1  # noqa: PLR2004
    base, head = edit_forms.base_text(page, base_number), edit_forms.base_text(page, form.base_number)
    mine = line_ends.restored(base, form.body)
    outcome = merge.three_way(base, head, mine)
    if isinstance(outcome, merge.Merged):
        return outcome.text
    choices = _choices(len(outcome.disputed))
    if None in choices:
        raise Unanswered(Question(base_number, form.base_number, mine, outcome.passages))
    return merge.resolve(outcome.passages, [choice for choice in choices if choice])


def ask_undo(page: PageRow, form: EditForm, question: Question) -> Response:
    """The same screen for a change that is taken back: `question.mine` is the text without it."""
    return ask(page, form, question, is_undo=True)


def ask(
    page: PageRow, form: EditForm, question: Question, *, is_again: bool = False, is_undo: bool = False
) -> Response:
    """The screen: 409, or 422 when choices are missing. Nothing is preselected but what was chosen before."""
    passages = _passages(question, is_again=is_again)
    errors = {f"passage-{one.number}": one.error for one in passages if one.error}
    html = render(
        "pages/conflict.html",
        screen.shell(page=page),
        page=page,
        crumbs=[*screens.breadcrumb(page), (page.title, page.href)],
        form=replace(form, save_id=edit_forms.new_save_id()),
        question=replace(question, mine=line_ends.shown(question.mine)),
        passages=passages,
        errors=errors,
        names=_names(page, question, context.actor()),
        is_base_gone=_is_redacted(page, question.base_number),
        is_undo=is_undo or "undo" in request.form,
    )
    return make_response(html, 422 if is_again else 409)


def _choices(count: int) -> list[Choice | None]:
    given = [request.form.get(_FIELD.format(number), "") for number in range(1, count + 1)]
    return [Choice(word) if word in set(Choice) else None for word in given]


def _passages(question: Question, *, is_again: bool) -> list[Passage]:
    shown: list[Passage] = []
    number = 0
    for passage in question.passages:
        if isinstance(passage, Agreed):
            shown.append(
                Passage(0, len(lines(passage.text)), line_ends.shown(passage.text), "", "", "", None)
            )
            continue
        number += 1
        choice = request.form.get(_FIELD.format(number), "") if is_again else ""
        theirs, mine = line_ends.shown(passage.theirs), line_ends.shown(passage.mine)
        error = (
            _("Passage %(number)s: please choose.") % {"number": number} if is_again and not choice else None
        )
        shown.append(Passage(number, 0, "", theirs, mine, choice, error))
    return shown


def _is_redacted(page: PageRow, number: int) -> bool:
    """Whether the text that the person started from was taken away meanwhile: so nothing could be merged."""
    base = queries.revision(context.reader(), context.actor(), page.id, number)
    return base.redacted_at is not None


def _names(page: PageRow, question: Question, actor: Actor) -> list[str]:
    """Who saved since the person started."""
    rows = queries.history(context.reader(), actor, page.id, question.head_number + 1)
    return list(dict.fromkeys(row.author_name for row in rows if row.number > question.base_number))
