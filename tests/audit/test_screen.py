"""The screen of the audit log: who reads it, what it says, how it is narrowed, copied and kept."""

import csv
import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from world import SECRET, World

from wiki import audit, audit_proof
from wiki.actor import Right
from wiki.admin import audit_queries, audit_service
from wiki.audit import AuditEntry
from wiki.blobs import LocalBlobs
from wiki.db import now
from wiki.jobs import Workplace

PATH = "/admin/audit"


def entries_in(text: str) -> str:
    """The list itself."""
    return text.partition('<ul class="entries">')[2].partition("</ul>")[0]


@pytest.mark.requirement("ASVS 5.0 V16.2.1")
def test_each_change_is_told_with_names_and_what_was_before(either_world: World) -> None:
    world = either_world
    chief, anna = world.person("chief", is_admin=True), world.person("anna")
    room = world.space("team", chief)
    world.group("Vertrieb", anna)
    world.grant(room.scope_id, f"user:{anna.id}", Right.READ)
    world.grant(room.scope_id, f"user:{anna.id}", Right.EDIT)
    browser = world.browser(chief)
    english = browser.get(PATH).text

    listed = entries_in(english)
    assert "Anna: may read → may edit" in listed
    assert "Anna: nothing → may read" in listed
    assert "added: Anna" in listed
    assert ">Team</a>" in listed
    found = entries_in(browser.get(f"{PATH}?who=werkbuch&action=group.members&about=Vertrieb").text)
    assert found.count("<li>") == 1
    assert "Vertrieb" in found
    today = now().date().isoformat()
    assert browser.get(f"{PATH}?since={today}&until={today}").text.count("<li><div><strong>") > 3
    assert "Nothing of this kind" in browser.get(f"{PATH}?until=2001-01-01").text
    assert "Nothing of this kind" in browser.get(f"{PATH}?since=2101-01-01").text
    assert "Nothing of this kind" in browser.get(f"{PATH}?who=nobody").text
    assert browser.get(f"{PATH}?since=x&until=99999&before=x&about=/s/none/none").status_code == 200


@pytest.mark.requirement("ASVS 5.0 V16.4.2")
def test_an_auditor_reads_the_log_and_gets_nothing_else_by_it(world: World) -> None:
    chief, anna = world.person("chief", is_admin=True), world.person("anna")
    room = world.space("team", chief)
    page = world.page(room, chief, "Geheimplan")
    browser, hers = world.browser(chief), world.browser(anna)
    assert hers.get(PATH).status_code == 404
    assert hers.send(f"{PATH}/export", format="csv").status_code == 404

    assert browser.send(f"{PATH}/readers", auditor="nobody").status_code == 422
    assert browser.send(f"{PATH}/readers", auditor=" Anna ").status_code == 303
    assert browser.send(f"{PATH}/readers", auditor="anna").status_code == 303
    browser.send(f"/p/{page.public_id}/delete", confirmed="1")
    world.app.test_client().get("/")

    shown = hers.get(PATH).text
    assert "Readers of this log changed" in shown
    assert "no → yes" in shown
    assert "a space that is gone or that you may not read" in shown
    assert "Geheimplan" not in shown
    assert "/admin/users" not in shown
    assert "Team" not in entries_in(shown)
    assert 'href="/admin/audit"' in hers.get("/profile").text
    for path in ("/admin/", "/admin/users", "/admin/settings", "/s/team/", f"/p/{page.public_id}"):
        assert hers.get(path).status_code == 404, path
    for path, fields in ((f"{PATH}/days", {"days": "1"}), (f"{PATH}/readers", {"auditor": "anna"})):
        assert hers.send(path, **fields).status_code == 404
    token = {"Authorization": f"Bearer {world.api_token(anna)}"}
    assert world.app.test_client().get(PATH, headers=token).status_code == 404

    public_id = world.user(anna).public_id
    assert browser.send(f"{PATH}/readers/{public_id}/remove").status_code == 303
    assert browser.send(f"{PATH}/readers/{public_id}/remove").status_code == 404
    assert hers.get(PATH).status_code == 404


def test_a_copy_streams_everything_and_is_recorded_itself(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = world.person("chief", is_admin=True)
    with world.sessions.writing() as session:
        audit.record(
            session, chief.actor, "settings.change", "wiki", before={"name": "=1+1"}, after={"name": "x"}
        )
    for number in range(7):
        world.group(f"Gruppe {number}")
    monkeypatch.setattr("wiki.admin.audit_export._PORTION", 3)
    browser = world.browser(chief)

    table = browser.send(f"{PATH}/export", format="csv")
    told = browser.send(f"{PATH}/export", format="jsonl", action="group.add")

    rows = list(csv.reader(io.StringIO(table.get_data().decode("utf-8-sig"))))
    assert rows[0][:5] == ["Number", "Time (UTC)", "Who", "What", "Concerning"]
    assert rows[-1][3] == "Copy of this log taken"
    assert "attachment" in table.headers["Content-Disposition"]
    assert any("Name of the wiki: =1+1 → x" in cell for row in rows for cell in row)
    assert not any(cell.startswith("=") for row in rows for cell in row)
    lines = [json.loads(line) for line in told.text.splitlines()]
    assert [line["target_name"] for line in lines] == [f"Gruppe {number}" for number in range(7)]
    assert browser.send(f"{PATH}/export", format="pdf").status_code == 404
    with world.sessions.reading() as session:
        taken = session.scalars(select(AuditEntry).where(AuditEntry.action == "audit.export")).all()
    assert [(one.actor_id, one.facts) for one in taken] == [
        (chief.id, {"format": "csv"}),
        (chief.id, {"format": "jsonl"}),
    ]


def test_entries_are_kept_as_long_as_administrators_say(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = world.person("chief", is_admin=True)
    moment, browser = now(), world.browser(chief)
    monkeypatch.setattr(audit, "now", lambda: moment - timedelta(days=40))
    world.group("Alt")
    monkeypatch.setattr(audit, "now", now)
    place = Workplace(world.sessions, LocalBlobs(world.settings.blob_dir), world.settings)

    audit_service.forget_overdue(place)
    assert "Alt" in browser.get(f"{PATH}?action=group.add").text
    for wrong in ("", "-1", "x", "99999"):
        assert browser.send(f"{PATH}/days", days=wrong).status_code == 422
    assert browser.send(f"{PATH}/days", days="0").status_code == 303
    audit_service.forget_overdue(place)
    assert "Alt" in browser.get(f"{PATH}?action=group.add").text
    assert browser.send(f"{PATH}/days", days="30").status_code == 303
    audit_service.forget_overdue(place)

    shown = browser.get(PATH).text
    assert "365 → 0" in shown
    assert "0 → 30" in shown
    assert "Old entries of this log deleted" in shown
    assert "Nothing of this kind" in browser.get(f"{PATH}?about=Alt&action=group.add").text
    with world.sessions.reading() as session:
        assert audit_proof.verify(session, SECRET).is_whole
        assert audit_queries.days(session) == 30


def test_lists_of_a_long_log_are_read_along_an_index(world: World) -> None:
    chief = world.person("chief", is_admin=True)
    with world.sessions.writing() as session:
        rows = [
            {
                "at": now(),
                "actor_id": 1,
                "action": "user.change",
                "target": f"user:{one}",
                "facts": {},
                "hash": "",
            }
            for one in range(120)
        ]
        session.execute(insert(AuditEntry), rows)
    browser = world.browser(chief)

    first = browser.get(f"{PATH}?action=user.change").text
    older = first.partition('class="pages"')[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = browser.get(older).text

    assert entries_in(first).count("<li>") == entries_in(second).count("<li>") == 50
    assert "Account 119" in first
    assert "Account 119" not in second
    assert "action=user.change" in older
    with world.sessions.reading() as session:
        wanted = audit_queries.Wanted(
            action="user.change", actor_ids=(1, None), since=now() - timedelta(1), until=now()
        )
        statement = select(AuditEntry.id).where(*audit_queries._conditions(session, wanted))
        compiled = (
            statement.order_by(AuditEntry.id.desc())
            .limit(51)
            .compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        )
        plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
    assert not any("SCAN" in step or "TEMP B-TREE" in step for step in plan), plan
