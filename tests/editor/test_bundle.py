"""The bundles that are committed were made from the sources beside them, and hold nothing whose licence is not told."""

import gzip
import hashlib
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DIST = ROOT / "static/dist"
LARGEST, LARGEST_RAW = 170 * 1024, 180 * 1024


def test_the_bundles_are_as_new_as_their_sources() -> None:
    noted = dict(
        reversed(line.split("  ", 1)) for line in (DIST / "SOURCES.txt").read_text("utf-8").splitlines()
    )

    now = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in noted}

    assert now == noted, "the sources changed: run `make assets`"
    own = {str(path.relative_to(ROOT)) for path in (ROOT / "static/editor").rglob("*.js")}
    assert own <= set(noted), "a file of static/editor is in no bundle"


def test_every_package_in_the_bundles_tells_its_licence() -> None:
    text = (DIST / "LICENSES.txt").read_text("utf-8")
    told = {part.split(" ", 1)[0]: part for part in map(str.strip, text.split("-" * 80))}

    assert {"markdown-it", "prosemirror-model", "prosemirror-view", "mermaid", "@codemirror/view"} <= set(
        told
    )
    assert not [name for name, part in told.items() if "(see below)" in part and "MIT" not in part]


@pytest.mark.parametrize(("bundle", "largest"), [("editor.js", LARGEST), ("raw.js", LARGEST_RAW)])
def test_the_editors_are_small_enough_for_a_slow_line(bundle: str, largest: int) -> None:
    assert len(gzip.compress((DIST / bundle).read_bytes(), 9)) <= largest


@pytest.mark.slow
def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    if not (ROOT / "node_modules/esbuild").exists():
        pytest.skip("the packages are not installed: `make assets` does so")
    subprocess.run(["node", "static/build.mjs", str(tmp_path)], cwd=ROOT, check=True)

    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made.keys() == {path.name for path in DIST.iterdir()}
    assert not [name for name in made if made[name] != (DIST / name).read_bytes()]
