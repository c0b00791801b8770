"""Tags: pages under one word, changed without the editor, renamed and merged everywhere."""

import re

import pytest
from world import World

from wiki.access import policy
from wiki.actor import SIGNED_IN, Right
from wiki.errors import Invalid
from wiki.page_templates import service as templates
from wiki.pages import drafts, scoping
from wiki.pages.changes import Change
from wiki.pages.models import Revision
from wiki.tags import queries, service


def body(*tags: str) -> str:
    return f"---\ntags: [{', '.join(tags)}]\n---\nText.\n"


def bodies(world: World, person) -> dict[str, str]:
    with world.sessions.reading() as session:
        rows = session.scalars(policy.allowed(Revision, person.actor).order_by(Revision.id))
        return {row.title: row.body for row in rows}


def test_tags_are_counted_and_listed_for_whoever_may_read(either_world: World) -> None:
    # given
    world = either_world
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    other = world.space("other", anna, {SIGNED_IN: Right.READ})
    for number in range(3):
        world.page(room, anna, f"Page {number}", body("steel", f"n{number}"))
    world.page(other, anna, "Elsewhere", body("steel", "a/b c"))
    secret = world.page(room, anna, "Secret", body("steel", "wages"))
    template = world.page(room, anna, "Form", body("steel"))
    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, secret.page_id, {"user:1": Right.MANAGE})
        templates.mark(session, anna.actor, template.page_id, "space")

    # then
    with world.sessions.reading() as session:
        seen = {row.name: row.count for row in queries.tags(session, bob.actor)}
        assert seen == {"a/b c": 1, "n0": 1, "n1": 1, "n2": 1, "steel": 4}
        assert list(seen) == sorted(seen)
        assert {row.name for row in queries.tags(session, anna.actor)} == {*seen, "wages"}
        assert len(queries.tags(session, bob.actor, space_id=other.id)) == 2
        first = queries.pages(session, bob.actor, "steel", limit=2)
        rest = queries.pages(session, bob.actor, "steel", after=first[-1].public_id)
        assert [row.title for row in [*first, *rest]] == ["Elsewhere", "Page 0", "Page 1", "Page 2"]
        assert queries.spaces_of(session, bob.actor, "steel") == [("other", "Other"), ("room", "Room")]
        assert queries.count(session, anna.actor, "steel") == 5

    reader = world.browser(bob)
    assert "4 pages have this tag" in reader.get("/tags/steel").text
    assert "Elsewhere" not in reader.get("/tags/steel?space=room").text.partition("<main")[2]
    assert "Rename or merge" not in reader.get("/tags/steel").text
    assert reader.get("/tags/wages").status_code == 404
    assert reader.get("/tags/nothing").status_code == 404
    assert "wages" not in reader.get("/tags/").text
    address = re.search(r'href="(/tags/a[^"]*)"', reader.get("/tags/").text)
    assert address
    assert "Elsewhere" in reader.get(address[1]).text
    assert 'href="/tags/steel">steel</a>' in reader.get("/s/room/page-0").text


def test_tags_change_without_the_editor_and_leave_every_other_byte(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    page = world.page(room, anna, "Press", "---\r\nstate:  open # yet\r\n---\r\nText\r")
    with world.sessions.writing() as session:
        drafts.keep(session, anna.actor, page.page_id, Change("My draft.\n", 1))
    browser = world.browser(anna)
    before = browser.get("/s/room/press").headers["ETag"]

    added = browser.send("/s/room/press/tags", tag=" #heavy  steel ")
    tagged = bodies(world, anna)["Press"]
    refused = browser.send("/s/room/press/tags", tag=" # ")
    after = browser.get("/s/room/press").headers["ETag"]
    browser.send("/s/room/press/tags", remove="heavy steel")

    assert added.headers["Location"] == "/s/room/press/tags?said=tags"
    assert tagged == "---\r\nstate:  open # yet\r\ntags: [heavy steel]\r\n---\r\nText\r"
    assert bodies(world, anna)["Press"] == "---\r\nstate:  open # yet\r\n---\r\nText\r"
    assert refused.status_code == 422
    assert "Please enter a tag." in refused.text
    assert before != after
    assert "Tag removed: heavy steel" in browser.get("/s/room/press/history").text
    assert "My draft." in browser.get("/s/room/press/edit").text
    assert world.browser(bob).send("/s/room/press/tags", tag="x").status_code == 403
    with world.sessions.reading() as session:
        [*_, latest] = session.scalars(policy.allowed(Revision, anna.actor).order_by(Revision.id))
        assert latest.is_minor


def test_a_tag_is_renamed_and_merged_on_the_pages_that_the_person_may_edit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.EDIT})
    closed = world.space("closed", anna, {SIGNED_IN: Right.READ})
    world.page(room, anna, "One", body("stel", "red"))
    world.page(room, anna, "Two", body("stel", "steel"))
    world.page(room, anna, "Odd", "---\n{tags: [stel]}\n---\nText.\n")
    world.page(closed, anna, "Three", body("stel"))
    browser = world.browser(bob)

    asked = browser.get("/tags/stel?rename=1")
    same = browser.send("/tags/stel", to="stel")
    preview = browser.send("/tags/stel", to="steel")
    untouched = bodies(world, anna)
    done = browser.send("/tags/stel", to="steel", confirmed="1")

    assert 'name="to"' in asked.text
    assert same.status_code == 422
    assert "3 pages are changed" in preview.text
    assert "1 page keeps the old tag" in preview.text
    assert "1 page has the tag “steel” already." in preview.text
    assert "stel" in untouched["One"]
    assert done.headers["Location"] == "/tags/stel?said=tag-kept"
    assert bodies(world, anna) == {
        "One": body("steel", "red"),
        "Two": body("steel"),
        "Odd": "---\n{tags: [stel]}\n---\nText.\n",
        "Three": body("stel"),
    }
    assert browser.send("/tags/nothing", to="x").status_code == 404

    monkeypatch.setattr(service, "AT_ONCE", 1)
    with pytest.raises(Invalid):
        service.rename(world.sessions, bob.actor, "steel", "x" * 101, world.limits, "")
    partly = browser.send("/tags/steel", to="iron", confirmed="1")
    assert "said=tag-partly" in partly.headers["Location"]
    assert 'value="iron"' in browser.get(partly.headers["Location"]).text
    assert service.rename(world.sessions, bob.actor, "steel", "iron", world.limits, "").left == 0
    assert browser.send("/tags/iron", to="ore", confirmed="1").status_code == 303
    monkeypatch.setattr(service, "AT_ONCE", 9)
    assert (
        browser.send("/tags/iron", to="ore", confirmed="1").headers["Location"]
        == "/tags/ore?said=tag-renamed"
    )
