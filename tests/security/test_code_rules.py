"""What the code of the wiki never does, whatever a feature wants."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TREES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"))
    for path in (ROOT / "wiki").rglob("*.py")
}
IMPORTS = {
    "pickle", "marshal", "shelve", "dill", "xml", "lxml", "telnetlib", "ftplib", "random",
}  # fmt: skip
CALLS = {"eval", "exec", "os.system", "os.popen", "yaml.load", "render_template_string", "__import__"}
MAY_IMPORT = {
    "wiki/attachments/office_texts.py": {"xml"},  # expat without document types, in a child process
    "wiki/feeds/atom.py": {"xml"},  # writes only
    "wiki/render/mathml.py": {"xml"},  # writes only
    "wiki/ops/seed.py": {"random"},  # trial pages
    "wiki/ops/seed_texts.py": {"random"},
    "wiki/search/whoosh_snapshot.py": {"pickle"},  # names its errors alone
}
HTML = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment)\b|\beval\(|new Function\("
)
# One file makes HTML from text of the server (trusted types allow no other); the last two are bundles of others.
MAY_WRITE_HTML = {"static/js/html.js"}


def imported(tree: ast.Module) -> set[str]:
    """The packages that a module imports."""
    names = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    names |= {
        node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level
    }
    return {name.split(".")[0] for name in names}


@pytest.mark.requirement("V1.3.2 V1.5.2 Nothing that people send is run as code or unpacked into objects")
@pytest.mark.requirement(
    "V1.5.1 XML that people send is read in one place, without document types, in a child process"
)
@pytest.mark.requirement("V11.5.1 Secrets come from the system's source of randomness")
def test_nothing_dangerous_is_imported_or_called() -> None:
    assert {one for one in sys.stdlib_module_names if one in IMPORTS} >= {"pickle", "xml"}
    for path, tree in TREES.items():
        assert imported(tree) & IMPORTS <= MAY_IMPORT.get(path, set()), path
        called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert not called & CALLS, path


@pytest.mark.requirement("V1.2.5 Programs are started with a list of words, never through a shell")
def test_no_shell_is_started() -> None:
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                starts = ast.unparse(node.func).startswith("subprocess.")
                assert not starts or "shell" not in {one.arg for one in node.keywords}, (
                    f"{path}:{node.lineno}"
                )


@pytest.mark.requirement("V3.2.2 Scripts write text as text")
def test_scripts_write_html_in_one_place_alone() -> None:
    scripts = sorted((ROOT / "static/js").rglob("*.js")) + sorted((ROOT / "static/editor").rglob("*.js"))
    assert len(scripts) > 10
    found = {path.relative_to(ROOT).as_posix() for path in scripts if HTML.search(path.read_text("utf-8"))}

    assert found <= MAY_WRITE_HTML
