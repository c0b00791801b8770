"""`wiki seed` makes a wiki that holds together, the same each time, and that `wiki rerender` finds nothing to do in."""

from random import Random

import pytest
from sqlalchemy import func, select
from world import World

from wiki.access.models import SUBTREE, AccessScope
from wiki.attachments.models import Attachment
from wiki.blobs import LocalBlobs
from wiki.errors import Invalid
from wiki.ops import check, rerender, seed, seed_texts
from wiki.pages import renderings
from wiki.pages.models import Link, Page, PageProperty, PageTag, PageText, Revision, StoredRendering
from wiki.users.models import Group, User

PAGES = 90
DERIVED = (Link, PageProperty, PageTag, PageText, StoredRendering)


def seeded(world: World, monkeypatch: pytest.MonkeyPatch, distinct: int = 40) -> None:
    monkeypatch.setattr(seed, "DISTINCT_TEXTS", distinct)
    blobs = LocalBlobs(world.settings.blob_dir)
    seed.run(world.sessions, blobs, PAGES, "muster", lambda _done, _all: None)


def everything_derived(world: World) -> list[list[tuple]]:
    with world.sessions.reading() as session:
        return [
            [tuple(row) for row in session.execute(select(*model.__table__.columns).order_by(model.id))]
            for model in DERIVED
        ]


def test_a_seeded_wiki_has_no_problem_but_the_open_folder_of_the_test(world, monkeypatch):
    seeded(world, monkeypatch)

    blobs = LocalBlobs(world.settings.blob_dir)
    found = check.run(world.settings, world.sessions, blobs, everything=True)

    assert {one.code for one in found if one.is_problem} <= {"database_file", "administrator"}


def test_rerendering_a_seeded_wiki_changes_nothing(world, monkeypatch):
    seeded(world, monkeypatch)
    before = everything_derived(world)

    count = rerender.run(world.sessions, world.limits, lambda _done, _all: None, everything=True)

    assert count == PAGES
    assert everything_derived(world) == before


def test_every_page_has_twenty_links_and_five_files(world, monkeypatch):
    seeded(world, monkeypatch)

    with world.sessions.reading() as session:
        links = session.execute(
            select(func.count())
            .where(Link.kind == "wiki", Link.target_id.is_not(None))
            .group_by(Link.page_id)
        )
        files = session.execute(select(func.count(Attachment.id)).group_by(Attachment.page_id))
        assert set(links.scalars()) == {20}
        assert set(files.scalars()) == {5}


def test_three_links_of_each_page_lead_into_restricted_subtrees(world, monkeypatch):
    seeded(world, monkeypatch)

    with world.sessions.reading() as session:
        restricted = select(AccessScope.id).where(AccessScope.kind == SUBTREE)
        target = select(Page.id).where(Page.scope_id.in_(restricted))
        counts = session.execute(
            select(func.count()).where(Link.target_id.in_(target), Link.kind == "wiki").group_by(Link.page_id)
        )
        assert min(counts.scalars()) >= 2  # a restricted page does not link to itself
        begins = select(Page.scope_id).join(AccessScope, AccessScope.head_page_id == Page.id)
        assert set(session.scalars(begins)) == set(session.scalars(restricted)), "each knows its highest page"


def test_some_pages_have_several_revisions_and_all_show_the_latest(world, monkeypatch):
    seeded(world, monkeypatch)

    with world.sessions.reading() as session:
        numbers = session.scalars(select(Revision.number).join(Page, Page.head_id == Revision.id)).all()
    assert len(numbers) == PAGES
    assert set(numbers) == {1, 3}


def test_fifty_people_in_twelve_groups_are_shared_by_two_seeded_spaces(world, monkeypatch):
    seeded(world, monkeypatch)

    seed.run(world.sessions, LocalBlobs(world.settings.blob_dir), 5, "zweite", lambda _done, _all: None)

    with world.sessions.reading() as session:
        assert session.scalar(select(func.count(User.id)).where(User.name.like("person-%"))) == 50
        assert session.scalar(select(func.count(Group.id))) == 12


def test_a_space_is_seeded_once(world, monkeypatch):
    seeded(world, monkeypatch)

    with pytest.raises(Invalid) as caught:
        seeded(world, monkeypatch)

    assert caught.value.facts["reason"] == "taken"


@pytest.mark.postgres
def test_new_pages_follow_the_copied_ones_on_postgresql(postgres_world, monkeypatch):
    seeded(postgres_world, monkeypatch)
    anna = postgres_world.person("anna")
    room = postgres_world.space("eigene", anna)

    saved = postgres_world.page(room, anna)

    assert saved.number == 1


@pytest.mark.parametrize("count", [1, 2, 25, 400])
def test_a_plan_of_any_size_is_a_tree(count):
    plan = seed.planned(count, Random(1))

    assert len(plan.titles) == len(set(plan.titles)) == len(plan.parents) == count
    assert all(parent is None or parent < page for page, parent in enumerate(plan.parents))
    assert all(page not in seed.neighbours(plan, page) for page in range(count))


def test_the_same_seed_gives_the_same_text():
    first, second = (seed_texts.body(Random(7), seed_texts.FILE_NAMES[:5]) for _ in range(2))

    assert first == second
    rendering = renderings.render(
        seed_texts.linked(first, [f"Seite {number}" for number in range(20)]), seed._LIMITS
    )
    assert len([link for link in rendering.links if link.kind == "wiki"]) == 20
    assert len(rendering.tags) == 3
