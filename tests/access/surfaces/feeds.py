"""What changed: the list, the feeds, their address."""

from asking import Ask, always

SURFACES = {
    "feeds.recent": lambda t: [
        Ask("/recent", shows=("title", "summary", "file")),
        Ask("/recent?minor=1"),
        Ask("/recent?kind=deleted", shows=("trash",)),
        Ask("/recent?before=1764000000000000.3.zzzzzzzzzzzz.9"),
        Ask(f"/recent?space={t.space_key}"),
    ],
    "feeds.all_changes": lambda t: [
        Ask("/feeds/nothing/recent.atom"),
        Ask(f"/feeds/{t.feed_word}/recent.atom"),
    ],
    "feeds.of_space": lambda t: [
        Ask(f"/feeds/nothing/s/{t.space_key}.atom"),
        Ask(f"/feeds/{t.feed_word}/s/{t.space_key}.atom"),
    ],
    "feeds.of_page": lambda t: [
        Ask(f"/feeds/nothing/p/{t.page_id}.atom"),
        Ask(f"/feeds/{t.feed_word}/p/{t.page_id}.atom"),
    ],
    "feeds.address": lambda t: [
        Ask("/profile/feeds"),
        Ask(f"/profile/feeds?page={t.page_id}"),
    ],
    "feeds.renew": always(Ask("/profile/feeds", {})),
    "feeds.revoke": always(Ask("/profile/feeds/revoke", {})),
}
