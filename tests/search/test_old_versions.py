"""Words that stand in old versions only: on request, for readers who may see the history."""

import pytest
from sqlalchemy import update
from world import Person, World

from wiki.access.models import AccessScope
from wiki.actor import SIGNED_IN, Right
from wiki.pages import redaction
from wiki.pages.redaction import Redaction
from wiki.search import old_versions
from wiki.search.engine import backend
from wiki.search.keeping import Keeper


@pytest.fixture
def world(either_world: World) -> World:
    return either_world


def test_old_versions_are_found_on_request_by_those_who_may_see_them(world: World) -> None:
    anna, bert = world.person("anna"), world.person("bert")
    admin = world.person("root", is_admin=True)
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    other = world.space("other", anna)
    page = world.page(room, anna, "Kran", "Die Winde ist rot. Der Haken hängt.\n").page_id
    world.save(page, anna, "Die Winde ist blau und grün gestreift.\n", 1)
    world.save(page, anna, "Die Winde ist gelb.\n", 2)
    secret = world.page(other, anna, "Akte", "Die Winden sind blau.\n").page_id
    world.save(secret, anna, "Leer.\n", 1)
    Keeper(world.sessions, backend(world.settings, world.sessions), lambda: 1000.0).turn()

    def asked(question: str, old: str = "", person: Person = bert) -> str:
        answer = world.browser(person).get("/search", query_string={"q": question, "old": old})
        return str(answer.text)

    assert "Also in old versions" in asked("Haken")
    assert "/rev/" not in asked("Haken")
    found = asked("blaue Winde", "1")
    assert "/s/room/kran/rev/2" in found
    assert "Version 2 by Anna" in found
    assert "/s/other" not in found
    assert "/s/room/kran/rev/1" in asked('"der haken" -grün', "1")
    assert "/rev/" not in asked("Winde", "1")  # the present text has it
    assert "/rev/" not in asked("blau Haken", "1")
    assert "/rev/" not in asked("Haken space:other", "1")
    assert "/s/other/akte/rev/1" in asked("blau space:other", "1", anna)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(old_versions, "_SECONDS", -1.0)  # whatever is asked, it ends
        assert "/rev/" not in asked("Haken", "1")

    with world.sessions.writing() as session:
        redaction.redact(session, admin.actor, page, Redaction(frozenset({2}), "Farben"))
        session.execute(update(AccessScope).where(AccessScope.id == other.scope_id).values(has_history=True))
    assert "/rev/" not in asked("blau", "1")
    with world.sessions.writing() as session:
        session.execute(update(AccessScope).values(has_history=False))
    caches_forget(world)
    assert "/rev/" not in asked("Haken", "1")
    assert "Also in old versions" not in asked("Haken")


def caches_forget(world: World) -> None:
    """The scopes are read anew, as after any change of rights."""
    world.grant(1, SIGNED_IN, Right.READ)
    world.revoke(1, SIGNED_IN)
    world.grant(1, SIGNED_IN, Right.READ)
