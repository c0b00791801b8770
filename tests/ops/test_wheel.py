"""The built wheel runs without a checkout: templates, static files and migrations are inside."""

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("templates", "static", "migrations")
LOOK = """
import sys
from pathlib import Path
import wiki
from wiki import files
assert Path(wiki.__file__).is_relative_to(sys.prefix), wiki.__file__
for name in sys.argv[1:]:
    for path in sorted(files.folder(name).rglob("*")):
        if path.is_file():
            print(name, path.relative_to(files.folder(name)).as_posix())
"""


@dataclass
class Installed:
    python: Path
    source: Path


def run(*command, **options):
    words = [str(word) for word in command]
    done = subprocess.run(words, check=False, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Make an environment that has the wheel, and our dependencies through a .pth file."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    copy = source(folder)
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, copy)
    run(sys.executable, "-m", "venv", "--without-pip", folder / "environment")
    python = folder / "environment" / "bin" / "python"
    run(
        *pip,
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
        "--no-compile",
        next(folder.glob("*.whl")),
    )
    # addsitedir would follow the .pth file of the editable checkout; a plain path does not.
    places = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (places / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Installed(python, copy)


def source(folder):
    """Copy what git would hand out, so that building leaves nothing in the checkout."""
    copy = folder / "source"
    copy.mkdir()
    for name in ("wiki", *FOLDERS):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    return copy


def files_of(copy):
    return {
        f"{name} {path.relative_to(copy / name).as_posix()}"
        for name in FOLDERS
        for path in (copy / name).rglob("*")
        if path.is_file()
    }


@pytest.mark.slow
def test_the_wheel_finds_its_files_outside_of_a_checkout(installed, tmp_path):
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    found = run(installed.python, "-c", LOOK, *FOLDERS, cwd=tmp_path, env=environ).splitlines()
    assert set(found) == files_of(installed.source)


@pytest.mark.slow
def test_the_wheel_brings_the_command(installed, tmp_path):
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    said = run(installed.python.with_name("wiki"), "--help", cwd=tmp_path, env=environ)
    assert "serve" in said
