"""Templates and address rules, compiled once in a process instead of once for each test's application.

Each test builds the whole application anew, and compiling took most of the time of its first request.
"""

from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

_build = Rule._compile_builder
_builders: dict[Any, Any] = {}


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


def rules() -> None:
    """Rules of the same text share the function that writes their address."""
    Rule._compile_builder = _builder


def templates(app: Flask) -> None:
    """The application takes templates that another one compiled."""
    app.jinja_env.bytecode_cache = _templates
