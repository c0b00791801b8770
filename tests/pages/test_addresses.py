"""Where a link's address points, without asking any database."""

import pytest

from wiki.pages.addresses import Target, target
from wiki.render.rendering import Reference

CASES = [
    ("wiki", "Größe", None, Target(None, "groesse", "Größe")),
    ("wiki", "Plan", "other", Target("other", "plan", "Plan")),
    ("wiki", "/p/ab12", None, Target(None, "", public_id="ab12")),
    ("path", "Plan.md", None, Target("room", "plan")),
    ("path", "./Plan", None, Target("room", "plan")),
    ("path", "../other/Plan.md", None, Target("other", "plan")),
    ("path", "folder/Plan.md", None, Target(None, "plan")),
    ("path", "/s/other/plan", None, Target("other", "plan")),
    ("path", "/p/ab12", None, Target(None, "", public_id="ab12")),
    ("path", "/admin/users", None, None),
    ("path", "/", None, None),
    ("file", "a.pdf", None, None),
    ("image", "a.png", None, None),
    ("external", "https://example.org/s/room/plan", None, None),
]


@pytest.mark.parametrize(("kind", "address", "space", "wanted"), CASES)
def test_an_address_points_at_a_slug_or_a_permalink(kind, address, space, wanted) -> None:
    assert target(Reference(kind, address, space, None, ""), "room", "here") == wanted
