"""Groups that somebody manages without being an administrator: for others they do not exist."""

from asking import Ask, always

SURFACES = {
    "groups.of_manager": always(Ask("/groups")),
    "groups.members": always(Ask("/groups/aaaaaaaaaaaa")),
    "groups.change_managed": always(Ask("/groups/aaaaaaaaaaaa", {"add": "aaaaaaaaaaaa"})),
}
