"""Reading changes nothing (ASVS 3.5.3): every GET route, as the administrator, before and after."""

import hashlib
from contextlib import closing

import pytest
from asking import all_surfaces
from hiding import hide
from pysqlite3 import dbapi2 as sqlite3
from sqlalchemy import select
from world import World

from wiki.tables import metadata


def fingerprint(world: World) -> str:
    """A digest of all rows."""
    world.app.afterwards.settle()
    digest = hashlib.sha256()
    with world.sessions.reading() as session:
        for table in metadata.sorted_tables:
            for row in session.execute(select(table).order_by(table.c.id)):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def written(world: World, witness: sqlite3.Connection) -> int:
    """A number that changes whenever another connection than this one commits a change."""
    world.app.afterwards.settle()
    return witness.execute("PRAGMA data_version").fetchone()[0]


@pytest.mark.slow
@pytest.mark.requirement("V3.5.3 Reading changes nothing")
def test_no_get_writes(world: World) -> None:
    made = hide(world, "closed space")
    browsers = [world.browser(made.admin), world.browser(made.anna), world.browser()]
    surfaces, rules = (
        all_surfaces(),
        {rule.endpoint for rule in world.app.url_map.iter_rules() if "GET" in rule.methods},
    )
    before = fingerprint(world)
    files = sorted(
        path for path in world.settings.data_dir.rglob("*") if path.is_file() and "blobs" in path.parts
    )

    targets = [*(target for target, _ in made.targets), made.targets[0][1]]  # every twin is the same nothing
    with closing(sqlite3.connect(world.settings.sqlite_path)) as witness:
        version = written(world, witness)
        for endpoint in rules & set(surfaces):
            for path in dict.fromkeys(ask.path for target in targets for ask in surfaces[endpoint](target)):
                for browser in browsers:
                    browser.get(path, buffered=True)
                    browser.head(path, buffered=True)
            assert written(world, witness) == version or fingerprint(world) == before, endpoint
    assert fingerprint(world) == before

    assert files == sorted(
        path for path in world.settings.data_dir.rglob("*") if path.is_file() and "blobs" in path.parts
    )


def test_every_page_below_a_space_has_a_reserved_word(world: World) -> None:
    """A page with such a slug could never be opened."""
    from wiki.pages.slugs import is_free_word

    words = {
        rule.rule.split("/")[3]
        for rule in world.app.url_map.iter_rules()
        if rule.rule.startswith("/s/<space_key>/") and "GET" in rule.methods
    }

    assert {word for word in words if word and "<" not in word and is_free_word(word)} == set()
