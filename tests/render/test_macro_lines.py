"""Macros and transclusions stand on lines of their own; everything else between braces stays text."""

import pytest

from wiki.render.pipeline import render
from wiki.render.rewrite import rewrite


@pytest.mark.parametrize(
    "text",
    ["{{7*7}}", "{{unknown}}", "a {{children}}", "`{{children}}`", "    {{children}}", "```\n{{children}}\n```", "{{children", "{{children}} b", "{{:wiki:logo.png?200|Logo}}", "x ![[Page]]", "![[#own]]", "![[]]", "![[a]", "\\![[Page]]"],
)  # fmt: skip
def test_what_is_no_macro_stays_text(text: str) -> None:
    rendering = render(text)

    assert rendering.macros == ()
    assert "macros" not in rendering.has


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("{{children}}", "children", ""),
        ("{{ Unterseiten 2 }}", "children", "2"),
        ("text\n{{changes everywhere}}\ntext", "changes", "everywhere"),
        ("- {{Inhalt}}", "contents", ""),
        ("> {{pages where a = b}}", "pages", "where a = b"),
    ],
)
def test_a_macro_is_known_by_both_names(text: str, name: str, arguments: str) -> None:
    [macro] = render(text).macros

    assert (macro.name, macro.arguments) == (name, arguments)


def test_a_transclusion_is_a_reference_that_renaming_finds() -> None:
    source = "---\na: 1\n---\n![[Old#Part|x]]\r\n> ![[Old]]\n\n`![[Old]]`\n![[Old]]"
    rendering = render(source)

    assert [(link.target, link.fragment) for link in rendering.links] == [("Old", "part"), ("Old", None)]
    assert [macro.link for macro in rendering.macros] == [0, 1, 1]
    changed = rewrite(source, lambda address: "New Name" if address.target == "Old" else None)
    assert changed == source.replace("![[Old", "![[New Name").replace("`![[New Name]]`", "`![[Old]]`")


def test_an_image_may_be_named_like_a_page() -> None:
    rendering = render("![[my plan.png]]\n\n![[plan.png|300]]\n")

    assert [(link.kind, link.target) for link in rendering.links] == [
        ("image", "my plan.png"),
        ("image", "plan.png"),
    ]
    assert rendering.macros == ()


def test_a_page_holds_fifty_macros_at_most() -> None:
    rendering = render("{{children}}\n\n" * 60)

    assert len(rendering.macros) == 50
    assert rendering.html.count("<p>{{children}}</p>") == 10
