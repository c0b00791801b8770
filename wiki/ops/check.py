"""`wiki check`: what is wrong or weak around and inside the wiki, and how to mend it. Changes nothing.

Problems end the command with exit code 1; hints do not. `quick` is what a screen can afford. Limits: looks at this
machine and this database; proxy and mail server are asked by check_deploy alone.
"""

import json
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import metadata
from pathlib import Path

from sqlalchemy.orm import Session

from wiki import migrate
from wiki.blobs import BlobStore
from wiki.db import Sessions, now
from wiki.ops import check_backup, check_clock, check_content, check_folders, check_index
from wiki.ops.findings import N_, Finding, each, guarded, hint, in_order, problem
from wiki.settings import FULL_DISK, LITTLE_DISK, MEBIBYTE, Settings

__all__ = ["Finding", "as_json", "as_text", "quick", "run"]

# Older ones may corrupt a database in WAL mode (sqlite.org, release notes of 3.51.3).
_OLDEST_SQLITE = (3, 51, 3)
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True)
class Exemption:
    """A library without recent releases that we keep using, why, and when that is looked at again."""

    name: str
    reason: str
    until: date


EXEMPTIONS = (
    Exemption("bleach", "ended in June 2026; the second engine only, nh3 is the default", date(2027, 6, 30)),
    Exemption("flask-login", "few releases; used in one file alone", date(2027, 6, 30)),
    Exemption("whoosh", "of 2016; its index can be thrown away and built again", date(2027, 6, 30)),
)


def run(
    settings: Settings, sessions: Sessions, blobs: BlobStore, *, everything: bool = False
) -> list[Finding]:
    """All findings, problems first. `everything` reads the text of every revision, else of a sample."""
    found = _outside(settings)
    missing = _absent(settings)
    if missing:
        return in_order([*found, *missing])
    schema = guarded("schema", lambda: _schema(sessions))
    if not schema:
        found += each(sessions, _around(settings))
        found += check_content.findings(sessions, blobs, everything=everything)
        found += check_index.findings(settings, sessions)
    return in_order([*found, *schema])


def quick(settings: Settings, session: Session) -> list[Finding]:
    """What can be found without reading texts and files, problems first: for a screen. The schema is the program's."""
    inside = [
        one for part, look in _around(settings).items() for one in guarded(part, partial(look, session))
    ]
    return in_order([*_outside(settings), *inside])


def as_text(findings: Sequence[Finding]) -> str:
    """One line a finding, and what to do below it."""
    lines: list[str] = []
    for one in findings:
        lines.append(f"{'PROBLEM' if one.is_problem else 'hint   '}  {one.code}: {one.told()}")
        if one.remedy:
            lines.append(f"         {one.mended()}")
    problems = sum(one.is_problem for one in findings)
    lines.append(f"{_counted(problems, 'problem')}, {_counted(len(findings) - problems, 'hint')}")
    return "\n".join(lines)


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def as_json(findings: Sequence[Finding]) -> str:
    """The findings as a JSON array."""
    told = [
        {"code": one.code, "text": one.told(), "remedy": one.mended(), "is_problem": one.is_problem}
        for one in findings
    ]
    return json.dumps(told, ensure_ascii=False, indent=1)


def _outside(settings: Settings) -> list[Finding]:
    """What is seen without the database."""
    looks = {
        "settings": _settings,
        "permissions": _secrets,
        "folders": check_folders.findings,
        "disk": _space,
        "sqlite": _sqlite,
    }
    found = [one for part, look in looks.items() for one in guarded(part, partial(look, settings))]
    return [*found, *guarded("libraries", _libraries)]


def _absent(settings: Settings) -> list[Finding]:
    """Nothing is made where no wiki is."""
    if not settings.is_sqlite or settings.sqlite_path.exists():
        return []
    text = N_("There is no database at %(path)s.")
    remedy = N_(
        "Name the wiki's settings (WIKI_CONFIG) or its folder (WIKI_DATA_DIR). If it was there, restore the latest"
        " backup; a new wiki is made by “wiki serve”."
    )
    return [problem("database", text, remedy, path=settings.sqlite_path)]


def _schema(sessions: Sessions) -> Iterator[Finding]:
    schema = migrate.mismatch(sessions)
    if schema == migrate.EMPTY:
        text = "The database is empty."
        remedy = "If it held a wiki, restore the latest backup; else “wiki serve” makes a new one."
        yield problem("schema", text, remedy)
    elif schema is not None and migrate.is_known(schema):
        text, remedy = "The database has the schema %(schema)s of an older version.", "Run “wiki db upgrade”."
        yield problem("schema", text, remedy, schema=schema)
    elif schema is not None:
        text = "The database has the schema %(schema)s of a newer version."
        yield problem("schema", text, "Install that version.", schema=schema)


def _around(settings: Settings) -> dict[str, Callable[[Session], Iterable[Finding]]]:
    """What the database tells of its surroundings, quickly."""
    return {
        "backups": partial(check_backup.findings, settings),
        "clock": check_clock.findings,
        "jobs": check_content.outbox,
        "administrators": check_content.administrators,
    }


def _settings(settings: Settings) -> Iterator[Finding]:
    for warning in settings.warnings:
        yield hint("setting", "%(warning)s", N_("Correct or remove the variable."), warning=warning)
    if not settings.cookie_secure:
        yield hint(
            "plain_http",
            N_(
                "Passwords and sessions cross the network readable: WIKI_BASE_URL (%(address)s) does not begin"
                " with https."
            ),
            N_("Set it once a proxy serves https. On this machine alone it may stay so."),
            address=settings.base_url or "–",
        )


def _secrets(settings: Settings) -> Iterator[Finding]:
    key, folder = settings.data_dir / "secret_key", settings.data_dir
    remedy = N_("Run “chmod %(mode)s %(path)s”.")
    others_read = N_("%(path)s can be read by others.")
    if key.exists() and _mode(key) & (stat.S_IRWXG | stat.S_IRWXO):
        yield problem("secret_key", others_read, remedy, path=key, mode=600)
    if _mode(folder) & _WRITABLE_BY_OTHERS:
        yield problem("data_dir", N_("%(path)s can be written by others."), remedy, path=folder, mode=700)
    elif _mode(folder) & stat.S_IROTH:
        yield hint("data_dir", N_("%(path)s can be listed by everybody."), remedy, path=folder, mode=700)
    if settings.is_sqlite and _mode(folder) & stat.S_IXOTH and _mode(settings.sqlite_path) & stat.S_IROTH:
        yield problem("database_file", others_read, remedy, path=settings.sqlite_path, mode=600)


def _space(settings: Settings) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.data_dir).free
    if free < LITTLE_DISK:
        text = N_("%(free)s MiB are free at %(path)s.")
        facts = {"free": free // MEBIBYTE, "path": settings.data_dir}
        yield Finding(
            "disk", text, N_("Make room: a full disk stops every save."), free < FULL_DISK, facts=facts
        )


def _libraries() -> Iterator[Finding]:
    for one in EXEMPTIONS:
        try:
            installed = metadata.version(one.name)
        except metadata.PackageNotFoundError:
            continue
        is_over = one.until < now().date()
        text = N_("The library %(library)s %(installed)s is hardly maintained.")
        remedy = (
            N_("This was accepted until %(until)s, which is over: update Werkbuch.")
            if is_over
            else N_("Nothing to do: accepted until %(until)s.")
        )
        facts = {"library": one.name, "installed": installed, "until": one.until}
        yield Finding("library", text, remedy, is_over, facts)


def _sqlite(settings: Settings) -> Iterator[Finding]:
    if not settings.is_sqlite:
        return
    version = _driver_version()
    if version < _OLDEST_SQLITE:
        shown = ".".join(map(str, version))
        text, remedy = N_("SQLite %(version)s may corrupt a database."), N_("Install the package pysqlite3.")
        yield problem("sqlite", text, remedy, version=shown)


def _driver_version() -> tuple[int, ...]:
    try:
        import pysqlite3.dbapi2 as driver  # noqa: PLC0415  absent off Linux
    except ImportError:
        return sqlite3.sqlite_version_info
    return tuple(driver.sqlite_version_info)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
