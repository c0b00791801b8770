"""Audited actions in words: every action that is recorded has one here. Its facts: `audit_facts`."""

from collections.abc import Mapping

from wiki.actor import system
from wiki.web.language import N_
from wiki.web.language import gettext as _

ACTIONS = {
    "access.export": N_("Table of all rights taken"),
    "access.grant": N_("Right given"),
    "access.revoke": N_("Right taken away"),
    "access.history": N_("Who sees old versions changed"),
    "access.inherit": N_("Rights of its own given up"),
    "access.restrict": N_("Rights of its own made for a page"),
    "access.scope.create": N_("Rights of their own made"),
    "audit.cut": N_("Old entries of this log deleted"),
    "audit.export": N_("Copy of this log taken"),
    "audit.reader": N_("Readers of this log changed"),
    "audit.retention": N_("Time that this log is kept changed"),
    "attachment.add": N_("File attached"),
    "attachment.delete": N_("File deleted"),
    "attachment.remove_version": N_("Version of a file removed"),
    "attachment.rename": N_("File renamed"),
    "attachment.move": N_("File moved"),
    "feed.address": N_("Address for feeds made"),
    "feed.revoke": N_("Address for feeds revoked"),
    "group.add": N_("Group added"),
    "group.delete": N_("Group deleted"),
    "group.managers": N_("Managers of a group changed"),
    "group.members": N_("Members of a group changed"),
    "group.rename": N_("Group renamed"),
    "job.again": N_("Job tried again"),
    "job.discard": N_("Job discarded"),
    "page.copy": N_("Page copied"),
    "page.delete": N_("Page deleted"),
    "page.move": N_("Page moved"),
    "page.publish": N_("Page published"),
    "page.purge": N_("Page deleted for good"),
    "page.redact": N_("Versions redacted"),
    "page.restore": N_("Page brought back"),
    "password.chosen": N_("Password chosen by link"),
    "password.set": N_("Password set"),
    "session.end": N_("Own sessions ended"),
    "settings.change": N_("Settings changed"),
    "sign_in.failure": N_("Wrong password"),
    "sign_in.forgotten": N_("Link for a forgotten password asked for"),
    "sign_in.recover": N_("Account recovered on the command line"),
    "sign_in.success": N_("Signed in"),
    "sign_in.throttled": N_("Wrong password, too often: a pause before the next try"),
    "request.grant": N_("Request for access granted"),
    "request.refuse": N_("Request for access refused"),
    "share.create": N_("Share link made"),
    "share.revoke": N_("Share link revoked"),
    "space.archive": N_("Space archived"),
    "space.create": N_("Space made"),
    "space.delete": N_("Space deleted"),
    "space.export": N_("Space exported"),
    "space.key": N_("Short name of a space changed"),
    "space.purge": N_("Space deleted for good"),
    "space.reopen": N_("Space opened again"),
    "space.restore": N_("Space brought back"),
    "token.add": N_("API token made"),
    "user.add": N_("Account added"),
    "user.activate": N_("Account switched on"),
    "user.change": N_("Account changed"),
    "user.export": N_("List of accounts taken"),
    "user.import": N_("Accounts imported"),
    "user.invite": N_("Invitation sent"),
    "user.links": N_("Links for first sign-ins made"),
    "user.deactivate": N_("Account switched off"),
    "view.end": N_("View as somebody else ended"),
    "view.start": N_("Wiki viewed as somebody else"),
    "user.erase": N_("Account erased"),
    "user.hand_over": N_("Pages and drafts handed over"),
    "wiki.set_up": N_("Wiki set up"),
}
_BY_VISITORS = frozenset({"sign_in.failure", "sign_in.forgotten", "sign_in.throttled"})
_TARGETS = {
    "attachment": N_("a file that is gone or that you may not read"),
    "page": N_("a page that is gone or that you may not read"),
    "scope": N_("a place that is gone or that you may not read"),
    "space": N_("a space that is gone or that you may not read"),
}


def action(code: str) -> str:
    """An audited action in words, or its code where there are none."""
    return _(ACTIONS[code]) if code in ACTIONS else code


def actions() -> list[tuple[str, str]]:
    """All codes with their words, by words."""
    return sorted(((code, _(words)) for code, words in ACTIONS.items()), key=lambda one: one[1].casefold())


def who(user_id: int | None, code: str, names: Mapping[str, str]) -> str:
    """Who did the action; without a number the wiki itself, its commands, or somebody who was not signed in."""
    if user_id is None:
        return _("somebody not signed in") if code in _BY_VISITORS else system().name
    return names.get(f"user:{user_id}", _("Account %(number)s") % {"number": user_id})


def target(code: str, names: Mapping[str, str]) -> str:
    """What was acted upon, by its name if the reader may know it; empty for the wiki as a whole."""
    if code == "wiki":
        return ""
    if code in names:
        return names[code]
    kind, _colon, number = code.partition(":")
    if kind in {"user", "group"}:
        return (
            _("Account %(number)s") % {"number": number}
            if kind == "user"
            else _("Deleted group %(number)s") % {"number": number}
        )
    return _(_TARGETS[kind]) if kind in _TARGETS else code
