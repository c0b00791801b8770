"""Administration and set-up: for others these screens do not exist."""

from asking import Ask, always

SURFACES = {
    "admin.overview": always(Ask("/admin/")),
    "admin.people": always(Ask("/admin/users")),
    "admin.new_person": always(Ask("/admin/users/new")),
    "admin.add_person": always(Ask("/admin/users", {"name": "carl", "display_name": "Carl"})),
    "admin.person": always(Ask("/admin/users/aaaaaaaaaaaa")),
    "admin.change_person": always(Ask("/admin/users/aaaaaaaaaaaa", {"display_name": "Carl"})),
    "admin.reset_password": always(Ask("/admin/users/aaaaaaaaaaaa/password", {})),
    "admin.groups": always(Ask("/admin/groups")),
    "admin.group": always(Ask("/admin/groups/aaaaaaaaaaaa")),
    "admin.add_group": always(Ask("/admin/groups", {"name": "Crew"})),
    "admin.rename_group": always(Ask("/admin/groups/aaaaaaaaaaaa", {"name": "Crew"})),
    "admin.change_member": always(Ask("/admin/groups/aaaaaaaaaaaa/members", {"person": "bob"})),
    "admin.delete_group": always(Ask("/admin/groups/aaaaaaaaaaaa/delete", {"confirmed": "1"})),
    "admin_settings.settings": always(Ask("/admin/settings")),
    "admin_settings.change": always(Ask("/admin/settings", {"wiki_name": "Taken"})),
    "admin_settings.logo": always(Ask("/logo/000000000000")),
    "admin_settings.change_logo": always(Ask("/admin/settings/logo", {"remove": "1"})),
    "admin_settings.audit_list": always(Ask("/admin/audit"), Ask("/admin/audit?action=page")),
    "check.findings": always(Ask("/admin/check")),
    "setup.form": always(Ask("/setup/nothing")),
    "setup.complete": always(Ask("/setup/nothing", {"name": "carl"})),
    "setup.first_steps": always(Ask("/admin/first-steps")),
}
