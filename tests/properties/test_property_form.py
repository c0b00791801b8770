"""Properties are shown in a quiet box and edited by a form that touches only their lines."""

import re

import pytest
from world import World

from wiki.access import policy
from wiki.actor import SIGNED_IN, Right
from wiki.errors import Invalid
from wiki.pages import drafts
from wiki.pages.changes import Change
from wiki.pages.models import Revision
from wiki.properties import kinds

TEXT = (
    "---\ntitle: Own\ntags: [steel]\nstate:  open # yet\ncost: 1200.5\ndue: 2026-12-24\ndone: false\n"
    "rooms:\n- Hall 1\n- Hall 2\nparts: {a: 1}\nempty:\nnote: |\n  one\n  two\n---\nText.\n"
)
UNTOUCHED = {
    "base_revision": "1", "kind-0": "text", "value-0": "open", "kind-1": "number", "value-1": "1200.5",
    "kind-2": "date", "value-2": "2026-12-24", "kind-3": "yes_no", "value-3": "false", "kind-4": "list",
    "value-4": "Hall 1\r\nHall 2", "kind-6": "text", "value-6": "", "kind-7": "text", "value-7": "one\r\ntwo\r\n",
    "new-name": "", "new-kind": "text", "new-value": "",
}  # fmt: skip


def head(world: World, person) -> Revision:
    with world.sessions.reading() as session:
        return session.scalars(policy.allowed(Revision, person.actor).order_by(Revision.id.desc())).first()


def test_the_box_shows_what_people_care_for_and_folds_when_there_is_much(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    few = "---\ntitle: Own\ntags: [steel]\nsite: https://example.org/a\ndue: 2026-12-24\ndone: true\n---\nText.\n"
    world.page(room, anna, "Few", few)
    world.page(room, anna, "Many", TEXT)
    world.page(room, anna, "None", "---\ntags: [steel]\nempty:\n---\nText.\n")
    reader = world.browser(bob)

    shown = {
        name: reader.get(f"/s/room/{name}").text.partition("<article")[2].partition("</article>")[0]
        for name in ("few", "many", "none")
    }

    assert re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", shown["few"]) == [
        ("site", '<a href="https://example.org/a" rel="noreferrer">https://example.org/a</a>'),
        ("due", "24 December 2026"),
        ("done", "yes"),
    ]
    assert "<details" not in shown["few"]
    assert '<details class="properties"><summary>7 properties</summary>' in shown["many"]
    assert "<dt>rooms</dt><dd>Hall 1, Hall 2</dd>" in shown["many"]
    assert "<dt>parts</dt><dd>a: 1</dd>" in shown["many"]
    assert 'class="properties"' not in shown["none"]
    assert reader.get("/s/room/few/properties").status_code == 403
    assert reader.send("/s/room/few/properties", base_revision="1").status_code == 403


def test_the_form_changes_adds_and_removes_and_leaves_all_other_bytes(world: World) -> None:
    anna = world.person("anna")
    room = world.space("room", anna)
    page = world.page(room, anna, "Press", TEXT)
    with world.sessions.writing() as session:
        drafts.keep(session, anna.actor, page.page_id, Change("My draft.\n", 1))
    browser = world.browser(anna)
    before = browser.get("/s/room/press").headers["ETag"]

    shown = browser.get("/s/room/press/properties").text
    nothing = browser.send("/s/room/press/properties", **UNTOUCHED)
    changed = browser.send(
        "/s/room/press/properties",
        **{
            **UNTOUCHED, "value-0": "done: yes", "value-1": "7,5", "value-2": "1.2.2027", "value-3": "true",
            "value-4": "Hall 1\r\n\r\n 2 \r\nHall 3", "remove-7": "1", "kind-6": "number", "value-6": "3",
            "new-name": " Höhe  über Grund ", "new-kind": "list", "new-value": "a\r\nb, c", "again": "1",
        },
    )  # fmt: skip

    assert 'name="value-3"' in shown
    assert "This value has parts of its own" in shown
    assert nothing.headers["Location"] == "/s/room/press?said=unchanged"
    assert changed.headers["Location"] == "/s/room/press/properties?said=properties"
    assert head(world, anna).body == (
        '---\ntitle: Own\ntags: [steel]\nstate:  "done: yes" # yet\ncost: 7.5\ndue: 2027-02-01\ndone: true\n'
        'rooms: [Hall 1, 2, Hall 3]\nparts: {a: 1}\nempty: 3\nHöhe über Grund: [a, "b, c"]\n---\nText.\n'
    )
    assert head(world, anna).number == 2
    assert "My draft." in browser.get("/s/room/press/edit").text
    assert browser.get("/s/room/press").headers["ETag"] != before


def test_values_that_cannot_be_taken_come_back_with_a_sentence(world: World) -> None:
    anna = world.person("anna")
    room = world.space("room", anna)
    page = world.page(room, anna, "Press", TEXT)
    world.page(room, anna, "Odd", "---\n{a: b}\n---\nText.\n")
    browser = world.browser(anna)

    refused = browser.send(
        "/s/room/press/properties",
        **{
            **UNTOUCHED,
            "value-1": "many",
            "value-2": "2026-02-30",
            "value-3": "perhaps",
            "new-name": "STATE",
            "new-value": "x",
        },
    )
    technical = browser.send(
        "/s/room/press/properties", **{**UNTOUCHED, "new-name": "Tags", "new-value": "x"}
    )
    nameless = browser.send("/s/room/press/properties", **{**UNTOUCHED, "new-value": "x"})
    by_hand = browser.send(
        "/s/room/odd/properties", **{"base_revision": "1", "kind-0": "text", "value-0": "c", "remove-0": "1"}
    )
    unknown = browser.send("/s/room/press/properties", base_revision="7")

    assert refused.status_code == 422
    for said in (
        "Please enter a number",
        "Please enter a date",
        "Please enter yes or no.",
        "The page has a property of this name already.",
    ):
        assert said in refused.text
    assert 'value="many"' in refused.text
    assert "used by the wiki itself" in technical.text
    assert "Please enter a name." in nameless.text
    assert by_hand.status_code == unknown.status_code == 422
    assert "only the editor can change" in by_hand.text
    assert head(world, anna).number == 1

    world.save(page.page_id, anna, TEXT.replace("state:  open", "state:  shut"), 1)
    conflict = browser.send("/s/room/press/properties", **{**UNTOUCHED, "value-0": "gone"})
    merged = browser.send("/s/room/press/properties", **{**UNTOUCHED, "value-7": "three"})
    assert conflict.status_code == 422
    assert "changed at the same moment" in conflict.text
    assert merged.status_code == 303
    assert "state:  shut" in head(world, anna).body
    assert "note: three" in head(world, anna).body


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", " a\r\n b ", "a\nb"),
        ("number", "-12", -12),
        ("number", "1,5", 1.5),
        ("date", "24.12.2026", "2026-12-24"),
        ("yes_no", "Ja", True),
        ("yes_no", "no", False),
        ("list", "a\n\n1.5\n1,5\n-3", ["a", 1.5, "1,5", -3]),
        ("list", "", []),
    ],
)
def test_values_are_read_as_people_write_them(kind: str, text: str, value: object) -> None:
    assert kinds.parsed(kind, text, "value-0") == value


def test_kinds_are_told_from_values() -> None:
    told = [
        kinds.kind_of(one)
        for one in (True, 1, 1.5, "2026-12-24", "2026-02-30", "a", ["a"], [["a"]], {}, None)
    ]

    assert told == ["yes_no", "number", "number", "date", "text", "text", "list", "other", "other", "text"]
    assert kinds.field_text([1.5, None, True], "de") == "1,5\n\ntrue"
    for kind, text in (("other", "a"), ("text", "x" * 2001)):
        with pytest.raises(Invalid):
            kinds.parsed(kind, text, "value-0")
