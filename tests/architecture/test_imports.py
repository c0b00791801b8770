"""Imports go one way: the contracts of pyproject.toml hold, and each of them can fail."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

from sources import ROOT, trees

# The files of a feature that speak HTTP; everything else below `web` is free of it.
EDGE = {
    "views.py",
    "screens.py",
    "past.py",
    "moving.py",
    "editing.py",
    "drawing.py",
    "place_screens.py",
    "edit_forms.py",
    "conflicts.py",
    "recovery.py",
    "serving.py",
    "receiving.py",
    "guest_screens.py",
    "destinations.py",
    "browsers.py",
}
WIRING = {
    "wiki/admin/audit_words.py",
    "wiki/admin/audit_facts.py",
    "wiki/admin/audit_export.py",
    "wiki/admin/commands.py",
    "wiki/feeds/words.py",
    "wiki/app.py",
    "wiki/cli.py",
    "wiki/serve.py",
}


def test_the_import_contracts_hold() -> None:
    # In a process of its own: the linter sets up logging for the whole process.
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


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
        path
        for path in knowing
        if not path.startswith("wiki/web/") and not path.endswith("_views.py") and Path(path).name not in EDGE
    }
    assert not below - WIRING
