"""Favourites: one's own, and only what one may still read."""

from asking import Ask

SURFACES = {
    "favourites.index": lambda t: [Ask("/favourites", shows=("favourite",))],
    "favourites.change": lambda t: [
        Ask("/favourites", {"page": t.page_id, "on": "1"}),
        Ask("/favourites", {"page": t.page_id}),
        Ask("/favourites", {"space": t.space_key, "on": "1"}),
    ],
}
