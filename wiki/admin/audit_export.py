"""The audit log as a file: CSV for tables, JSON lines for programs. Read in portions, so that no lock lasts long."""

import json
from collections.abc import Iterator

from wiki import spreadsheet
from wiki.actor import Actor
from wiki.admin import audit_facts, audit_names, audit_queries, audit_words
from wiki.admin.audit_facts import Names
from wiki.admin.audit_queries import Wanted
from wiki.audit import AuditEntry
from wiki.db import Sessions
from wiki.web.language import gettext as _

FORMATS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}
_PORTION = 500


def portions(sessions: Sessions, actor: Actor, wanted: Wanted, form: str) -> Iterator[str]:
    """The file in pieces, oldest entry first, up to the one that was the newest at the start."""
    with sessions.reading() as session:
        last = audit_queries.last_id(session)
    if form == "csv":
        yield spreadsheet.MARK + spreadsheet.line(_titles(), actor.locale)
    after = 0
    while True:
        with sessions.reading() as session:
            rows = audit_queries.entries_after(session, wanted, after, last, _PORTION)
            names = audit_names.of(session, actor, rows)
        yield "".join(
            spreadsheet.line(_cells(row, names), actor.locale) if form == "csv" else _json(row, names)
            for row in rows
        )
        if len(rows) < _PORTION:
            return
        after = rows[-1].id


def _titles() -> list[str]:
    titles = (
        _("Number"),
        _("Time (UTC)"),
        _("Who"),
        _("What"),
        _("Concerning"),
        _("Facts"),
        _("Code"),
        _("Hash"),
    )
    return list(titles)


def _cells(row: AuditEntry, names: Names) -> list[str]:
    facts = "; ".join(audit_facts.of(row, names))
    who, target = audit_words.who(row.actor_id, row.action, names), audit_words.target(row.target, names)
    code = f"{row.action} {row.target}"
    words = [who, audit_words.action(row.action), target, facts, code, row.hash]
    return [str(row.id), row.at.isoformat(timespec="seconds"), *words]


def _json(row: AuditEntry, names: Names) -> str:
    told = {
        "id": row.id,
        "at": row.at.isoformat(),
        "actor": row.actor_id,
        "actor_name": audit_words.who(row.actor_id, row.action, names),
        "action": row.action,
        "target": row.target,
        "target_name": names.get(row.target),
        "facts": audit_facts.readable(row, names),
        "hash": row.hash,
    }
    return json.dumps(told, ensure_ascii=False) + "\n"
