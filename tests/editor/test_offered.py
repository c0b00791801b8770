"""What the editor finds by what is typed, run by Node on the bundle."""

import shutil
import subprocess
from pathlib import Path

import pytest

NODE = shutil.which("node") or shutil.which("nodejs")

pytestmark = pytest.mark.skipif(NODE is None, reason="Node.js is missing: sudo apt install nodejs")


def test_what_is_typed_finds_what_is_meant() -> None:
    command = [str(NODE), "--test", str(Path(__file__).parent / "offers.test.mjs")]

    told = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")

    assert told.returncode == 0, told.stdout + told.stderr
