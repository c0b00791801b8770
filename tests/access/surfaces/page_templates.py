"""Templates: the list of a space, marking a page, beginning with one."""

from asking import Ask

SURFACES = {
    "page_templates.index": lambda t: [
        Ask(f"/s/{t.space_key}/pages/templates", shows=("template",)),
        Ask("/s/open/pages/templates"),
        Ask(f"/s/{t.own_space}/pages/templates"),
    ],
    "page_templates.form": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/template", shows=("title",))],
    "page_templates.change": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/template", {"reach": "space"}),
        Ask(f"/s/{t.space_key}/{t.slug}/template", {"reach": ""}),
    ],
    "page_templates.answer": lambda t: [
        Ask("/s/open/new/template", {"template": t.page_id, "title": "Words"}),
        Ask("/s/open/new/template", {"template": t.page_id, "title": ""}),
        Ask("/s/bobs/new/template", {"template": t.page_id, "parent": t.page_id, "title": "Words"}),
    ],
}
