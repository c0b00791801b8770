"""Reading changes nothing (ASVS 3.5.3): every GET route, as the administrator, before and after."""

import hashlib

import pytest
from asking import all_surfaces
from hiding import hide
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


@pytest.mark.slow
@pytest.mark.requirement("V3.5.3 Reading changes nothing")
def test_no_get_writes(world: World) -> None:
    made = hide(world, "closed space")
    browsers = [world.browser(made.admin), world.browser(made.anna), world.browser()]
    rules = {rule.endpoint for rule in world.app.url_map.iter_rules() if "GET" in rule.methods}
    before = fingerprint(world)
    files = sorted(
        path for path in world.settings.data_dir.rglob("*") if path.is_file() and "blobs" in path.parts
    )

    for endpoint, surface in all_surfaces().items():
        for target in (one for pair in made.targets for one in pair):
            for ask in surface(target) if endpoint in rules else ():
                for browser in browsers:
                    browser.get(ask.path, buffered=True)
                    browser.head(ask.path, buffered=True)
        assert fingerprint(world) == before, endpoint

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
