"""Anchors of headings, and the names that they had before."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.render import pipeline


def test_a_heading_keeps_the_anchors_that_it_names() -> None:
    page = pipeline.render(
        "# One {#eins}\n\n## Two *words*   {#Zwei #zwo}  \n\n> ### Quoted {#cited}\n\nThird {#dritte}\n---\n"
    )

    assert [(one.text, one.anchor) for one in page.toc] == [
        ("One", "one"),
        ("Two words", "two-words"),
        ("Third", "third"),
    ]
    assert set(page.anchors) == {
        "one", "eins", "two-words", "zwei", "zwo", "quoted", "cited", "third", "dritte",
    }  # fmt: skip
    assert "{" not in page.html + page.text
    for name in page.anchors:
        assert page.html.count(f'id="user-content-{name}"') == 1
    assert page.first_heading == "One"


def test_a_name_that_a_heading_has_itself_leads_to_that_heading() -> None:
    page = pipeline.render("# New {#other #new #old}\n\n# Other\n\n# Third {#old}\n")

    assert page.anchors == ("new", "other", "third", "old")


@pytest.mark.parametrize(
    "source",
    [
        "# A \\{#b}",
        "# A `{#b}`",
        "# A {#}",
        "# A {b}",
        "# A{#b}",
        "# A {#b} c",
        "# A &#123;#b}",
        "# A {#b c}",
    ],
)
def test_what_is_no_mark_is_shown(source: str) -> None:
    page = pipeline.render(source)

    assert len(page.anchors) == 1
    assert page.toc[0].text != "A"


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["A", "b c", "ü", ""]), st.sampled_from(["", "{#a}", "{#b-c #ue}"])),
        max_size=6,
    )
)
def test_anchors_stand_once_each(headings: list[tuple[str, str]]) -> None:
    page = pipeline.render("\n\n".join(f"# {text} {mark}" for text, mark in headings))

    assert len(set(page.anchors)) == len(page.anchors)
    assert {one.anchor for one in page.toc} <= set(page.anchors)
    for name in page.anchors:
        assert page.html.count(f'id="user-content-{name}"') == 1
