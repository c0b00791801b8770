"""Kinds of changes in words, in the reader's language."""

from wiki.feeds.changes import Change
from wiki.web.language import gettext as _


def kinds() -> list[tuple[str, str]]:
    """What the list of changes can be narrowed to."""
    return [
        ("", _("All kinds")),
        ("edits", _("Edited texts")),
        ("new", _("New pages")),
        ("moved", _("Moved and renamed")),
        ("files", _("Files")),
        ("deleted", _("Deleted")),
    ]


def fact(change: Change) -> str:
    """What happened, where it is more than an edited text."""
    said = {
        "new": _("new page"),
        "renamed": _("renamed"),
        "moved": _("moved"),
        "deleted": _("deleted"),
        "file": _("file: %(name)s") % {"name": change.name},
    }
    return said.get(change.kind, "")
