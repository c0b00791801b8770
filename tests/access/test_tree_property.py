"""Random trees that people restrict, move, delete, publish and share: who reads what is what a naive walk says."""

import itertools
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from world import LIMITS, Person, World

from wiki.access import policy
from wiki.access import service as access
from wiki.access.models import SPACE, AccessScope, ShareLink
from wiki.actor import (
    EVERYONE,
    SIGNED_IN,
    Actor,
    Right,
    anonymous,
    group_principal,
    share_principal,
    system,
    user_principal,
)
from wiki.db import now
from wiki.errors import WikiError
from wiki.pages import placing, publishing, renderings, scoping, service, trash
from wiki.pages.changes import NewPage
from wiki.pages.models import Page
from wiki.render.rendering import Rendering
from wiki.users import service as users
from wiki.users.models import Group

MOST = 7


@dataclass(eq=False)
class Rights:
    """A list of rights, of a space, a restricted subtree or an unpublished page; the thing itself is its identity."""

    held: dict[str, Right]
    is_unpublished: bool = False


@dataclass(eq=False)
class Node:
    """A page of the naive wiki: it has the rights of what lies above it, unless it has its own."""

    id: int
    parent: "Node | None"
    own: Rights | None = None
    trash_root: "Node | None" = None


@dataclass(eq=False)
class Naive:
    """The wiki as somebody would explain it."""

    room: Rights
    nodes: list[Node] = field(default_factory=list)
    links: list[tuple[int, Node, Rights, bool]] = field(default_factory=list)

    def rights(self, node: Node | None) -> Rights:
        while node is not None and node.own is None:
            node = node.parent
        return node.own if node is not None and node.own is not None else self.room

    def below(self, node: Node) -> list[Node]:
        found = [node]
        for one in found:
            found += [child for child in self.nodes if child.parent is one]
        return found

    def may(self, actor: Actor, right: Right, node: Node) -> bool:
        rights = self.rights(node)
        if right > actor.ceiling:
            return False
        if actor.is_system or (actor.is_admin and not rights.is_unpublished):
            return True
        if any(rights.held.get(one, 0) >= right for one in actor.principals):
            return True
        return right == Right.READ and any(self.opens(link, actor, node) for link in self.links)

    def opens(self, link: tuple[int, Node, Rights, bool], actor: Actor, node: Node) -> bool:
        share_id, page, rights, with_subtree = link
        if share_principal(share_id) not in actor.principals or rights.is_unpublished:
            return False
        way: Node | None = node
        while way is not None and self.rights(way) is rights and way.trash_root is None:
            if way is page:
                return with_subtree or node is page
            way = way.parent
        return False


@dataclass
class Stage:
    """The people of the wiki, who stay the same, and one space with its naive picture."""

    world: World
    anna: Person
    group_id: int
    bob_id: int
    numbers: "itertools.count[int]"
    empty: Rendering

    def people(self, naive: Naive, is_member: bool) -> list[Actor]:
        bob = {EVERYONE, SIGNED_IN, user_principal(self.bob_id)}
        bob |= {group_principal(self.group_id)} if is_member else set()
        guest = frozenset(share_principal(link[0]) for link in naive.links)
        return [
            self.anna.actor,
            Actor(self.bob_id, frozenset(bob)),
            Actor(self.bob_id, frozenset(bob), ceiling=Right.READ),
            Actor(-1, frozenset({EVERYONE, SIGNED_IN})),
            Actor(-2, frozenset({EVERYONE, SIGNED_IN, "user:-2"}), is_admin=True),
            Actor(None, guest),
            anonymous(public=True),
            system(),
        ]


@pytest.fixture(scope="module")
def stage(tmp_path_factory, migrated_database):
    """A wiki in which each example gets a space of its own."""
    from world import SECRET

    from wiki.settings import Settings

    config = Settings(data_dir=tmp_path_factory.mktemp("trees"), secret_key=SECRET)
    config.sqlite_path.write_bytes(migrated_database.read_bytes())
    world = World(config)
    anna, bob = world.person("anna"), world.person("bob")
    yield Stage(world, anna, world.group("Team"), bob.id, itertools.count(), renderings.render("", LIMITS))
    world.close()


def lists(stage_principals: tuple[str, ...]):
    return st.dictionaries(st.sampled_from(stage_principals), st.sampled_from([10, 20, 30, 40]), max_size=3)


WHO = ("bob", "team", EVERYONE, SIGNED_IN)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["page", "page", "page", "unpublished", "restrict", "restrict", "detach", "release", "move", "move",
             "discard", "restore", "grant", "revoke", "publish", "link", "join"]
        ),
        st.integers(0, MOST - 1),
        st.integers(-1, MOST - 1),
        lists(WHO),
    ),
    min_size=6,
    max_size=16,
)  # fmt: skip


NONE: dict[str, int] = {}
BROUGHT_BACK_ALONE = [
    ("page", 0, -1, NONE), ("page", 0, 0, NONE), ("page", 0, 1, NONE), ("restrict", 0, -1, {"bob": 10}),
    ("link", 1, 0, NONE), ("discard", 1, -1, NONE), ("discard", 0, -1, NONE), ("restore", 1, -1, NONE),
    ("restore", 0, -1, NONE), ("grant", 0, -1, {SIGNED_IN: 30}),
]  # fmt: skip
PUBLISHED_BELOW = [
    ("page", 0, -1, NONE), ("restrict", 0, -1, {"team": 30}), ("join", 0, 0, NONE), ("unpublished", 0, 0, NONE),
    ("page", 0, 1, NONE), ("move", 2, -1, NONE), ("publish", 1, -1, NONE), ("link", 0, 0, NONE),
]  # fmt: skip


@example(steps=BROUGHT_BACK_ALONE)
@example(steps=PUBLISHED_BELOW)
@settings(
    derandomize=True,
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_who_reaches_which_page_is_what_a_walk_up_the_tree_says(stage: Stage, steps) -> None:  # access 56
    room = stage.world.space(f"s{next(stage.numbers)}", stage.anna)
    naive = Naive(Rights({user_principal(stage.anna.id): Right.MANAGE}))
    members: set[int] = set()

    for kind, one, other, held in steps:
        grants = _grants(stage, held)
        node = naive.nodes[one % len(naive.nodes)] if naive.nodes else None
        place = naive.nodes[other % len(naive.nodes)] if naive.nodes and other >= 0 else None
        try:
            with stage.world.sessions.writing() as session:
                _STEPS[kind](session, stage, naive, room, members, node, place, grants)
        except WikiError:
            continue

    _compare(stage, naive, is_member=stage.bob_id in members)


def _grants(stage: Stage, held: dict[str, int]) -> dict[str, Right]:
    principals = {"bob": user_principal(stage.bob_id), "team": group_principal(stage.group_id)}
    return {principals.get(who, who): Right(right) for who, right in held.items()}


def _page(session, stage, naive, room, members, node, place, grants, *, is_unpublished=False):
    if len(naive.nodes) >= MOST:
        return
    above = place.id if place else None
    page = NewPage(room.id, f"P{len(naive.nodes)}", "", above, is_unpublished=is_unpublished)
    made = Node(service.insert(session, stage.anna.actor, page, stage.empty, LIMITS).page_id, place)
    if is_unpublished and not naive.rights(place).is_unpublished:
        made.own = Rights({user_principal(stage.anna.id): Right.MANAGE}, is_unpublished=True)
    naive.nodes.append(made)


def _unpublished(*stage_and_more):
    _page(*stage_and_more, is_unpublished=True)


def _restrict(session, stage, naive, room, members, node, place, grants):
    if node is None:
        return
    own = {**grants, user_principal(stage.anna.id): Right.MANAGE}
    scoping.restrict(session, stage.anna.actor, node.id, own)
    node.own = Rights(own)


def _detach(session, stage, naive, room, members, node, place, grants):
    if node is None:
        return
    scoping.detach(session, stage.anna.actor, node.id)
    node.own = Rights(dict(naive.rights(node).held))


def _release(session, stage, naive, room, members, node, place, grants):
    if node is None:
        return
    scoping.release(session, stage.anna.actor, node.id)
    node.own = None


def _move(session, stage, naive, room, members, node, place, grants):
    if node is None:
        return
    placing.move(session, stage.anna.actor, node.id, room.id, place.id if place else None)
    before = naive.rights(node)
    if before.is_unpublished and node.own is None and naive.rights(place) is not before:
        node.own = Rights(dict(before.held), is_unpublished=True)
    node.parent = place


def _discard(session, stage, naive, room, members, node, place, grants):
    if node is None:
        return
    trash.discard(session, stage.anna.actor, node.id)
    for one in naive.below(node):
        one.trash_root = one.trash_root or node


def _restore(session, stage, naive, room, members, node, place, grants):
    if node is None or node.trash_root is not node:
        return
    page = session.get_one(Page, node.id)
    trash.restore(session, stage.anna.actor, page)
    if node.parent is not None and node.parent.trash_root is not None:
        before = naive.rights(node)
        if node.own is None and before is not naive.room:
            node.own = Rights(dict(before.held), before.is_unpublished)
        node.parent = None
    for one in naive.below(node):
        one.trash_root = None if one.trash_root is node else one.trash_root


def _grant(session, stage, naive, room, members, node, place, grants):
    scope_id = session.get_one(Page, node.id).scope_id if node else room.scope_id
    access.change(session, stage.anna.actor, scope_id, access.Wanted(grants))
    naive.rights(node).held.update(grants)


def _revoke(session, stage, naive, room, members, node, place, grants):
    scope_id = session.get_one(Page, node.id).scope_id if node else room.scope_id
    access.change(session, stage.anna.actor, scope_id, access.Wanted(dict.fromkeys(grants)))
    for who in grants:
        naive.rights(node).held.pop(who, None)


def _publish(session, stage, naive, room, members, node, place, grants):
    if node is None:
        return
    publishing.publish(session, stage.anna.actor, node.id)
    while node.own is None:
        node = node.parent
    node.own = None


def _link(session, stage, naive, room, members, node, place, grants):
    if node is None:
        return
    page, with_subtree = session.get_one(Page, node.id), place is not None
    link = ShareLink(
        token_hash=f"{room.key}-{len(naive.links)}",
        name="",
        page_id=page.id,
        scope_id=page.scope_id,
        with_subtree=with_subtree,
        created_at=now(),
        expires_at=now() + timedelta(days=1),
    )
    session.add(link)
    session.flush()
    naive.links.append((link.id, node, naive.rights(node), with_subtree))


def _join(session, stage, naive, room, members, node, place, grants):
    wanted = {stage.bob_id} - members
    users.set_members(session, system(), session.get_one(Group, stage.group_id), wanted)
    members ^= {stage.bob_id}


_STEPS = {
    "page": _page,
    "unpublished": _unpublished,
    "restrict": _restrict,
    "detach": _detach,
    "release": _release,
    "move": _move,
    "discard": _discard,
    "restore": _restore,
    "grant": _grant,
    "revoke": _revoke,
    "publish": _publish,
    "link": _link,
    "join": _join,
}


def _compare(stage: Stage, naive: Naive, *, is_member: bool) -> None:
    ids = {node.id for node in naive.nodes}
    with stage.world.sessions.reading() as session:
        for actor, right in itertools.product(stage.people(naive, is_member), Right):
            living = set(session.scalars(policy.allowed(Page, actor, right).with_only_columns(Page.id)))
            gone = set(session.scalars(policy.trashed(Page, actor, right).with_only_columns(Page.id)))
            expected = {node for node in naive.nodes if naive.may(actor, right, node)}
            assert living & ids == {one.id for one in expected if one.trash_root is None}
            if not any(one.startswith("share:") for one in actor.principals):
                assert gone & ids == {one.id for one in expected if one.trash_root is not None}
        rows = select(Page.id, AccessScope).join(AccessScope, AccessScope.id == Page.scope_id)
        scopes = {row[0]: row[1] for row in session.execute(rows.where(Page.id.in_(ids)))}
    for node in naive.nodes:
        if node.own is not None:
            assert scopes[node.id].head_page_id == node.id, "each list knows its highest page"
        alike = {other.id for other in naive.nodes if naive.rights(other) is naive.rights(node)}
        assert alike == {other for other in ids if scopes[other].id == scopes[node.id].id}
        assert (scopes[node.id].kind == SPACE) == (naive.rights(node) is naive.room)
