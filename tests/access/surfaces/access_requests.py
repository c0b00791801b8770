"""Requests for access: the answer is the same for a hidden thing and for nothing."""

from asking import Ask, always


def _ask(t):
    # One address each: a person may ask ten times a day, and the matrix asks as one.
    return [Ask("/access-requests/ask", {"address": f"/s/{t.space_key}/{t.slug}", "reason": "I need it."})]


SURFACES = {
    "access_requests.form": lambda t: [Ask(f"/access-requests/ask?address=/s/{t.space_key}/{t.slug}")],
    "access_requests.ask": _ask,
    "access_requests.asked": always(Ask("/access-requests/asked")),
    "access_requests.index": always(Ask("/access-requests")),
    "access_requests.grant": always(Ask("/access-requests/nothing/grant", {"right": "READ"})),
    "access_requests.refuse": always(Ask("/access-requests/nothing/refuse", {})),
}
