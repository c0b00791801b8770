"""Size and order of the code (docs/architecture.md): small files, small functions, no hidden debts."""

import ast
import re

import pytest
from sources import ROOT, trees

from wiki import tables  # noqa: F401  all tables are known
from wiki.db import Base

MOST_LINES, MOST_IN_FUNCTION = 400, 40
# Files that wait for their split; an entry that is not needed any more fails.
TOO_LONG: dict[str, str] = {}
SAFE = dict.fromkeys(("_macros/icon.html", "pages/_offers.html", "pages/edit.html"), "our own drawings")


def test_files_are_short() -> None:
    long = {path for path in trees() if len((ROOT / path).read_text("utf-8").splitlines()) > MOST_LINES}
    long |= {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if len(path.read_text("utf-8").splitlines()) > MOST_LINES + 100
    }

    assert long == set(TOO_LONG)


def test_functions_are_short() -> None:
    long = [
        f"{path}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MOST_IN_FUNCTION
    ]

    assert not long


def test_nothing_is_left_to_do_in_a_comment() -> None:
    folders = ("wiki", "templates", "static/js", "static/css", "migrations")
    owed = [
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".js", ".css"}
        and re.search(r"\b(TODO|FIXME|XXX|HACK)\b", path.read_text("utf-8"))
    ]

    assert not owed


def test_only_listed_templates_trust_html() -> None:
    trusting = {
        path.relative_to(ROOT / "templates").as_posix()
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape", path.read_text("utf-8"))
    }

    assert trusting <= set(SAFE)


@pytest.mark.requirement("V1.2.3 V3.4.3 No script and no style stands inside of a page")
def test_templates_hold_no_inline_script_or_style() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path


@pytest.mark.parametrize(
    "mapper",
    sorted(Base.registry.mappers, key=lambda one: one.class_.__name__),
    ids=lambda one: one.class_.__name__,
)
def test_no_relationship_loads_by_accident(mapper) -> None:
    assert [one.key for one in mapper.relationships if one.lazy != "raise_on_sql"] == []
