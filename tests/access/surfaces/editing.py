"""The editor, new pages, previews."""

from asking import Ask

WORDS = {"title": "Words", "body": "Words\n", "base_revision": "1", "summary": "Said"}


MACROS = "{{changes everywhere}}\n\n{{pages columns tags, changed everywhere}}\n\n{{children 4}}\n\n{{backlinks}}\n"


def _linking(t):
    links = f"[[{t.title}]] [[{t.space_key}:{t.title}]] [a](/s/{t.space_key}/{t.slug}) [b](/p/{t.page_id}) "
    links += f"![c](/files/{t.file_id}/{t.file_name}) ![d]({t.file_name})\n"
    return f"{links}\n![[{t.title}]]\n\n![[{t.space_key}:{t.title}]]\n\n![[/p/{t.page_id}]]\n\n{MACROS}"


SURFACES = {
    "editing.edit": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/edit", shows=("title", "draft"))],
    "editing.save": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/edit", WORDS),
        Ask(f"/s/{t.space_key}/{t.slug}/edit", {**WORDS, "preview": "1"}),
        Ask(
            f"/s/open/{t.own_slug}/edit", {**WORDS, "title": "Bobs page", "body": _linking(t), "preview": "1"}
        ),
    ],
    "editing.new": lambda t: [
        Ask(f"/s/{t.space_key}/new?title=x"),
        Ask(f"/s/open/new?parent={t.page_id}"),
        Ask(f"/s/open/new?template={t.page_id}", shows=("body",)),
    ],
    "editing.create": lambda t: [
        Ask(f"/s/{t.space_key}/new", {"title": "Words", "body": "Words\n", "parent": t.page_id}),
        Ask("/s/bobs/new", {"title": "Words", "body": "Words\n", "parent": t.page_id}),
    ],
    "editing.preview": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/preview", WORDS),
        Ask(f"/s/open/{t.own_slug}/preview", {**WORDS, "body": _linking(t)}),
    ],
    "editing.preview_new": lambda t: [
        Ask(f"/s/{t.space_key}/preview", {**WORDS, "parent": t.page_id}),
        Ask("/s/bobs/preview", {**WORDS, "body": _linking(t)}),
    ],
}
