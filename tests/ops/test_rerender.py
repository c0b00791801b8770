"""`wiki rerender` makes what is old or missing again, and leaves the rest alone."""

from sqlalchemy import delete, select, update

from wiki.ops import rerender
from wiki.pages import trash
from wiki.pages.models import Link, PageTag, PageText, StoredRendering
from wiki.pages.renderings import Limits


def two_pages(world):
    anna = world.person("anna")
    room = world.space("raum", anna)
    first = world.page(room, anna, "Eins", "---\ntags: [wichtig]\n---\nSiehe [[Zwei]].\n")
    return anna, first, world.page(room, anna, "Zwei")


def run(world, **options) -> int:
    return rerender.run(world.sessions, world.limits, lambda _done, _all: None, **options)


def values(world, column):
    with world.sessions.reading() as session:
        return session.scalars(select(column).order_by(column)).all()


def test_nothing_is_done_where_nothing_is_old(world):
    two_pages(world)

    assert run(world) == 0


def test_renderings_of_an_older_program_are_made_again(either_world):
    two_pages(either_world)
    with either_world.sessions.writing() as session:
        session.execute(update(StoredRendering).values(version="old", html="old"))

    assert run(either_world) == 2

    assert "old" not in values(either_world, StoredRendering.version)
    assert "old" not in values(either_world, StoredRendering.html)


def test_all_that_is_derived_comes_back(either_world):
    two_pages(either_world)
    derived = (Link.target_slug, PageTag.name, PageText.title)
    before = [values(either_world, column) for column in derived]
    with either_world.sessions.writing() as session:
        for model in (Link, PageTag, PageText, StoredRendering):
            session.execute(delete(model))

    run(either_world, everything=True)

    assert [values(either_world, column) for column in derived] == before


def test_pages_in_the_trash_are_left_alone(world):
    anna, first, _ = two_pages(world)
    with world.sessions.writing() as session:
        trash.discard(session, anna.actor, first.page_id)

    assert run(world, everything=True) == 1


def test_a_page_larger_than_todays_limit_is_rendered_all_the_same(world):
    two_pages(world)

    count = rerender.run(world.sessions, Limits(4), lambda _done, _all: None, everything=True)

    assert count == 2


def test_progress_is_told_page_by_page(world):
    two_pages(world)
    told = []

    rerender.run(
        world.sessions, world.limits, lambda done, total: told.append((done, total)), everything=True
    )

    assert told == [(1, 2), (2, 2)]
