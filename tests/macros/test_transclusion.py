"""A page, or a section of it, shown inside another: by the reader's rights, without loops, within bounds."""

import re
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from statements import statements

from wiki.actor import SIGNED_IN, Right
from wiki.macros import screens
from wiki.pages import scoping, service, trash
from wiki.pages.models import Link, StoredRendering

SOURCE = """# Source

Before. See [above](#source) and [below](#second)[^1].

## First

First words with a [[Secret]] and ![](plan.png).

- [ ] a task

### Deeper

$x$

## Second

Second words.

[^1]: A note.
"""


@pytest.fixture
def house(world) -> dict[str, Any]:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.EDIT})
    source = world.page(room, anna, "Source", SOURCE)
    world.attach(source.page_id, anna, "plan.png", b"\x89PNG\r\n\x1a\n" + bytes(20))
    secret = world.page(room, anna, "Secret", "Hidden words.\n")
    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, secret.page_id, {f"user:{anna.id}": Right.MANAGE})
    return {"world": world, "anna": anna, "bob": bob, "room": room, "source": source, "secret": secret}


def shown(house, name: str, who: str = "bob") -> str:
    answer = house["world"].browser(house[who]).get(f"/s/room/{name}")
    return re.search(r'<article class="text".*?</article>', answer.text, re.DOTALL)[0]


def test_a_page_and_a_section_are_shown_with_their_own_links_and_files(house) -> None:
    world = house["world"]
    world.page(house["room"], house["anna"], "Host", "![[Source]]\n\n![[Source#First]]\n\n## Own\n")
    bob = world.browser(house["bob"])
    bob.get("/s/room/source")
    with statements(world.sessions) as run:
        page = shown(house, "host")
    whole, section = re.findall(
        r'<section class="transclusion".*?</section>\s*(?=<section class="tr|<h2)', page, re.DOTALL
    )

    assert len(run) <= 14, run
    assert "<h1" not in whole.partition("</section>")[0]  # the title is the heading of the page itself
    assert "Before." in whole
    assert '<a href="#user-content-t0-second">below</a>' in whole
    assert '<a href="/s/room/source#user-content-source">above</a>' in whole
    assert 'href="#user-content-t0-fn:1"' in whole
    assert "First words" in section
    assert "Deeper" in section
    assert "<math" in section
    assert "Second" not in section
    assert "Before" not in section
    assert re.search(r'<img src="/files/[^"]+/plan.png"', section)
    assert '<input type="checkbox" disabled' in section
    assert 'class="missing"' in section  # the link to what Bob may not read
    assert '<a href="/s/room/source#user-content-first">Source</a>' in section
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    backlinks = bob.get("/s/room/source").text.partition("Pages that link here")[2]
    assert ">Host</a>" in backlinks


def test_what_may_not_be_read_looks_like_what_does_not_exist(house) -> None:
    world = house["world"]
    body = "![[Secret]]\n\n![[Nothing]]\n\n![[Source#nowhere]]\n"
    page = world.page(house["room"], house["anna"], "Host", body)

    bob, anna = shown(house, "host"), shown(house, "host", "anna")
    preview = (
        world.browser(house["bob"])
        .send("/s/room/host/preview", title="Host", body=body, base_revision="1")
        .text
    )
    for name in ("Secret", "Nothing", "Source#nowhere"):
        assert f'<p class="inset-empty">“{name}” is not available.</p>' in bob
        assert f"“{name}” is not available." in preview
    assert "Hidden words" in anna
    assert "Hidden words" not in bob + preview

    with world.sessions.writing() as session:
        trash.discard(session, house["anna"].actor, house["secret"].page_id)
    assert "“Secret” is not available." in shown(house, "host", "anna")
    assert page


def test_the_tag_changes_with_the_page_that_is_shown(house) -> None:
    world, anna = house["world"], house["anna"]
    world.page(house["room"], anna, "Host", "![[Source]]\n\n![[Secret]]\n")
    bob = world.browser(house["bob"])
    before = bob.get("/s/room/host").headers["ETag"]

    world.save(house["secret"].page_id, anna, "Other hidden words.\n", 1)
    assert bob.get("/s/room/host").headers["ETag"] == before
    world.save(house["source"].page_id, anna, "Quite another text.\n", 1)
    answer = bob.get("/s/room/host", headers={"If-None-Match": before})

    assert answer.status_code == 200
    assert "Quite another text." in answer.text


def test_pages_inside_themselves_and_deep_nests_end_in_a_link(house, monkeypatch) -> None:
    world, room, anna = house["world"], house["room"], house["anna"]
    world.page(room, anna, "One", "one words\n\n![[Two]]\n")
    world.page(room, anna, "Two", "two words\n\n![[One]]\n\n![[Two]]\n")
    names = [f"Nest {number}" for number in range(6)]
    for name, inner in zip(names, [*names[1:], "Source"], strict=True):
        world.page(room, anna, name, f"words of {name}\n\n![[{inner}]]\n")

    one, nest = shown(house, "one"), shown(house, "nest-0")

    assert one.count("one words") == one.count("two words") == 1
    assert 'To be read on its own page: <a href="/s/room/one">One</a>' in one
    assert 'To be read on its own page: <a href="/s/room/two">Two</a>' in one
    assert "words of Nest 3" in nest
    assert "words of Nest 4" not in nest
    assert '<a href="/s/room/nest-4">Nest 4</a>' in nest

    monkeypatch.setattr(screens, "SHOWN_CHARACTERS", 1_000)
    world.page(room, anna, "Long", "word " * 300)
    world.page(room, anna, "Host", "![[Long]]\n\n![[Secret]]\n")
    assert 'To be read on its own page: <a href="/s/room/long">Long</a>' in shown(house, "host")


def test_pages_of_lists_inside_each_other_end_at_a_bound(house, monkeypatch) -> None:
    world, room, anna = house["world"], house["room"], house["anna"]
    monkeypatch.setattr(screens, "MOST_INSETS", 20)
    world.page(room, anna, "Lists", "\n\n".join(["{{pages where title = Source}}"] * 8))
    world.page(room, anna, "Shelf", "\n\n".join(["![[Lists]]"] * 8))
    world.page(room, anna, "Bomb", "\n\n".join(["![[Shelf]]"] * 8))
    with statements(world.sessions) as run:
        page = shown(house, "bomb")

    assert page.count(">Source</a></li>") + page.count('<section class="transclusion"') == 20
    assert "this was left out" in page
    assert len(run) < 80

    monkeypatch.setattr(screens, "SHOWN_CHARACTERS", 500)
    world.page(room, anna, "Many", "\n\n".join(["{{pages where title = Source}}"] * 9))
    assert 1 < shown(house, "many").count(">Source</a></li>") < 9


def test_a_rename_keeps_what_is_shown(house) -> None:
    world, anna = house["world"], house["anna"]
    world.page(house["room"], anna, "Host", "![[Source#Second]]\n")

    service.rename(world.sessions, anna.actor, house["source"].page_id, "Origin", world.limits)

    assert "Second words." in shown(house, "host")


def test_macros_inside_a_shown_page_speak_of_that_page(house) -> None:
    world, room, anna = house["world"], house["room"], house["anna"]
    inner = world.page(room, anna, "Inner", "{{children}}\n\n{{contents}}\n\n{{backlinks}}\n\n## Part\n")
    world.page(room, anna, "Below inner", "", inner.page_id)
    world.page(room, anna, "Host", "![[Inner]]\n")

    page = shown(house, "host")

    assert ">Below inner</a>" in page
    assert '<a href="#user-content-t0-part">Part</a>' in page
    assert 'id="user-content-t0-part"' in page
    assert '<a href="/s/room/host">Host</a>' in page


def test_a_page_of_an_older_version_keeps_its_links_and_gets_what_is_new(house) -> None:
    world, anna = house["world"], house["anna"]
    body = "![[Source#Second]]\n\n![[plan.png]]\n\n[[Source]] and [[Secret|one]]\n"
    page = world.page(house["room"], anna, "Host", body)
    with world.sessions.writing() as session:  # as 0.1.0 left it
        session.execute(update(StoredRendering).values(version="older"))
        session.execute(delete(Link).where(Link.page_id == page.page_id, Link.key > 1))

    assert '<a href="/s/room/source">Source</a> and' in shown(house, "host")
    world.app.afterwards.settle()

    assert "Second words." in shown(house, "host")
    with world.sessions.reading() as session:
        assert session.scalar(select(func.count(Link.id)).where(Link.page_id == page.page_id)) == 4
