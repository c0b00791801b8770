"""Reading pages."""

from asking import Ask

SURFACES = {
    "pages.show": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}", shows=("title", "heading", "body", "file")),
        Ask(f"/s/{t.space_key}/{t.slug.upper()}"),
        Ask(f"/s/open/{t.linker}", only_main=True),
    ],
    "pages.permalink": lambda t: [Ask(f"/p/{t.page_id}", shows=("title",))],
    "pages.raw": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/raw", shows=("body", "tag", "property", "value"))
    ],
    "pages.level": lambda t: [Ask(f"/s/{t.space_key}/tree?parent={t.page_id}")],
}
