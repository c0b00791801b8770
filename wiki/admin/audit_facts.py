"""The facts of an audit entry in words: what was before and is now, with names for numbers."""

from collections.abc import Iterable, Mapping

from wiki.audit import AuditEntry
from wiki.settings import GIBIBYTE, KIBIBYTE, MEBIBYTE
from wiki.web.language import N_
from wiki.web.language import gettext as _

Names = Mapping[str, str]
FACTS = {
    "accounts": N_("accounts"),
    "added": N_("added"),
    "allows_public": N_("Spaces may be public"),
    "allows_shares": N_("Pages may be shared by links"),
    "ceiling": N_("at most"),
    "changed": N_("changed"),
    "checks_links": N_("The wiki looks for dead links"),
    "days": N_("days"),
    "entries": N_("entries"),
    "finds_authors": N_("The search may ask for authors"),
    "format": N_("format"),
    "has_password": N_("with a password"),
    "has_history": N_("readers see the history"),
    "imprint_url": N_("Link to the legal notice"),
    "is_active": N_("can be used"),
    "is_admin": N_("administers the wiki"),
    "language": N_("Language"),
    "logo_sha256": N_("Logo"),
    "name": N_("Name of the wiki"),
    "network": N_("network"),
    "number": N_("version"),
    "numbers": N_("versions"),
    "page_limit": N_("Longest page text, in KB"),
    "pages": N_("pages"),
    "parent": N_("below"),
    "principal": N_("who"),
    "privacy_url": N_("Link to the privacy policy"),
    "reason": N_("reason"),
    "removed": N_("taken out"),
    "sessions": N_("sessions"),
    "share": N_("link"),
    "shares": N_("share links that open nothing from then on"),
    "size": N_("bytes"),
    "space": N_("in"),
    "storage_limit": N_("Room for all files, in GB"),
    "timezone": N_("Time zone"),
    "to": N_("taken over by"),
    "until": N_("until"),
    "upload_limit": N_("Largest file, in MB"),
    "versions": N_("versions"),
    "with_subtree": N_("with the pages below"),
}
_VALUES = {
    "READ": N_("may read"),
    "COMMENT": N_("may comment"),
    "EDIT": N_("may edit"),
    "MANAGE": N_("may manage"),
    "everyone": N_("Everyone, also without signing in"),
    "signed-in": N_("Everyone signed in"),
    "email": N_("mail address"),
    "display_name": N_("name"),
}
PEOPLE = frozenset({"added", "removed"})
_PLACES = {"space": "space#", "parent": "page#"}  # numbers inside the wiki, not those of addresses
_WITH_WORDS = frozenset({"space.key", "attachment.remove_version"})
_UNITS = {
    "page_limit": KIBIBYTE,
    "upload_limit": MEBIBYTE,
    "storage_limit": GIBIBYTE,
}  # as the screen has them
SILENT = frozenset({"hash", "last", "seal"})  # what `wiki audit verify` reads


def mentioned(facts: Mapping[str, object]) -> set[str]:
    """The people, groups and places that the facts speak of, as `audit_names` knows them."""
    found = set[str]()
    for key, value in facts.items():
        found |= {key, *_codes(key, value)}
        if isinstance(value, dict):
            found |= mentioned(value)
    return found


def of(row: AuditEntry, names: Names) -> list[str]:
    """The facts of an entry, as far as the reader may know them; see `said`."""
    return said(readable(row, names), names)


def readable(row: AuditEntry, names: Names) -> Mapping[str, object]:
    """The facts; those that hold words are for readers of the thing alone."""
    return {} if row.action in _WITH_WORDS and row.target not in names else row.facts


def said(facts: Mapping[str, object], names: Names) -> list[str]:
    """One short phrase each; what is empty is left out."""
    rest = {key: value for key, value in facts.items() if key not in {"before", "after"} | SILENT}
    phrases = list[str]()
    if "before" in facts or "after" in facts:
        who = rest.pop("principal", None)
        change = _change(facts.get("before"), facts.get("after"), names)
        phrases += [f"{_value('', who, names)}: {one}" if who else one for one in change]
    return phrases + [_phrase(key, value, names) for key, value in rest.items() if not _is_empty(value)]


def _change(before: object, after: object, names: Names) -> Iterable[str]:
    """What was before and is now; of several facts those that changed."""
    are_facts = [isinstance(one, dict) or one is None for one in (before, after)]
    if before is after is None or not all(are_facts):
        return [f"{_value('', before, names)} → {_value('', after, names)}"]
    old, new = before if isinstance(before, dict) else {}, after if isinstance(after, dict) else {}
    both = {key: (old.get(key), new.get(key)) for key in {**old, **new}}
    keys = [
        key
        for key, (one, other) in both.items()
        if one != other and not (_is_empty(one) and _is_empty(other))
    ]
    return [
        f"{_word(key, names)}: {_value(key, old.get(key), names)} → {_value(key, new.get(key), names)}"
        for key in keys
    ]


def _phrase(key: str, value: object, names: Names) -> str:
    shown = _value(key, value, names)
    return shown if key == "principal" else f"{_word(key, names)}: {shown}"


def _value(key: str, value: object, names: Names) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if _is_empty(value):
        return _("nothing")
    if isinstance(value, dict):
        return ", ".join(_phrase(one, inner, names) for one, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_value(key, one, names) for one in value)
    return _single(key, value, names)


def _single(key: str, value: object, names: Names) -> str:
    if key in _PLACES:
        return names.get(f"{_PLACES[key]}{value}", _("a place that you may not read"))
    if key in PEOPLE and isinstance(value, int):
        return _word(f"user:{value}", names)
    if key in _UNITS and isinstance(value, int):
        return str(value // _UNITS[key])
    if key == "until":
        return str(value).replace("T", " ").replace("+00:00", " UTC")
    return _word(str(value), names)


def _word(code: str, names: Names) -> str:
    if code in names:
        return names[code]
    kind, _colon, number = code.partition(":")
    if number.isdigit() and kind in _GONE:
        return _(_GONE[kind]) % {"number": number}
    known = FACTS.get(code) or _VALUES.get(code)
    return _(known) if known else code


_GONE = {
    "user": N_("Account %(number)s"),
    "group": N_("Deleted group %(number)s"),
    "share": N_("Link for guests %(number)s"),
    "scope": N_("Rights %(number)s"),
}


def _codes(key: str, value: object) -> set[str]:
    if isinstance(value, str):
        return {value}
    listed = value if isinstance(value, list) else [value]
    if key in PEOPLE:
        return {f"user:{one}" for one in listed}
    return {f"{_PLACES[key]}{one}" for one in listed} if key in _PLACES else set()


def _is_empty(value: object) -> bool:
    return value is None or value in ([], "")
