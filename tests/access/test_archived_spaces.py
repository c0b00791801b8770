"""In an archived space nobody changes anything, by whatever route."""

from dataclasses import MISSING, fields

from asking import all_surfaces
from hiding import Target
from sqlalchemy import inspect, select
from world import World

from wiki import tables, worker  # noqa: F401  all tables are known
from wiki.access.models import Grant, PartOf, Scoped
from wiki.actor import SIGNED_IN, Right
from wiki.db import Base
from wiki.jobs import Workplace
from wiki.pages import drafts, trash
from wiki.pages.changes import Change
from wiki.pages.models import Page
from wiki.spaces.models import Space

_BACK = {"space_settings.reopen", "space_settings.delete"}
_NOT_OF_SPACES = ("auth.", "users.", "setup.", "admin", "static")


def contents(world: World, key: str) -> dict[str, list]:
    """Every row with rights that belongs to the space, and its grants."""
    found = {}
    protected = [one.class_ for one in Base.registry.mappers if issubclass(one.class_, Scoped | PartOf)]
    with world.sessions.reading() as session:
        space_id = session.scalars(select(Space.id).where(Space.key == key)).one()
        scope_ids = set(session.scalars(select(Page.scope_id).where(Page.space_id == space_id)))
        scope_ids |= set(session.scalars(select(Space.scope_id).where(Space.id == space_id)))
        for model in protected:
            columns = inspect(model).columns
            owner, statement = model, select(*columns)
            while not issubclass(owner, Scoped):
                belongs_to = getattr(owner, owner.__part_of__)
                statement, owner = statement.join(belongs_to), belongs_to.property.mapper.class_
            rows = session.execute(statement.where(owner.scope_id.in_(scope_ids)).order_by(model.id))
            found[model.__name__] = [tuple(row) for row in rows]
        grants = select(Grant.scope_id, Grant.principal, Grant.right).where(Grant.scope_id.in_(scope_ids))
        found["Grant"] = sorted(tuple(row) for row in session.execute(grants))
    return found


def test_no_route_changes_anything_in_an_archived_space_until_it_is_opened_again(world: World) -> None:
    anna = world.person("anna", is_admin=True)
    room, other = world.space("shelf", anna, {SIGNED_IN: Right.EDIT}), world.space("bobs", anna)
    page = world.page(room, anna, "Plan", "- [ ] task\n\n[[Other]] $x$\n")
    world.page(room, anna, "Below", parent_id=page.page_id)
    world.page(other, anna, "Bobs page")
    world.save(page.page_id, anna, "- [ ] task\n\nmore\n", 1)
    file = world.attach(page.page_id, anna, "a.txt", b"one")
    gone = world.page(room, anna, "Gone")
    with world.sessions.writing() as session:
        trash.discard(session, anna.actor, gone.page_id)
        draft = drafts.keep(session, anna.actor, page.page_id, Change("draft\n", 2)).public_id
    place = Workplace(world.sessions, world.app.blobs, world.settings)
    worker.step_slowly(place)  # takes the text of the file, which is derived
    browser = world.browser(anna)
    assert browser.send("/s/shelf/settings/archive").location == "/s/shelf/settings?said=space-archived"
    before = contents(world, "shelf")
    ids = {"file_id": file.public_id, "file_name": "a.txt", "draft_id": draft, "linker": "plan", "linked": ()}
    others = {one.name: "nothing" for one in fields(Target) if one.default is MISSING}
    targets = [
        Target(**{**others, **ids, "space_key": "shelf", "slug": slug, "title": title, "page_id": page_id})
        for slug, title, page_id in (("plan", "Plan", page.public_id), ("gone", "Gone", gone.public_id))
    ]

    for endpoint, surface in all_surfaces().items():
        if endpoint.startswith(_NOT_OF_SPACES) or endpoint in _BACK:
            continue
        for ask in (ask for target in targets for ask in surface(target)):
            form = {name: value() if callable(value) else value for name, value in ask.form.items()}
            answer = browser.send(ask.path, **form) if form else browser.get(ask.path, buffered=True)
            answer.close()
            assert answer.status_code < 500, (endpoint, ask)

    worker.step_slowly(place)

    after = contents(world, "shelf")
    assert {name for name in after if after[name] != before[name]} == set()
    assert b"This space is archived." in browser.get("/s/shelf/plan").data
    assert b"/s/shelf/plan/edit" not in browser.get("/s/shelf/plan").data
    start = browser.get("/").data.decode()
    assert "1 archived space" in start
    assert start.count('href="/s/shelf/"') == 1

    assert browser.send("/s/shelf/settings/reopen").status_code == 303
    assert (
        browser.send("/s/shelf/plan/edit", title="Plan", body="New.\n", base_revision="2").status_code == 303
    )
