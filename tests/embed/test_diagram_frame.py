"""The frame that draws diagrams: sandboxed, self-contained, built from pinned packages."""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "static" / "dist"


def test_the_frame_may_run_its_own_script_and_nothing_else(world) -> None:
    answer = world.browser().get("/embed/diagram", headers={"Accept-Encoding": "gzip"})
    plain = world.browser().get("/embed/diagram")

    assert gzip.decompress(answer.data) == plain.data
    [script] = re.findall(r"<script>(.*?)</script>", plain.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; sandbox allow-scripts; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    assert answer.headers.getlist("Content-Security-Policy") == [policy]
    assert script.strip() == (DIST / "diagram.js").read_text(encoding="utf-8").strip()
    assert not re.search(r"<!--|</?script", script)
    again = world.browser().get("/embed/diagram", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_other_pages_may_hold_frames_of_the_wiki_alone(world) -> None:
    policy = world.browser().get("/login").headers["Content-Security-Policy"]

    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_the_bundle_is_made_of_exactly_pinned_packages_with_their_licences() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    licences = (DIST / "LICENSES.txt").read_text(encoding="utf-8")

    assert all(re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", one) for one in package["devDependencies"].values())
    assert not [name for name, one in lock["packages"].items() if "resolved" in one]
    assert all("integrity" in one for name, one in lock["packages"].items() if name)
    assert f"mermaid {package['devDependencies']['mermaid']} (MIT)" in licences
    assert licences.count("-" * 80) > 20
