"""The own account."""

from asking import Ask, always

SURFACES = {
    "users.profile": always(Ask("/profile")),
    "people.person": always(Ask("/people/aaaaaaaaaaaa")),
    "users.change": always(
        Ask("/profile", {"display_name": "Bob", "language": "en", "timezone": "", "theme": "dark"})
    ),
    "users.change_writing": always(Ask("/profile/writing", {"writes_in": "markdown"})),
    "users.change_password": always(
        Ask("/profile/password", {"present": "x", "password": "a long password", "again": "a long password"})
    ),
    "users.end_session": always(Ask("/profile/sessions/aaaaaaaaaaaa/end", {})),
    "users.end_others": always(Ask("/profile/sessions/end", {})),
}
