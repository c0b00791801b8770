"""Task boxes."""

from asking import Ask

SURFACES = {
    "ticking.tick": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/tick", {"base": "1", "box": "0-000000000000"}),
        Ask(f"/s/{t.space_key}/{t.slug}/tick", {"base": "1"}),
    ],
}
