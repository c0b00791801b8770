"""All rights of the wiki as a table for administrators."""

import csv
import io

from world import LIMITS, World

from wiki.actor import SIGNED_IN, Right, group_principal, user_principal
from wiki.pages import scoping, service, trash
from wiki.pages.changes import NewPage


def test_administrators_take_all_rights_as_a_table_in_portions(either_world: World, monkeypatch) -> None:
    world = either_world
    monkeypatch.setattr("wiki.rights.export._PORTION", 2)
    root, anna = world.person("root", is_admin=True), world.person("anna")
    team = world.group("=Sales;2", anna)
    room = world.space("room", anna, {SIGNED_IN: Right.READ, group_principal(team): Right.EDIT})
    plan, gone = world.page(room, anna, "Plan; A"), world.page(room, anna, "Gone")
    mine = {user_principal(anna.id): Right.MANAGE}
    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, plan.page_id, mine).has_history = False
        scoping.restrict(session, anna.actor, gone.page_id, mine)
        trash.discard(session, anna.actor, gone.page_id)
    service.create(world.sessions, anna.actor, NewPage(room.id, "Draft", "", is_unpublished=True), LIMITS)
    browser = world.browser(root)

    english = browser.send("/admin/rights/export")
    browser.send("/profile", display_name="Root", locale="de", timezone="Europe/Berlin", theme="auto")
    german = browser.send("/admin/rights/export")

    for answer, separator in ((english, ","), (german, ";")):
        assert answer.status_code == 200
        assert answer.data.startswith("\ufeff".encode())
        assert "attachment" in answer.headers["Content-Disposition"]
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=separator))
        assert [(row[0], row[1], row[2], row[3], row[5]) for row in rows[1:]] == [
            ("Room", "", "/s/room/", "'=Sales;2", ""),
            ("Room", "", "/s/room/", rows[2][3], ""),
            ("Room", "", "/s/room/", "Anna", "anna"),
            ("Room", "Plan; A", "/s/room/plan-a", "Anna", "anna"),
        ]
    assert [row[6:] for row in rows[1:]] == [
        ["schreiben", "für alle, die lesen"],
        ["lesen", "für alle, die lesen"],
        ["verwalten", "für alle, die lesen"],
        ["verwalten", "nur für die, die schreiben"],
    ]
    assert (
        "access.export" in browser.get("/admin/audit").text
        or "Tabelle aller Rechte" in browser.get("/admin/audit").text
    )
    assert world.browser(anna).send("/admin/rights/export").status_code == 404
