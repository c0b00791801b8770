"""Pages as templates: hidden from lists, offered where a page is made, filled in once."""

import html
import re

from world import Person, Room, World

from wiki.actor import SIGNED_IN, Right
from wiki.page_templates import queries, service
from wiki.pages import scoping

TEXT = "---\ncustomer: {{?Customer}}\ntags: [visit]\n---\n# {{title}}\n\nBy {{author}} in {{space}}.\n"


def mark(world: World, person: Person, page_id: int, reach: str = "space") -> None:
    with world.sessions.writing() as session:
        service.mark(session, person.actor, page_id, reach)


def office(world: World) -> tuple[Person, Person, Room]:
    anna, bob = world.person("anna"), world.person("bob")
    return anna, bob, world.space("room", anna, {SIGNED_IN: Right.READ})


def body_of(text: str) -> str:
    found = re.search(r'<textarea[^>]*name="body"[^>]*>\n?(.*?)</textarea>', text, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_a_template_stands_in_no_list_but_that_of_templates(world: World) -> None:
    anna, bob, room = office(world)
    world.page(room, anna, "Plan", "[[Visit report]]\n")
    page = world.page(room, anna, "Visit report", "---\ntags: [visit]\n---\n[[Plan]]\n")
    browser, reader = world.browser(anna), world.browser(bob)

    answer = browser.send("/s/room/visit-report/template", reach="space")

    assert answer.headers["Location"] == "/s/room/visit-report?said=template"
    for path in ("/", "/s/room/?list=1", "/s/room/pages", "/recent", "/search?q=visit"):
        assert "Visit report" not in browser.get(path).text, path
    assert "Visit report" not in re.sub(
        "<article.*</article>", "", browser.get("/s/room/plan").text, flags=re.DOTALL
    )
    assert ">Visit report</a>" in browser.get("/s/room/pages/templates").text
    assert reader.get("/s/room/pages/templates").status_code == 403
    assert reader.get("/s/room/visit-report/template").status_code == 403
    assert reader.send("/s/room/visit-report/template", reach="").status_code == 403
    assert "This page is a template" in reader.get("/s/room/visit-report").text
    assert browser.send("/s/room/visit-report/template", reach="").status_code == 303
    assert "Visit report" in reader.get("/s/room/pages").text
    assert page


def test_a_template_asks_and_fills_in_the_new_pages_text(world: World) -> None:
    anna, _, room = office(world)
    page = world.page(room, anna, "Visit report", TEXT)
    mark(world, anna, page.page_id)
    browser = world.browser(anna)

    offered = browser.get("/s/room/new?title=Mill").text
    href = html.unescape(re.search(r'href="(/s/room/new\?[^"]*template=[^"]*)"', offered)[1])
    asked = browser.get(href).text
    form = {"template": page.public_id, "parent": "", "answer-0": "Mill: “A” & Co"}
    refused = browser.send("/s/room/new/template", title=" ", **form)
    opened = browser.send("/s/room/new/template", title="Visit at the mill", **form)

    assert 'value="Mill"' in asked
    assert ">Customer" in asked
    assert refused.status_code == 422
    assert "Mill: “A” &amp; Co" in refused.text
    assert body_of(opened.text) == (
        '---\ncustomer: "Mill: “A” & Co"\ntags: [visit]\n---\n# Visit at the mill\n\nBy Anna in Room.\n'
    )
    assert 'value="Visit at the mill"' in opened.text


def test_a_template_without_questions_opens_the_editor_at_once(world: World) -> None:
    anna, bob, room = office(world)
    page = world.page(room, anna, "Note", "Written by {{autor}}, {{toc}}\n")
    plain = world.page(room, anna, "Plain", "Said {{autor}}\n")
    mark(world, anna, page.page_id)
    browser = world.browser(anna)

    assert body_of(browser.get(f"/s/room/new?template={page.public_id}").text) == "Written by Anna, {{toc}}\n"
    assert body_of(browser.get(f"/s/room/new?template={plain.public_id}").text) == "Said {{autor}}\n"
    assert world.browser(bob).get(f"/s/room/new?template={page.public_id}").status_code == 403
    assert browser.get("/s/room/new?template=unknown00000").status_code == 404


def test_a_template_of_a_subtree_is_offered_there_alone(either_world: World) -> None:
    world = either_world
    anna, bob, room = office(world)
    projects = world.page(room, anna, "Projects")
    mill = world.page(room, anna, "Mill", parent_id=projects.page_id)
    other = world.page(room, anna, "Other")
    report = world.page(room, anna, "Report", "# {{title}}\n", projects.page_id)
    secret = world.page(room, anna, "Wages")
    mark(world, anna, report.page_id, "subtree")
    mark(world, anna, secret.page_id)
    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, secret.page_id, {"user:1": Right.MANAGE})

    def titles(person: Person, parent_id: int | None) -> list[str]:
        with world.sessions.reading() as session:
            return [row.title for row in queries.offered(session, person.actor, room.id, parent_id)]

    assert titles(anna, mill.page_id) == ["Report", "Wages"]
    assert titles(anna, projects.page_id) == ["Report", "Wages"]
    assert titles(anna, other.page_id) == titles(anna, None) == ["Wages"]
    assert titles(bob, mill.page_id) == ["Report"]
    browser = world.browser(anna)
    assert "Below “Projects”" in browser.get("/s/room/pages/templates").text
    begun = browser.get(f"/s/room/new?template={report.public_id}").text  # no parent said: the template's
    assert f'name="parent" value="{projects.public_id}"' in begun


def test_a_page_that_others_stand_below_or_that_is_first_is_no_template(world: World) -> None:
    anna, _, room = office(world)
    parent = world.page(room, anna, "Parent")
    world.page(room, anna, "Child", parent_id=parent.page_id)
    first = world.page(room, anna, "First")
    browser = world.browser(anna)
    browser.send("/s/room/settings", name="Room", key="room", home=first.public_id)

    below = browser.send("/s/room/parent/template", reach="space")
    home = browser.send("/s/room/first/template", reach="space")
    unknown = browser.send("/s/room/child/template", reach="everywhere")
    highest = browser.send("/s/room/parent/template", reach="subtree")

    assert below.status_code == 422
    assert "Pages lie below this one" in below.text
    assert home.status_code == 422
    assert "first page of its space" in home.text
    assert unknown.status_code == highest.status_code == 422
