"""Unpublished pages: who sees them, and publication."""

from asking import Ask

SURFACES = {
    "publishing.readers": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/readers"),
        Ask(f"/s/{t.space_key}/{t.slug}/readers?q=b"),
    ],
    "publishing.change_readers": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/readers", {"principal": "user:2", "right": "READ"}),
        Ask(f"/s/{t.space_key}/{t.slug}/readers", {"principal": "user:2", "right": ""}),
    ],
    "publishing.publish": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/publish", {"confirmed": ""}),
        Ask(f"/s/{t.space_key}/{t.slug}/publish", {"confirmed": "1"}),
    ],
}
