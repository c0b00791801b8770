"""Requests for access: the answer is the same for a hidden thing and for nothing."""

from asking import Ask, always


def _ask(t):
    places = (f"/s/{t.space_key}/{t.slug}", f"/p/{t.page_id}", f"/files/{t.file_id}/{t.file_name}")
    return [Ask("/access-requests/ask", {"address": place, "reason": "I need it."}) for place in places]


SURFACES = {
    "access_requests.form": lambda t: [Ask(f"/access-requests/ask?address=/s/{t.space_key}/{t.slug}")],
    "access_requests.ask": _ask,
    "access_requests.asked": always(Ask("/access-requests/asked")),
    "access_requests.index": always(Ask("/access-requests")),
    "access_requests.grant": always(Ask("/access-requests/nothing/grant", {"right": "READ"})),
    "access_requests.refuse": always(Ask("/access-requests/nothing/refuse", {})),
}
