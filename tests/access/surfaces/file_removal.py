"""Removing one version of a file: administrators, on pages that they read."""

from asking import Ask

SURFACES = {
    "file_removal.ask": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/files/{t.file_id}/versions/1/remove"),
        Ask(f"/s/open/{t.own_slug}/files/{t.file_id}/versions/1/remove"),
    ],
    "file_removal.remove": lambda t: [
        Ask(
            f"/s/{t.space_key}/{t.slug}/files/{t.file_id}/versions/1/remove", {"reason": "x", "confirm": "x"}
        ),
    ],
}
