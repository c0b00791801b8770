"""Files of the index that are cut while everybody has them open: nobody ends by it, and the index is built anew."""

import os

import pytest
from world import World

from wiki.access import policy
from wiki.search import keeping, queries
from wiki.search.backend import DamagedIndexError
from wiki.search.engine import backend
from wiki.search.indexer import Indexer
from wiki.search.keeping import Keeper


def test_searching_goes_on_and_the_worker_builds_the_index_anew(world: World) -> None:
    anna = world.person("anna")
    world.page(
        world.space("room", anna), anna, "Hebezeug", "Der Kran hebt. Das ist die Regel. Ein Seil hält.\n"
    )
    index = backend(world.settings, world.sessions)
    keeper = Keeper(world.sessions, index)
    keeper.turn()

    def found(text: str) -> tuple[int, bool]:
        with world.sessions.reading() as session:
            scopes = policy.scope_set(session, anna.actor)
            engine = world.app.extensions["search"]
            answer = queries.search(session, engine, anna.actor, scopes, text)
        return answer.total, answer.is_plain

    assert found("Kräne") == (1, False)
    for path in world.settings.index_dir.glob("gen-*/*"):
        os.truncate(path, path.stat().st_size // 3)

    assert found("Seil") == (1, True)  # the database answers
    with pytest.raises(DamagedIndexError):
        Indexer(world.sessions, index).difference()
    keeper.turn()
    assert found("Seile") == (1, False)
    assert not Indexer(world.sessions, index).difference()


def test_segments_are_put_together_although_more_waits(world: World, monkeypatch) -> None:
    monkeypatch.setattr(keeping, "MOST_UNTIDIED", 9)
    anna = world.person("anna")
    space = world.space("room", anna)
    index = backend(world.settings, world.sessions)
    keeper = Keeper(world.sessions, index)
    for number in range(12):
        world.page(space, anna, f"Kran {number}", f"Er hebt {number} Tonnen.\n")
        assert keeper.turn()

    assert len(index.current().snapshot().segments) < 9
