"""What the panel and the question before a change cost in statements, however many people and places there are."""

from statements import statements
from world import World

from wiki.access import service as access
from wiki.actor import SIGNED_IN, Right, group_principal, user_principal
from wiki.pages import scoping


def test_panel_and_question_cost_the_same_for_many(world: World) -> None:
    anna = world.person("anna")
    people = [world.person(f"clerk{number}") for number in range(40)]
    groups = [world.group(f"Group {number}", *people[number::5]) for number in range(5)]
    given = {group_principal(one): Right.EDIT for one in groups}
    given |= {user_principal(one.id): Right.READ for one in people[:30]}
    room = world.space("room", anna, given)
    page = world.page(room, anna, "Plan")
    child = world.page(room, anna, "Child", parent_id=page.page_id)
    with world.sessions.writing() as session:
        scope_id = scoping.detach(session, anna.actor, page.page_id).id
        scoping.detach(session, anna.actor, child.page_id)
        seen = access.present(session, scope_id).stamp
    browser = world.browser(anna)
    browser.get("/s/room/plan")
    fields = {f"right:{one}": "" for one in given} | {f"right:{SIGNED_IN}": "READ", "seen": seen}

    with statements(world.sessions) as panel:
        assert browser.get("/s/room/plan/rights").status_code == 200
    with statements(world.sessions) as search:
        assert browser.get("/s/room/plan/rights?q=clerk").status_code == 200
    with statements(world.sessions) as question:
        answer = browser.send("/s/room/plan/rights", **fields)

    assert answer.status_code == 200
    assert "40 people lose writing" in answer.text
    assert len(panel) <= 10, "\n".join(panel)
    assert len(search) <= 10, "\n".join(search)
    assert len(question) <= 30, "\n".join(question)
