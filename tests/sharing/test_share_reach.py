"""What a share link opens: its page, or also what lies below it with the same rights, and nothing else."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from world import World

from wiki.access import policy
from wiki.access.models import ARCHIVED, IN_TRASH, OPEN, SPACE, SUBTREE, UNPUBLISHED, AccessScope, ShareLink
from wiki.actor import Actor, Right, share_principal
from wiki.attachments.models import Attachment
from wiki.db import now
from wiki.errors import Forbidden, NotFound
from wiki.pages import scoping, service, trash
from wiki.pages.models import Page, Revision
from wiki.spaces.models import Space

PAGES, SCOPES = 6, 3
KINDS = (SPACE, SUBTREE, UNPUBLISHED)


def link(session, page_id: int, scope_id: int, *, with_subtree: bool = True, number: int = 1) -> Actor:
    """A guest who holds a link to the page."""
    row = ShareLink(
        token_hash=str(number) * 64,
        name="Guests",
        page_id=page_id,
        scope_id=scope_id,
        with_subtree=with_subtree,
        created_at=now(),
        expires_at=now() + timedelta(days=1),
    )
    session.add(row)
    session.flush()
    return Actor(None, frozenset({share_principal(row.id)}))


def titles(world: World, guest: Actor) -> list[str]:
    with world.sessions.reading() as session:
        return sorted(page.title for page in session.scalars(policy.allowed(Page, guest)))


def test_a_share_link_opens_its_subtree_and_nothing_beside(either_world: World) -> None:  # access 11
    world = either_world
    anna = world.person("anna")
    room, other = world.space("room", anna), world.space("other", anna)
    top = world.page(room, anna, "Top")
    shared = world.page(room, anna, "Shared", "First.\n", top.page_id)
    below = world.page(room, anna, "Below", parent_id=shared.page_id)
    world.page(room, anna, "Deep", parent_id=below.page_id)
    world.page(room, anna, "Beside", parent_id=top.page_id)
    world.save(shared.page_id, anna, "Second.\n", 1)
    world.attach(below.page_id, anna, "plan.txt", b"plan")
    world.attach(top.page_id, anna, "secret.txt", b"secret")
    with world.sessions.writing() as session:
        guest = link(session, shared.page_id, room.scope_id)
        narrow = link(session, shared.page_id, room.scope_id, with_subtree=False, number=2)

    assert titles(world, guest) == ["Below", "Deep", "Shared"]
    assert titles(world, narrow) == ["Shared"]
    with world.sessions.reading() as session:
        assert [file.name for file in session.scalars(policy.allowed(Attachment, guest))] == ["plan.txt"]
        assert [one.body for one in session.scalars(policy.allowed(Revision, narrow))] == ["Second.\n"]
        assert session.scalars(policy.allowed(Space, guest)).all() == []
        assert policy.scope_set(session, guest).ids == frozenset()
        policy.get(session, Page, guest, Page.id == shared.page_id)
        with pytest.raises(Forbidden):
            policy.get(session, Page, guest, Page.id == shared.page_id, right=Right.EDIT)
        with pytest.raises(NotFound):
            policy.get(session, Page, guest, Page.id == top.page_id)
        for right in (Right.COMMENT, Right.EDIT, Right.MANAGE):
            assert session.scalars(policy.allowed(Page, guest, right)).all() == []

    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, below.page_id, {f"user:{anna.id}": Right.MANAGE})
    assert titles(world, guest) == ["Shared"]
    with world.sessions.writing() as session:
        scoping.release(session, anna.actor, below.page_id)
        trash.discard(session, anna.actor, below.page_id)
    assert titles(world, guest) == ["Shared"]
    with world.sessions.writing() as session:
        trash.restore(session, anna.actor, session.get_one(Page, below.page_id))
    assert titles(world, guest) == ["Below", "Deep", "Shared"]
    with world.sessions.writing() as session:
        service.move(session, anna.actor, below.page_id, other.id, None)
    assert titles(world, guest) == ["Shared"]


places = st.tuples(
    st.integers(0, PAGES - 1),  # the page above, where it is an earlier one
    st.integers(0, SCOPES - 1),
    st.booleans(),
)
scope_facts = st.tuples(st.sampled_from(KINDS), st.sampled_from([OPEN, ARCHIVED, IN_TRASH]))
links = st.tuples(
    st.integers(0, PAGES - 1), st.integers(0, SCOPES - 1), st.booleans(), st.booleans(), st.booleans()
)


def reference(where, made, one) -> set[int]:
    """The rule in plain words: climb from each page to the link's page through living pages of its scope."""
    head, scope, with_subtree, is_revoked, is_over = one
    kind, state = made[scope]
    if is_revoked or is_over or kind == UNPUBLISHED or state == IN_TRASH:
        return set()
    found = set()
    for number in range(PAGES):
        place = number
        while place is not None and where[place][1] == scope and not where[place][2]:
            if place == head:
                found |= {number} if with_subtree or number == head else set()
                break
            above = where[place][0]
            place = above if above < place else None
    return found


@pytest.fixture(scope="module")
def rows(tmp_path_factory, migrated_database):
    """Six pages and three scopes."""
    import shutil

    from world import SECRET

    from wiki.settings import Settings

    config = Settings(data_dir=tmp_path_factory.mktemp("shares"), secret_key=SECRET)
    shutil.copy(migrated_database, config.sqlite_path)
    world = World(config)
    anna = world.person("anna")
    room = world.space("room", anna)
    pages = [world.page(room, anna, f"p{number}").page_id for number in range(PAGES)]
    with world.sessions.writing() as session:
        made = [AccessScope(kind=SPACE) for _ in range(SCOPES)]
        session.add_all(made)
        session.flush()
        scopes = [one.id for one in made]
    yield world, pages, scopes
    world.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    where=st.lists(places, min_size=PAGES, max_size=PAGES),
    made=st.lists(scope_facts, min_size=SCOPES, max_size=SCOPES),
    given_links=st.lists(links, min_size=1, max_size=3),
)
def test_what_a_link_opens_is_what_the_rule_says(rows, where, made, given_links) -> None:
    world, page_ids, scope_ids = rows
    with world.sessions.writing() as session:
        session.execute(delete(ShareLink))
        for scope_id, (kind, state) in zip(scope_ids, made, strict=True):
            session.execute(
                update(AccessScope).where(AccessScope.id == scope_id).values(kind=kind, state=state)
            )
        for number, (above, scope, is_deleted) in enumerate(where):
            values = {
                "parent_id": page_ids[above] if above < number else None,
                "scope_id": scope_ids[scope],
                "deleted_at": now() if is_deleted else None,
            }
            session.execute(update(Page).where(Page.id == page_ids[number]).values(**values))
        for number, (head, scope, with_subtree, is_revoked, is_over) in enumerate(given_links):
            session.execute(
                insert(ShareLink).values(
                    id=number + 1,
                    public_id=f"s{number}",
                    token_hash=str(number),
                    name="",
                    page_id=page_ids[head],
                    scope_id=scope_ids[scope],
                    with_subtree=with_subtree,
                    created_at=now(),
                    expires_at=now() + timedelta(days=-1 if is_over else 1),
                    revoked_at=now() if is_revoked else None,
                )
            )

    expected = [reference(where, made, one) for one in given_links]
    with world.sessions.reading() as session:
        for number, pages in enumerate(expected):
            guest = Actor(None, frozenset({share_principal(number + 1)}))
            found = set(session.scalars(policy.allowed(Page, guest).with_only_columns(Page.id)))
            assert found == {page_ids[page] for page in pages}, json.dumps([where, made, given_links])
        everything = Actor(None, frozenset(share_principal(number + 1) for number in range(len(given_links))))
        found = set(session.scalars(policy.allowed(Page, everything).with_only_columns(Page.id)))
        assert found == {page_ids[page] for page in set().union(*expected)}
        assert session.scalars(select(Page.id)).all()
