"""Tags: the list, the pages under one, renaming, the tags of a page."""

from asking import Ask

SURFACES = {
    "tags.index": lambda t: [
        Ask("/tags/", shows=("tag",)),
        Ask("/tags/?space=open"),
        Ask(f"/tags/?space={t.space_key}", shows=("tag",)),
    ],
    "tags.show": lambda t: [
        Ask(f"/tags/{t.tag}", shows=("title",)),
        Ask(f"/tags/{t.tag}?rename=1"),
        Ask(f"/tags/{t.tag}?space={t.space_key}"),
        Ask(f"/tags/shared-tag?after={t.page_id}"),
        Ask("/tags/shared-tag?rename=1"),
    ],
    "tags.rename": lambda t: [
        Ask(f"/tags/{t.tag}", {"to": "other"}),
        Ask(f"/tags/{t.tag}", {"to": "other", "confirmed": "1"}),
        Ask("/tags/bobs-tag", {"to": t.tag}),
    ],
    "tags.of_page": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/tags", shows=("tag",))],
    "tags.change": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/tags", {"tag": "mine"}),
        Ask(f"/s/{t.space_key}/{t.slug}/tags", {"remove": t.tag}),
    ],
}
