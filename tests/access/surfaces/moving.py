"""Move, delete."""

from asking import Ask

SURFACES = {
    "moving.move_form": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/move", shows=("title",)),
        Ask(f"/s/{t.own_space}/{t.own_slug}/move"),
        Ask(f"/s/{t.own_space}/{t.own_slug}/move?space={t.space_key}"),
    ],
    "moving.move": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/move", {"title": "Taken", "space": "open"}),
        Ask(f"/s/open/{t.own_slug}/move", {"title": "Bobs page", "space": "open", "parent": t.page_id}),
        Ask(
            f"/s/{t.own_space}/{t.own_slug}/move",
            {"title": "Bobs page", "space": t.space_key, "parent": t.page_id},
        ),
    ],
    "moving.delete_form": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/delete", shows=("title",))],
    "moving.delete": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/delete", {"confirmed": "1"})],
}
