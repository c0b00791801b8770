"""Properties and tags at the start of a page."""

import json

import pytest

from wiki.render.pipeline import render


def test_front_matter_becomes_properties_and_tags() -> None:
    source = "---\ntitle: Über uns\nstand: 2026-11-21\num: 2026-11-21 10:00:00\nzeit: 10:30\nland: no\nja: true\nn: 1.5\nm: 7\nx: [1, {a: null}]\n1: b\ntags: [a, 'b c', '#d', a]\n---\n# T"

    rendering = render(source)

    assert rendering.properties == {
        "title": "Über uns", "stand": "2026-11-21", "um": "2026-11-21T10:00:00", "zeit": "10:30", "land": "no", "ja": True,
        "n": 1.5, "m": 7, "x": [1, {"a": None}], "1": "b", "tags": ["a", "b c", "#d", "a"],
    }  # fmt: skip
    assert rendering.tags == ("a", "b c", "d")
    assert rendering.text == "T"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a, b c", ("a", "b c")),
        ("a b", ("a", "b")),
        ("'#x'", ("x",)),
        ("", ()),
        ("3", ()),
        ("[1, 2024-01-01, null]", ("1", "2024-01-01")),
    ],
)
def test_tags_are_a_list_or_a_string(written: str, expected: tuple[str, ...]) -> None:
    assert render(f"---\ntags: {written}\n---\n").tags == expected


@pytest.mark.parametrize(
    "yaml",
    [
        "a: [",
        "a: b: c",
        "&x a: *x",
        "a: &x [1]\nb: *x",
        "!!python/name:os.system a: b",
        "a: " + "[" * 5000,
        "a: '" + "x" * 20_000 + "'",
        "? [a]\n: b",
        "a: !!int x y",
    ],
)
def test_broken_front_matter_is_shown_as_code(yaml: str) -> None:
    rendering = render(f"---\n{yaml}\n---\nText")

    assert "Text" in rendering.text
    assert yaml.split(maxsplit=1)[0] in rendering.text or rendering.properties
    json.dumps(rendering.properties)


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("a: !!set {b}", ["b"]),
        ("a: !!binary YQ==", "a"),
        ("a: .5", 0.5),
        ("a: !!float .inf", "inf"),
        ("a: !!int '0x" + "f" * 40 + "'", None),
        ("a: 2026-02-30", "2026-02-30"),
        ("a: 0123", 123),
        ("a: !!timestamp x", "x"),
    ],
)
def test_properties_can_always_be_stored_as_json(yaml: str, expected: object) -> None:
    rendering = render(f"---\n{yaml}\n---\n")

    assert json.loads(json.dumps(rendering.properties)) == rendering.properties
    if expected is not None:
        assert rendering.properties == {"a": expected}


@pytest.mark.parametrize(
    "source", ["---\nNur Text\n---\n", "---\n\n---\na", "a\n---\nb: 1\n---", "---\n# nichts\n---"]
)
def test_rules_around_text_are_no_front_matter(source: str) -> None:
    rendering = render(source)

    assert rendering.properties == {}
    for word in source.replace("-", " ").replace("#", " ").split():
        assert word in rendering.text


def test_escapes_that_no_database_holds_become_replacement_characters() -> None:
    front = render('---\ntags: ["a\\ud800"]\n"k\\0": "\\udfff"\n---\n')

    assert (front.tags, front.properties["k\ufffd"]) == (("a\ufffd",), "\ufffd")
