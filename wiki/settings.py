"""What whoever runs the wiki decides outside of it: read once at the start, checked, never changed after.

A value comes from the environment (`WIKI_PORT`), else from the TOML file that `WIKI_CONFIG` names (`port`),
else from the default here. What people change while the wiki runs (name, logo, texts) lies in the database.
Limits: imports nothing of ours but the version and the reading of addresses; raises `SettingsError` with one line
meant for a terminal.
"""

import difflib
import json
import os
import re
import secrets
import stat
import tempfile
import tomllib
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Self, TypeVar

from wiki import __version__
from wiki import settings_addresses as addresses

Value = TypeVar("Value")

LANGUAGES = ("de", "en")
SANITISERS = ("nh3", "bleach")
LOGS = ("text", "json")
SEARCH_ENGINES = ("whoosh", "postgresql")
KIBIBYTE, MEBIBYTE, GIBIBYTE = 1024, 1024**2, 1024**3

# Free bytes below which a disk holds little, and hardly anything: then saves may fail soon.
LITTLE_DISK, FULL_DISK = 2 * GIBIBYTE, 200 * MEBIBYTE

# 32 characters of a random text hold more than the 128 bits a signature needs; of words they would not.
SECRET_KEY_LENGTH = 32

# Never repeated in a message or a log: they carry passwords.
_SECRET_NAMES = frozenset({"secret_key", "database_url", "mail_url"})
_NOT_FROM_OUTSIDE = frozenset({"version", "locked", "warnings"})
_UNITS = {
    "": 1,
    "B": 1,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "KIB": KIBIBYTE,
    "MIB": MEBIBYTE,
    "GIB": GIBIBYTE,
}
_READABLE_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class SettingsError(Exception):
    """A setting that the wiki cannot start with; the message is one line that says what to change."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Checked settings of one process. Built by `from_environment`; tests build it directly."""

    data_dir: Path
    secret_key: str = field(repr=False)
    database_url: str = field(default="", repr=False)  # empty becomes SQLite in data_dir
    base_url: str | None = None  # without a slash at its end; None: taken from the request
    language: str = "de"
    timezone: str = "Europe/Berlin"
    page_limit: int = MEBIBYTE  # bytes of one page's Markdown
    upload_limit: int = 50 * MEBIBYTE  # bytes of one uploaded file
    sanitiser: str = "nh3"
    search: str = ""  # the engine; empty: PostgreSQL where it is the database, else Whoosh
    mail_url: str | None = field(default=None, repr=False)  # None: the wiki sends no mail
    mail_from: str | None = None
    mail_password_file: Path | None = None  # instead of a password in mail_url
    session_hours: int = 12
    remember_days: int = 30
    trash_days: int = 90
    backup_dir: Path | None = None  # None: `backups` in data_dir
    backup_keep: int = 7  # daily backups that are kept; 0: none is made
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 4
    log: str = "text"  # or "json": one object a line, requests and jobs too
    trusted_proxies: int = 0  # how many proxies in front set X-Forwarded-*; 0: these headers are ignored
    version: str = __version__
    locked: frozenset[str] = frozenset()  # names set from outside; the admin screen shows them locked
    warnings: tuple[str, ...] = ()  # one line each, for the terminal and `wiki check`

    def __post_init__(self) -> None:
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{self.data_dir / 'wiki.db'}")
        if self.is_sqlite and self.search == "postgresql":
            raise SettingsError(
                "WIKI_SEARCH: postgresql needs WIKI_DATABASE_URL to name a PostgreSQL database"
            )

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Return the settings of this process; the data folder and the secret key exist afterwards.

        An empty variable counts as not set. Relative paths start at the current folder.
        Raises SettingsError for a wrong value, an unknown key in the file, or a secret that others can read.
        """
        source = _Source.open(environ)
        data_dir = _made_folder(source.read("data_dir", _path, Path("data").resolve()))
        mail_url = source.read_optional("mail_url", addresses.mail_url)
        mail_from = source.read_optional("mail_from", addresses.mail_address)
        if mail_url and not mail_from:
            raise SettingsError("WIKI_MAIL_FROM is missing: it is the address that mail comes from")
        return cls(
            data_dir=data_dir,
            secret_key=source.read_optional("secret_key", _secret_key) or _stored_secret_key(data_dir),
            database_url=source.read("database_url", addresses.database_url, ""),
            base_url=source.read_optional("base_url", addresses.base_url),
            language=source.read("language", _one_of(*LANGUAGES), cls.language),
            timezone=source.read("timezone", _timezone, cls.timezone),
            page_limit=source.read("page_limit", _size(KIBIBYTE, 16 * MEBIBYTE), cls.page_limit),
            upload_limit=source.read("upload_limit", _size(KIBIBYTE, 16 * GIBIBYTE), cls.upload_limit),
            sanitiser=source.read("sanitiser", _one_of(*SANITISERS), cls.sanitiser),
            search=source.read("search", _one_of(*SEARCH_ENGINES), cls.search),
            mail_url=mail_url,
            mail_from=mail_from,
            mail_password_file=source.read_optional("mail_password_file", addresses.secret_file),
            session_hours=source.read("session_hours", _whole_number(1, 8760), cls.session_hours),
            remember_days=source.read("remember_days", _whole_number(1, 3650), cls.remember_days),
            backup_dir=source.read_optional("backup_dir", _path),
            backup_keep=source.read("backup_keep", _whole_number(0, 1000), cls.backup_keep),
            trash_days=source.read("trash_days", _whole_number(1, 36500), cls.trash_days),
            host=source.read("host", _host, cls.host),
            port=source.read("port", _whole_number(1, 65535), cls.port),
            workers=source.read("workers", _whole_number(1, 64), cls.workers),
            threads=source.read("threads", _whole_number(1, 256), cls.threads),
            log=source.read("log", _one_of(*LOGS), cls.log),
            trusted_proxies=source.read("trusted_proxies", _whole_number(0, 10), cls.trusted_proxies),
            locked=source.locked,
            warnings=source.warnings,
        )

    @property
    def backup_folder(self) -> Path:
        """Where daily backups lie."""
        return self.backup_dir or self.data_dir / "backups"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is one file beside the data."""
        return self.database_url.startswith("sqlite")

    @property
    def search_engine(self) -> str:
        """Which engine searches: "whoosh", or "postgresql" (ADR 0029)."""
        return self.search or ("whoosh" if self.is_sqlite else "postgresql")

    @property
    def sqlite_path(self) -> Path:
        """The database file. Raises ValueError on PostgreSQL."""
        if not self.is_sqlite:
            raise ValueError("the database is not SQLite")
        return Path(self.database_url.partition(":///")[2]).absolute()

    @property
    def cookie_secure(self) -> bool:
        """Whether cookies are for https alone: exactly when the base address is."""
        return self.base_url is not None and self.base_url.startswith("https://")

    @property
    def cookie_name(self) -> str:
        """The session cookie; browsers accept the `__Host-` prefix (RFC 6265bis 4.1.3) over https only."""
        return "__Host-sid" if self.cookie_secure else "sid"

    @property
    def mark_cookie_name(self) -> str:
        """The cookie of browsers in which somebody signed in before; it opens nothing."""
        return "__Host-known" if self.cookie_secure else "known"

    @property
    def blob_dir(self) -> Path:
        """Where the bytes of attachments lie, named by their content."""
        return self.data_dir / "blobs"

    @property
    def derived_dir(self) -> Path:
        """Where the pictures lie that are drawn from attachments; can be thrown away and drawn again."""
        return self.data_dir / "derived"

    @property
    def index_dir(self) -> Path:
        """Where the search index lies; can be thrown away and built again."""
        return self.data_dir / "index"

    @property
    def temporary_dir(self) -> Path:
        """Where uploads grow until they are a blob: the same file system, so that moving is atomic."""
        return self.data_dir / "tmp"


@dataclass(frozen=True)
class _Source:
    """The raw texts, each with the name under which a person finds it again."""

    texts: Mapping[str, str]
    places: Mapping[str, str]
    warnings: tuple[str, ...]

    @classmethod
    def open(cls, environ: Mapping[str, str]) -> Self:
        known = tuple(one.name for one in fields(Settings) if one.name not in _NOT_FROM_OUTSIDE)
        texts, places = {}, {}
        if environ.get("WIKI_CONFIG"):
            config = Path(environ["WIKI_CONFIG"]).expanduser()
            texts = _config_texts(config, known)
            places = {name: f"{name} in {config}" for name in texts}
        for name in known:
            if text := environ.get(f"WIKI_{name.upper()}", "").strip():
                texts[name], places[name] = text, f"WIKI_{name.upper()}"
        return cls(texts, places, _unknown_variables(environ, known))

    @property
    def locked(self) -> frozenset[str]:
        return frozenset(self.texts)

    def read(self, name: str, parse: Callable[[str], Value], default: Value) -> Value:
        """Return the parsed value; `parse` raises ValueError saying what is allowed."""
        if name not in self.texts:
            return default
        text = self.texts[name]
        try:
            return parse(text)
        except ValueError as error:
            shown = "the value (not shown)" if name in _SECRET_NAMES else json.dumps(text, ensure_ascii=False)
            raise SettingsError(f"{self.places[name]}: {shown} is not possible; allowed: {error}") from None

    def read_optional(self, name: str, parse: Callable[[str], Value]) -> Value | None:
        return self.read(name, parse, None) if name in self.texts else None


def _config_texts(config: Path, known: tuple[str, ...]) -> dict[str, str]:
    """Return the file's values as texts, so that both sources are checked by the same rules."""
    try:
        table = tomllib.loads(config.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"WIKI_CONFIG: {config} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"WIKI_CONFIG: {config} is not a TOML file: {error}") from None
    for name, value in table.items():
        if name not in known:
            raise SettingsError(f"{name} in {config} is not a setting{_nearest(name, known)}")
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise SettingsError(f"{name} in {config}: allowed: a text in quotes or a whole number")
    # A group may read it (a service's configuration is root:werkbuch 0640); everybody may not.
    if "secret_key" in table and config.stat().st_mode & stat.S_IRWXO:
        raise SettingsError(f"{config} holds secret_key and everybody can read it: chmod o= {config}")
    return {name: str(value).strip() for name, value in table.items() if str(value).strip()}


def _unknown_variables(environ: Mapping[str, str], known: tuple[str, ...]) -> tuple[str, ...]:
    """A warning only: a container platform adds variables of its own, such as WIKI_SERVICE_HOST."""
    names = tuple(f"WIKI_{name.upper()}" for name in known)
    unknown = sorted(
        name for name in environ if name.startswith("WIKI_") and name not in {*names, "WIKI_CONFIG"}
    )
    return tuple(f"{name} is not a setting and does nothing{_nearest(name, names)}" for name in unknown)


def _nearest(name: str, known: tuple[str, ...]) -> str:
    match = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {match[0]}?)" if match else ""


def _made_folder(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"WIKI_DATA_DIR: {folder} cannot be made: {error.strerror}") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(
            f"WIKI_DATA_DIR: {folder} is not writable for this user. If the disk can only be read, mount it writable"
            " again (`dmesg` says why it is not)."
        )
    return folder


def _stored_secret_key(data_dir: Path) -> str:
    """Return the key kept in the data folder, made at the first start. All processes get the same one."""
    path = data_dir / "secret_key"
    if not path.exists():
        _store_once(path, secrets.token_urlsafe(48))
    try:
        key, mode = path.read_text(encoding="ascii").strip(), path.stat().st_mode
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path} cannot be read; it must hold the secret key in ASCII") from None
    if mode & _READABLE_BY_OTHERS:
        raise SettingsError(f"{path} can be read by others (mode {stat.S_IMODE(mode):04o}): chmod 600 {path}")
    try:
        return _secret_key(key)
    except ValueError as error:
        raise SettingsError(f"{path}: its content is not possible; allowed: {error}") from None


def _store_once(path: Path, text: str) -> None:
    """Write `text` to `path`, mode 0600, unless another process was quicker; never half a file."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)  # fails where the path exists, unlike a rename
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()


def _path(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(" or ".join(allowed))
        return text

    return parse


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return int(text)

    return parse


def _size(least: int, most: int) -> Callable[[str], int]:
    """Bytes from "1048576", "2MiB", "500 KB" or "1.5 GiB"; KB is 1000 bytes, KiB 1024 (IEC 80000-13)."""

    def parse(text: str) -> int:
        match = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,3})?)\s*([A-Za-z]{0,3})", text)
        unit = _UNITS.get(match[2].upper()) if match else None
        size = int(float(match[1]) * unit) if match and unit else -1
        if not least <= size <= most:
            raise ValueError(f"a size such as 1048576, 500KB or 2MiB, from {least} to {most} bytes")
        return size

    return parse


def _timezone(text: str) -> str:
    try:
        return zoneinfo.ZoneInfo(text).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder such as "Europe"
        raise ValueError("a name of the time zone database, such as Europe/Berlin") from None


def _secret_key(text: str) -> str:
    if len(text) < SECRET_KEY_LENGTH or not text.isprintable():
        raise ValueError(f"at least {SECRET_KEY_LENGTH} random characters")
    return text


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:\-]+", text):
        raise ValueError("a name or an address such as 127.0.0.1, 0.0.0.0 or ::1")
    return text
