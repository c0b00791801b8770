"""Pages made together are what they would be if each had been made for itself."""

import pytest
from sqlalchemy import select
from world import LIMITS

from wiki.actor import Right
from wiki.errors import Forbidden, Invalid
from wiki.outbox import OutboxRow
from wiki.pages import service
from wiki.pages.changes import NewPage
from wiki.pages.inserting import NewEntry, insert_many
from wiki.pages.models import Link, Page, PageProperty, PageTag, PageText, Redirect, Revision, StoredRendering
from wiki.render import pipeline

TEXTS = (
    ("Oben", "---\ntags: [a]\nort: Bremen\n---\n[u](unten) [[Unten]] [w](fehlt)", None),
    ("Unten", "# U\n\n[o](oben) [s](unten)", 0),
    ("Ganz unten", "[[Oben]] [f](/s/other/x)", 1),
    ("new", "reserviert", None),
)


def together(world, space, person):
    with world.sessions.writing() as session:
        entries = [
            NewEntry(NewPage(space.id, title, body, position=7), pipeline.render(body), below)
            for title, body, below in TEXTS
        ]
        insert_many(session, person.actor, entries, LIMITS)


def one_by_one(world, space, person):
    made = []
    for title, body, below in TEXTS:
        with world.sessions.writing() as session:
            parent_id = None if below is None else made[below].page_id
            page = NewPage(space.id, title, body, parent_id, position=7)
            made.append(service.insert(session, person.actor, page, pipeline.render(body), LIMITS))


def left(world, space):
    """All rows of the space's pages, with names instead of ids."""
    with world.sessions.reading() as session:
        pages = session.scalars(select(Page).where(Page.space_id == space.id)).all()
        ids = {page.id: page.title for page in pages}
        own = {
            model: session.scalars(select(model).where(model.page_id.in_(ids))).all()
            for model in (Link, PageTag, PageProperty, PageText, Revision, StoredRendering)
        }
        events = session.scalars(select(OutboxRow).where(OutboxRow.name == "PageCreated"))
        return (
            [
                (
                    one.title,
                    one.slug.partition("-")[0],
                    ids.get(one.parent_id),
                    one.position,
                    one.scope_id == space.scope_id,
                )
                for one in pages
            ],
            sorted(
                (ids[one.page_id], one.key, one.kind, one.target, one.target_slug, ids.get(one.target_id, ""))
                for one in own[Link]
            ),
            [(ids[one.page_id], one.name) for one in own[PageTag]],
            [(ids[one.page_id], one.name, one.value) for one in own[PageProperty]],
            [(ids[one.page_id], one.title, one.text) for one in own[PageText]],
            [
                (ids[one.page_id], one.number, one.title, one.body, one.author_name, one.kind)
                for one in own[Revision]
            ],
            [(ids[one.page_id], one.html, one.facts) for one in own[StoredRendering]],
            [ids[one.payload["page_id"]] for one in events if one.payload["page_id"] in ids],
            all(page.head_id in {one.id for one in own[Revision]} for page in pages),
        )


def test_pages_made_together_leave_what_single_ones_leave(either_world):
    world = either_world
    anna = world.person("anna")
    first, second = world.space("first", anna), world.space("second", anna)

    together(world, first, anna)
    one_by_one(world, second, anna)

    assert left(world, first) == left(world, second)


def test_links_that_waited_for_the_pages_lead_to_them(world):
    anna = world.person("anna")
    space = world.space("work", anna)
    world.page(space, anna, "Vorher", "[o](oben) [[Ganz unten]]")

    together(world, space, anna)

    with world.sessions.reading() as session:
        targets = session.scalars(
            select(Page.title)
            .join(Link, Link.target_id == Page.id)
            .where(Link.page_id == 1)
            .order_by(Link.key)
        )
        assert list(targets) == ["Oben", "Ganz unten"]


def test_a_taken_name_gets_a_suffix_and_a_redirect_gives_way(world):
    anna = world.person("anna")
    space = world.space("work", anna)
    world.page(space, anna, "Oben")
    renamed = world.page(space, anna, "Unten")
    service.rename(world.sessions, anna.actor, renamed.page_id, "Anders", LIMITS)

    together(world, space, anna)

    with world.sessions.reading() as session:
        assert session.scalars(select(Redirect.slug)).all() == []
        slugs = set(session.scalars(select(Page.slug)))
    assert {"oben", "anders", "unten", "ganz-unten"} < slugs
    assert len(slugs) == 6


def test_pages_made_together_need_the_same_rights(world):
    anna, rosa = world.person("anna"), world.person("rosa")
    space = world.space("work", anna)
    world.grant(space.scope_id, f"user:{rosa.id}", Right.READ)

    with pytest.raises(Forbidden):
        together(world, space, rosa)
    with pytest.raises(Invalid), world.sessions.writing() as session:
        insert_many(session, anna.actor, [NewEntry(NewPage(space.id, " ", ""), pipeline.render(""))], LIMITS)

    assert left(world, space)[0] == []
