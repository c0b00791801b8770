"""The editor's pure scripts, run in Chromium: what the tools do to a text, and our own SHA-256."""

import hashlib

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def editor(page, live_server):
    """A page of the wiki, whose scripts can be imported."""
    page.goto(f"{live_server.url}/login")
    return page


def test_our_own_sha256_is_the_real_one(editor):
    texts = ["", "abc", "ä€😀\u2028", "x" * 55, "x" * 56, "x" * 63, "x" * 64, "y" * 100_001]
    found = editor.evaluate(
        """async texts => {
            const source = document.querySelector('script[type=module]').src;
            const { sha256 } = await import(source.replace('app.js', 'sha256.js'));
            return texts.map(sha256);
        }""",
        texts,
    )
    assert found == [hashlib.sha256(text.encode()).hexdigest() for text in texts]


TOOLS = [
    ("bold", "‹a›", "**‹a›**"),
    ("bold", "**‹a›**", "‹a›"),
    ("bold", "x ‹›", "x **‹text›**"),
    ("italic", "**‹a›**", "***‹a›***"),
    ("italic", "***‹a›***", "**‹a›**"),
    ("code", "‹a›", "`‹a›`"),
    ("code", "x\n‹a\n```\nb›\ny", "x\n‹````\na\n```\nb\n````\n›\ny"),
    ("heading", "a\n‹b›\nc", "a\n‹## b›\nc"),
    ("heading", "‹## b›", "‹### b›"),
    ("heading", "‹### b›", "‹b›"),
    ("list", "‹a\n\nb›", "‹- a\n\n- b›"),
    ("list", "‹- a\n- b›", "‹a\nb›"),
    ("list", "- [ ] a‹›", "- a‹›"),
    ("task", "‹- a\n  - b›", "‹- [ ] a\n  - [ ] b›"),
    ("task", "‹- [x] a›", "‹a›"),
    ("task", "a‹›\nb", "- [ ] a‹›\nb"),
    ("link", "‹a›", "[a](‹address›)"),
    ("link", "‹https://a.example/›", "[‹text›](https://a.example/)"),
    ("table", "a‹›", "a\n\n| ‹Column 1› | Column 2 |\n| --- | --- |\n|  |  |\n"),
]


def selected(case):
    """The text of a case without its marks, and where the selection begins and ends."""
    return [case.replace("‹", "").replace("›", ""), case.index("‹"), case.index("›") - 1]


def test_the_tools_do_what_they_say(editor):
    found = editor.evaluate(
        """async cases => {
            const source = document.querySelector('script[type=module]').src;
            const { applied } = await import(source.replace('app.js', 'editor/markdown.js'));
            const words = { text: "text", address: "address", column: "Column" };
            return cases.map(([tool, text, start, end]) => {
                const change = applied(tool, text, start, end, words);
                const after = text.slice(0, change.start) + change.insert + text.slice(change.end);
                return [after, change.from, change.to];
            });
        }""",
        [[tool, *selected(before)] for tool, before, _ in TOOLS],
    )
    assert found == [selected(after) for _, _, after in TOOLS]
