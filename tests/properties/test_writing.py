"""A property is changed in its own lines; every other byte of the page stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.errors import Invalid
from wiki.properties import writing
from wiki.render import frontmatter

FULL = (
    "---\r\n# about\r\ntitle:   Press   # of 1998\r\nstate: 'open'\r\ntags:\r\n  - steel\r\n  - \"red\"\r\n\r\n# end\r\n"
    "notes: |\r\n  one\r\n  # two\r\n\r\nlist: [a, b]\r\nempty:\r\n---\r\n\r\n# Press\n\nText\r"
)


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (lambda s: writing.with_value(s, "title", "Pro: #1"), "Press   # of", '"Pro: #1"   # of'),
        (lambda s: writing.with_value(s, "state", True), "'open'", "true"),
        (lambda s: writing.with_value(s, "list", ["a, b", "c"]), "[a, b]", '["a, b", c]'),
        (lambda s: writing.with_value(s, "empty", 1.5), "empty:", "empty: 1.5"),
        (lambda s: writing.with_value(s, "notes", "short"), "notes: |\r\n  one\r\n  # two\r\n", "notes: short\r\n"),
        (lambda s: writing.with_value(s, "due", "2026-12-24"), "empty:\r\n", "empty:\r\ndue: 2026-12-24\r\n"),
        (lambda s: writing.without(s, "notes"), "notes: |\r\n  one\r\n  # two\r\n", ""),
        (lambda s: writing.without(s, "tags"), 'tags:\r\n  - steel\r\n  - "red"\r\n', ""),
        (lambda s: writing.with_tags(s, ["steel", "red", "a: b"]), '"red"\r\n', '"red"\r\n  - "a: b"\r\n'),
        (lambda s: writing.with_tags(s, ["red"]), "  - steel\r\n", ""),
        (lambda s: writing.with_value(s, "state", "open"), "", ""),
        (lambda s: writing.without(s, "unknown"), "", ""),
    ],
)  # fmt: skip
def test_only_the_lines_concerned_change(change, old: str, new: str) -> None:
    made = change(FULL)

    assert made == FULL.replace(old, new, 1)


def test_a_text_without_properties_gets_a_block_and_loses_it_again() -> None:
    for source in ("# Press\r\nText", "", "\ufeffText\n", "---\n\nA rule above.\n"):
        made = writing.with_tags(source, ["steel"])
        assert frontmatter.split(made).tags == ("steel",)
        assert writing.with_tags(made, []) == source


def test_tags_are_written_in_the_form_that_they_have() -> None:
    assert writing.with_tags("---\ntags: [a, b] # c\n---\n", ["a", "x y"]) == "---\ntags: [a, x y] # c\n---\n"
    assert writing.with_tags("---\ntags: a, b\n---\n", ["b"]) == "---\ntags: [b]\n---\n"
    assert writing.with_tags("---\ntags:\n- a\n- b\n---\n", ["b", "c"]) == "---\ntags:\n- b\n- c\n---\n"
    assert writing.with_tags("---\na: 1\n---", ["b"]) == "---\na: 1\ntags: [b]\n---"


@pytest.mark.parametrize(
    "source",
    ["---\na: [\n---\nText\n", "---\n{a: 1}\n---\n", "---\n? [x]\n: 1\n---\n", "---\na: 1\u2028b: 2\n---\n"],
)
def test_what_cannot_be_changed_line_by_line_is_left_to_the_editor(source: str) -> None:
    with pytest.raises(Invalid):
        writing.with_value(source, "b", "c")


texts = st.text(max_size=30)
lines = st.lists(
    st.sampled_from(
        [
            "a: 1",
            "b: [x, 'y z']",
            "c:",
            "  - one",
            "  - two",
            "d: |",
            "  text",
            "",
            "# note",
            'e: "q" # r',
            "f: {g: 1}",
        ]
    ),
    max_size=8,
)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(
    lines,
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from("abcdefz"),
    st.one_of(texts, st.lists(texts, max_size=3)),
)
def test_every_value_can_be_read_again_and_nothing_else_changes(inner, end, name, value) -> None:
    source = end.join(["---", *inner, "---", "", "Text", ""])
    before = frontmatter.split(source)
    try:
        made = writing.with_value(source, name, value)
    except Invalid:
        assert before.broken is not None
        return
    after = frontmatter.split(made)
    wanted = (
        [writing._UNWRITABLE.sub("", one) for one in value]
        if isinstance(value, list)
        else writing._UNWRITABLE.sub("", value)
    )
    assert after.properties == {**before.properties, name: wanted}
    assert after.body.replace("\r\n", "\n") == before.body.replace("\r\n", "\n")
    rest = frontmatter.split(writing.without(made, name)).properties
    assert rest == {key: one for key, one in before.properties.items() if key != name}
