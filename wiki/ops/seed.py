"""`wiki seed`: fills a wiki with pages as an office would have them, for trials and for `make bench`.

The same numbers make the same wiki. The first pages go through `pages.service`; beyond `DISTINCT_TEXTS` pages,
texts come again with other titles and links, as copied rows (`seed_copies.py`), so that 100,000 pages take
minutes. Derived data are as a save makes them: `wiki rerender` changes nothing.
Limits: the people it makes cannot sign in; copies and files are not told to the outbox.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wiki import counters
from wiki.access import service as access
from wiki.access.models import SUBTREE, AccessScope
from wiki.actor import SIGNED_IN, Actor, Right, group_principal, system
from wiki.blobs import BlobStore
from wiki.db import Sessions
from wiki.ops import seed_copies, seed_texts
from wiki.ops.seed_copies import Copy
from wiki.pages import renderings
from wiki.pages import service as pages
from wiki.pages.changes import Change, NewPage
from wiki.pages.models import Page
from wiki.pages.renderings import Limits
from wiki.render.rendering import Reference, Rendering
from wiki.spaces import service as spaces
from wiki.users import service as users
from wiki.users.models import Group, Membership, User

DISTINCT_TEXTS = 1_000
PEOPLE, FILES_OF_A_PAGE, RESTRICTED_NEIGHBOURS = 50, 5, 3
_BLOCK, _LARGE_BLOCK = 25, 500  # pages in one write block, so that other writers get their turn
_RESTRICTED_ONE_IN = 100
_HISTORY_ONE_IN = 12
_FAR = 60
_LIMITS = Limits(64 * 1024)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Plan:
    """What the wiki will be: page `i` lies below `parents[i]`; `heads[i]` is the top of its restricted subtree."""

    titles: Sequence[str]
    parents: Sequence[int | None]
    heads: Sequence[int | None]
    restricted: Sequence[int]


@dataclass
class _Made:
    """What exists so far: ids by the number of the page, the distinct texts and their references."""

    space_id: int
    scope_id: int
    people: Sequence[Actor]
    scopes: dict[int, int]
    ids: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    references: list[tuple[Reference, ...]] = field(default_factory=list)


def run(sessions: Sessions, blobs: BlobStore, count: int, key: str, progress: Progress) -> None:
    """The wiki has a new space with so many pages, and 50 people in 12 groups, shared by all such spaces.

    `subscribers.install` was called before. Raises Invalid (`key`) when the space is there already.
    """
    random = Random(f"{key} {count}")  # noqa: S311  the same wiki each time
    plan = planned(count, random)
    files = [seed_copies.stored(blobs, name) for name in seed_texts.FILE_NAMES]
    with sessions.writing() as session:
        made = _frame(session, key, plan, random)
    distinct = min(count, DISTINCT_TEXTS)
    for numbers in _blocks(0, distinct, _BLOCK):
        _write_pages(sessions, plan, made, numbers, random)
        progress(len(made.ids), count)
    _edit(sessions, plan, made)
    for numbers in _blocks(distinct, count, _LARGE_BLOCK):
        copies = [_copy(plan, made, number) for number in numbers]
        with sessions.writing() as session:
            made.ids += seed_copies.write(session, made.space_id, copies)
        progress(len(made.ids), count)
    for numbers in _blocks(0, count, _LARGE_BLOCK):
        names = {made.ids[number]: file_names(number) for number in numbers}
        links = {made.ids[number]: _links(plan, made, number) for number in numbers if number >= distinct}
        with sessions.writing() as session:
            seed_copies.attach(session, names, files, made.people[0])
            seed_copies.link(session, made.space_id, links)
    with sessions.writing() as session:
        for number, scope_id in made.scopes.items():
            begins = update(AccessScope).where(AccessScope.id == scope_id)
            session.execute(begins.values(head_page_id=made.ids[number]))
        seed_copies.finish(session, made.space_id, made.ids[0])


def planned(count: int, random: Random) -> Plan:
    """A tree with 8 to 20 children a page; one low subtree in a hundred is restricted, at least three."""
    parents: list[int | None] = []
    waiting: deque[int | None] = deque([None])
    while len(parents) < count:
        first, parent = len(parents), waiting.popleft()
        parents += [parent] * min(random.randint(8, 20), count - first)
        waiting.extend(range(first, len(parents)))
    inner = sorted({parent for parent in parents if parent is not None})
    low = inner[len(inner) // 4 :]
    wanted = max(RESTRICTED_NEIGHBOURS, len(inner) // _RESTRICTED_ONE_IN)
    chosen = set(random.sample(low, min(len(low), wanted)))
    heads: list[int | None] = []
    for page, parent in enumerate(parents):
        above = None if parent is None else heads[parent]
        heads.append(page if above is None and page in chosen else above)
    restricted = [page for page, head in enumerate(heads) if head is not None]
    return Plan(seed_texts.titles(count, random), parents, heads, restricted)


def neighbours(plan: Plan, number: int) -> list[int]:
    """The pages that a page links to, the same each time it is asked: 20, three of them in restricted subtrees."""
    random, count = Random(number), len(plan.titles)  # noqa: S311  as above
    hidden = random.sample(plan.restricted, min(len(plan.restricted), RESTRICTED_NEIGHBOURS))
    chosen = dict.fromkeys(page for page in hidden if page != number)
    while len(chosen) < min(seed_texts.LINKS, count - 1):
        is_near = random.random() < 1 / 2
        page = number + random.randint(-_FAR, _FAR) if is_near else random.randrange(count)
        if 0 <= page < count and page != number:
            chosen[page] = None
    order = list(chosen)
    random.shuffle(order)
    return order


def file_names(number: int) -> list[str]:
    """The five files of a page, a picture first; a copy has those of the text that it copies."""
    random = Random(number % DISTINCT_TEXTS)  # noqa: S311  as above
    picture = random.choice(seed_texts.PICTURES)
    others = [name for name in seed_texts.FILE_NAMES if name != picture]
    return [picture, *random.sample(others, FILES_OF_A_PAGE - 1)]


def _blocks(start: int, end: int, size: int) -> list[range]:
    return [range(first, min(first + size, end)) for first in range(start, end, size)]


def _frame(session: Session, key: str, plan: Plan, random: Random) -> _Made:
    """People, groups, the space and the scopes of its restricted parts."""
    groups = _groups(session)
    people = _people(session, groups)
    managers = {group_principal(groups[0]): Right.MANAGE}
    space = spaces.create(session, system(), key, f"Muster {key}", {SIGNED_IN: Right.EDIT, **managers})
    scopes: dict[int, int] = {}
    for head in sorted({head for head in plan.heads if head is not None}):
        grants = {group_principal(random.choice(groups[1:])): Right.EDIT, **managers}
        scopes[head] = access.create_scope(session, system(), grants, SUBTREE).id
    return _Made(space.id, space.scope_id, people, scopes)


def _groups(session: Session) -> list[int]:
    known = {row.name: row.id for row in session.execute(select(Group.id, Group.name))}
    return [known.get(name) or users.add_group(session, system(), name).id for name in seed_texts.DEPARTMENTS]


def _people(session: Session, groups: Sequence[int]) -> list[Actor]:
    """The writers; as actors they reach everything, which spares giving them groups here."""
    known = {row.name: row.id for row in session.execute(select(User.id, User.name))}
    people: list[Actor] = []
    for number in range(PEOPLE):
        name, shown = f"person-{number + 1:02}", seed_texts.person(number)
        user_id = known.get(name)
        if user_id is None:
            user_id = users.add(session, system(), name, shown).id
            own = {groups[number % len(groups)], groups[(number * 5 + 1) % len(groups)]}
            session.add_all(Membership(group_id=group_id, user_id=user_id) for group_id in own)
        people.append(Actor(user_id, frozenset(), name=shown, is_admin=True))
    counters.bump(session, counters.ACCESS)
    return people


def _write_pages(sessions: Sessions, plan: Plan, made: _Made, numbers: range, random: Random) -> None:
    """Pages with texts of their own, through the service."""
    prepared: list[tuple[int, str, Rendering]] = []
    for number in numbers:
        made.texts.append(seed_texts.body(random, file_names(number)))
        text = _text(plan, made, number)
        rendering = renderings.render(text, _LIMITS)
        made.references.append(rendering.links)
        if _has_history(number):
            text = _bodies(plan, made, number)[0]
            rendering = renderings.render(text, _LIMITS)
        prepared.append((number, text, rendering))
    with sessions.writing() as session:
        for number, text, rendering in prepared:
            new = NewPage(made.space_id, plan.titles[number], text, _parent_id(plan, made, number))
            page_id = pages.insert(session, _writer(made, number), new, rendering, _LIMITS).page_id
            made.ids.append(page_id)
            if plan.heads[number] == number:
                own = {"scope_id": made.scopes[number]}
                session.execute(update(Page).where(Page.id == page_id).values(own))


def _edit(sessions: Sessions, plan: Plan, made: _Made) -> None:
    """Some pages grew: their latest text is their third."""
    for number in filter(_has_history, range(len(made.texts))):
        for base, body in enumerate(_bodies(plan, made, number)[1:], start=1):
            change = Change(body, base, summary=seed_texts.SUMMARY)
            pages.save(sessions, _writer(made, number + base), made.ids[number], change, _LIMITS)


def _copy(plan: Plan, made: _Made, number: int) -> Copy:
    writer, head = _writer(made, number), plan.heads[number]
    return Copy(
        title=plan.titles[number],
        parent_id=_parent_id(plan, made, number),
        scope_id=made.scope_id if head is None else made.scopes[head],
        source_id=made.ids[number % DISTINCT_TEXTS],
        bodies=_bodies(plan, made, number),
        author_id=writer.user_id,
        author_name=writer.name,
    )


def _links(plan: Plan, made: _Made, number: int) -> list[tuple[Reference, str, int | None]]:
    """The references of a copy, in the order of their keys, each with the title and id of its page."""
    targets = iter(neighbours(plan, number))
    links: list[tuple[Reference, str, int | None]] = []
    for reference in made.references[number % DISTINCT_TEXTS]:
        if reference.kind == "wiki":
            page = next(targets)
            links.append((reference, plan.titles[page], made.ids[page]))
        else:
            links.append((reference, reference.target, None))
    return links


def _text(plan: Plan, made: _Made, number: int) -> str:
    titles = [plan.titles[page] for page in neighbours(plan, number)]
    titles += [f"{plan.titles[number]} ({place})" for place in range(len(titles), seed_texts.LINKS)]
    return seed_texts.linked(made.texts[number % DISTINCT_TEXTS], titles)


def _bodies(plan: Plan, made: _Made, number: int) -> tuple[str, ...]:
    """The texts of the page's revisions, the latest last."""
    text = _text(plan, made, number)
    if not _has_history(number):
        return (text,)
    second = seed_texts.earlier(text)
    return (seed_texts.earlier(second), second, text)


def _has_history(number: int) -> bool:
    return number % _HISTORY_ONE_IN == 0


def _writer(made: _Made, number: int) -> Actor:
    return made.people[number % PEOPLE]


def _parent_id(plan: Plan, made: _Made, number: int) -> int | None:
    parent = plan.parents[number]
    return None if parent is None else made.ids[parent]
