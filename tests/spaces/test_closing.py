"""Whole spaces: archived, deleted, brought back, purged; their keys and signs."""

import re

import pytest
from sqlalchemy import func, select
from world import World

from wiki import worker
from wiki.access import policy
from wiki.access.models import IN_TRASH, AccessScope
from wiki.actor import SIGNED_IN, Right, system
from wiki.db import now
from wiki.errors import Forbidden, Invalid, NotFound
from wiki.jobs import Workplace
from wiki.pages import names, scoping, service, trash
from wiki.pages.changes import Change
from wiki.pages.models import Draft, Page
from wiki.spaces import closing, purging
from wiki.spaces.models import OldKey, Space


def test_services_refuse_an_archived_space_also_as_the_wiki_itself(world: World) -> None:
    anna = world.person("anna")
    room = world.space("shelf", anna)
    page = world.page(room, anna, "Plan", "[[Old]]\n")
    named = world.page(room, anna, "Old")
    with world.sessions.writing() as session:
        closing.archive(session, anna.actor, room.id)

    with pytest.raises(Forbidden):
        world.save(page.page_id, anna, "x\n", 1)
    with pytest.raises(Forbidden):
        service.save(world.sessions, system(), page.page_id, Change("x\n", 1), world.limits)
    with pytest.raises(Forbidden):
        world.page(room, anna, "New")
    with world.sessions.writing() as session:
        with pytest.raises(Forbidden):
            scoping.restrict(session, anna.actor, named.page_id, {})
        with pytest.raises(TypeError):
            policy.shelved(Draft, anna.actor, IN_TRASH)
    assert names.release(world.sessions, room.id, "nothing", lambda _id, _change: None) == 0
    with world.sessions.reading() as session:
        sets = policy.scope_set(session, anna.actor)
        assert room.scope_id in sets.historic_ids


def test_a_deleted_space_is_gone_for_everybody_until_its_manager_brings_it_back(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("plans", anna, {SIGNED_IN: Right.EDIT})
    world.page(room, anna, "Roadmap")
    hers, his = world.browser(anna), world.browser(bob)
    assert his.send("/s/plans/settings/delete", confirmation="Plans").status_code == 403

    wrong = hers.send("/s/plans/settings/delete", confirmation="plan")
    assert wrong.status_code == 422
    assert b"This is not the name of the space." in wrong.data
    assert hers.send("/s/plans/settings/delete", confirmation=" Plans ").location.startswith("/trash/spaces")

    for browser in (hers, his):
        assert browser.get("/s/plans/").status_code == 404
        assert browser.get("/s/plans/roadmap").status_code == 404
        assert b"Roadmap" not in browser.get("/recent").data
        assert b"Plans" not in browser.get("/").data
    assert b"Plans" not in his.get("/trash/spaces").data
    public_id = hers.get("/trash/spaces").data.decode().partition("/trash/spaces/")[2][:12]
    assert his.send(f"/trash/spaces/{public_id}/restore").status_code == 404
    assert hers.send(f"/trash/spaces/{public_id}/purge", confirmed="1").status_code == 404
    with pytest.raises(NotFound), world.sessions.reading() as session:
        closing.managed(session, system(), "plans")

    assert hers.send(f"/trash/spaces/{public_id}/restore").status_code == 303
    assert his.get("/s/plans/roadmap").status_code == 200


def test_a_purged_space_leaves_nothing_and_an_overdue_one_goes_by_itself(world: World) -> None:
    anna = world.person("anna", is_admin=True)
    browser = world.browser(anna)
    kept = world.space("kept", anna)
    linking = world.page(kept, anna, "Links", "[[first:One]] [[second:One]]\n")
    for key in ("first", "second"):
        room = world.space(key, anna)
        top = world.page(room, anna, "One")
        for number in range(9):
            world.page(room, anna, f"Page {number}", parent_id=top.page_id)
        world.attach(top.page_id, anna, "a.txt", b"one")
        secret = world.page(room, anna, "Secret")
        with world.sessions.writing() as session:
            scoping.withhold(session, anna.actor, secret.page_id)
        assert (
            browser.send(f"/s/{key}/settings", name=key.title(), key=key, home=top.public_id).status_code
            == 303
        )
        assert browser.send(f"/s/{key}/settings/delete", confirmation=key.title()).status_code == 303
    place = Workplace(world.sessions, world.app.blobs, world.settings)
    rows = browser.get("/trash/spaces").data.decode()
    first = re.findall(r">First<.*?/trash/spaces/(\w{12})/restore", rows, re.DOTALL)[0]

    asked = browser.send(f"/trash/spaces/{first}/purge", confirmed="")
    assert b"cannot be brought back" in asked.data
    assert browser.send(f"/trash/spaces/{first}/purge", confirmed="1").status_code == 303
    worker.step_slowly(place)
    with world.sessions.writing() as session:
        assert session.scalars(select(Space.key).order_by(Space.key)).all() == ["kept", "second"]
        session.scalars(select(Space).where(Space.key == "second")).one().closed_at = now().replace(year=2020)
    purging.order_overdue(place)
    worker.step_slowly(place)
    purging.purge(place, {"space_id": 99})

    with world.sessions.reading() as session:
        assert session.scalars(select(Page.id)).all() == [linking.page_id]
        assert session.scalar(select(func.count()).select_from(AccessScope)) == 1
    assert browser.get("/s/kept/links").status_code == 200
    assert world.space("third", anna).id > room.id, "the log speaks of the one before by its number"


def test_old_keys_lead_to_the_space_for_those_who_may_read_it(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("team", anna)
    world.page(room, anna, "Plan")
    world.page(room, anna, "See", "[[team:Plan]]\n")
    hers, his = world.browser(anna), world.browser(bob)
    form = {"name": "Team", "icon": "🛠️"}

    assert hers.send("/s/team/settings", key="Crew", **form).location == "/s/crew/settings?said=settings"

    moved = hers.get("/s/team/plan/history?before=3")
    assert (moved.status_code, moved.location) == (301, "/s/crew/plan/history?before=3")
    assert hers.send("/s/team/plan/edit", body="x").status_code == 308
    assert hers.get("/s/team/").location == "/s/crew/"
    assert b'href="/s/crew/plan"' in hers.get("/s/crew/see").data
    assert "🛠️" in hers.get("/").data.decode()
    assert his.get("/s/team/plan").data == his.get("/s/team/plan").data
    assert his.get("/s/team/plan").status_code == 404
    with world.sessions.reading() as session:
        see = session.scalars(select(Page.id).where(Page.slug == "see")).one()
    world.save(see, anna, "Again [[team:Plan]]\n", 1)
    assert b'href="/s/crew/plan"' in hers.get("/s/crew/see").data

    taken = his.send("/spaces/new", name="Mine", key="team", who="me")
    assert b"This short name is taken." in taken.data
    assert b"one or two letters" in hers.send("/s/crew/settings", name="T", key="crew", icon="abc").data
    assert hers.send("/s/crew/settings", key="team", **form).status_code == 303
    with world.sessions.reading() as session:
        assert session.scalars(select(OldKey.key)).all() == ["crew"]
    with pytest.raises(Invalid), world.sessions.writing() as session:
        closing.discard(session, anna.actor, "team", "")


def test_the_settings_keep_a_first_page_that_lies_below_another(world: World) -> None:
    anna = world.person("anna")
    room = world.space("team", anna)
    top = world.page(room, anna, "Top")
    low = world.page(room, anna, "Low", parent_id=top.page_id)
    browser = world.browser(anna)

    assert browser.send("/s/team/settings", name="Team", home=low.public_id).status_code == 303

    assert f'value="{low.public_id}" selected' in browser.get("/s/team/settings").text
    assert browser.get("/s/team/").location == "/s/team/low"
    about = browser.get("/s/team/?list=1").text
    assert "Managed by Anna" in about
    with world.sessions.writing() as session:
        trash.discard(session, anna.actor, low.page_id)
    assert '<option value="" selected>' in browser.get("/s/team/settings").text
    refused = browser.send("/s/team/settings", name="", home="nothing")
    assert refused.status_code == 422
    assert b"There is no such page." in refused.data
