"""What the editor keeps: the library that is in the bundle, run by Node over pages and cases of its own.

`make roundtrip` does the same with every Markdown file of WERKBUCH_SAMPLES.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NODE = shutil.which("node") or shutil.which("nodejs")

pytestmark = pytest.mark.skipif(NODE is None, reason="Node.js is missing: sudo apt install nodejs")


def test_pages_come_back_byte_by_byte_and_edits_touch_nothing_else() -> None:
    command = [str(NODE), str(HERE / "roundtrip.mjs"), "--edits=2", str(HERE / "fixtures/pages")]

    told = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")

    assert told.returncode == 0, told.stdout + told.stderr


def test_the_cases_of_the_library_hold() -> None:
    command = [str(NODE), "--test", str(HERE / "library.test.mjs")]

    told = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")

    assert told.returncode == 0, told.stdout + told.stderr
