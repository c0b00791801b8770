"""History, differences, recent changes."""

from asking import Ask

SURFACES = {
    "past.history": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/history", shows=("summary",))],
    "past.revision": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/rev/1", shows=("oldbody",)),
        Ask(f"/s/{t.space_key}/{t.slug}/rev/2"),
        Ask(f"/s/{t.space_key}/{t.slug}/rev/7"),
        Ask(f"/s/open/{t.linker}/rev/1", only_main=True),
    ],
    "past.differences": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/diff?from=1&to=2", shows=("oldbody", "body")),
        Ask(f"/s/{t.space_key}/{t.slug}/diff?from=1&to=9"),
    ],
    "past.restore": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/restore", {"number": "1"})],
}
