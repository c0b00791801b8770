"""A page with files, whoever works on it, and contents to attach."""

from dataclasses import dataclass
from typing import Any

from world import Browser, Person, Room, World

from wiki.actor import Right, user_principal
from wiki.attachments import views

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><circle r="4"/></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@dataclass
class Desk:
    """A page of Anna, whom Rita may read and nobody else."""

    world: World
    anna: Person
    rita: Person
    otto: Person
    room: Room
    page_id: int
    href: str

    def attach(self, name: str, content: bytes) -> Any:
        return self.world.attach(self.page_id, self.anna, name, content)

    def browser(self, person: Person | None = None) -> Browser:
        return self.world.browser(person or self.anna)

    def give(self, name: str, content: bytes, person: Person | None = None, **headers: str) -> Any:
        """Attach and fetch."""
        attachment = self.attach(name, content)
        return self.browser(person).get(f"/files/{attachment.public_id}/{attachment.name}", headers=headers)


def make_desk(world: World) -> Desk:
    if "attachments" not in world.app.blueprints:
        world.app.register_blueprint(views.blueprint)
    anna, rita, otto = world.person("anna"), world.person("rita"), world.person("otto")
    room = world.space("hb", anna, {user_principal(rita.id): Right.READ})
    page = world.page(room, anna, "Handbook", "![](plan.png) and [the rules](rules.pdf)\n")
    return Desk(world, anna, rita, otto, room, page.page_id, f"/s/hb/{page.slug}")
