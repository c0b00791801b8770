"""Files: bytes, lists, upload, removal."""

from io import BytesIO

from asking import Ask

SURFACES = {
    "attachments.file": lambda t: [
        Ask(f"/files/{t.file_id}/{t.file_name}", shows=("bytes",)),
        Ask(f"/files/{t.file_id}/{t.file_name}?v=1", shows=("oldbytes",)),
        Ask(f"/files/{t.file_id}/other.txt", shows=("file",)),
        Ask(f"/files/{t.file_id}/{t.file_name}?w=320"),
        Ask(f"/files/{t.file_id}/{t.file_name}?page=1"),
    ],
    "attachments.listing": lambda t: [Ask(f"/s/{t.space_key}/{t.slug}/files", shows=("file", "title"))],
    "attachments.upload": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/files", {"file": lambda: (BytesIO(b"bytes"), "some.txt")}),
    ],
    "attachments.delete_form": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/files/{t.file_id}/delete", shows=("file",)),
        Ask(f"/s/open/{t.own_slug}/files/{t.file_id}/delete"),
    ],
    "attachments.delete": lambda t: [
        Ask(f"/s/{t.space_key}/{t.slug}/files/{t.file_id}/delete", {"confirmed": "1"}),
        Ask(f"/s/open/{t.own_slug}/files/{t.file_id}/delete", {"confirmed": "1"}),
    ],
}
