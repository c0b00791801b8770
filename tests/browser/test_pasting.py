"""What programs put on the clipboard becomes part of the page, and what is copied from it serves other programs.

`clipboards/README.md` tells which of the files in there came from running programs.
"""

import re

import pytest
from pasting import CLIPBOARDS, open_editor, paste_over_all, source
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

_SENTENCE = "Der **Filter** wird *jeden Montag* gewechselt, siehe [den Plan](https://example.org/plan)."
_STEPS = "- Strom abstellen\n  - Schild anbringen\n- Deckel öffnen"
_TABLE = "| Teil | Preis |\n| --- | --- |\n| Riemen | 2,50 € |"
_LINK = "[den Plan](https://example.org/plan)"
_PLAN = "https://example.org/plan?jahr=2026"
_PARTS = (
    "| Teil | Menge | Preis |\n| --- | --- | ---: |\n| Riemen<br>(Gummi \\| Leder) | 2 | 2,50\u00a0€ |\n"
    "|  | 10 | 20,00\u00a0€ |\n| Summe |  | 22,50\u00a0€ |\n"
)
_WORK = "- Strom abstellen\n  - Schild anbringen\n  - Schlüssel **abziehen**\n- Deckel öffnen"
_UNITS = "Für CO<sub>2</sub> auf 20\u00a0m<sup>2</sup> gilt die <mark>Grenze</mark>"
_ARTICLE = (
    "# Wartung der Kühlanlage\n\nDer **Filter** wird *jeden Montag* und ~~nie~~ gewechselt, **keinesfalls** *später*; "
    f"siehe [den Plan]({_PLAN}) oder [die Werkstatt](mailto:werkstatt@example.org).\n\n{_UNITS}.\\\n"
    "Neue Zeile mit `wiki serve` und <kbd>Strg</kbd>.\n\n## Schritte\n\n"
    f"{_WORK}\n\n3. zuerst\n   1. noch davor\n4. danach\n\nTeile\n\n{_PARTS.replace('Summe', '**Summe**')}\n"
    "```sh\nwiki serve \\\n    --port 8000\n```\n\n> Ein Zitat.\n\nSkizze der Anlage\n\nText in einem Kasten\n\n"
    "Noch ein Kasten\n\n<details open>\n<summary>Mehr</summary>\n\nWeitere Hinweise.\n\n</details>\n\n"
    "Begriff\n: Erklärung\n\n---\n\nEnde.\n"
)
EXPECTED = {
    "writer": "# Wartung der Kühlanlage\n\n"
    "Der **Filter** wird *jeden Montag* und ~~nie~~ gewechselt, ***keinesfalls*** später; siehe [den Plan]"
    f"({_PLAN}&woche=47) oder [die Werkstatt](mailto:werkstatt@example.org).\n\n"
    f"{_UNITS.replace(chr(160), ' ')} von vierzig Gramm[^1].\\\nNeue Zeile.\n\n## Schritte\n\n{_WORK}\n\n"
    f"1. zuerst\n   1. noch davor\n2. danach\n\n{_PARTS.replace(chr(160), ' ')}\n"
    "Mitte des Blattes\n\nBild: dahinter.\n\nEnde.\n\n[^1]: Handbuch, Seite 41.\n",
    "calc": "**Bestellungen 2026**\n\n| Teil | Menge | Bestellt am | Preis |\n| --- | ---: | ---: | ---: |\n"
    "| Riemen (groß) | 2 | 16.11.2026 | 1.234,50 € |\n"
    "| [Filter \\| fein](https://example.org/filter?nr=7&art=fein) | 10 | 02.11.2026 | 12,00 € |\n"
    "| *erste Zeile<br>zweite Zeile* |  |  |  |\n| Summe | 12 |  | 1.246,50 € |\n",
    "chromium": _ARTICLE,
    # It leaves the styles of classes behind.
    "firefox": re.sub(r"(~~|\*+)(nie|keinesfalls|später)\1", r"\2", _ARTICLE).replace("| ---: |", "| --- |"),
    "word": f"# Wartung der Anlage\n\n{_SENTENCE}\n\n{_STEPS}\n\n1. zuerst\n2. danach\n\n{_TABLE}\n| Filter |  |\n\nEnde.\n",
    "excel": "| Teil | Anzahl | Preis |\n| --- | ---: | ---: |\n| Riemen | 2 | 2,50 |\n| Filter \\| groß | 10 | 12,00 |\n"
    "|  |  | 14,50 |\n",
    "docs": f"# Wartung der Anlage\n\n{_SENTENCE}\n\n{_STEPS}\n\n{_TABLE}\n",
    "outlook": "Guten Tag,\n\nder **Filter** wird *jeden Montag* gewechselt, siehe "
    f'[den Plan](https://example.org/plan "Plan").\n\n- Strom abstellen\n- Deckel öffnen\n\n{_TABLE}\n',
    "mail": "Hallo Frau Weber,\n\nanbei das Angebot.\n\nViele Grüße\\\nJonas\n\n**Jonas Vogt**\n\nEinkauf\n\n"
    "**Von:** Weber, Maren \\<weber@example.org>\\\n**Gesendet:** Montag, 16. November 2026 09:12\\\n"
    "**An:** Vogt, Jonas\\\n**Betreff:** Angebot\n\n"
    "> Guten Morgen, [hier](https://example.org/angebot) das Angebot.\n\n- Punkt\n\n"
    "| • eins<br>• zwei | 1. a<br>2. b |\n| --- | --- |\n|  |  |\n\nFuß[^1] note\n\n[^1]: Siehe Handbuch.\n",
}
PUT = """text => document.addEventListener("copy", (event) => {
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
}, { capture: true, once: true })"""
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
    page.evaluate(PUT, "**not** bold")
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+Shift+v")
    expect(source(page)).to_have_value("\\*\\*not\\*\\* bold\n")
