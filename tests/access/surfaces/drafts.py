"""Drafts: nobody's but their author's."""

from asking import Ask

TEXT = {"title": "Words", "body": "Words\n", "base_revision": "1"}

SURFACES = {
    "drafts.keep": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/draft", TEXT)],
    "drafts.keep_new": lambda t: [
        Ask(f"/s/{t.space_key}/draft", {**TEXT, "parent": t.page_id}),
        Ask("/s/bobs/draft", {**TEXT, "draft": t.draft_id}),
    ],
    "drafts.index": lambda t: [Ask("/drafts", shows=("draft-id", "title"))],
    "drafts.show": lambda t: [Ask(f"/drafts/{t.draft_id}", shows=("title",))],
    "drafts.discard": lambda t: [
        Ask(f"/drafts/{t.draft_id}/discard", {}),
        Ask(f"/drafts/{t.draft_id}/discard", {"confirmed": "1"}),
    ],
}
