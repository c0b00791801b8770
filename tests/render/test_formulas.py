"""Formulas become MathML by a list of what may be written; money and shell variables stay text."""

import re

import attack_corpus
import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.render import mathml
from wiki.render.pipeline import render

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


def formulas(source: str) -> list[tuple[str, bool]]:
    return [(one.source, one.is_block) for one in render(source).formulas]


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $6", "US$ 5 or A$", "$HOME/bin:$PATH", "$20,000-$30,000", "a$b$c", "$ x $", "$((", "`$x$`",
        r"\$x\$", "    $x$", "$$\nno end\n\nb", "$$", "$$ $$", "```\n$x$\n```", "[a](b$c) [d](e$f)",
        "$a</b>$", "$" + "a" * 500 + "$",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_formula_stays_text(text: str) -> None:
    assert formulas(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a $x^2$, ($y$)", [("x^2", False), ("y", False)]),
        (r"$a\$b$", [(r"a\$b", False)]),
        ("$$\n\\frac{a}{b}\n$$\nmore", [("\\frac{a}{b}", True)]),
        ("text\n$$x$$\nmore", [("x", True)]),
        ("in $$x$$ a line", [("x", True)]),
        ("- a\n\n  $$\n  x\n  $$\n- b", [("x", True)]),
        ("> $$\n> x\n> $$", [("x", True)]),
        ("| a |\n|-|\n| $x$ |", [("x", False)]),
        ("# The $x$ axis", [("x", False)]),
        ("[[Page|$x$]]", []),
    ],
)
def test_formulas_are_found_in_lines_and_as_blocks(text: str, found: list) -> None:
    assert formulas(text) == found


def test_a_formula_is_searched_and_listed_by_its_source() -> None:
    rendering = render("# The $x$ axis\n\n$$\n\\alpha\n$$\n")

    assert rendering.toc[0].text == "The x axis"
    assert rendering.text == "The x axis\n\\alpha"
    assert "formulas" in rendering.has
    assert "<math" not in rendering.html


@pytest.mark.parametrize(
    "source",
    [r"\foo{x}", "}{", r"\left( x", "{" * 900 + "}" * 900, "x" * 3000, r"\begin{matrix}", "_" * 500, "a_b_c"],
)
def test_what_cannot_be_read_has_no_mathml(source: str) -> None:
    with pytest.raises(mathml.Unreadable):
        mathml.of_tex(source, is_block=True)


def test_a_page_draws_a_bounded_amount_of_formulas() -> None:
    drawn = [bool(one.mathml) for one in render(("$" + "a+" * 150 + "a$ ") * 200).formulas]

    assert drawn.count(True) == 40_000 // 301
    assert drawn == sorted(drawn, reverse=True)


TEX = st.one_of(
    st.sampled_from(
        [
            "x", "^", "_", "{", "}", "&", "\\\\", "\\frac", "\\text{", "\\href{javascript:alert(1)}{", "\\style{color:red}{",
            "\\class{btn}{", "\\color{red}", "\\begin{matrix}", "\\end{matrix}", "\\sqrt", "\\mathbb{R}", "<", ">", '"', "'",
            "<img src=x onerror=alert(1)>", "</math>", "<mglyph>", "&lt;script&gt;", "\\cancel{", "\\left(", "\\right)", "\\sum", "\\hspace{1em}",
            "\\operatorname{", "\\mbox{", "%", "~", "\\&", "\\unicode{60}", "\\char60 ",
        ]
    ),
    st.text(max_size=3),
)  # fmt: skip


def judge(written: str) -> None:
    """What was written is one `math` element of the list, as XML and as a browser parses it; its text is text."""
    assert re.fullmatch(r"[^<>]*(<(/?)[a-z]+( [a-z]+=\"[^\"<>]*\")*>[^<>]*)*", written)
    tree = html5lib.parseFragment(f"<p>{written}<b>end</b></p>", namespaceHTMLElements=True)
    [paragraph] = tree
    [formula, end] = paragraph
    assert end.text == "end"
    for element in formula.iter():
        assert element.tag.startswith(NAMESPACE), element.tag
        assert element.tag.removeprefix(NAMESPACE) in mathml.ELEMENTS
        for name, value in element.attrib.items():
            assert name == "alttext" or (name in mathml.ATTRIBUTES and ":" not in value), (name, value)


@given(st.lists(TEX, max_size=12).map("".join))
@settings(max_examples=50, deadline=None)
def test_whatever_the_source_only_listed_elements_and_attributes_are_written(source: str) -> None:
    try:
        written = mathml.of_tex(source, is_block=False)
    except mathml.Unreadable:
        return
    judge(written)


def test_no_attack_gets_through_as_a_formula() -> None:
    for payload in attack_corpus.OWN.values():
        for source in (payload, rf"\text{{{payload}}}", rf"x_{{{payload}}}"):
            try:
                written = mathml.of_tex(source, is_block=True)
            except mathml.Unreadable:
                continue
            judge(written)


def test_dangerous_commands_lose_what_is_dangerous() -> None:
    written = mathml.of_tex(
        r"\href{javascript:alert(1)}{x}\style{color:red}{y}\class{btn}{z}", is_block=False
    )

    assert (
        written.partition(">")[2]
        == "<mrow><mrow><mrow><mi>x</mi></mrow></mrow><mrow><mi>y</mi></mrow><mrow><mi>z</mi></mrow></mrow></math>"
    )
