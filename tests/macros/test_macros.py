"""Macros show lists of pages, each reader's own; nothing of them stands in the stored HTML."""

import re
from typing import Any

import pytest
from statements import statements

from wiki.actor import SIGNED_IN, Right
from wiki.macros.arguments import Options, Table, options, table
from wiki.pages import scoping
from wiki.pages.models import StoredRendering
from wiki.properties.queries import Condition, Sorting

BODY = """# Desk

{{contents}}

{{children 2}}

{{changes 5}}

{{schlagwort machine}}

{{backlinks}}

{{pages where project = Alpha columns title, due, tags sort due descending}}

{{pages where nonsense}}

## End
"""


@pytest.fixture
def desk(world) -> dict[str, Any]:
    return furnish(world)


def furnish(world) -> dict[str, Any]:
    """A page with every macro; a restricted page that would stand in each list."""
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.EDIT})
    page = world.page(room, anna, "Desk", BODY)
    about = "---\nproject: Alpha\ndue: 2026-12-0{}\ntags: [machine]\n---\n[[Desk]]\n"
    child = world.page(room, anna, "Child", about.format(1), page.page_id)
    world.page(room, anna, "Grandchild", about.format(2), child.page_id)
    secret = world.page(room, anna, "Secret", about.format(3), page.page_id)
    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, secret.page_id, {f"user:{anna.id}": Right.MANAGE})
    return {
        "world": world,
        "anna": anna,
        "bob": bob,
        "room": room,
        "page": page,
        "child": child,
        "secret": secret,
    }


def text_of(answer) -> str:
    return re.search(r'<article class="text".*?</article>', answer.text, re.DOTALL)[0]


def test_each_reader_sees_his_own_lists(either_world) -> None:
    world = either_world
    desk = furnish(world)
    world.page(desk["room"], desk["anna"], "Frame", "![[Desk]]\n\n![[Secret]]\n\n- [ ] task\n")
    anna, bob = (text_of(world.browser(desk[name]).get("/s/room/desk")) for name in ("anna", "bob"))

    assert anna.count(">Secret</a>") == 5  # children, changes, tagged, backlinks, table
    assert "Secret" not in bob
    assert bob.count(">Child</a>") == 5
    assert '<li><a href="/s/room/child">Child</a><ul><li><a href="/s/room/grandchild">' in bob
    assert '<a href="#user-content-end">End</a>' in bob
    assert re.search(
        r'Grandchild</a></td><td data-key="2026-12-02">2 December 2026</td><td[^>]*>machine</td>', bob
    )
    assert bob.index("2 December 2026</td>") < bob.index("1 December 2026</td>")
    assert "<code>{{pages where nonsense}}</code>" in bob
    anna, bob = (text_of(world.browser(desk[name]).get("/s/room/frame")) for name in ("anna", "bob"))
    assert "“Secret” is not available." in bob
    assert bob.count(">Child</a>") == 5
    assert anna.count(">Secret</a>") == 6
    with world.sessions.reading() as session:
        stored = session.query(StoredRendering.html).all()
    assert not [html for (html,) in stored if "Secret" in html]


def test_the_tag_changes_with_what_the_lists_show_and_only_for_whom_they_do(desk) -> None:
    world = desk["world"]
    anna, bob = world.browser(desk["anna"]), world.browser(desk["bob"])
    tags = [browser.get("/s/room/desk").headers["ETag"] for browser in (anna, bob)]
    with statements(world.sessions) as run:
        again = bob.get("/s/room/desk", headers={"If-None-Match": tags[1]})
    assert again.status_code == 304
    assert len(run) <= 13, run

    world.save(desk["secret"].page_id, desk["anna"], "---\nproject: Beta\n---\nAnother text.\n", 1)
    changed = [browser.get("/s/room/desk").headers["ETag"] for browser in (anna, bob)]
    assert changed[0] != tags[0]
    assert changed[1] == tags[1]

    world.save(desk["child"].page_id, desk["anna"], "---\nproject: Beta\n---\n[[Desk]]\n", 1)
    answer = bob.get("/s/room/desk", headers={"If-None-Match": changed[1]})
    assert answer.status_code == 200
    assert ">1 December 2026</td>" not in answer.text


def test_previews_and_old_revisions_show_macros_too(desk) -> None:
    world = desk["world"]
    bob = world.browser(desk["bob"])
    world.save(desk["page"].page_id, desk["anna"], "New.\n", 1)

    old = bob.get("/s/room/desk/rev/1").text
    preview = bob.send("/s/room/desk/preview", title="Desk", body="{{children}}\n", base_revision="2").text
    fresh = bob.send("/s/room/preview", title="New", body="{{children}}\n\n{{tagged machine}}\n").text

    assert ">Grandchild</a>" in old
    assert ">Child</a>" in preview
    assert "There are no pages below this one." in fresh
    assert ">Child</a>" in fresh
    assert not [text for text in (old, preview, fresh) if "Secret" in text]


def test_lists_go_no_further_than_asked(desk) -> None:
    world, room, anna = desk["world"], desk["room"], desk["anna"]
    other = world.space("other", anna, {SIGNED_IN: Right.READ})
    world.page(other, anna, "Elsewhere", "---\nproject: Alpha\ntags: machine\n---\n")
    body = "{{pages where project = Alpha limit 1}}\n\n{{pages where project = Alpha everywhere}}\n\n{{tagged machine everywhere}}\n\n{{pages below}}\n\n{{tagged}}\n\n{{backlinks}}\n\n{{contents}}\n\n{{changes everywhere}}\n\n{{pages where x = y}}\n"
    page = world.page(room, anna, "Lists", body)
    world.page(room, anna, "Under", "", page.page_id)

    shown = text_of(world.browser(desk["bob"]).get("/s/room/lists"))

    assert "There are more pages than are listed here." in shown
    assert shown.count(">Elsewhere</a>") == 3
    assert ">Under</a>" in shown
    assert "Something is missing here." in shown
    assert "This page has no headings." in shown
    assert "There are no such pages." in shown
    assert "Other, " in shown


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("", Table()),
        (
            "where project = Alpha and due <= 31.12.2026 columns title, due sort due descending limit 20 everywhere",
            Table(
                (Condition("project", "=", "Alpha"), Condition("due", "<=", "31.12.2026")),
                ("title", "due"),
                Sorting("due", is_descending=True),
                20,
                is_everywhere=True,
            ),
        ),
        (
            "wo Projekt = „Neue Halle“ und fällig fehlt spalten titel, fällig sortiert nach fällig aufsteigend",
            Table(
                (Condition("Projekt", "=", "Neue Halle"), Condition("fällig", "missing")),
                ("title", "fällig"),
                Sorting("fällig"),
            ),
        ),
        ("where a=b c below", Table((Condition("a", "=", "b c"),), is_below=True)),
        ('where "is done" <> "a and b"', Table((Condition("is done", "!=", "a and b"),))),
        (
            "where a enthält b and c exists",
            Table((Condition("a", "contains", "b"), Condition("c", "exists"))),
        ),
    ],
)
def test_the_words_of_a_table_are_read_in_both_languages(text: str, asked: Table) -> None:
    assert table(text) == asked


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("where a", ""), ("where = b", "= b"), ("foo", "foo"), ("limit x", "x"), ("where a = b and", ""), ("columns ,", ","), ("where a b = c and = d", "= d"), ("sort", ""), ("columns title, created", "created"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(text: str, rest: str) -> None:
    from wiki.errors import Invalid

    with pytest.raises(Invalid) as error:
        table(text)
    assert error.value.facts["rest"] == rest


def test_simple_macros_take_a_number_and_words() -> None:
    assert options("20 everywhere") == Options(20, is_everywhere=True)
    assert options('machine, "two words" limit 3') == Options(3, words=("machine", "two words"))


def test_values_are_shown_as_people_write_them(world) -> None:
    anna = world.person("anna")
    room = world.space("room", anna)
    world.page(
        room,
        anna,
        "Thing",
        "---\nkind: thing\ndone: true\nopen: false\ncost: 1.5\nyear: 2026\nparts: [a, b]\n---\n",
    )
    columns = "done, open, cost, year, parts, bereich, geändert, none"
    world.page(room, anna, "Table", f"{{{{seiten wo kind = thing spalten {columns}}}}}\n")

    shown = text_of(world.browser(anna).get("/s/room/table"))
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", shown)

    assert cells[:6] == ["yes", "no", "1.5", "2026", "a, b", "Room"]
    assert cells[6]
    assert cells[7] == ""
    assert '<th scope="col">Changed</th>' in shown
