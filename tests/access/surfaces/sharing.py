"""Share links: the screens of those who share, and what the guest of one link opens."""

from asking import Ask, always

SURFACES = {
    "sharing.form": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/share", shows=("title",))],
    "sharing.create": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/share", {"name": "", "days": "7"})],
    "sharing.revoke": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/share/{t.share}/revoke", {"confirmed": "1"})
    ],
    "sharing.index": always(Ask("/share-links")),
    "guests.enter": always(Ask("/share/nothing")),
    "guests.first": lambda t: [Ask(f"/shared/{t.share}/")],
    "guests.prove": lambda t: [Ask(f"/shared/{t.share}/password", {"share_password": "not the one"})],
    "guests.page": lambda t: [Ask(f"/shared/{t.share}/{t.page_id}")],
    "guests.file": lambda t: [Ask(f"/shared/{t.share}/files/{t.file_id}/{t.file_name}")],
}
