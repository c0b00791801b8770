"""Looking as somebody else: the forms name people and groups, never pages."""

from asking import Ask, always

SURFACES = {
    "viewing.choose": always(Ask("/view-as")),
    "viewing.start": always(Ask("/view-as", {"who": "signed-in"})),
    "viewing.end": always(Ask("/view-as/end", {"next": "/"})),
}
