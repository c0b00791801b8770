"""What must hold after every fault: nothing that was acknowledged is lost or doubled, and all that is stored is right.

Each client writes what it tried and what was acknowledged into a journal of its own, synced before it goes on. The
oracle compares the journals with the wiki's tables and files, read by plain SQL: the wiki's own code takes no part.
"""

import hashlib
import json
import os
import sqlite3
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pysqlite3.dbapi2

from wiki.settings import Settings


class Journal:
    """The log of one client. A line is on the disk before the client goes on."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self.path = path

    def tried(self, kind: str, **facts: object) -> None:
        """The request goes out now."""
        self._write("tried", kind, facts)

    def acknowledged(self, kind: str, **facts: object) -> None:
        """The server said that it is stored."""
        self._write("acknowledged", kind, facts)

    def close(self) -> None:
        self._file.close()

    def _write(self, state: str, kind: str, facts: dict[str, object]) -> None:
        self._file.write(json.dumps({"state": state, "kind": kind, **facts}) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


@dataclass
class Verdict:
    """How many acknowledgements there were and what became of them."""

    acknowledged: int = 0
    tried: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.wrong)

    def __str__(self) -> str:
        counts = f"{self.acknowledged} acknowledged, lost {len(self.lost)}, doubled {len(self.doubled)}"
        return f"{counts}, wrong {len(self.wrong)}" if self.wrong else counts

    def demand(self) -> None:
        """Fails with what does not hold."""
        assert self.holds, [str(self), *self.lost[:5], *self.doubled[:5], *self.wrong[:10]]


@dataclass(frozen=True)
class _Stored:
    """The wiki as it lies in the database: by slug of the page, all slugs being different."""

    revisions: dict[str, dict[int, str]]
    parents: dict[str, str | None]
    files: Counter[tuple[str, str, str]]


def examine(settings: Settings, journals: Iterable[Path] = ()) -> Verdict:
    """The verdict on a wiki that stands still or runs."""
    verdict = Verdict()
    rows = _Rows(settings)
    stored = _stored(rows, verdict)
    rows.close()
    _check_blobs(settings, stored, verdict)
    for journal in journals:
        lines = [json.loads(line) for line in journal.read_text().splitlines()]
        _compare(lines, stored, verdict)
    return verdict


class _Rows:
    """Plain statements on either database; SQLite's file is opened for reading, in one snapshot."""

    def __init__(self, settings: Settings) -> None:
        if settings.is_sqlite:
            self._connection = pysqlite3.dbapi2.connect(str(settings.sqlite_path), isolation_level=None)
            self._connection.execute("PRAGMA query_only=ON")
        else:
            address = settings.database_url.replace("+psycopg", "")
            self._connection = psycopg.connect(address)
        self.is_sqlite = settings.is_sqlite
        self._connection.execute("BEGIN")

    def __call__(self, statement: str) -> list[tuple]:
        return self._connection.execute(statement).fetchall()

    def close(self) -> None:
        self._connection.rollback()
        self._connection.close()


def _stored(rows: _Rows, verdict: Verdict) -> _Stored:
    if rows.is_sqlite:
        _check_database(rows, verdict)
    slugs = dict(map(tuple, rows("SELECT id, slug FROM pages")))
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for page, number, digest, body in rows(
        "SELECT page_id, number, body_sha256, body FROM revisions ORDER BY number"
    ):
        if number != len(found[slugs[page]]) + 1:
            verdict.wrong.append(f"{slugs[page]} has a gap or a double before revision {number}")
        if hashlib.sha256(zlib.decompress(bytes(body))).hexdigest() != digest:
            verdict.wrong.append(f"{slugs[page]} revision {number} is not what was hashed")
        found[slugs[page]][number] = digest
    for page, number in rows(
        "SELECT pages.id, revisions.number FROM pages LEFT JOIN revisions ON revisions.id = pages.head_id"
    ):
        if number != len(found[slugs[page]]):
            verdict.wrong.append(f"{slugs[page]} does not show its latest revision")
    above = rows(
        "SELECT pages.slug, above.slug FROM pages LEFT JOIN pages AS above ON above.id = pages.parent_id"
    )
    files = rows(
        "SELECT pages.slug, attachments.name, file_versions.sha256 FROM file_versions"
        " JOIN attachments ON attachments.id = file_versions.attachment_id"
        " JOIN pages ON pages.id = attachments.page_id"
    )
    return _Stored(found, dict(map(tuple, above)), Counter(map(tuple, files)))


def _check_database(rows: _Rows, verdict: Verdict) -> None:
    said = [row[0] for row in rows("PRAGMA integrity_check(10)")]
    if said != ["ok"]:
        verdict.wrong += [f"integrity: {line}" for line in said]
    verdict.wrong += [f"foreign key: {row}" for row in rows("PRAGMA foreign_key_check")]


def _check_blobs(settings: Settings, stored: _Stored, verdict: Verdict) -> None:
    for slug, name, digest in stored.files:
        path = settings.blob_dir / digest[:2] / digest[2:4] / digest
        if not path.is_file():
            verdict.wrong.append(f"{name} of {slug} has no content")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            verdict.wrong.append(f"{name} of {slug} has another content")


def _compare(lines: list[dict], stored: _Stored, verdict: Verdict) -> None:
    places: dict[str, set[str]] = {}
    for line in lines:
        slug, is_acknowledged = line["page"], line["state"] == "acknowledged"
        verdict.acknowledged += is_acknowledged
        verdict.tried += not is_acknowledged
        if line["kind"] == "upload":
            _compare_file(line, stored.files[slug, line["name"], line["sha256"]], verdict)
        elif line["kind"] == "move":
            earlier = set() if is_acknowledged else places.get(slug, {line["before"]})
            places[slug] = {line["parent"]} | earlier
        elif is_acknowledged:
            _compare_text(line, stored.revisions.get(slug, {}), verdict)
    for slug, possible in places.items():
        if stored.parents.get(slug) not in possible:
            verdict.lost.append(f"{slug} is below {stored.parents.get(slug)}, not below one of {possible}")


def _compare_file(line: dict, count: int, verdict: Verdict) -> None:
    if line["state"] == "acknowledged" and not count:
        verdict.lost.append(f"{line['name']} of {line['page']}")
    if count > 1:
        verdict.doubled.append(f"{line['name']} of {line['page']}")


def _compare_text(line: dict, revisions: dict[int, str], verdict: Verdict) -> None:
    if revisions.get(line["number"]) != line["sha256"]:
        verdict.lost.append(f"{line['page']} revision {line['number']} ({line['kind']})")
    if list(revisions.values()).count(line["sha256"]) > 1:
        verdict.doubled.append(f"{line['page']} revision {line['number']} ({line['kind']})")


def copy_of(settings: Settings, target: Path) -> None:
    """A whole copy of the SQLite database, written ahead or not, for a test that damages it."""
    with sqlite3.connect(settings.sqlite_path) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
