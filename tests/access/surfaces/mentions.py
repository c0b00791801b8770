"""Whom a text may mention."""

from asking import Ask

SURFACES = {
    "mentions.search": lambda t: [
        Ask(f"/s/{t.space_key}/pages/mentions?find=a&parent={t.page_id}"),
        Ask(f"/s/{t.own_space}/pages/mentions?find=&parent={t.page_id}"),
        Ask(f"/s/{t.own_space}/pages/mentions?find="),
    ],
}
