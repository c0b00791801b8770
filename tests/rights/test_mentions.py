"""Whom a text may mention: who may read it, told to whoever may edit it."""

from sqlalchemy import update
from world import Person, World

from wiki.access import service as access
from wiki.access.models import UNPUBLISHED
from wiki.actor import EVERYONE, SIGNED_IN, Right, group_principal, user_principal
from wiki.pages.models import Page
from wiki.users.models import User


def test_a_mention_offers_who_may_read_the_page_to_whoever_may_edit_it(either_world: World) -> None:
    world = either_world
    root, anna, bob = world.person("root", is_admin=True), world.person("anna"), world.person("bob")
    carol, carla, gone = world.person("carol"), world.person("carla"), world.person("carmen")
    crew, hidden = world.group("Car pool", carol), world.group("Cartel", carla)
    room = world.space("room", anna, {group_principal(crew): Right.READ, user_principal(gone.id): Right.EDIT})
    page = world.page(room, anna, "Plan")
    with world.sessions.writing() as session:
        session.execute(update(User).where(User.id == gone.id).values(is_active=False))

    def offered(who: Person | None, text: str, **more: str) -> list[str]:
        query = {"find": text, "parent": page.public_id, **more}
        answer = world.browser(who).get("/s/room/pages/mentions", query_string=query)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        return [one["name"] for one in answer.json["mentions"]]

    assert offered(anna, "CÁR") == ["Car pool", "Carol"]
    assert offered(anna, "") == ["Car pool", "Anna", "Carol", "Root"]
    assert offered(anna, "", parent="") == ["Car pool", "Anna", "Carol", "Root"]
    found = world.browser(anna).get("/s/room/pages/mentions?find=carol").json["mentions"]
    assert found == [{"name": "Carol", "href": f"/people/{world.user(carol).public_id}", "account": ""}]

    for who, status in ((carol, 403), (bob, 404), (None, 404)):
        assert world.browser(who).get("/s/room/pages/mentions").status_code == status
    assert world.browser(anna).get("/s/room/pages/mentions?parent=aaaaaaaaaaaa").status_code == 404

    with world.sessions.writing() as session:
        only = access.create_scope(session, anna.actor, {user_principal(anna.id): Right.MANAGE}, UNPUBLISHED)
        session.execute(update(Page).where(Page.id == page.page_id).values(scope_id=only.id))
    assert offered(anna, "") == ["Anna"]
    assert world.browser(root).get(f"/s/room/pages/mentions?parent={page.public_id}").status_code == 404

    world.grant(room.scope_id, SIGNED_IN, Right.EDIT)
    assert offered(bob, "car", parent="") == ["Car pool", "Carla", "Carol"]
    member = Person(carla.id, "carla", carla.principals | {group_principal(hidden)}, is_admin=False)
    assert offered(member, "car", parent="") == ["Car pool", "Cartel", "Carla", "Carol"]
    world.allow_public()
    world.grant(room.scope_id, EVERYONE, Right.READ)
    assert world.browser().get("/s/room/pages/mentions").status_code == 403
