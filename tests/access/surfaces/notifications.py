"""The inbox: one's own, and nothing of what one may no longer read."""

from asking import Ask, always

SURFACES = {
    "notifications.index": lambda t: [Ask("/inbox", shows=("told",))],
    "notifications.follow": always(Ask("/inbox/aaaaaaaaaaaa")),
    "notifications.read": always(Ask("/inbox/aaaaaaaaaaaa/read", {})),
    "notifications.read_all": always(Ask("/inbox/read", {})),
}
