"""Both sides' changes in one line, word by word, where the sense is unlikely to suffer (ADR 0007)."""

from collections.abc import Callable
from itertools import groupby, pairwise
from operator import attrgetter

from wiki.alignment import Edit, Effort, edits, words
from wiki.linekinds import shape

_MARKUP = frozenset("*_`~[]<>$|")


def merged_line(base: str, theirs: str, mine: str, effort: Effort) -> str | None:
    """The line with the words of both sides; None where a person has to decide.

    That is: a side changed the marker, the indentation or the number of cells; two edits overlap or have
    nothing but blanks between them; both sides changed figures, or both changed markup, in different ways.
    """
    if not shape(base) == shape(theirs) == shape(mine):
        return None
    tokens = words(base)
    found = edits(tokens, words(theirs), words(mine), effort)
    same = [[*members] for _, members in groupby(found, attrgetter("content"))]
    own = [members[0] for members in same if len(members) == 1]
    if _on_both_sides(own, _has_figures) or _on_both_sides(own, _has_markup) or _touch(tokens, own):
        return None
    pieces: list[str] = []
    at = 0
    for edit, *_ in same:
        pieces += [*tokens[at : edit.change.old_start], *edit.added]
        at = edit.change.old_end
    return "".join(pieces + tokens[at:])


def _touch(tokens: list[str], own: list[Edit]) -> bool:
    """Somewhere nothing but blanks stands between an edit of theirs and one of mine."""
    return any(
        first.side != second.side
        and all(token.isspace() for token in tokens[first.change.old_end : second.change.old_start])
        for first, second in pairwise(own)
    )


def _on_both_sides(own: list[Edit], is_delicate: Callable[[Edit], bool]) -> bool:
    return len({edit.side for edit in own if is_delicate(edit)}) > 1


def _has_figures(edit: Edit) -> bool:
    return any(character.isdigit() for token in (*edit.removed, *edit.added) for character in token)


def _has_markup(edit: Edit) -> bool:
    return any(not _MARKUP.isdisjoint(token) for token in (*edit.removed, *edit.added))
