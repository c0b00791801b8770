"""Templates, address rules, statements and static files, compiled once in a process and not for each application.

Each test builds the whole application anew, and compiling took most of the time of a short test.
"""

from collections.abc import Iterator
from functools import cache
from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from wiki.web import assets

MOST_STATEMENTS = 5_000

_build = Rule._compile_builder
_builders: dict[Any, Any] = {}
_parse = Rule._parse_rule
_parsed: dict[str, tuple[Any, ...]] = {}
_statements: LRUCache[Any, Any] = LRUCache(MOST_STATEMENTS)


class _Templates(BytecodeCache):
    """Code of templates by name and text."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[bucket.key, bucket.checksum] = bucket.code


_templates = _Templates()


def _builder(rule: Rule, append_unknown: bool = True) -> Any:
    key = (rule.rule, append_unknown, tuple(rule._trace), tuple((rule.defaults or {}).items()))
    if key not in _builders:
        _builders[key] = _build(rule, append_unknown)
    return _builders[key]


def _parts(rule: Rule, text: str) -> Iterator[Any]:
    if text not in _parsed:
        length = len(rule._trace)
        parts = list(_parse(rule, text))
        _parsed[text] = parts, dict(rule._converters), rule._trace[length:]
    else:
        rule._trace += _parsed[text][2]
    parts, converters, _ = _parsed[text]
    rule._converters.update(converters)
    rule.arguments.update(converters)
    yield from parts


def rules() -> None:
    """Rules of the same text are parsed once and share the function that writes their address."""
    Rule._compile_builder = _builder
    Rule._parse_rule = _parts


def static_files() -> None:
    """A file is compressed once."""
    assets._asset = cache(assets._asset)


def statements(*engines: Engine) -> None:
    """The engines take statements that one of the same kind compiled."""
    for engine in engines:
        engine._compiled_cache = _statements


def _is_same_kind(one: DefaultDialect, other: object) -> bool:
    return type(one) is type(other)


# Statements are kept by the dialect, of which each engine has one.
DefaultDialect.__eq__ = _is_same_kind
DefaultDialect.__hash__ = lambda one: hash(type(one))


def templates(app: Flask) -> None:
    """The application takes templates that another one compiled."""
    app.jinja_env.bytecode_cache = _templates
