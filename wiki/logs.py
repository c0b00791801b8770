"""Lines of the log: on standard error, as text or as one JSON object a line (WIKI_LOG), never with people's words.

An error is told by its kind and the places it came through. Its own sentence is left out, for it may quote a title, a
search or a password; only what the system, SQLite and PostgreSQL number is kept. Calls to log name ids, never texts.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

Facts = Callable[[], Mapping[str, object]]
"""What is known where a line is written: the request's id."""

_DEEPEST = 12  # places of an error that are told, the nearest ones
# The web server quotes what was sent to it: a path, a line that is no request. That ends before the quotation.
_QUOTING = re.compile(r"((?:Invalid request from ip=\S+)|(?:Error handling request))\b.*", re.DOTALL)
_SQLITE_WORDS = re.compile(r"(?:database|disk|attempt|unable|out of|interrupted|not an|file is)[a-z /]{0,60}")


def install(kind: str, facts: Facts = dict) -> None:
    """From here on the log of this process is written so; a second call replaces the first.

    As text, warnings and errors are written; as JSON, also what is done: requests and jobs.
    """
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, Lines)]:
        root.removeHandler(old)
    root.addHandler(Lines(kind, facts))
    logging.getLogger("wiki").setLevel(logging.INFO)


def is_json() -> bool:
    """Whether this process writes JSON."""
    return any(isinstance(one, Lines) and one.kind == "json" for one in logging.getLogger().handlers)


class Lines(logging.Handler):
    """Writes one line a record to standard error, at once and in one piece."""

    def __init__(self, kind: str, facts: Facts = dict) -> None:
        super().__init__(logging.INFO if kind == "json" else logging.WARNING)
        self.kind, self.facts = kind, facts

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record; one that cannot be written is lost."""
        try:
            line = _as_json(record, self.facts()) if self.kind == "json" else _as_text(record, self.facts())
            sys.stderr.write(line + "\n")
            sys.stderr.flush()
        except Exception:  # noqa: BLE001  as every handler of the library does: logging never ends a request
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the library's name
        """Say nothing more: the library would print the record with its words."""


def _as_json(record: logging.LogRecord, known: Mapping[str, object]) -> str:
    line: dict[str, object] = {
        "time": _moment(record).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "from": record.name,
        "event": _message(record),
        **known,
        **getattr(record, "facts", {}),
    }
    if error := _error(record):
        line["error"], line["places"] = described(error), _places(error)
    return json.dumps(line, ensure_ascii=False, default=str)


def _as_text(record: logging.LogRecord, known: Mapping[str, object]) -> str:
    facts = {**known, **getattr(record, "facts", {})}
    shown = "".join(f" {name}={value}" for name, value in facts.items())
    line = (
        f"{_moment(record):%Y-%m-%d %H:%M:%S%z} {record.levelname} {record.name}: {_message(record)}{shown}"
    )
    if error := _error(record):
        line += "".join(f"\n    {place}" for place in _places(error)) + f"\n    {described(error)}"
    return line


def described(error: BaseException) -> str:
    """The kind of an error, with the number that system or database gave it, without its sentence."""
    name = type(error).__name__
    inner = getattr(error, "orig", None)
    if inner is not None:
        state = getattr(inner, "sqlstate", None)
        words = _SQLITE_WORDS.match(str(inner))
        return f"{name} ({state or (words[0].strip() if words else type(inner).__name__)})"
    if isinstance(error, OSError) and error.errno:
        return f"{name} ({error.errno}: {error.strerror})"
    return name


def _message(record: logging.LogRecord) -> str:
    message = record.getMessage()
    return _QUOTING.sub(r"\1", message) if record.name.startswith("gunicorn") else message


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
    return [f"{'/'.join(Path(one.filename).parts[-3:])}:{one.lineno} {one.name}" for one in frames]


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)
