"""Taking one version of a file away for good: administrators, never the latest, the bytes follow."""

import os

import pytest
from sqlalchemy import select

from wiki import worker
from wiki.attachments import removal
from wiki.audit import AuditEntry
from wiki.errors import Forbidden, NotFound
from wiki.jobs import Workplace


def test_a_version_and_its_bytes_go_while_others_stay(desk) -> None:
    world, adam = desk.world, desk.world.person("adam", is_admin=True)
    for content in (b"secret plan", b"shared bytes", b"clean plan"):
        file = desk.attach("plan.txt", content)
    desk.attach("copy.txt", b"shared bytes")
    blobs = {one for one, _ in world.app.blobs.inventory()}
    assert len(blobs) == 3
    for sha256 in blobs:
        os.utime(world.app.blobs.path(sha256), (1, 1))
    path, href = f"{desk.href}/files/{file.public_id}", f"/files/{file.public_id}/plan.txt"
    browser = desk.browser(adam)
    assert "/versions/1/remove" in browser.get(path).text
    assert "/versions/3/remove" not in browser.get(path).text
    assert "/versions/1/remove" not in desk.browser().get(path).text
    assert desk.browser().get(f"{path}/versions/1/remove").status_code == 403

    for number in (1, 2):
        asked = f"{path}/versions/{number}/remove"
        assert "To confirm" in browser.get(asked).text
        assert browser.send(asked, reason="Not ours", confirm="other.txt").status_code == 422
        assert browser.send(asked, reason=" ", confirm="plan.txt").status_code == 422
        done = browser.send(asked, reason="Not ours", confirm="Plan.txt")
        assert done.headers["Location"] == f"{path}?said=version-removed"
    assert browser.get(f"{path}/versions/3/remove").status_code == 409
    worker.step_slowly(Workplace(world.sessions, world.app.blobs, world.settings))

    assert browser.get(f"{href}?v=1").status_code == browser.get(f"{href}?v=2").status_code == 404
    assert browser.get(href, buffered=True).get_data() == b"clean plan"
    left = {one for one, _ in world.app.blobs.inventory()}
    assert {world.app.blobs.path(one).read_bytes() for one in left} == {b"shared bytes", b"clean plan"}
    with world.sessions.reading() as session:
        logged = select(AuditEntry.facts).where(AuditEntry.action == "attachment.remove_version")
        assert session.scalars(logged.order_by(AuditEntry.id)).all() == [
            {"number": 1, "reason": "Not ours"},
            {"number": 2, "reason": "Not ours"},
        ]


def test_who_administers_nothing_removes_nothing(desk) -> None:
    desk.attach("plan.txt", b"one")
    file = desk.attach("plan.txt", b"two")

    for who, error in ((desk.anna, Forbidden), (desk.otto, NotFound)):
        with pytest.raises(error), desk.world.sessions.writing() as session:
            removal.remove_version(session, who.actor, file.public_id, 1, "why")
