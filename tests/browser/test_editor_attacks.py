"""Nothing of an attack runs in the visual editor, whether it was loaded, pasted or typed.

The project's own cases always; with WERKBUCH_SAMPLES all of the collections below it, which are made for this.
"""

import json
import os
import re
from pathlib import Path

import pytest
from pasting import open_editor, paste, source
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

ATTACKS = Path(__file__).parents[1] / "render/attacks"
AT_ONCE = 60  # attacks in one paste

# What an attack would do to get anywhere: nodes and attributes that run, and the ways from text to code.
LISTEN = """() => {
    window.harm = [];
    const RUNS = /^(?:script|iframe|object|embed|form|meta|link|base|style)$/i;
    const look = (element) => {
        if (!element.closest?.(".ProseMirror")) return;
        if (RUNS.test(element.localName)) window.harm.push(element.outerHTML.slice(0, 200));
        for (const { name, value } of element.attributes) {
            const leads = /^(?:(?:xlink:)?href|src|action|formaction|data)$/i.test(name) && /^[\\s\\u0000-\\u001f]*(?:javascript|vbscript|data):/i.test(value);
            const isCode = /^on/i.test(name) || name === "srcdoc" || leads;
            if (isCode) window.harm.push(`${name}=${value.slice(0, 200)}`);
        }
    };
    new MutationObserver((all) => {
        for (const { target, addedNodes } of all) {
            if (target.nodeType === 1) look(target);
            for (const node of addedNodes) if (node.nodeType === 1) for (const one of [node, ...node.querySelectorAll("*")]) look(one);
        }
    }).observe(document, { subtree: true, childList: true, attributes: true });
    for (const name of ["open", "alert", "confirm", "prompt"]) window[name] = (text) => window.harm.push(`${name} ${text}`);
    document.write = document.writeln = (text) => window.harm.push(`write ${text}`);
}"""


def listened(live_server, page: Page) -> list[str]:
    """The addresses outside of the wiki that the page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda one: None if one.url.startswith(live_server.url) else asked.append(one.url))
    page.evaluate(LISTEN)
    return asked


def attacked(page: Page, attacks: list[str], *, typed: int) -> None:
    """Paste them as HTML and as text, type some, and have what came of it written and read again."""
    text = page.locator(".visual-text")
    for start in range(0, len(attacks), AT_ONCE):
        some = attacks[start : start + AT_ONCE]
        text.focus()
        page.keyboard.press("Control+a")
        paste(page, "\n<p>next</p>\n".join(some), "x")
        page.keyboard.press("Control+End")
        paste(page, "", "\n\n".join(some))
    text.focus()
    page.keyboard.press("Control+End")
    for one in attacks[:: max(len(attacks) // typed, 1)]:
        page.keyboard.press("Enter")
        page.keyboard.insert_text(re.sub(r"\s+", " ", one)[:300])
        page.keyboard.type(" ")
    page.keyboard.press("Control+Home")
    page.keyboard.type("Written. ")
    expect(source(page)).to_have_value(re.compile("Written"))


def harmless(page: Page, asked: list[str]) -> None:
    assert page.evaluate("window.harm") == []
    assert asked == []
    assert page.locator(".visual-text").is_visible()


# They take the place of what the DOM itself is asked for.
CLOBBERING = [
    "<form><input name=nodeName><input id='childNodes'>x</form>",
    "<img name=body><form name=body>y</form>",
]


def own_cases() -> list[str]:
    files = [json.loads(path.read_text("utf-8")) for path in sorted(ATTACKS.glob("*.json"))]
    return [
        case if isinstance(case, str) else json.dumps(case) for file in files for case in file["cases"]
    ] + CLOBBERING


def test_nothing_of_an_attack_runs_in_the_editor(live_server, open_page) -> None:
    attacks = own_cases()
    page = open_editor(live_server, open_page(visual=True), "\n\n".join(attacks[::3]) + "\n")
    asked = listened(live_server, page)

    attacked(page, attacks, typed=12)

    harmless(page, asked)


@pytest.mark.samples
@pytest.mark.slow
def test_nothing_of_the_collections_runs_in_the_editor(live_server, open_page, watch) -> None:
    folder = os.environ.get("WERKBUCH_SAMPLES")
    if not folder:
        pytest.skip("WERKBUCH_SAMPLES is not set")
    attacks = [*collected(Path(folder))]
    assert len(attacks) > 3_000
    for stopped in ("Content Security Policy", "CSP "):  # broken tags are read and refused, not run
        watch.allow(stopped)
    page = open_editor(live_server, open_page(visual=True), "\n\n".join(attacks[::40]) + "\n")
    asked = listened(live_server, page)

    attacked(page, attacks, typed=100)

    harmless(page, asked)


def collected(folder: Path):
    """Each attack of the collections as a text."""
    listed = folder / "xss-payloadbox/data/Intruder/xss-payload-list.txt"
    yield from filter(str.strip, listed.read_text("utf-8", "replace").splitlines())
    yield from json.loads((folder / "naughty-strings/data/blns.json").read_text("utf-8"))
    for case in json.loads((folder / "adversarial-dompurify/data/expect.json").read_text("utf-8")):
        yield case["payload"] if isinstance(case, dict) else str(case)
