"""Spaces: home, lists, settings, rights."""

from asking import Ask, always

SURFACES = {
    "spaces.home": lambda t: [
        Ask(f"/s/{t.space_key}/", shows=("title",)),
        Ask(f"/s/{t.space_key}/?list=1"),
        Ask("/s/open/?list=1"),
    ],
    "spaces.all_pages": lambda t: [
        Ask(f"/s/{t.space_key}/pages", shows=("title",)),
        Ask(f"/s/{t.space_key}/pages?after={t.page_id}"),
        Ask("/s/open/pages"),
    ],
    "spaces.new_form": always(Ask("/spaces/new")),
    "spaces.create": lambda t: [
        Ask(
            "/spaces/new",
            {"name": "Mine", "key": t.space_key, "who": "me"},
            may_differ="a taken key is told: addresses need it unique",
        ),
        Ask("/spaces/new", {"name": "Mine", "key": "", "who": "groups"}),
    ],
}
