"""The trash: what one may bring back, and nothing else."""

from asking import Ask

SURFACES = {
    "trash.index": lambda t: [
        Ask("/trash", shows=("trash", "id-trash")),
        Ask(f"/trash?before={t.page_id}"),
    ],
    "trash.restore": lambda t: [Ask(f"/trash/{t.page_id}/restore", {})],
    "trash.place_form": lambda t: [
        Ask(f"/trash/{t.page_id}/place"),
        Ask(f"/trash/{t.page_id}/place?space={t.space_key}"),
    ],
    "trash.restore_below": lambda t: [
        Ask(f"/trash/{t.page_id}/place", {"space": "open", "parent": ""}),
        Ask(f"/trash/{t.page_id}/place", {"space": t.space_key, "parent": t.page_id}),
    ],
    "trash.purge": lambda t: [Ask(f"/trash/{t.page_id}/purge", {"confirmed": "1"})],
}
