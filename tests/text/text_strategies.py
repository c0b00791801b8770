"""Texts as people and hostile clients send them: few different lines, all line ends, any sign."""

from hypothesis import strategies as st

PIECES = [
    "", " ", "Anna", "Bernd", "offen", "erledigt", "- [ ] Anna ruft an", "- [x] Anna ruft an", "| Anna | offen |",
    "| --- | --- |", "## Beschlüsse", "Am Montag trafen wir uns in Bremen, alle waren da.", "```", "---", "---:",
    "> Zitat", "1. erstens", "u\u0308ber", "über", "Titel: A", "\u2028", "\x0b", "\x85", "2026-11-21", "a, b",
]  # fmt: skip
ENDS = ["\n", "\n", "\n", "\r\n", "\r", ""]


def texts():
    """Any text; most of them made of lines that resemble each other."""
    line = st.one_of(st.sampled_from(PIECES), st.text(max_size=8))
    ended = st.builds(lambda content, end: content + end, line, st.sampled_from(ENDS))
    return st.lists(ended, max_size=14).map("".join)


def versions():
    """A base and two texts made of it by a few edits each, as two people make them."""
    bases = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14)
    return bases.flatmap(lambda base: st.tuples(st.just(base), _edited(base), _edited(base)).map(_as_texts))


def _as_texts(versions):
    return tuple("".join(line + "\n" for line in version) for version in versions)


def _edited(base):
    place = st.integers(0, len(base))
    edit = st.tuples(place, place, st.lists(st.sampled_from(PIECES), max_size=3))
    word = st.tuples(place, st.just(None), st.sampled_from(["neu", "Clara", "17", "nicht"]))
    return st.lists(st.one_of(edit, word), max_size=3).map(lambda edits: _apply(base, edits))


def _apply(base, edits):
    text = list(base)
    for start, end, added in edits:
        if end is None:
            text[start : start + 1] = [
                " ".join([*line.split(" ")[:-1], added]) for line in text[start : start + 1]
            ]
        else:
            text[start : min(end, start + 2)] = added
    return text
