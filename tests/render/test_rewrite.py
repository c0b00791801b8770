import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.render import pipeline
from wiki.render.rewrite import Address, Labelled, addresses, rewrite, rewritten

FIXTURES = (
    "[a](b.md)",
    "[a](<b c.md> 'title')\n",
    '![pic](bild%20eins.png "t")',
    "[![p](a.png)](seite#abschnitt)",
    "[[Alt]] [[Alt|Text]] [[hr:Urlaub#Antrag]] [[#hier]] [[ Alt ]]",
    "| a | b |\n|---|---|\n| [[Alt\\|Text]] | [[Alt]] `x \\| y` [c](d.md) |\n| [c](d.md) | [c](d.md) |",
    "> [!NOTE] Titel [a](b)\n> [c](d)\n> mehr [e](f)",
    "> [!TIP]\n> [c](d)",
    "- [ ] [a](b)\n\n\t[c](d)\n\t- tief [e](f)\n  weich [g](h)",
    "`[a](b)` ``[[x]]``\n\n    [a](b)\n\n```\n[a](b)\n```\n<!-- [a](b) -->\n\\[a](b)",
    "---\ntitle: x\n---\n# [a](b) #\n\n[c](d)\n===\n",
    "Text[^1] [a][1] [b] ![c][1]\n\n[^1]: Note [x](y)\n\n    [z](w)\n\n[1]: ziel.md 'Titel'\n[b]:\n  <zwei drei.md>\n",
    "Begriff [a](b)\n: Erklärung [c](d)\n\n  [e](f)\n",
    "<details><summary>[a](b)</summary>\n[c](d) <summary>[e](f)</summary>\n</details>",
    "[a](b)\r\n[c](d)\r> [e](f)\r\n> [g](h)\n\0 [i](j)",
    "[x](https://example.org/a?b=1#c) <https://example.org> https://example.org [m](mailto:a@b.de)",
    "[js](javascript:x) [leer]() [oben](#oben) [q](seite?x=1#y)",
    "[a\nb](c.md)\n[a](\nd.md\n'titel')",
    "* [a](b)\n> [c][d]\n>\n> [d]:\n> ziel.md\n",
)

_PIECES = [
    "[[",
    "]]",
    "[",
    "]",
    "](",
    "(",
    ")",
    "<",
    ">",
    "b.md",
    "bild.png",
    "a",
    "|",
    "\\",
    "`",
    "#x",
    "!",
    "[x]",
    "[^1]",
    "ü",
    "é",
    "<!--",
    "-->",
    "~~~",
    "*",
    "**",
    "&amp;",
    "%20",
    "'t'",
    "$&",
    "<details>",
    "</details>",
    "<summary>",
    "</summary>",
    "[a](b)",
    "[[A|b]]",
    "[[hr:A#b]]",
]
_BLANKS = (
    " ",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "    ",
    "\t",
    "> ",
    "- ",
    "1. ",
    "# ",
    "[x]: ",
    "[^1]: ",
    ": ",
    "\0",
)
_LINES = ("|---|---|\n", "| a | b |\n", "---\n", "[!NOTE] ")
sources = st.lists(st.sampled_from((*_PIECES, *_BLANKS, *_LINES)), max_size=30).map("".join)


def seen(source):
    return {
        (one.kind, one.target, one.space, one.fragment) for one in addresses(source) if one.kind != "external"
    }


def rendered(source):
    links = pipeline.render(source).links
    return {(one.kind, one.target, one.space, one.fragment) for one in links}


def itself(address: Address) -> str:
    space = f"{address.space}:" if address.kind == "wiki" and address.space else ""
    return space + address.target


@pytest.mark.parametrize("source", FIXTURES)
def test_what_is_a_link_for_the_renderer_is_one_here(source):
    assert seen(source) == rendered(source)


@given(sources)
def test_no_address_is_seen_that_the_renderer_does_not_see(source):
    assert seen(source) <= rendered(source)


@pytest.mark.parametrize("source", FIXTURES)
def test_rewriting_every_target_to_itself_changes_nothing(source):
    assert rewrite(source, itself) == source
    assert rewrite(source, lambda address: address.raw) == source
    assert rewrite(source, lambda address: None) == source


@given(sources)
def test_rewriting_any_text_to_itself_changes_nothing(source):
    assert rewrite(source, itself) == source


@given(sources)
def test_new_targets_are_what_the_renderer_reads_afterwards(source):
    def change(address):
        return {"wiki": "Neu", "path": "neu/ort (1).md", "file": "neu 1.pdf", "image": "neu ü.png"}.get(
            address.kind
        )

    after = rewrite(source, change)

    new = {"Neu", "neu/ort (1).md", "neu 1.pdf", "neu ü.png"}
    old_count = len(addresses(source))
    changed = [one.target for one in addresses(after) if one.kind != "external"]
    assert len(addresses(after)) == old_count
    assert set(changed) <= new


@given(sources)
def test_the_document_of_a_rewritten_source_renders_as_the_source_does(source):
    new = {
        "wiki": "Neu",
        "path": "neu/ort (1).md",
        "file": "neu.pdf",
        "image": "neu ü.png",
        "external": "https://ä.de/ b",
    }

    after = rewritten(source, lambda address: new[address.kind])

    if after.document is not None:
        assert pipeline.of_document(after.document, after.front) == pipeline.render(after.source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[[Text|Ordner/Alt]]", "[[Neu|Text]]"),
        ("| x |\n|---|\n| [[Text\\|Ordner/Alt]] y |", "| x |\n|---|\n| [[Neu\\|Text]] y |"),
    ],
)
def test_target_and_label_of_a_wiki_link_can_be_replaced_together(source, expected):
    assert (
        rewrite(
            source, lambda address: Labelled("Neu", address.raw) if address.label == "Ordner/Alt" else None
        )
        == expected
    )


@pytest.mark.parametrize(
    ("source", "new", "expected"),
    [
        ("[[Alt]]", "Neu", "[[Neu|Alt]]"),
        ("[[Alt|Text]]", "Neu", "[[Neu|Text]]"),
        ("[[Alt#Teil]]", "hr:Neu", "[[hr:Neu#Teil|Alt#Teil]]"),
        ("[[Alt]]", "C#", "[[Alt]]"),
        ("[[Alt]]", "a|b", "[[Alt]]"),
        ("| x |\n|---|\n| [[Alt]] |", "Neu", "| x |\n|---|\n| [[Neu\\|Alt]] |"),
        ("| x |\n|---|\n| [[Alt\\|Text]] |", "Neu", "| x |\n|---|\n| [[Neu\\|Text]] |"),
        ("[a](alt.md#teil 'Titel')", "neu", "[a](neu#teil 'Titel')"),
        ("[a](alt.md?x=1)", "neu", "[a](neu)"),
        ("[a](<alt eins.md>)", "neu zwei.md", "[a](<neu%20zwei.md>)"),
        ("[a](alt.md)", "Größe & Co/100% (neu).md", "[a](Größe%20%26%20Co/100%25%20%28neu%29.md)"),
        ("[a](alt.md)", "https://example.org/a b#c", "[a](https://example.org/a%20b#c)"),
        ("![a](alt.png)", "bild.png", "![a](bild.png)"),
        ("[a][x]\n\n[x]: alt.md 'Titel'", "neu", "[a][x]\n\n[x]: neu 'Titel'"),
        ("> a [x]\n>\n> [x]:\r\n> <alt.md>\r\n", "neu", "> a [x]\n>\n> [x]:\r\n> <neu>\r\n"),
        ("[a](alt)\r\n\te\u0301 `[a](alt)`", "neu", "[a](neu)\r\n\te\u0301 `[a](alt)`"),
    ],
)
def test_only_the_target_of_a_link_is_replaced(source, new, expected):
    assert rewrite(source, lambda address: new) == expected


def test_a_definition_that_a_link_and_an_image_use_changes_only_if_both_agree():
    source = "[a][x] ![b][x]\n\n[x]: bild.png"

    assert rewrite(source, lambda address: "neu.png" if address.kind == "image" else None) == source
    assert rewrite(source, lambda address: "neu.png").endswith("[x]: neu.png")


def test_a_page_too_deep_to_parse_is_left_alone():
    source = "[" * 3_000 + "a" + "](b)" * 300

    assert rewrite(source, lambda address: "neu") is not None


@pytest.mark.samples
@pytest.mark.slow
def test_real_pages_give_the_same_links_as_their_renderings():
    if not os.environ.get("WERKBUCH_SAMPLES"):
        pytest.skip("WERKBUCH_SAMPLES names no folder")
    samples = Path(os.environ["WERKBUCH_SAMPLES"])

    files = [*samples.glob("handbook-sourcegraph/**/*.md"), *samples.glob("wiki-freifunk-bremen/**/*.md")]

    assert len(files) > 1200
    for file in files[::4]:
        source = file.read_bytes().decode("utf-8", "replace")
        assert seen(source) == rendered(source), file
        assert rewrite(source, itself) == source, file
