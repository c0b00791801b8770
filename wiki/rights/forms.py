"""The form of the panel: what somebody chose for whom, checked, and as fields again for the screen that asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from wiki.access.service import Present, Wanted
from wiki.actor import EVERYONE, SIGNED_IN, Right
from wiki.errors import Conflict, Forbidden, Invalid
from wiki.rights.effects import Held
from wiki.users import queries as users

OFFERED = (Right.READ, Right.EDIT, Right.MANAGE)  # COMMENT is offered when there are comments
FIELD = "right:"
_HISTORY = {"all": True, "latest": False}


@dataclass(frozen=True, slots=True)
class Step:
    """One principal's right before and after; None is nothing."""

    principal: str
    before: Right | None
    after: Right | None


def wanted(fields: Mapping[str, str], present: Present) -> Wanted:
    """The change that was chosen, without what stays as it is.

    Raises Invalid (`right`, `history`: `unknown`), Conflict (`rights_changed`) when the form shows other rights than
    the present ones.
    """
    if fields.get("seen") != present.stamp:
        raise Conflict(reason="rights_changed")
    chosen = {name.removeprefix(FIELD): value for name, value in fields.items() if name.startswith(FIELD)}
    rights = {who: _right(name, present.held.get(who)) for who, name in chosen.items()}
    grants = {who: right for who, right in rights.items() if right != present.held.get(who)}
    history = fields.get("history")
    if history is not None and history not in _HISTORY:
        raise Invalid("history", "unknown")
    flag = _HISTORY.get(history, present.has_history) if history else present.has_history
    return Wanted(grants, flag if flag != present.has_history else None, present.stamp)


def check_principals(session: Session, change: Wanted, *, allows_public: bool) -> None:
    """Who gets something exists. Raises Invalid (`principal`, `unknown`), Forbidden (`public_off`). Two statements."""
    given = {who for who, right in change.grants.items() if right is not None}
    if EVERYONE in given and not allows_public:
        raise Forbidden(reason="public_off")
    if change.grants.get(EVERYONE) not in {None, Right.READ}:
        raise Forbidden(reason="everyone_reads_only")
    given -= {EVERYONE, SIGNED_IN}
    if given - set(users.names_of(session, given)):
        raise Invalid("principal", "unknown")


def after(held: Held, change: Wanted) -> dict[str, Right]:
    """What holds once the change is made."""
    merged: dict[str, Right | None] = {**held, **change.grants}
    return {who: right for who, right in merged.items() if right is not None}


def steps(held: Held, change: Wanted) -> list[Step]:
    """The change, principal by principal."""
    return [Step(who, held.get(who), right) for who, right in sorted(change.grants.items())]


def fields_of(change: Wanted) -> Iterable[tuple[str, str]]:
    """The change as fields of a form."""
    for who, right in sorted(change.grants.items()):
        yield f"{FIELD}{who}", right.name if right is not None else ""
    if change.has_history is not None:
        yield "history", "all" if change.has_history else "latest"
    yield "seen", change.seen or ""


def _right(name: str, present: Right | None) -> Right | None:
    """COMMENT stays where it is, but is not offered."""
    if not name:
        return None
    if name not in {right.name for right in OFFERED} and name != (present.name if present else ""):
        raise Invalid("right", "unknown")
    return Right[name]
