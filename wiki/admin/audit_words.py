"""Audited facts in words: codes, ids and principals become what administrators call them."""

from collections.abc import Mapping

from wiki.web.language import N_
from wiki.web.language import gettext as _

ACTIONS = {
    "access.grant": N_("Right given"),
    "access.revoke": N_("Right taken away"),
    "access.scope.create": N_("Rights of their own made"),
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
    "page.copy": N_("Page copied"),
    "page.delete": N_("Page deleted"),
    "page.move": N_("Page moved"),
    "page.publish": N_("Page published"),
    "page.purge": N_("Page deleted for good"),
    "page.redact": N_("Versions redacted"),
    "page.restore": N_("Page brought back"),
    "password.chosen": N_("Password chosen by link"),
    "password.set": N_("Password set"),
    "settings.change": N_("Settings changed"),
    "space.archive": N_("Space archived"),
    "space.create": N_("Space made"),
    "space.delete": N_("Space deleted"),
    "space.key": N_("Short name of a space changed"),
    "space.purge": N_("Space deleted for good"),
    "space.reopen": N_("Space opened again"),
    "space.restore": N_("Space brought back"),
    "token.add": N_("API token made"),
    "user.add": N_("Account added"),
    "user.change": N_("Account changed"),
    "wiki.set_up": N_("Wiki set up"),
}
_FACTS = {
    "added": N_("added"),
    "after": N_("now"),
    "before": N_("before"),
    "changed": N_("changed"),
    "is_active": N_("can be used"),
    "is_admin": N_("administers the wiki"),
    "numbers": N_("versions"),
    "pages": N_("pages"),
    "reason": N_("reason"),
    "removed": N_("taken out"),
}
_VALUES = {
    "EDIT": N_("may edit"),
    "MANAGE": N_("may manage"),
    "READ": N_("may read"),
    "everyone": N_("Everyone, also without signing in"),
    "signed-in": N_("Everyone signed in"),
    "allows_public": N_("Spaces may be public"),
    "checks_links": N_("The wiki looks for dead links"),
    "imprint_url": N_("Link to the legal notice"),
    "language": N_("Language"),
    "logo_sha256": N_("Logo"),
    "name": N_("Name of the wiki"),
    "page_limit": N_("Longest page text, in KB"),
    "privacy_url": N_("Link to the privacy policy"),
    "timezone": N_("Time zone"),
    "upload_limit": N_("Largest file, in MB"),
}
_PEOPLE = frozenset({"added", "removed"})


def action(code: str) -> str:
    """An audited action in words, or its code where there are none."""
    return _(ACTIONS[code]) if code in ACTIONS else code


def principals(facts: Mapping[str, object]) -> set[str]:
    """The people and groups that the facts speak of, for `users.queries.names_of`."""
    found = {str(key) for key in facts} | {str(value) for value in facts.values() if isinstance(value, str)}
    ids = [one for name in _PEOPLE for one in _listed(facts.get(name))]
    return found | {f"user:{one}" for one in ids}


def facts(values: Mapping[str, object], names: Mapping[str, str]) -> str:
    """The facts in one line; what is empty is left out."""
    shown = [(key, _value(key, value, names)) for key, value in values.items()]
    return ", ".join(_fact(key, text, names) for key, text in shown if text)


def _fact(key: str, text: str, names: Mapping[str, str]) -> str:
    if key == "principal":
        return text
    return f"{_word(key, names)}: {text}"


def _value(key: str, value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, dict):
        return facts(value, names)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key in _PEOPLE:
        return ", ".join(names.get(f"user:{one}", str(one)) for one in _listed(value))
    if isinstance(value, list):
        return ", ".join(_word(str(one), names) for one in value)
    return "" if value is None else _word(str(value), names)


def _word(code: str, names: Mapping[str, str]) -> str:
    if code in names:
        return names[code]
    return _(_FACTS.get(code) or _VALUES[code]) if code in _FACTS or code in _VALUES else code


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
