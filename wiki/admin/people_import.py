"""Accounts from a list of people: first what would happen to each line, then all of it in one step, or nothing.

An account is found by its sign-in name. Name and address are taken over, groups are added; nobody is taken out of a
group, switched on or off, or made an administrator, so that a second run changes nothing. Groups that do not exist
are made. New accounts have no password: their people get a link (`auth/links.py`).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import audit, counters
from wiki.actor import Actor
from wiki.auth import password as passwords
from wiki.auth.models import Credential
from wiki.db import now
from wiki.errors import Invalid, WikiError
from wiki.users import people_file
from wiki.users import service as users
from wiki.users.models import Group, Membership, User
from wiki.users.names import folded
from wiki.users.people_file import Line, PeopleFile

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"


class NothingDone(WikiError):
    """Lines have to be corrected first; nothing was stored. Carries the plan."""

    code = "invalid"

    def __init__(self, plan: "Plan") -> None:
        super().__init__(lines=len(plan.refused))
        self.plan = plan


@dataclass(slots=True)
class Step:
    """What becomes of a line. `groups` are those that the person is put into; `error` says what to correct."""

    line: Line
    kind: str
    name: str = ""
    display_name: str = ""
    email: str | None = None
    groups: tuple[str, ...] = ()
    user_id: int | None = None
    error: Invalid | None = None


@dataclass(slots=True)
class Plan:
    """All lines, the groups that will be made, and the columns that are left out."""

    steps: list[Step] = field(default_factory=list)
    new_groups: list[str] = field(default_factory=list)
    unknown: Sequence[str] = ()

    @property
    def refused(self) -> list[Step]:
        """The lines that have to be corrected first."""
        return self.of(REFUSED)

    def of(self, kind: str) -> list[Step]:
        """The lines of one kind."""
        return [step for step in self.steps if step.kind == kind]


def plan(session: Session, file: PeopleFile) -> Plan:
    """What `apply` would do now. Three statements; nothing is changed."""
    known = _Known(session)
    found = Plan(unknown=file.unknown)
    for line in file.lines:
        step = _step(line, known, is_too_wide=line.number in file.too_wide)
        found.steps.append(step)
        if step.kind != REFUSED:
            known.lines[step.name] = line.number
            if step.email:
                known.emails[step.email] = step.name
    found.new_groups = [name for key, name in known.groups.items() if key not in known.group_ids]
    return found


def apply(session: Session, actor: Actor, file: PeopleFile) -> Plan:
    """Every line is done, as the returned plan says. Raises NothingDone when one cannot be."""
    users.require_admin(actor)
    done = plan(session, file)
    if done.refused:
        raise NothingDone(done)
    _add_people(session, actor, done.of(NEW))
    _change_people(session, actor, done.of(CHANGED))
    _add_members(session, actor, done)
    if done.of(NEW) or done.of(CHANGED):
        counters.bump(session, counters.ACCESS)
        new, changed = len(done.of(NEW)), len(done.of(CHANGED))
        audit.record(session, actor, "user.import", "wiki", accounts=new, changed=changed)
    return done


class _Known:
    """What the wiki holds, and what earlier lines of the file said."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(select(User.id, User.name, User.display_name, User.email)).all()
        self.people = {name: (user_id, shown, email) for user_id, name, shown, email in rows}
        self.emails = {email: name for _, name, _, email in rows if email}
        self.lines: dict[str, int] = {}
        self.group_ids = {
            folded(name): row_id for row_id, name in session.execute(select(Group.id, Group.name))
        }
        self.groups: dict[str, str] = {}
        self.members: dict[int, set[int]] = defaultdict(set)
        for group_id, user_id in session.execute(select(Membership.group_id, Membership.user_id)):
            self.members[user_id].add(group_id)


def _step(line: Line, known: _Known, *, is_too_wide: bool) -> Step:
    refused = Step(line, REFUSED, name=line.account, display_name=line.name)
    if is_too_wide:
        refused.error = Invalid("line", "too_wide")
        return refused
    try:
        return _checked(line, known)
    except Invalid as error:
        refused.error = error
        return refused


def _checked(line: Line, known: _Known) -> Step:
    present = known.people.get(users.folded_name(line.account))
    name = users.folded_name(line.account) if present else users.clean_name(line.account)
    if name in known.lines:
        raise Invalid("line", "twice", line=known.lines[name])
    email = users.clean_email(line.email)
    if email and known.emails.get(email, name) != name:
        raise Invalid("email", "taken")
    user_id, shown, address = present or (None, "", None)
    step = Step(
        line,
        SAME,
        name,
        users.clean_shown_name(line.name or shown or name),
        email or address,
        user_id=user_id,
    )
    step.groups = tuple(_groups(line, known, known.members.get(user_id or 0, set())))
    if user_id is None:
        step.kind = NEW
    elif step.groups or (step.display_name, step.email) != (shown, address):
        step.kind = CHANGED
    return step


def _groups(line: Line, known: _Known, present: set[int]) -> list[str]:
    """The keys of the groups that the person is not in yet."""
    wanted = []
    for name in people_file.group_names(line.groups, known.group_ids):
        key = folded(name)
        if key not in known.group_ids:
            known.groups.setdefault(key, _group_name(name))
        elif known.group_ids[key] in present:
            continue
        wanted.append(key)
    return wanted


def _group_name(name: str) -> str:
    try:
        return users.clean_group_name(name)
    except Invalid as error:
        raise Invalid("groups", error.reason) from None


def _add_people(session: Session, actor: Actor, steps: Sequence[Step]) -> None:
    moment = now()
    rows = [
        User(name=one.name, display_name=one.display_name, email=one.email, created_at=moment)
        for one in steps
    ]
    session.add_all(rows)
    session.flush()
    for step, row in zip(steps, rows, strict=True):
        step.user_id = row.id
        session.add(Credential(user_id=row.id, password_hash=passwords.unusable(), changed_at=moment))
        audit.record(session, actor, "user.add", f"user:{row.id}", is_admin=False)


def _change_people(session: Session, actor: Actor, steps: Sequence[Step]) -> None:
    for step in steps:
        row = session.get_one(User, step.user_id)
        wanted = {"display_name": step.display_name, "email": step.email}
        changed = [name for name, value in wanted.items() if getattr(row, name) != value]
        row.display_name, row.email = step.display_name, step.email
        if changed:
            audit.record(session, actor, "user.change", f"user:{row.id}", changed=changed)


def _add_members(session: Session, actor: Actor, done: Plan) -> None:
    names = {folded(name): name for name in done.new_groups}
    joining: dict[str, list[int]] = defaultdict(list)
    for step in done.steps:
        for key in step.groups:
            joining[key].append(step.user_id or 0)
    ids = {folded(name): row_id for row_id, name in session.execute(select(Group.id, Group.name))}
    for key, user_ids in joining.items():
        if key not in ids:
            ids[key] = users.add_group(session, actor, names[key]).id
        session.add_all(Membership(group_id=ids[key], user_id=user_id) for user_id in user_ids)
        audit.record(session, actor, "group.members", f"group:{ids[key]}", added=sorted(user_ids), removed=[])
