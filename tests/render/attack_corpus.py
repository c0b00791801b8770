"""The attack corpus: our own cases, and larger public ones from the folder WERKBUCH_SAMPLES."""

import json
import os
import re
from pathlib import Path

import pytest

OWN = {
    f"{file.stem}-{number}": case
    for file in sorted((Path(__file__).parent / "attacks").glob("*.json"))
    for number, case in enumerate(json.loads(file.read_text())["cases"])
}


def samples(*parts: str) -> Path:
    """A path below WERKBUCH_SAMPLES; skips the test when there is none."""
    folder = os.environ.get("WERKBUCH_SAMPLES")
    if not folder:
        pytest.skip("set WERKBUCH_SAMPLES to the folder of sample data to run this test")
    path = Path(folder).joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the samples have no {'/'.join(parts)}")
    return path


def public_attacks() -> list[str]:
    purify = json.loads(samples("adversarial-dompurify", "data", "expect.json").read_text())
    found = [case["payload"] for case in purify]
    found += json.loads(samples("naughty-strings", "data", "blns.json").read_text())
    payloads = samples("xss-payloadbox", "data", "Intruder", "xss-payload-list.txt")
    found += payloads.read_text(errors="replace").splitlines()
    for demo in sorted(samples("adversarial-dompurify", "data", "demos").glob("*.html")):
        found += re.split(r"\n{2,}", demo.read_text())
    return found
