"""What programs put on the clipboard becomes part of the page, and what is copied from it serves other programs.

The files in clipboards/: `writer` and `calc` are what LibreOffice 7.4 makes of texts of ours, `page` is of the form that
Chromium gives; the others are written anew after the forms that their makers document.
"""

import pytest
from pasting import CLIPBOARDS, open_editor, paste_over_all, source
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

_SENTENCE = "Der **Filter** wird *jeden Montag* gewechselt, siehe [den Plan](https://example.org/plan)."
_STEPS = "- Strom abstellen\n  - Schild anbringen\n- Deckel öffnen"
_TABLE = "| Teil | Preis |\n| --- | --- |\n| Riemen | 2,50 € |"
_BOLD_TABLE = _TABLE.replace("Teil", "**Teil**").replace("Preis", "**Preis**")
_RIGHT_TABLE = "| Teil | Preis |\n| --- | ---: |\n| Riemen | 2,50 € |"
_LINK = "[den Plan](https://example.org/plan)"
EXPECTED = {
    "writer": "# Wartung der Anlage\n\n"
    f"Der **Filter** wird *jeden Montag* und ~~nie~~ gewechselt, siehe {_LINK}.\n\n## Schritte\n\n"
    f"{_STEPS}\n\n1. zuerst\n2. danach\n\n{_TABLE.replace('Teil', '**Teil**')}\n\nEnde.\n",
    "calc": "| Teil | Anzahl | Preis |\n| --- | ---: | --- |\n| Riemen | 2 | 2,50 |\n| Filter \\| groß | 10 | 12 |\n",
    "word": f"# Wartung der Anlage\n\n{_SENTENCE}\n\n{_STEPS}\n\n1. zuerst\n2. danach\n\n{_BOLD_TABLE}\n\nEnde.\n",
    "excel": "| Teil | Anzahl | Preis |\n| --- | ---: | ---: |\n| Riemen | 2 | 2,50 |\n| Filter \\| groß | 10 | 12,00 |\n"
    "|  |  | 14,50 |\n",
    "docs": f"# Wartung der Anlage\n\n{_SENTENCE}\n\n{_STEPS}\n\n{_BOLD_TABLE}\n",
    "outlook": "Guten Tag,\n\nder **Filter** wird *jeden Montag* gewechselt, siehe "
    f'[den Plan](https://example.org/plan "Plan").\n\n- Strom abstellen\n- Deckel öffnen\n\n{_TABLE}\n',
    "page": f"## Wartung der Anlage\n\nDer **Filter** wird gewechselt, siehe {_LINK}.\n\n"
    f"{_STEPS}\n\n```\nwiki serve --port 8000\n```\n\n{_RIGHT_TABLE}\n",
}
COPY = """() => {
    const data = new DataTransfer();
    const place = document.querySelector(".ProseMirror");
    place.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
    return { html: data.getData("text/html"), plain: data.getData("text/plain") };
}"""


def test_texts_of_other_programs_keep_tables_lists_bold_and_links(live_server, open_page) -> None:
    page = open_editor(live_server, open_page(visual=True), "Begin.\n")

    for name, markdown in EXPECTED.items():
        paste_over_all(page, (CLIPBOARDS / f"{name}.html").read_text("utf-8"), "plain")
        expect(source(page), name).to_have_value(markdown)
        expect(page.get_by_role("alert"), name).to_have_count(0)


def test_plain_text_is_read_as_markdown_unless_it_shall_stay_plain_and_copies_serve_others(
    live_server, open_page
) -> None:
    page = open_editor(live_server, open_page(visual=True), "Begin.\n")
    markdown = "## Plan\n\n- [ ] *first*\n\n| a |\n| --- |\n| b |\n\n> [!NOTE] Mind\n> the gap\n"

    paste_over_all(page, "", markdown)
    expect(source(page)).to_have_value(markdown)
    page.keyboard.press("Control+a")
    copied = page.evaluate(COPY)
    assert copied["plain"] == markdown.rstrip("\n")
    for piece in (">Plan</h2>", "<em>first</em>", "<table>", "<th", "<li"):
        assert piece in copied["html"]
    page.keyboard.down("Control")
    page.keyboard.down("Shift")
    page.keyboard.press("v")
    paste_over = "**not** bold"
    page.evaluate(
        """text => {
        const data = new DataTransfer();
        data.setData("text/plain", text);
        const place = document.querySelector(".ProseMirror");
        place.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }""",
        paste_over,
    )
    page.keyboard.up("Shift")
    page.keyboard.up("Control")
    expect(source(page)).to_have_value("\\*\\*not\\*\\* bold\n")
