"""People are told what happened in the transaction in which it happens."""

import pytest
from sqlalchemy import select
from world import World

from wiki.actor import SIGNED_IN, Right
from wiki.notifications import service
from wiki.notifications.kinds import KINDS, TOPICS
from wiki.notifications.models import Notification
from wiki.outbox import OutboxRow


def test_everybody_but_the_actor_is_told_once_and_mail_waits(either_world: World) -> None:
    world = either_world
    anna, bob, carl = (world.person(name) for name in ("anna", "bob", "carl"))
    page = world.page(world.space("room", anna, {SIGNED_IN: Right.EDIT}), anna)

    with world.sessions.writing() as session:
        told = [anna.id, bob.id, carl.id, bob.id]
        service.tell(session, anna.actor, "access_granted", told, page_id=page.page_id, right="READ")

    with world.sessions.reading() as session:
        rows = session.scalars(select(Notification).order_by(Notification.id)).all()
        assert [(row.user_id, row.actor_id, row.page_id) for row in rows] == [
            (bob.id, anna.id, page.page_id),
            (carl.id, anna.id, page.page_id),
        ]
        assert rows[0].facts == {"right": "READ"}
        assert (rows[0].read_at, rows[0].mailed_at) == (None, None)
        waiting = session.scalars(select(OutboxRow).where(OutboxRow.name == service.MAIL)).all()
        assert [row.payload for row in waiting] == [{"notification_id": row.id} for row in rows]


def test_nobody_is_told_of_what_was_rolled_back(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")

    def fail() -> None:
        with world.sessions.writing() as session:
            service.tell(session, anna.actor, "invited", [bob.id])
            service.tell(session, anna.actor, "no such kind", [bob.id])

    with pytest.raises(KeyError):
        fail()

    with world.sessions.reading() as session:
        assert session.scalars(select(Notification)).all() == []


def test_every_kind_belongs_to_a_topic_and_leads_into_the_wiki() -> None:
    for kind in KINDS.values():
        assert kind.topic in TOPICS
        assert kind.href is None or kind.href.startswith("/")
