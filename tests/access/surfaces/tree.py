"""Places in the tree: dragging, searching for one, ordering a level."""

from asking import Ask

SURFACES = {
    "tree.place": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/place", {"step": "up", "from": ""}),
        Ask(f"/s/{t.own_space}/{t.own_slug}/place", {"below": t.slug, "from": ""}),
        Ask(f"/s/open/{t.own_slug}/place", {"behind": t.slug, "from": "", "shown": t.slug}),
    ],
    "levels.form": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/order"),
        Ask(f"/s/{t.space_key}/tree/order", shows=("title",)),
        Ask("/s/open/tree/order"),
    ],
    "levels.change": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/order", {"sort": "hand"}),
        Ask("/s/open/tree/order", {"up": t.page_id}),
        Ask(f"/s/open/{t.own_slug}/order", {"down": t.page_id}),
    ],
    "places.found": lambda t: [
        Ask(f"/places?space={t.space_key}&find={t.title}", shows=("title",)),
        Ask(f"/places?space={t.own_space}&find=&parent={t.page_id}&moved={t.page_id}"),
        Ask(f"/places?space=open&find={t.title}"),
    ],
}
