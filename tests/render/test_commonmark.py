"""The Markdown stage against the specification, and the pipeline against the Markdown stage."""

import json
import re
from pathlib import Path

import html5lib
import pytest
from attack_corpus import samples
from markdown_it import MarkdownIt
from markdown_it.token import Token

from wiki.render import markdown, pipeline, slots

OWN = json.loads((Path(__file__).parent / "markdown_cases.json").read_text())

# Bare addresses are links in GFM (6.9), and not in CommonMark: these examples say they are not. In 590 a line
# begins with `[[foo]]:`, which is a wiki link here.
DECIDED_OTHERWISE = {590, 602, 606, 608, 611, 612}


@pytest.mark.parametrize(("source", "expected"), OWN, ids=[case[0][:30] for case in OWN])
def test_the_markdown_stage_gives_what_the_specifications_say(source: str, expected: str) -> None:
    assert loosely(markdown.to_html(source)) == loosely(expected)


@pytest.mark.samples
def test_the_markdown_stage_gives_every_example_of_commonmark_without_raw_html() -> None:
    examples = specification()

    wrong = {
        number: source
        for number, (source, expected) in examples.items()
        if loosely(markdown.to_html(source)) != loosely(expected)
    }

    assert len(examples) > 570
    assert set(wrong) == DECIDED_OTHERWISE, wrong


@pytest.mark.samples
@pytest.mark.parametrize("name", ["tables", "strikethrough"])
def test_the_markdown_stage_gives_markdown_its_examples_of_gfm(name: str) -> None:
    file = samples("markdown-it-fixtures", "data", "test", "fixtures", "markdown-it", f"{name}.txt")
    examples = re.findall(r"^\.\n(.*?)^\.\n(.*?)^\.$", file.read_text(), re.DOTALL | re.MULTILINE)

    wrong = [
        source
        for source, expected in examples
        if not has_html(source)
        and not has_typography(expected)
        and loosely(markdown.to_html(source)) != loosely(expected)
    ]

    assert len(examples) > 5
    assert [source for source in wrong if not is_bounded(source)] == []


# The pipeline may differ from the Markdown stage by exactly this.
ADDED_ATTRIBUTES = {
    "aria-labelledby",
    "class",
    "data-image",
    "data-link",
    "data-task",
    "id",
    "rel",
    "role",
    "scope",
    "style",
    "tabindex",
}
REPLACED_ATTRIBUTES = {"href", "src", "title", "disabled", "checked", "type", "alt"}
UNWRAPPED = {"a", "span", "div", "input"}  # links that may not be, colours, scroll boxes, task boxes
REPLACED = {"img"}  # from elsewhere: a link with the alternative text


@pytest.mark.parametrize("source", [case[0] for case in OWN])
def test_the_pipeline_differs_from_the_markdown_stage_only_by_the_list(source: str) -> None:
    assert skeleton(pipeline.render(source).html) == skeleton(markdown.to_html(source))


@pytest.mark.samples
def test_the_pipeline_differs_on_the_specification_only_by_the_list() -> None:
    differing = [
        number
        for number, (source, _) in specification().items()
        if not source.startswith("---")
        and not leads_nowhere(source)
        and skeleton(pipeline.render(source).html) != skeleton(markdown.to_html(source))
    ]

    assert differing == []


def skeleton(html: str) -> list[object]:
    """Elements and text of `html` without what the list allows to differ."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    out: list[object] = []
    walk(tree, out)
    joined: list[object] = []
    for item in out:
        if isinstance(item, str) and joined and isinstance(joined[-1], str):
            joined[-1] += item
        else:
            joined.append(item)
    return [
        " ".join(item.split()) if isinstance(item, str) else item
        for item in joined
        if not isinstance(item, str) or item.split()
    ]


def walk(element, out) -> None:
    for child in element:
        if child.tag in REPLACED:
            out.append(child.attrib.get("alt") or "")
        elif child.tag in UNWRAPPED:
            out.append(child.text or "")
            walk(child, out)
        else:
            kept = {
                key: value
                for key, value in child.attrib.items()
                if key not in ADDED_ATTRIBUTES | REPLACED_ATTRIBUTES
            }
            out.append((child.tag, tuple(sorted(kept.items()))))
            out.append(child.text or "")
            walk(child, out)
            out.append(f"/{child.tag} ")
        out.append(child.tail or "")


def leads_nowhere(source: str) -> bool:
    """Whether the pipeline shows an address instead of following it, or an image has no alternative text."""
    tokens = [child for token in markdown.parse(source).tokens for child in token.children or []]
    return any(
        (
            token.type == "link_open"
            and re.match(
                r"(?!https?:|mailto:)[a-z][a-z0-9+.-]*:", str(token.attrs.get("href")), re.IGNORECASE
            )
        )
        or (token.type == "image" and not token.content)
        for token in tokens
    )


def specification() -> dict[int, tuple[str, str]]:
    text = samples("cmark-fixtures", "data", "test", "spec.txt").read_text()
    found = re.findall(r"^`{32} example[^\n]*\n(.*?)^\.\n(.*?)^`{32}$", text, re.DOTALL | re.MULTILINE)
    examples = {
        number: (source.replace("→", "\t"), html.replace("→", "\t"))
        for number, (source, html) in enumerate(found, 1)
    }
    return {number: example for number, example in examples.items() if not has_html(example[0])}


def has_html(source: str) -> bool:
    def contains(tokens: list[Token]) -> bool:
        return any(token.type.startswith("html") or contains(token.children or []) for token in tokens)

    return contains(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source))


def has_typography(html: str) -> bool:
    """Whether an example expects the typographer, which is off."""
    return bool(re.search("[“”‘’—–…]", html))


def is_bounded(source: str) -> bool:
    """Whether an example tests the library's own bound of filled cells, which ours is below."""
    return len(source) > 500


def loosely(html: str) -> str:
    """`html` without differences that are none: quotes in text, an empty line in an empty quotation."""
    html = html.replace("&quot;", '"').replace("<blockquote>\n</blockquote>", "<blockquote></blockquote>")
    return re.sub(r"<input ([^>]*?)\s*/?>", lambda tag: f"<input {' '.join(sorted(tag[1].split()))}>", html)


def test_a_placeholder_is_cut_out_where_it_stands() -> None:
    pieces = pipeline.split(
        '<p>a <a data-link="3">b</a> <img data-image="4" alt="c &quot;d&quot;" title="e"> f</p>'
    )

    assert pieces == (
        "<p>a ",
        slots.Slot("link", 3),
        "b</a> ",
        slots.Slot("image", 4, ' alt="c &quot;d&quot;" title="e"', 'c "d"'),
        " f</p>",
    )
