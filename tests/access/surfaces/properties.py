"""Properties of a page, as a form."""

from asking import Ask

SURFACES = {
    "properties.form": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/properties", shows=("property", "value")),
        Ask(f"/s/open/{t.own_slug}/properties"),
    ],
    "properties.change": lambda t: [
        Ask(
            f"/s/{t.space_key}/{t.slug}/properties", {"base_revision": "2", "new-name": "a", "new-value": "b"}
        ),
        Ask(f"/s/open/{t.own_slug}/properties", {"base_revision": "9999"}),
    ],
}
