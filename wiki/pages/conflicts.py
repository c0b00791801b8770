"""Two people changed the same passages: the screen that asks for a choice each, and the text that comes of it.

Each side is shown as it reads on the page where it can be read alone, and a passage may be written anew instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Response, make_response, request
from markupsafe import Markup

from wiki import merge
from wiki.actor import Actor
from wiki.alignment import lines
from wiki.errors import TooCostly
from wiki.linekinds import open_blocks, starts_table
from wiki.merge import Agreed, Choice, Disputed
from wiki.pages import edit_forms, line_ends, queries, screens
from wiki.pages.changes import EditConflict
from wiki.pages.edit_forms import EditForm
from wiki.pages.queries import PageRow
from wiki.web import context, screen
from wiki.web.language import gettext as _
from wiki.web.templating import render

_FIELD, _OWN_FIELD = "passage-{}", "passage-{}-text"
_OWN = "own"
_MOST_DRAWN = 50_000  # characters of all disputed passages together; drawing them takes time


@dataclass(frozen=True, slots=True)
class Question:
    """What was changed differently since `base_number`, on the way to the head `head_number`."""

    base_number: int
    head_number: int
    mine: str
    passages: tuple[Agreed | Disputed, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage as the screen shows it; `number` counts the disputed ones from 1, 0 means agreed.

    `drawn_…` is None where the passage cannot be read alone. `own` is the text to begin with that is neither.
    """

    number: int
    line_count: int
    text: str
    theirs: str
    mine: str
    choice: str = ""
    error: str | None = None
    own: str = ""
    drawn_theirs: Markup | None = None
    drawn_mine: Markup | None = None


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
    passages, choices = _with_own(outcome.passages)
    if None in choices:
        raise Unanswered(Question(base_number, form.base_number, mine, outcome.passages))
    return merge.resolve(passages, [choice for choice in choices if choice])


def ask_undo(page: PageRow, form: EditForm, question: Question) -> Response:
    """The same screen for a change that is taken back: `question.mine` is the text without it."""
    return ask(page, form, question, is_undo=True)


def ask(
    page: PageRow, form: EditForm, question: Question, *, is_again: bool = False, is_undo: bool = False
) -> Response:
    """The screen: 409, or 422 when choices are missing. Nothing is preselected but what was chosen before."""
    passages = _passages(page, form, question, is_again=is_again)
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


def _with_own(passages: Sequence[Agreed | Disputed]) -> tuple[list[Agreed | Disputed], list[Choice | None]]:
    """The passages, those written anew being agreed, and the choices for those left."""
    settled: list[Agreed | Disputed] = []
    choices: list[Choice | None] = []
    number = 0
    for passage in passages:
        if isinstance(passage, Agreed):
            settled.append(passage)
            continue
        number += 1
        word, own = request.form.get(_FIELD.format(number), ""), request.form.get(_OWN_FIELD.format(number))
        if word == _OWN and own is not None:
            settled.append(Agreed(_written(passage, own)))
        else:
            settled.append(passage)
            choices.append(Choice(word) if word in set(Choice) else None)
    return settled, choices


def _written(passage: Disputed, own: str) -> str:
    """What was written instead of the passage, with its line ends, the last one too."""
    old = passage.theirs + passage.mine
    text = line_ends.shown(own)
    is_ended = not text or text.endswith("\n") or not old.endswith(("\n", "\r"))
    return line_ends.restored(old, text if is_ended else f"{text}\n")


def _passages(page: PageRow, form: EditForm, question: Question, *, is_again: bool) -> list[Passage]:
    disputed = [one for one in question.passages if isinstance(one, Disputed)]
    is_drawn = sum(len(one.theirs) + len(one.mine) for one in disputed) <= _MOST_DRAWN
    theirs = [one.text if isinstance(one, Agreed) else one.theirs for one in question.passages]
    opened = open_blocks(lines("".join(theirs)))
    shown: list[Passage] = []
    number = place = 0
    for passage, text in zip(question.passages, theirs, strict=True):
        if isinstance(passage, Agreed):
            shown.append(Passage(0, len(lines(text)), line_ends.shown(text), "", ""))
        else:
            number += 1
            one = _disputed(passage, number, is_again=is_again)
            if is_drawn and not opened[min(place, len(opened) - 1)]:
                one = replace(
                    one,
                    drawn_theirs=_drawn(page, form, one.theirs),
                    drawn_mine=_drawn(page, form, one.mine),
                )
            shown.append(one)
        place += len(lines(text))
    return shown


def _disputed(passage: Disputed, number: int, *, is_again: bool) -> Passage:
    theirs, mine = line_ends.shown(passage.theirs), line_ends.shown(passage.mine)
    choice = request.form.get(_FIELD.format(number), "") if is_again else ""
    own = request.form.get(_OWN_FIELD.format(number)) if is_again else None
    error = _("Passage %(number)s: please choose.") % {"number": number} if is_again and not choice else None
    gap = "\n" if theirs and mine and not theirs.endswith("\n") else ""
    text = theirs + gap + mine if own is None else line_ends.shown(own)
    return Passage(number, 0, "", theirs, mine, choice, error, text)


def _drawn(page: PageRow, form: EditForm, text: str) -> Markup | None:
    """The passage as the page would show it; None for rows of a table without its head, and what costs too much."""
    if not text.strip() or (text.lstrip().startswith("|") and not starts_table(text.split("\n"))):
        return None
    try:
        return edit_forms.preview(page, replace(form, body=text))
    except TooCostly:
        return None


def _is_redacted(page: PageRow, number: int) -> bool:
    """Whether the text that the person started from was taken away meanwhile: so nothing could be merged."""
    base = queries.revision(context.reader(), context.actor(), page.id, number)
    return base.redacted_at is not None


def _names(page: PageRow, question: Question, actor: Actor) -> list[str]:
    """Who saved since the person started."""
    rows = queries.history(context.reader(), actor, page.id, question.head_number + 1)
    return list(dict.fromkeys(row.author_name for row in rows if row.number > question.base_number))
