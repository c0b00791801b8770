"""The browser's parser and the server's read Markdown alike: the same tokens for the same source.

The fixtures hold sources and their tokens; both parsers are held to them. With WERKBUCH_SAMPLES set, every Markdown file below
it is read by both.
"""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import server_tokens

from wiki.render import frontmatter

HERE = Path(__file__).parent
CASES = json.loads((HERE / "fixtures/dialect.json").read_text("utf-8"))
SPECIFIED = json.loads((HERE.parent / "render/markdown_cases.json").read_text("utf-8"))
NODE = shutil.which("node") or shutil.which("nodejs")

needs_node = pytest.mark.skipif(NODE is None, reason="Node.js is missing: sudo apt install nodejs")


def in_the_browser(sources: dict[str, str], *words: str) -> dict[str, str]:
    """What the browser's parser makes of each source: its tokens, or their hash."""
    lines = "".join(json.dumps(case) + "\n" for case in sources.items())
    command = [str(NODE), str(HERE / "browser_tokens.mjs"), *words]
    answer = subprocess.run(
        command, input=lines, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return dict(json.loads(line) for line in answer.stdout.split("\n") if line)


def test_the_server_gives_the_tokens_of_the_fixtures() -> None:
    wrong = [source for _, source, tokens in CASES if json.loads(server_tokens.of(source)) != tokens]

    assert not wrong


@needs_node
def test_the_browser_gives_the_tokens_of_the_fixtures_and_of_the_specification() -> None:
    expected = {f"{group} {number}": tokens for number, (group, _, tokens) in enumerate(CASES)}
    sources = {f"{group} {number}": source for number, (group, source, _) in enumerate(CASES)}
    for number, (source, _) in enumerate(SPECIFIED):
        sources[f"spec {number}"] = source
        expected[f"spec {number}"] = json.loads(server_tokens.of(source))

    got = {name: json.loads(tokens) for name, tokens in in_the_browser(sources, "--full").items()}

    assert got == expected


@needs_node
@pytest.mark.samples
@pytest.mark.slow
def test_both_parsers_read_every_sample_alike() -> None:
    folder = os.environ.get("WERKBUCH_SAMPLES")
    if not folder:
        pytest.skip("WERKBUCH_SAMPLES is not set")
    sources = {}
    for path in sorted(Path(folder).rglob("*.md"))[:: int(os.environ.get("WERKBUCH_SAMPLES_STEP", "40"))]:
        text = path.read_bytes().decode("utf-8", "replace")
        sources[str(path)] = frontmatter.split(text.removeprefix("\ufeff")).body

    got = in_the_browser(sources)

    wrong = [name for name, source in sources.items() if got[name] != _hash(server_tokens.of(source))]
    assert len(sources) > 100
    assert not wrong


def _hash(tokens: str) -> str:
    return hashlib.sha256(tokens.encode("utf-8", "surrogatepass")).hexdigest()
