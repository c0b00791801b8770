"""Copies: only of what one may read, only to where one may write."""

from asking import Ask

SURFACES = {
    "copying.form": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/copy", shows=("title",)),
        Ask(f"/s/{t.own_space}/{t.own_slug}/copy"),
    ],
    "copying.copy": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/copy", {"title": "Taken", "space": "bobs", "below": "1"}),
        Ask(
            f"/s/{t.own_space}/{t.own_slug}/copy",
            {"title": "Mine", "space": t.space_key, "parent": t.page_id, "find": t.title, "search": "1"},
        ),
        Ask(f"/s/{t.own_space}/{t.own_slug}/copy", {"title": "", "space": "bobs", "parent": t.page_id}),
    ],
}
