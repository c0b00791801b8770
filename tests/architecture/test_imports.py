"""Imports go one way: the contracts of pyproject.toml hold, and each of them can fail."""

import ast
import contextlib
import io
import tomllib

from importlinter import cli
from sources import ROOT, trees

# The files of a feature that speak HTTP; everything else below `web` is free of it.
EDGE = {
    "views.py",
    "screens.py",
    "past.py",
    "moving.py",
    "editing.py",
    "draft_views.py",
    "edit_forms.py",
    "conflicts.py",
    "recovery.py",
    "serving.py",
    "settings_views.py",
    "setup_views.py",
    "destinations.py",
    "browsers.py",
}
WIRING = {"wiki/admin/audit_words.py", "wiki/app.py", "wiki/cli.py", "wiki/serve.py"}


def test_the_import_contracts_hold() -> None:
    said = io.StringIO()
    with contextlib.chdir(ROOT), contextlib.redirect_stdout(said):
        code = cli.lint_imports(no_cache=True)

    assert code == 0, said.getvalue()


def test_every_contract_speaks_of_modules_that_exist() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    modules = {path.removesuffix(".py").replace("/", ".").removesuffix(".__init__") for path in trees()}
    contracts = config["tool"]["importlinter"]["contracts"]

    named = {
        one
        for contract in contracts
        for key in ("source_modules", "modules")
        for one in contract.get(key, [])
    }
    assert not {one for one in named if "*" not in one} - modules
    assert len(contracts) >= 6


def test_only_the_edge_and_the_web_know_flask() -> None:
    knowing = set()
    for path, tree in trees().items():
        imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imported |= {
            one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names
        }
        if any(
            name.split(".")[0] in {"flask", "werkzeug", "flask_login"} or name.startswith("wiki.web")
            for name in imported
        ):
            knowing.add(path)

    below = {
        path for path in knowing if not path.startswith("wiki/web/") and path.rpartition("/")[2] not in EDGE
    }
    assert not below - WIRING
