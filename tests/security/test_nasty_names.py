"""Names and titles with markup and the words of templates stay letters on every screen."""

from urllib.parse import quote

import html5lib
import pytest
from sqlalchemy import update
from world import World

from wiki.access import service as access
from wiki.actor import Right, group_principal, system
from wiki.spaces.models import Space
from wiki.users.models import User

NASTY = "\"'><img src=x onerror=canary()><script>canary()</script>{{7*7}}${7*7}%s{0.__class__}"


@pytest.mark.requirement("V1.2.1 Words of people are encoded for the place where they stand")
@pytest.mark.requirement("V1.2.3 No script is written from words of people")
@pytest.mark.requirement("V1.3.7 V1.3.10 No template and no format string is made of words of people")
def test_markup_in_names_is_letters_everywhere(world: World) -> None:
    chief = world.person("chief", is_admin=True)
    group = world.group(NASTY[:100], chief)
    room = world.space("room", chief)
    with world.sessions.writing() as session:
        session.execute(update(User).values(display_name=NASTY))
        session.execute(update(Space).values(name=NASTY[:80]))
        access.grant(session, system(), room.scope_id, group_principal(group), Right.EDIT)
    tag = NASTY[:60].replace('"', "").replace("'", "")
    body = f"---\ntags: ['{tag}']\nnote: '{tag}'\n---\n# {NASTY}\n\n{NASTY}\n\n[[{NASTY[:40]}]]\n"
    page = world.page(room, chief, NASTY, body)
    world.save(page.page_id, chief, body + "\nMore.\n", 1, summary=NASTY)
    file = world.attach(page.page_id, chief, "a " + NASTY.replace("/", "") + ".txt", b"x")
    browser, here = world.browser(chief), f"/s/room/{page.slug}"
    ours = page.public_id
    paths = [
        "/", "/s/room/", here, f"{here}/edit", f"{here}/history", f"{here}/rev/1", f"{here}/files", f"{here}/rights",
        f"{here}/share", f"{here}/move", f"{here}/delete", f"{here}/links", f"/p/{ours}", "/recent", "/tags", "/profile",
        f"/tags/{quote(tag)}", f"/search?q={quote(NASTY)}", "/search?q=canary", "/admin/users", "/admin/groups",
        "/admin/audit", f"/admin/audit?who={quote(NASTY)}&about={quote(NASTY)}", "/s/room/settings", "/trash", "/inbox",
        f"/login?next={quote(NASTY)}", f"/s/room/{quote(NASTY)}", f"/files/{file.public_id}/{quote(NASTY)}",
    ]  # fmt: skip

    shown = 0
    for path in paths:
        answer = browser.get(path, buffered=True, follow_redirects=True)
        if answer.mimetype != "text/html":
            continue
        shown += "{{7*7}}" in answer.text
        for element in html5lib.parse(answer.text, namespaceHTMLElements=False).iter():
            assert not [name for name in element.attrib if name.startswith("on")], path
            assert element.get("src") != "x", path
            if element.tag == "script":
                assert element.get("src"), path
                assert not (element.text or "").strip(), path
    assert shown > 8
