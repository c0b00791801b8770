"""`wiki audit`: prove that the audit log is what was written, and copy it, on the server."""

import json
import sys
from pathlib import Path

import click
from sqlalchemy import select

from wiki import audit, audit_proof
from wiki.actor import system
from wiki.audit import AuditEntry
from wiki.db import Sessions
from wiki.settings import Settings
from wiki.terminal import NEW_FILE, wiki


@click.group("audit")
def audit_() -> None:
    """The audit log."""


@audit_.command()
@click.option(
    "--expect", "expected", default="", help="An end of the chain, noted earlier, that must be in it."
)
def verify(expected: str) -> None:
    """Calculate the chain of all entries again; exit code 1 when one was changed, removed or inserted."""
    settings = Settings.from_environment()
    with wiki(settings) as sessions, sessions.reading() as session:
        proof = audit_proof.verify(session, settings.secret_key, expected.strip().lower())
    for line in _told(proof):
        click.echo(line)
    sys.exit(0 if proof.is_whole else 1)


@audit_.command()
@click.argument("target", metavar="FILE", type=NEW_FILE)
def export(target: Path) -> None:
    """Write all entries into FILE, one JSON object a line, with numbers instead of names."""
    with wiki(Settings.from_environment()) as sessions:
        count = _write(sessions, target)
    click.echo(f"{count} entries: {target}")


def _write(sessions: Sessions, target: Path) -> int:
    with sessions.writing() as session:
        audit.record(session, system(), "audit.export", "wiki", format="jsonl")
    count, last_id = 0, 0
    with target.open("w", encoding="utf-8") as file:
        while True:
            after = select(AuditEntry).where(AuditEntry.id > last_id).order_by(AuditEntry.id).limit(1000)
            with sessions.reading() as session:
                rows = session.scalars(after).all()
            if not rows:
                return count
            file.writelines(_line(row) for row in rows)
            count, last_id = count + len(rows), rows[-1].id


def _line(row: AuditEntry) -> str:
    told = {"id": row.id, "at": row.at.isoformat(), "actor": row.actor_id, "action": row.action}
    return json.dumps({**told, "target": row.target, "facts": row.facts, "hash": row.hash}) + "\n"


def _told(proof: audit_proof.Proof) -> list[str]:
    lines = [f"{proof.entries} entries; the chain ends with {proof.last_hash or 'nothing'}"]
    if proof.broken:
        numbers = ", ".join(map(str, proof.broken[:20])) + (" …" if len(proof.broken) > 20 else "")  # noqa: PLR2004
        lines.append(f"PROBLEM  changed, or one before it was removed or inserted: {numbers}")
    if not proof.has_its_end:
        lines.append("PROBLEM  entries are missing at the end")
    if not proof.knows_expected:
        lines.append("PROBLEM  the expected end is not in the chain")
    if proof.is_sealed is False:
        lines.append("hint     the start was cut under another secret key: restored from a backup, or forged")
    return [*lines, *(["whole"] if proof.is_whole else [])]
