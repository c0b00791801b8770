"""F6: the search index is spoiled, cut or gone while the wiki runs. Searching says so or finds; it is built anew."""

import random
import secrets
import shutil
import time
from pathlib import Path

import oracle
import pytest
from clients import SPACE, Writer
from driver import PATIENCE_SECONDS, Server

from wiki.db import Sessions
from wiki.search.engine import backend
from wiki.search.indexer import Indexer
from wiki.settings import Settings

BEING_BUILT = "index is being built"  # meanwhile the texts themselves are searched
KINDS = ("spoiled", "cut", "gone", "all gone")
AT_START = ("spoiled", "gone")


def damage(folder: Path, kind: str, chance: random.Random) -> None:
    """One file is spoiled in its place, cut (as another file of the name), or gone, or all of them are."""
    if kind == "all gone":
        shutil.rmtree(folder, ignore_errors=True)  # the worker may put files together meanwhile
        return
    try:
        damage_one(folder, kind, chance)
    except FileNotFoundError:  # as above
        damage(folder, kind, chance)


def damage_one(folder: Path, kind: str, chance: random.Random) -> None:
    file = chance.choice(sorted(one for one in folder.rglob("*") if one.is_file() and one.stat().st_size))
    content = file.read_bytes()
    place = chance.randrange(len(content))
    if kind == "spoiled":
        with file.open("r+b") as same:
            same.seek(place)
            same.write(chance.randbytes(20)[: len(content) - place])
    else:
        file.unlink()
        if kind == "cut":
            file.write_bytes(content[:place])


def seconds_until_found(writer: Writer, statuses: list[int]) -> float:
    """A new word is saved and searched for until its page is found in the index."""
    word, begun = f"wort{secrets.token_hex(6)}", time.monotonic()
    fields = {"title": writer.name, "body": f"Grüße, {word}.\n", "base_revision": str(writer._base())}
    writer.number = writer._post(f"/s/{SPACE}/{writer.slug}/edit", fields | {"save_id": word})["number"]
    while time.monotonic() - begun < PATIENCE_SECONDS:
        status, screen = writer._get(f"/search?q={word}")
        statuses.append(status)
        if f"/s/{SPACE}/{writer.slug}" in screen and BEING_BUILT not in screen:
            return time.monotonic() - begun
        time.sleep(0.1)
    raise AssertionError(f"the index was not built anew: {statuses[-3:]}")


@pytest.mark.faults
@pytest.mark.fault("F6")
def test_f6_the_index_is_damaged(settings, crew, tmp_path, table):
    server, chance, times = Server(settings, tmp_path), random.Random(6), 12
    writer, statuses, waits = crew.writers[0], [], []
    with server.running():
        writer.port = server.port
        seconds_until_found(writer, statuses)
        for number in range(times):
            damage(settings.index_dir, KINDS[number % len(KINDS)], chance)
            waits.append(seconds_until_found(writer, statuses))
        before = server.serving()
        server.stop()
        for kind in AT_START:
            damage(settings.index_dir, kind, chance)
            server.start()
            writer.port = server.port
            waits.append(seconds_until_found(writer, statuses))
            server.stop()

    counts = {status: statuses.count(status) for status in sorted(set(statuses))}
    seen = f"answers to searches {counts}; what was saved next found after {max(waits):.1f} s at most; index as the database: yes"
    table(
        "F6",
        f"the index spoiled, cut or gone {times} times while it runs, {len(AT_START)} times before a start",
        seen,
    )
    assert before
    assert set(counts) == {200}
    assert not difference(settings)
    oracle.examine(settings).demand()


def difference(settings: Settings) -> bool:
    sessions = Sessions(settings)
    try:
        return bool(Indexer(sessions, backend(settings, sessions)).difference())
    finally:
        sessions.dispose()
