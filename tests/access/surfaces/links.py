"""Links that lead nowhere, old names, the glance at a page."""

from asking import Ask

SURFACES = {
    "links.of_space": lambda t: [
        *(Ask(f"/s/{t.space_key}/pages/links?kind={kind}") for kind in ("wanted", "orphaned", "broken")),
        *(Ask(f"/s/open/pages/links?kind={kind}") for kind in ("wanted", "orphaned", "broken")),
    ],
    "links.of_page": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/links", shows=("title",)),
        Ask(f"/s/open/{t.linker}/links", only_main=True),
    ],
    "links.relink_form": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/relink")],
    "links.relink": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/relink", {})],
    "links.targets": lambda t: [
        Ask(f"/s/{t.space_key}/pages/targets?find={t.title}", shows=("title",)),
        Ask(f"/s/open/pages/targets?find={t.title}"),
    ],
    "links.glance": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/glance", shows=("title", "body"))],
}
