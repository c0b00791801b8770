"""Random scopes, grants, moves and trash: `allowed`, `narrow` and `get` say what a naive reading of the rules says."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from world import World

from wiki.access import policy
from wiki.access.models import SPACE, SUBTREE, UNPUBLISHED, AccessScope, Grant
from wiki.actor import Actor, Lens, Right
from wiki.db import now
from wiki.errors import Forbidden, NotFound
from wiki.pages.models import Page, Revision
from wiki.prepared import Prepared
from wiki.spaces.models import Space

PEOPLE = ("user:1", "user:2", "group:1", "everyone")
PAGES, SCOPES = 5, 4
_NARROW = {model: Prepared(policy.narrow(model, (model.id,))) for model in (Page, Revision)}

scopes = st.tuples(st.sampled_from([SPACE, SUBTREE, UNPUBLISHED]), st.booleans())
grants = st.dictionaries(
    st.tuples(st.integers(0, SCOPES - 1), st.sampled_from(PEOPLE)), st.sampled_from(list(Right))
)
places = st.tuples(st.integers(0, SCOPES - 1), st.booleans())
actors = st.builds(
    Actor,
    user_id=st.just(1),
    principals=st.frozensets(st.sampled_from(PEOPLE)),
    is_admin=st.booleans(),
    is_system=st.booleans(),
    ceiling=st.sampled_from(list(Right)),
    lens=st.none() | st.builds(Lens, st.frozensets(st.sampled_from(PEOPLE)), st.booleans()),
)


def may(actor: Actor, right: Right, scope, held) -> bool:
    """The rules in plain words."""
    kind, _, own = scope
    if actor.lens is not None:
        can_be_seen = right == Right.READ and kind != UNPUBLISHED
        return can_be_seen and all(may(one, right, scope, held) for one in both(actor))
    if right > actor.ceiling:
        return False
    if actor.is_system or (actor.is_admin and kind != UNPUBLISHED):
        return True
    return any(
        principal in actor.principals and held[own, principal] >= right
        for own_scope, principal in held
        if own_scope == own
    )


def both(actor: Actor) -> tuple[Actor, ...]:
    """Through a lens two look: the actor, and whom he looks as."""
    if actor.lens is None:
        return (actor,)
    return replace(actor, lens=None), Actor(2, actor.lens.principals, is_admin=actor.lens.is_admin)


@pytest.fixture(scope="module")
def rows(tmp_path_factory, migrated_database):
    """Five pages with two revisions each, and four scopes to lie in."""
    import shutil

    from world import SECRET

    from wiki.settings import Settings

    folder = tmp_path_factory.mktemp("property")
    config = Settings(data_dir=folder, secret_key=SECRET)
    shutil.copy(migrated_database, config.sqlite_path)
    world = World(config)
    with world.sessions.writing() as session:
        made = [AccessScope(kind=SPACE) for _ in range(SCOPES)]
        session.add_all(made)
        session.flush()
        space = Space(key="s", name="S", scope_id=made[0].id, created_at=now())
        session.add(space)
        session.flush()
        for number in range(PAGES):
            title = f"p{number}"
            page = Page(
                space_id=space.id,
                scope_id=made[0].id,
                title=title,
                title_key=title,
                slug=title,
                created_at=now(),
                changed_at=now(),
            )
            session.add(page)
            session.flush()
            for revision in (1, 2):
                row = Revision(
                    page_id=page.id,
                    number=revision,
                    title=title,
                    body="",
                    body_sha256="",
                    size=0,
                    author_name="",
                    created_at=now(),
                )
                session.add(row)
                session.flush()
                page.head_id = row.id
        session.flush()
        yield_ids = [one.id for one in made], list(session.scalars(select(Page.id).order_by(Page.id)))
    yield world, *yield_ids
    world.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=st.lists(scopes, min_size=SCOPES, max_size=SCOPES),
    held=grants,
    where=st.lists(places, min_size=PAGES, max_size=PAGES),
    who=actors,
)
@pytest.mark.requirement("V8.1.1 V8.3.1 One module decides over rights, and agrees with the written rules")
def test_what_is_allowed_is_what_the_rules_say(rows, made, held, where, who) -> None:  # access 19
    world, scope_ids, page_ids = rows
    with world.sessions.writing() as session:
        session.execute(delete(Grant))
        if held:
            session.execute(
                insert(Grant),
                [
                    {"scope_id": scope_ids[own], "principal": principal, "right": int(right)}
                    for (own, principal), right in held.items()
                ],
            )
        for scope_id, (kind, flag) in zip(scope_ids, made, strict=True):
            session.execute(
                update(AccessScope).where(AccessScope.id == scope_id).values(kind=kind, has_history=flag)
            )
        for page_id, (own, is_deleted) in zip(page_ids, where, strict=True):
            session.execute(
                update(Page)
                .where(Page.id == page_id)
                .values(scope_id=scope_ids[own], deleted_at=now() if is_deleted else None)
            )

    with world.sessions.reading() as session:
        for right, (page_id, (own, is_deleted)) in itertools.product(
            Right, zip(page_ids, where, strict=True)
        ):
            scope = (*made[own], own)
            expected = may(who, right, scope, held) and not is_deleted
            values = policy.scope_set(session, who, right).parameters
            assert (
                page_id in set(session.scalars(policy.allowed(Page, who, right).with_only_columns(Page.id)))
            ) == expected
            assert (page_id in {row[0] for row in _NARROW[Page].rows(session, values)}) == expected
            assert _row_check(session, who, page_id, right) == (
                expected and may(who, Right.READ, scope, held)
            )
            in_trash = page_id in set(
                session.scalars(policy.trashed(Page, who, right).with_only_columns(Page.id))
            )
            assert in_trash == (may(who, right, scope, held) and is_deleted)
        shown = [session.scalars(policy.allowed(Revision, who).with_only_columns(Revision.id)).all()]
        shown.append(
            [row[0] for row in _NARROW[Revision].rows(session, policy.scope_set(session, who).parameters)]
        )
        revisions = session.execute(select(Revision.id, Revision.number, Revision.page_id)).all()
        for found in shown:
            for revision_id, number, page_id in revisions:
                own, is_deleted = where[page_ids.index(page_id)]
                scope = (*made[own], own)
                sees_old = made[own][1] or all(may(one, Right.EDIT, scope, held) for one in both(who))
                expected = may(who, Right.READ, scope, held) and not is_deleted and (number == 2 or sees_old)
                assert (revision_id in found) == expected


def _row_check(session, who, page_id, right) -> bool:
    try:
        policy.get(session, Page, who, Page.id == page_id, right=right)
    except (NotFound, Forbidden):
        return False
    return True
