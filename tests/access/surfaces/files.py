"""One file: its screen, its changes; unused files of a space."""

from io import BytesIO

from asking import Ask


def _own(t, what="", **form):
    """The same for the file under its page and under a page that Bob may write."""
    ending = f"/files/{t.file_id}{what}"
    return [Ask(f"/s/{t.space_key}/{t.slug}{ending}", form), Ask(f"/s/open/{t.own_slug}{ending}", form)]


SURFACES = {
    "files.details": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/files/{t.file_id}", shows=("file", "title")),
        Ask(f"/s/open/{t.own_slug}/files/{t.file_id}"),
    ],
    "files.replace": lambda t: _own(t, "/replace", file=lambda: (BytesIO(b"bytes"), "some.txt")),
    "files.rename": lambda t: _own(t, "/rename", name="other.txt"),
    "files.move": lambda t: [
        *_own(t, "/move", target="Bobs page"),
        Ask(f"/s/open/{t.own_slug}/files/{t.file_id}/move", {"target": f"/s/{t.space_key}/{t.slug}"}),
    ],
    "files.unused": lambda t: [Ask(f"/s/{t.space_key}/pages/files")],
}
