"""Administration and set-up: for others these screens do not exist."""

from asking import Ask, always

SURFACES = {
    "admin.overview": always(Ask("/admin/")),
    "admin.listing": always(Ask("/admin/users"), Ask("/admin/users?q=bob&state=active&sort=seen&page=2")),
    "admin.new_person": always(Ask("/admin/users/new")),
    "admin.add_person": always(Ask("/admin/users", {"name": "carl", "display_name": "Carl"})),
    "admin.person": always(Ask("/admin/users/aaaaaaaaaaaa")),
    "admin.change_person": always(Ask("/admin/users/aaaaaaaaaaaa", {"display_name": "Carl"})),
    "admin.reset_password": always(Ask("/admin/users/aaaaaaaaaaaa/password", {})),
    "admin_people.ask": always(Ask("/admin/users/import")),
    "admin_people.import_": always(Ask("/admin/users/import", {"text": "Anmeldename\nbob\n"})),
    "admin_people.export": always(Ask("/admin/users/export", {"state": "active"})),
    "admin_people.links_of": always(Ask("/admin/users/links", {})),
    "admin_leaving.ask_deactivate": always(Ask("/admin/users/aaaaaaaaaaaa/deactivate?q=bob")),
    "admin_leaving.deactivate": always(Ask("/admin/users/aaaaaaaaaaaa/deactivate", {"colleague": ""})),
    "admin_leaving.activate": always(Ask("/admin/users/aaaaaaaaaaaa/activate", {})),
    "admin_leaving.hand_over": always(
        Ask("/admin/users/aaaaaaaaaaaa/hand-over", {"colleague": "bbbbbbbbbbbb"})
    ),
    "admin_leaving.ask_erase": always(Ask("/admin/users/aaaaaaaaaaaa/erase")),
    "admin_leaving.erase": always(Ask("/admin/users/aaaaaaaaaaaa/erase", {"confirmation": "bob"})),
    "admin_groups.listing": always(Ask("/admin/groups")),
    "admin_groups.one": always(Ask("/admin/groups/aaaaaaaaaaaa")),
    "admin_groups.add": always(Ask("/admin/groups", {"name": "Crew"})),
    "admin_groups.rename": always(Ask("/admin/groups/aaaaaaaaaaaa", {"name": "Crew"})),
    "admin_groups.change_member": always(Ask("/admin/groups/aaaaaaaaaaaa/members", {"person": "bob"})),
    "admin_groups.change_manager": always(
        Ask("/admin/groups/aaaaaaaaaaaa/managers", {"add": "aaaaaaaaaaaa"})
    ),
    "admin_groups.ask": always(Ask("/admin/groups/aaaaaaaaaaaa/delete")),
    "admin_groups.remove": always(Ask("/admin/groups/aaaaaaaaaaaa/delete", {"confirmed": "1"})),
    "admin_settings.settings": always(Ask("/admin/settings")),
    "admin_settings.change": always(Ask("/admin/settings", {"wiki_name": "Taken"})),
    "admin_settings.logo": always(Ask("/logo/000000000000")),
    "admin_settings.change_logo": always(Ask("/admin/settings/logo", {"remove": "1"})),
    "admin_audit.listing": lambda t: [
        Ask("/admin/audit", only_main=True),
        Ask("/admin/audit?action=page.delete&who=anna", only_main=True),
        Ask(f"/admin/audit?about=page:{t.page_id}", only_main=True),
        Ask(f"/admin/audit?about=/s/{t.space_key}/{t.slug}", only_main=True),
    ],
    "admin_audit.export": lambda t: [
        Ask("/admin/audit/export", {"format": "csv", "about": f"page:{t.page_id}"}),
        Ask("/admin/audit/export", {"format": "jsonl"}),
    ],
    "admin_audit.keep_for": always(Ask("/admin/audit/days", {"days": "x"})),
    "admin_audit.name_reader": always(Ask("/admin/audit/readers", {"auditor": "bob"})),
    "admin_audit.dismiss_reader": always(Ask("/admin/audit/readers/aaaaaaaaaaaa/remove", {})),
    "check.findings": always(Ask("/admin/check")),
    "setup.form": always(Ask("/setup/nothing")),
    "setup.complete": always(Ask("/setup/nothing", {"name": "carl"})),
    "setup.first_steps": always(Ask("/admin/first-steps")),
}
