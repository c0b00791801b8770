"""Facts about Makefile, requirements and .ci/run that no run of them would show."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ["requirements.txt", "requirements-dev.txt", "requirements-build.txt"]


def make(*words, folder=ROOT, **variables):
    """Run make with a bare environment, so that only the programs of a test are found."""
    environ = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **variables}
    command = ["make", *words]
    return subprocess.run(command, check=False, cwd=folder, env=environ, capture_output=True, text=True)


def pins(name):
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", REQUIREMENTS)
@pytest.mark.requirement("V15.2.4 Every library is pinned by its hash")
def test_requirements_name_no_registry_and_pin_each_package_with_hashes(name):
    text = (ROOT / name).read_text()
    assert not re.search(r"://|index-url|find-links|trusted-host", text)
    blocks = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    for block in filter(None, blocks):
        assert re.match(r"[a-z0-9-]+==\S+", block), block
        assert "--hash=sha256:" in block, block


def test_all_requirements_fit_into_one_environment():
    used, dev, build = (pins(name) for name in REQUIREMENTS)
    assert used.items() <= dev.items()
    assert {name: version for name, version in build.items() if name in dev}.items() <= dev.items()


def test_the_build_backend_is_the_pinned_one():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["build-system"]["requires"] == [
        f"hatchling=={pins('requirements-build.txt')['hatchling']}"
    ]


def test_every_dependency_of_the_project_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.match(r"[A-Za-z0-9-]+", one)[0].lower() for one in wanted}
    assert names <= pins("requirements-dev.txt").keys()


def test_make_alone_lists_the_commands():
    listed = make().stdout
    for target in ("install", "run", "test", "test-quick", "lint", "format", "bench", "pins", "clean"):
        assert f"make {target} " in listed


def test_make_run_installs_and_then_serves(tmp_path):
    planned = make("--dry-run", "run", folder=checkout(tmp_path)).stdout
    assert (
        planned.index("-m venv") < planned.index("--require-hashes") < planned.index(".venv/bin/wiki serve")
    )


def test_an_installed_environment_is_left_alone_until_the_pins_change(tmp_path):
    folder = checkout(tmp_path)
    for name in ("python", "../.installed"):
        place = folder / ".venv" / "bin" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    unchanged = make("install", folder=folder)
    newer = (folder / ".venv" / ".installed").stat().st_mtime + 10
    os.utime(folder / "requirements.txt", (newer, newer))
    changed = make("--dry-run", "install", folder=folder)
    assert "Nothing to be done" in unchanged.stdout
    assert "--require-hashes" in changed.stdout


def test_without_a_fitting_python_there_is_one_clear_line(tmp_path):
    said = make("install", "PYTHON=python-that-is-not-there", folder=checkout(tmp_path))
    first, *rest = said.stderr.splitlines()
    assert first == "Werkbuch needs Python 3.11, 3.12 or 3.13; none of these is one: python-that-is-not-there"
    assert all(line.startswith("make:") for line in rest)


def test_without_venv_the_line_names_the_package_to_install(tmp_path):
    bare = tmp_path / "bare-python"
    bare.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; esac\n')
    bare.chmod(0o755)
    said = make("install", f"PYTHON={bare}", folder=checkout(tmp_path))
    assert "sudo apt install python3-venv" in said.stderr.splitlines()[0]


def test_the_checking_script_is_bash_without_mistakes():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0


def checkout(tmp_path):
    """A folder with what the Makefile looks at, without an environment."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", *REQUIREMENTS):
        (folder / name).write_bytes((ROOT / name).read_bytes())
        os.utime(folder / name, (1, 1))
    return folder
