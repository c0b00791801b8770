"""`wiki check`: what is wrong or weak around and inside the wiki, and how to mend it. Changes nothing.

Problems end the command with exit code 1; hints do not. Limits: looks at this machine and this database; the
proxy in front, backups and mail are not asked.
"""

import json
import shutil
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

from wiki import migrate
from wiki.blobs import BlobStore
from wiki.db import Sessions, now
from wiki.ops import check_content
from wiki.ops.check_content import Finding
from wiki.settings import FULL_DISK, LITTLE_DISK, MEBIBYTE, Settings

__all__ = ["Finding", "as_json", "as_text", "run"]

# Older ones may corrupt a database in WAL mode (sqlite.org, release notes of 3.51.3).
_OLDEST_SQLITE = (3, 51, 3)
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True)
class Exemption:
    """A library without recent releases that we keep using, why, and when that is looked at again."""

    library: str
    reason: str
    until: date


EXEMPTIONS = (
    Exemption(
        "bleach", "ended in June 2026; the second engine only, `nh3` is the default", date(2027, 6, 30)
    ),
    Exemption("flask-login", "few releases; used in wiki/web/login.py alone", date(2027, 6, 30)),
)


def run(
    settings: Settings, sessions: Sessions, blobs: BlobStore, *, everything: bool = False
) -> list[Finding]:
    """All findings, problems first. `everything` reads the text of every revision, else of a sample."""
    found = [*_settings(settings), *_secrets(settings), *_space(settings), *_libraries(), *_sqlite(settings)]
    schema = migrate.mismatch(sessions)
    if schema is not None:
        found.append(
            Finding("schema", f"the database has schema {schema}", "wiki db upgrade", is_problem=True)
        )
    else:
        found += check_content.findings(sessions, blobs, everything=everything)
    return sorted(found, key=lambda one: (not one.is_problem, one.code))


def as_text(findings: Sequence[Finding]) -> str:
    """One line a finding, and what to do below it."""
    lines: list[str] = []
    for one in findings:
        lines.append(f"{'PROBLEM' if one.is_problem else 'hint   '}  {one.code}: {one.text}")
        if one.remedy:
            lines.append(f"         {one.remedy}")
    problems = sum(one.is_problem for one in findings)
    lines.append(f"{problems} problems, {len(findings) - problems} hints")
    return "\n".join(lines)


def as_json(findings: Sequence[Finding]) -> str:
    """The findings as a JSON array."""
    return json.dumps([asdict(one) for one in findings], ensure_ascii=False, indent=1)


def _settings(settings: Settings) -> Iterator[Finding]:
    for warning in settings.warnings:
        yield Finding("setting", warning, "correct or remove the variable")
    if not settings.cookie_secure:
        address = settings.base_url or "no base address"
        yield Finding(
            "plain_http",
            f"{address}: passwords and sessions cross the network readable unless https stands in front",
            "set WIKI_BASE_URL=https://… once a proxy serves https; fine on this machine alone",
        )


def _secrets(settings: Settings) -> Iterator[Finding]:
    key = settings.data_dir / "secret_key"
    if key.exists() and _mode(key) & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding("secret_key", f"{key} can be read by others", f"chmod 600 {key}", is_problem=True)
    folder = settings.data_dir
    if _mode(folder) & _WRITABLE_BY_OTHERS:
        yield Finding(
            "data_dir", f"{folder} can be written by others", f"chmod 700 {folder}", is_problem=True
        )
    elif _mode(folder) & stat.S_IROTH:
        yield Finding("data_dir", f"{folder} can be listed by everybody", f"chmod 700 {folder}")
    if settings.is_sqlite and _mode(folder) & stat.S_IXOTH and _mode(settings.sqlite_path) & stat.S_IROTH:
        path = settings.sqlite_path
        yield Finding(
            "database_file", f"{path} can be read by everybody", f"chmod 600 {path}", is_problem=True
        )


def _space(settings: Settings) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.data_dir).free
    if free < LITTLE_DISK:
        text = f"{free // MEBIBYTE} MiB are free at {settings.data_dir}"
        yield Finding("disk", text, "make room: a full disk stops every save", is_problem=free < FULL_DISK)


def _libraries() -> Iterator[Finding]:
    for one in EXEMPTIONS:
        try:
            installed = metadata.version(one.library)
        except metadata.PackageNotFoundError:
            continue
        is_over = one.until < now().date()
        text = f"{one.library} {installed} is hardly maintained: {one.reason}"
        remedy = f"accepted until {one.until}" + ("; that is over, update Werkbuch" if is_over else "")
        yield Finding("library", text, remedy, is_problem=is_over)


def _sqlite(settings: Settings) -> Iterator[Finding]:
    if not settings.is_sqlite:
        return
    version = _driver_version()
    if version < _OLDEST_SQLITE:
        shown = ".".join(map(str, version))
        yield Finding(
            "sqlite", f"SQLite {shown} may corrupt a database", "install pysqlite3", is_problem=True
        )


def _driver_version() -> tuple[int, ...]:
    try:
        import pysqlite3.dbapi2 as driver  # noqa: PLC0415  absent off Linux
    except ImportError:
        return sqlite3.sqlite_version_info
    return tuple(driver.sqlite_version_info)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
