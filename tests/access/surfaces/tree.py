"""Places in the tree: dragging, searching for one, ordering a level."""

from asking import Ask

SURFACES = {
    "tree.place": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/place", {"step": "up", "from": ""}),
        Ask(f"/s/{t.own_space}/{t.own_slug}/place", {"below": t.slug, "from": ""}),
        Ask(f"/s/open/{t.own_slug}/place", {"behind": t.slug, "from": "", "shown": t.slug}),
    ],
}
