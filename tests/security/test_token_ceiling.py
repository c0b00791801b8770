"""A program whose token only reads changes nothing, whatever it sends."""

import re
import sqlite3
from contextlib import closing

from world import World

from wiki.actor import Right
from wiki.pages import drafts
from wiki.pages.drafts import NewDraft

FORM = {
    "title": "Changed", "body": "Changed", "base_revision": "1", "number": "1", "name": "Changed", "key": "fresh",
    "who": "everyone", "principal": "signed-in", "right": "READ", "confirmed": "1", "parent": "",
}  # fmt: skip


def everything(world: World) -> list[str]:
    """All rows of the database but the counted failures of signing in, which anybody may cause."""
    world.app.afterwards.settle()
    with closing(sqlite3.connect(world.settings.sqlite_path)) as connection:
        return [line for line in connection.iterdump() if "sign_in_failures" not in line]


def test_a_reading_token_writes_by_no_form(world: World) -> None:
    anna = world.person("anna", is_admin=True)
    room = world.space("room", anna, {"signed-in": Right.EDIT})
    page = world.page(room, anna, "Plan")
    file = world.attach(page.page_id, anna, "a.txt", b"text")
    with world.sessions.writing() as session:
        draft = drafts.keep_new(session, anna.actor, NewDraft(room.id, None, "Kept", "Kept"), None).public_id
    token, program = world.api_token(anna, Right.READ), world.app.test_client()
    known = {"space_key": "room", "slug": page.slug, "word": "a.1.b", "token": "t"}
    before = everything(world)

    for rule in world.app.url_map.iter_rules():
        for public_id in (page.public_id, file.public_id, draft) if "POST" in rule.methods else ():
            path = rule.rule
            for name, value in {**known, "public_id": public_id}.items():
                path = re.sub(rf"<(?:\w+:)?{name}>", value, path)
            program.post(path, data=FORM, headers={"Authorization": f"Bearer {token}"})
            assert everything(world) == before, path


def test_a_preview_needs_the_right_to_edit(world: World) -> None:
    """Rendering is the costliest thing that one request can ask for; visitors of a public space may not ask."""
    world.allow_public()
    anna, bert = world.person("anna"), world.person("bert")
    world.page(world.space("room", anna, {"everyone": Right.READ}), anna, "Plan")

    for path in ("/s/room/plan/preview", "/s/room/preview"):
        assert world.browser(anna).send(path, body="*text*").status_code == 200
        assert world.browser(bert).send(path, body="*text*").status_code == 403
        visitor = world.browser()
        visitor.token = visitor.get("/login", headers={"Accept": "application/json"}).json["csrf_token"]
        assert visitor.send(path, body="*text*").status_code in {401, 403}
