import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.errors import Invalid
from wiki.pages.slugs import clean_title
from wiki.render import frontmatter
from wiki.transfer import texts

_VALUES = st.sampled_from(
    [
        "Titel",
        '"Ü: b"',
        "'a b'",
        "a: b",
        "12",
        "007",
        "1.5",
        "true",
        "null",
        "",
        "|\n  lang",
        ">-\n  gefaltet",
        "a\n  b",
        '"a\\nb"',
        "'it''s'",
        "a # b",
        "[a, b]",
        "{a: b}",
        "2024-01-01",
        "-1",
        "~",
        "web/api/X",
        "*a",
        "a 'b'",
    ]
)
_LINES = st.tuples(st.sampled_from(["title", "slug", "weight", "other", "order"]), _VALUES).map(": ".join)


@given(st.lists(_LINES, max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_the_quick_look_at_front_matter_sees_what_the_slow_one_sees(lines, end):
    body = end.join(["---", *lines, "---", "", "# Überschrift"]).replace("\n", end).replace("\r\r", "\r")
    front = frontmatter.split(body)
    if front.broken is not None:
        return

    facts = texts.of_file("a.md", body)

    title = front.properties.get("title")
    named = clean_title(str(title)) if isinstance(title, str | int | float) else ""
    assert facts.title == (named or ("Überschrift" if "# Über" in front.body else None))
    slug = front.properties.get("slug")
    assert facts.slug == (slug.strip().strip("/") if isinstance(slug, str) else None)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("# Größe *und* `Maß` [x](y) #\n", "Größe und Maß x"),
        ("Titel\n===\n", "Titel"),
        ("```\n# nicht\n```\n## auch nicht\n# doch", "doch"),
        ("ohne", None),
        ("---\ntitle: ''\n---\n# H", "H"),
        ("# " + "x" * 300, "x" * 200),
    ],
)
def test_a_title_is_the_first_heading(body, title):
    assert texts.of_file("a.md", body).title == title


@pytest.mark.parametrize(
    ("name", "title"),
    [("2015_06_01---Treffen", "2015 06 01 Treffen"), ("übe\u0301r-uns", "Übe\u0301r uns"), ("---", "Seite")],
)
def test_a_file_name_becomes_a_title(name, title):
    assert texts.title_of_name(name) == title


@pytest.mark.parametrize(
    ("content", "body", "encoding"),
    [
        ("ä".encode(), "ä", "utf-8"),
        ("\ufeffä".encode(), "ä", "utf-8"),
        ("ä €".encode("cp1252"), "ä €", "cp1252"),
        ("ä".encode("utf-16"), "ä", "utf-16"),
        (b"a\r\nb\r", "a\r\nb\r", "utf-8"),
    ],
)
def test_text_is_read_in_the_encoding_it_has(content, body, encoding):
    assert texts.decoded(content) == texts.Text(body, encoding)


@pytest.mark.parametrize(("content", "reason"), [(b"a\0b", "binary"), (b"\x81\xff", "encoding")])
def test_what_is_no_text_is_refused(content, reason):
    with pytest.raises(Invalid) as caught:
        texts.decoded(content)
    assert caught.value.reason == reason
