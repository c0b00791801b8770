"""A section is cut out of its page and put back, byte by byte."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.render import sections

PAGE = """---
tags: [a]
---
Begin.

# One

a

## Two

b


Two and a half
==============

c

> ## Quoted

```
# no heading
```

## Two

d"""


@pytest.mark.parametrize(
    ("anchor", "text"),
    [
        ("one", "# One\n\na\n\n## Two\n\nb\n"),
        ("two", "## Two\n\nb\n"),
        ("two-and-a-half", PAGE[PAGE.index("Two and") :]),
        ("two-1", "## Two\n\nd"),
        ("quoted", None),
        ("no-heading", None),
        ("missing", None),
    ],
)
def test_a_section_reaches_to_the_next_heading_of_its_rank(anchor: str, text: str | None) -> None:
    section = sections.cut(PAGE, anchor)

    assert (section.text if section else None) == text
    if section:
        assert sections.join(section.before, section.text, section.after) == PAGE


def test_what_follows_stays_apart_from_a_text_without_a_last_line_end() -> None:
    section = sections.cut(PAGE, "two")
    assert section is not None

    changed = sections.join(section.before, "## Two\n\nnew", section.after)

    assert changed == PAGE.replace("\nb\n", "\nnew\n")
    assert sections.join(section.before, "", section.after) == PAGE.replace("## Two\n\nb\n", "", 1)


@pytest.mark.parametrize("shared", ["See [ref].\n\n# B\n\n[Ref]: /x\n", "Note[^1].\n\n# B\n\n[^1]: note\n"])
def test_a_section_that_shares_definitions_with_the_rest_is_not_cut_out(shared: str) -> None:
    assert sections.cut("# A\n\n" + shared, "a") is None
    assert sections.cut("# A\n\n" + shared, "b") is None


LINES = st.sampled_from(
    ["# a", "## b", "### a", "text", "", "  ", "- item", "> # q", "```", "b\n---", "\tcode", "[x]: /y"]
)


@settings(max_examples=50)
@given(st.lists(LINES, max_size=12), st.sampled_from(["", "\n"]), st.sampled_from(["a", "b", "a-1"]))
def test_every_section_put_back_gives_the_page(lines: list[str], end: str, anchor: str) -> None:
    page = "\n".join(lines) + end
    section = sections.cut(page, anchor)
    if section is not None:
        assert section.before + section.text + section.after == page
        assert sections.join(section.before, section.text, section.after) == page
