"""What holds for any text."""

import re
import unicodedata

import attack_judge as judge
import pytest
from attack_corpus import samples
from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.render import anchors, frontmatter, limits, pipeline, sanitise

PIECES = [
    "# ", "- ", "1. ", "> ", "    ", "\n", "\n\n", "*", "**", "_", "`", "```\n", "```python\n", "~~", "[", "]", "(", ")", "[[", "]]", "|", "|-|-|\n", "![", "[^a]", "[^a]: ", ": ", "~ ", "[ ] ", "[x] ",
    "[!NOTE]", "<", ">", "<kbd>", "</kbd>", "<sub>", "</sub>", "<br>", "<details>", "<details open>", "</details>", "<summary>", "</summary>", "<!--", "-->", "<b>", "<script>", "&amp;", "&", "\\", "---\n", "===\n", "a: ", "https://a.b", "www.a.b", "a@b.c", "<https://a.b>",
    "javascript:", 'data-link="0"', '"', "'", "\t", "\r", "\r\n", "\0", "\ud800", "\u2028", "ä", "Größe", "\u0308", "wort", "Seite", "#", "/", ".md", ".png", "$", "$$", "$$\n", "x^2", "\\frac", ":tada:", "![[", "\n{{children}}\n",
]  # fmt: skip
markdown_texts = st.lists(st.one_of(st.sampled_from([*PIECES, "```"]), st.text(max_size=3)), max_size=40).map(
    "".join
)
any_texts = st.one_of(markdown_texts, st.text(max_size=200))


@given(any_texts, st.sampled_from(sanitise.ENGINES))
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_page_that_keeps_to_the_policy(source: str, engine: str) -> None:
    rendering = pipeline.render(source, engine=engine)

    assert judge.violations(rendering.html) == []
    assert limits.decode(limits.encode(rendering)) == rendering
    assert pipeline.render(source, engine=engine) == rendering


@given(any_texts)
@settings(max_examples=400, deadline=None)
def test_placeholders_and_references_belong_together(source: str) -> None:
    rendering = pipeline.render(source)

    pieces = [piece for piece in pipeline.split(rendering.html) if isinstance(piece, pipeline.Slot)]
    used = {piece.key for piece in pieces if piece.kind in ("link", "image")}
    used |= {macro.link for macro in rendering.macros if macro.link is not None}
    assert used == set(range(len(rendering.links)))
    assert [piece.key for piece in pieces if piece.kind == "macro"] == list(range(len(rendering.macros)))
    assert [piece.key for piece in pieces if piece.kind == "task"] == list(range(len(rendering.tasks)))


@given(any_texts)
@settings(max_examples=400, deadline=None)
def test_what_the_pipeline_wrote_is_clean(source: str) -> None:
    rendered = pipeline.render(source).html

    assert sanitise.clean(rendered) == rendered


@given(
    st.lists(
        st.sampled_from([piece for piece in PIECES if not re.search(r"[a-zä]|<!--|\[\^", piece)]), max_size=30
    ),
    st.randoms(),
)
@settings(max_examples=400, deadline=None)
def test_no_word_vanishes(pieces: list[str], random) -> None:
    words = [f"wort{number}x" for number in range(len(pieces))]
    source = "".join(
        f"{piece}{word}{random.choice(['', ' ', chr(10)])}" for piece, word in zip(pieces, words, strict=True)
    )

    rendering = pipeline.render(source)

    shown = seen(rendering, source)
    assert [word for word in words if not re.search(re.escape(word), shown)] == []


@given(st.text())
@settings(deadline=None)
def test_an_anchor_is_its_own_anchor(text: str) -> None:
    anchor = anchors.slug(text)

    assert anchors.slug(anchor) == anchor
    assert re.fullmatch(r"[\w-]+", anchor)


@given(st.text(max_size=100))
def test_front_matter_takes_any_text(text: str) -> None:
    front = frontmatter.split(f"---\n{text}\n---\nkoerper")

    assert front.body.endswith("koerper")


@given(st.text(), st.sampled_from(sanitise.ENGINES))
@settings(deadline=None)
def test_text_without_markup_stays(text: str, engine: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")

    assert judge.violations(sanitise.clean(escaped, engine)) == []


def seen(rendering: pipeline.Rendering, source: str) -> str:
    """All that a reader of the page gets: text, addresses, titles; and what CommonMark hides by rule."""
    links = " ".join(f"{link.target} {link.space} {link.fragment}" for link in rendering.links)
    definitions = " ".join(re.findall(r"^[ >\-0-9.]*\[[^\]]+\]:.*(?:\n.*){0,3}", source, re.MULTILINE))
    return f"{rendering.text} {rendering.html} {links} {definitions} {rendering.properties}"


WORD = re.compile(r"\w+")


@pytest.mark.samples
@pytest.mark.slow
@pytest.mark.parametrize("name", ["wiki-freifunk-bremen", "handbook-sourcegraph", "book-rust-de"])
def test_no_word_of_the_sample_pages_vanishes(name: str) -> None:
    lost: dict[str, list[str]] = {}
    files = sorted(samples(name, "data").rglob("*.md"))
    for file in files:
        source = file.read_text(encoding="utf-8", errors="replace")
        missing = words_of_source(source) - words_of_page(source)
        if missing:
            lost[file.name] = sorted(missing)[:10]

    assert len(files) > 100
    assert lost == {}


def words_of_source(source: str) -> set[str]:
    body = frontmatter.split(source).body
    body = re.sub(r"<!--.*?-->", " ", body, flags=re.DOTALL)
    body = re.sub(
        r"^ {0,3}\[[^\]\n]+\]:(?:\s*\n)?.*$", " ", body, flags=re.MULTILINE
    )  # definitions are no text
    body = re.sub(
        r"^[ >]*(?:[-*+] +|[0-9]+[.)] +)*[ >]*(?:```+|~~~+).*$", " ", body, flags=re.MULTILINE
    )  # languages of code
    body = re.sub(r"^[ >]*(?:[-*+] +)?[0-9]+[.)]\s", " ", body, flags=re.MULTILINE)  # numbers of lists
    body = re.sub(r"\]\((?:<[^>]*>|(?:\([^()\s]*\)|[^()\s])*)", "] ", body)  # addresses, tested elsewhere
    body = re.sub(r"(?:https?://|www\.)[^\s\"']*", " ", body)
    body = re.sub(r"\]\[[^\]]*\]", "] ", body)  # names of definitions
    body = re.sub(
        r"\[\^[^\]]*\]|\[[xX ]\]|&#?\w+;|</?(?:br|kbd|sub|sup|mark|details|summary)\b[^>]*>|\[!\w+\]",
        " ",
        body,
    )
    return set(WORD.findall(plain(body)))


def words_of_page(source: str) -> set[str]:
    rendering = pipeline.render(source)
    links = " ".join(f"{link.target} {link.space} {link.fragment}" for link in rendering.links)
    return set(WORD.findall(plain(f"{rendering.text} {rendering.html} {links}")))


def plain(text: str) -> str:
    return re.sub(r"[_\\]", " ", unicodedata.normalize("NFC", text)).lower()
