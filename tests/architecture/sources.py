"""The project's own code as syntax trees, for the tests of the architecture."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def trees() -> dict[str, ast.Module]:
    """Every module of the package by its path, like `wiki/pages/tree.py`."""
    paths = sorted((ROOT / "wiki").rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in paths}


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last part of the called name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            yield name, node


def names(nodes: list[ast.expr]) -> set[str]:
    """All plain names inside the expressions."""
    return {one.id for node in nodes for one in ast.walk(node) if isinstance(one, ast.Name)}
