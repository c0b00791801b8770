"""What the screens of rights show: the panel of a place, and the question before a change."""

from dataclasses import dataclass

from flask import make_response, request
from werkzeug.wrappers import Response

from wiki.access import service as access
from wiki.access.service import Present
from wiki.actor import EVERYONE, SIGNED_IN, Right
from wiki.errors import Conflict, Forbidden, Invalid
from wiki.pages import scoping
from wiki.pages.screens import breadcrumb
from wiki.rights import effects, panel, places
from wiki.rights.effects import Effect, Shift
from wiki.rights.forms import Step
from wiki.rights.panel import Entry
from wiki.rights.places import Place
from wiki.web import context, screen, sentences
from wiki.web.language import gettext
from wiki.web.templating import render

_ROWS = 25
_MOST_GROUPS = 20
_MOST_ENTRIES = 100  # the others are found by name
_FEW, _MANY = 10, 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked before it is stored. `fields` are the form's; `action` is where it goes."""

    action: str
    before: Present
    after: Present
    steps: tuple[Step, ...]
    fields: tuple[tuple[str, str], ...]
    is_return: bool = False  # to the rights of the place


@dataclass(frozen=True, slots=True)
class Told:
    """A shift with as many names as are shown; `more` counts the others."""

    shift: Shift
    names: tuple[str, ...]
    more: int


def shown(place: Place, error: Conflict | Forbidden | Invalid | None = None) -> Response:
    """The panel of the place; after an error as it is now, with the sentence."""
    if isinstance(error, Conflict):
        context.reader().rollback()  # what others changed meanwhile shows
    session, text = context.reader(), request.args.get("q", "").strip()[:200]
    present, after = access.present(session, place.scope_id), request.args.get("after", "")
    held = present.held
    people = (
        panel.people_named(session, held, text, after, _ROWS)
        if text
        else panel.people_with_rights(session, held, after, _ROWS)
    )
    entries = _with_everyone(panel.entries(session, held))
    html = render(
        "rights/panel.html",
        screen.shell(space=place.space, page=place.page),
        place=place,
        present=present,
        entries=entries[:_MOST_ENTRIES],
        more_entries=len(entries[_MOST_ENTRIES:]),
        query=text,
        people=people,
        is_first=not after,
        total=None if text or after else people.total,
        groups=panel.groups_named(session, held, text, _MOST_GROUPS) if text and not after else [],
        below=places.lists_below(session, screen.scope_set(), place),
        ending=0 if place.is_own else _ending_links(place),
        crumbs=_crumbs(place),
        problem=sentences.of_error(error) if error else None,
    )
    return make_response(html, 200 if error is None else 409 if isinstance(error, Conflict) else 422)


def asked(place: Place, question: Asked) -> Response:
    """What the change does, before it is stored."""
    session = context.reader()
    effect = effects.of_change(session, question.before.held, question.after.held)
    principals = {step.principal for step in question.steps}
    html = render(
        "rights/change.html",
        screen.shell(space=place.space, page=place.page),
        place=place,
        question=question,
        entries={one.principal: one for one in panel.entries(session, dict.fromkeys(principals, Right.READ))},
        effect=effect,
        told=_told(effect),
        loses_own=_loses_own(effect),
        pages=scoping.size(session, place.page.id) if place.page else None,
        ending=_ending_links(place) if question.is_return else 0,
        crumbs=[*_crumbs(place), (gettext("Rights"), place.rights_href)],
    )
    return make_response(html)


def _told(effect: Effect) -> list[Told]:
    """The names of few people at once, those of many when they are asked for."""
    session, wanted = context.reader(), request.form.get("names", "")
    few = frozenset[int]().union(*(one.user_ids for one in effect.shifts if len(one.user_ids) <= _FEW))
    known = effects.names(session, few, _FEW * len(effect.shifts))
    found = []
    for shift in effect.shifts:
        names = tuple(name for user_id, name in known if user_id in shift.user_ids)
        if len(shift.user_ids) > _FEW:
            many = effects.names(session, shift.user_ids, _MANY) if shift.key == wanted else []
            names = tuple(name for _, name in many)
        found.append(Told(shift, names, len(shift.user_ids) - len(names)))
    return found


def _ending_links(place: Place) -> int:
    """How many share links open nothing once the page has other rights."""
    return len(scoping.open_links(context.reader(), place.page.id)) if place.page else 0


def _loses_own(effect: Effect) -> bool:
    own = context.actor().user_id
    return any(not one.is_gain and one.right == Right.MANAGE and own in one.user_ids for one in effect.shifts)


def _with_everyone(entries: list[Entry]) -> list[Entry]:
    """Both kinds of everyone stand in the list, also with nothing; visitors only where the wiki may be public."""
    known = {one.principal: one for one in entries}
    first = [known.get(SIGNED_IN, Entry(SIGNED_IN, ""))]
    if EVERYONE in known or context.wiki_settings().allows_public:
        first.append(known.get(EVERYONE, Entry(EVERYONE, "")))
    return first + [one for one in entries if one.principal not in {SIGNED_IN, EVERYONE}]


def _crumbs(place: Place) -> list[tuple[str | None, str]]:
    if place.page is not None:
        return [*breadcrumb(place.page), (place.title, place.href)]
    return [(place.title, f"{place.href}?list=1")]
