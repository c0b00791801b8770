"""Lines with their versions, names of versions, undoing."""

from asking import Ask

SURFACES = {
    "versions.blame": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/blame", shows=("body", "summary")),
        Ask(f"/s/{t.space_key}/{t.slug}/blame?rev=1"),
        Ask(f"/s/{t.space_key}/{t.slug}/blame?rev=9"),
    ],
    "versions.name_form": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/rev/1/name")],
    "versions.name": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/rev/1/name", {"name": "Taken"})],
    "versions.undo": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/undo", {"from": "1", "to": "2"})],
}
