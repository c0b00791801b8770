"""What whoever manages a space does with it as a whole."""

from asking import Ask, always

SURFACES = {
    "space_settings.form": lambda t: [
        Ask(f"/s/{t.space_key}/settings", shows=("title",)),
        Ask(f"/s/{t.own_space}/settings"),
    ],
    "space_settings.change": lambda t: [
        Ask(f"/s/{t.space_key}/settings", {"name": "Taken"}),
        Ask(f"/s/{t.own_space}/settings", {"name": "Bobs", "home": t.page_id}),
    ],
    "space_settings.archive": lambda t: [Ask(f"/s/{t.space_key}/settings/archive", {})],
    "space_settings.reopen": lambda t: [Ask(f"/s/{t.space_key}/settings/reopen", {})],
    "space_settings.delete_form": lambda t: [Ask(f"/s/{t.space_key}/settings/delete")],
    "space_settings.delete": lambda t: [Ask(f"/s/{t.space_key}/settings/delete", {"confirmation": "x"})],
    "space_settings.trash": always(Ask("/trash/spaces")),
    "space_settings.restore": always(Ask("/trash/spaces/aaaaaaaaaaaa/restore", {})),
    "space_settings.purge": always(Ask("/trash/spaces/aaaaaaaaaaaa/purge", {"confirmed": "1"})),
}
