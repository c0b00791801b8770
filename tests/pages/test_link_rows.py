"""Rows of links: many of them, those into spaces to come, and the addresses of other places."""

from sqlalchemy import event, select
from world import World

from wiki import worker
from wiki.pages import links
from wiki.pages.models import Link, OutsideLink, PageText


def test_a_save_with_many_links_takes_few_statements_and_too_many_are_refused(world: World) -> None:
    anna = world.person("anna")
    room = world.space("room", anna)
    page = world.page(room, anna, "Index", "".join(f"[[One {number}]] " for number in range(900)))
    known = world.page(room, anna, "One 5")
    said: list[str] = []
    listen = lambda *parts: said.append(parts[2])  # noqa: E731
    event.listen(world.sessions.writer, "before_cursor_execute", listen)

    text = "".join(f"[[One {number}]] https://example.org/{number} " for number in range(450, 1350))
    world.save(page.page_id, anna, text + "[[One 5]]\n", 1)

    event.remove(world.sessions.writer, "before_cursor_execute", listen)
    assert len(said) < 45, said
    with world.sessions.reading() as session:
        rows = session.scalars(select(Link).where(Link.page_id == page.page_id)).all()
        assert {row.target for row in rows} == {*(f"One {number}" for number in range(450, 1350)), "One 5"}
        assert [row.target for row in rows if row.target_id == known.page_id] == ["One 5"]
        assert len(session.scalars(select(OutsideLink.address)).all()) == 900

    browser = world.browser(anna)
    most = links.MOST_LINKS
    body = "".join(f"[a](p{number})\n" for number in range(most + 1))
    answer = browser.send("/s/room/index/edit", title="Index", body=body, base_revision="2")
    assert answer.status_code == 422
    assert b"more than 5,000 different places" in answer.data
    assert f"[a](p{most})".encode() in answer.data
    assert browser.send("/s/room/new", title="Fresh", body=body).status_code == 422


def test_a_link_into_a_space_to_come_leads_there_once_it_is_made(either_world: World) -> None:
    world = either_world
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna)
    world.page(room, anna, "See", "[[crew:Plan]] [[crew:Later]] [[other:Plan]]\n")
    browser = world.browser(anna)
    assert 'href="/s/room/new?title=Plan' in browser.get("/s/room/see").text

    crew = world.space("crew", anna)
    world.page(crew, anna, "Plan")
    worker.step(world.sessions)

    shown = browser.get("/s/room/see").text
    assert 'href="/s/crew/plan"' in shown
    assert 'href="/s/crew/new?title=Later' in shown
    assert shown.count('class="missing"') == 2
    world.page(crew, anna, "Later")
    assert 'href="/s/crew/later"' in browser.get("/s/room/see").text
    with world.sessions.writing() as session:
        links.adopt_space(session, {"space_id": 99})
    assert world.browser(bob).get("/s/crew/plan").status_code == 404


def test_addresses_outside_and_anchors_follow_the_text(world: World) -> None:
    anna = world.person("anna")
    room = world.space("room", anna)
    long = "https://example.org/" + "x" * 1000
    body = f"# Top {{#old}}\n\n<https://a.example> [b](http://b.example 'c') [b](http://b.example) m@c.example {long}\n"
    page = world.page(room, anna, "Page", body)

    def addresses() -> list[str]:
        with world.sessions.reading() as session:
            return sorted(session.scalars(select(OutsideLink.address)))

    assert addresses() == ["http://b.example", "https://a.example"]
    with world.sessions.reading() as session:
        assert session.scalars(select(PageText.anchors)).all() == ["\ntop\nold\n"]
    world.save(page.page_id, anna, "![x](https://c.example/i.png)\n", 1)
    assert addresses() == ["https://c.example/i.png"]
