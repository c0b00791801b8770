"""What changed between two rendered pages: block by block, with the words marked inside of changed ones.

Works on clean HTML and gives HTML that has to be cleaned again: it is put together from the parsed tree, so it is
balanced, and holds nothing that was not in one of both pages but `ins` and `del`. Work is bounded; what takes too
long counts as rewritten.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from wiki.alignment import Change, Effort, changes, likeness, shared_length, word_counts, words
from wiki.diff import ALIKE, PAIR_LIMIT, heaviest, readable
from wiki.render.nodes import Element, Node, TooDeep, parse, printed, text

LIMIT = 200_000
"""Signs of HTML of each page."""

EFFORT = 250_000
MOST_BLOCKS = 3_000
FEWEST_WORDS = 3
"""Words of a block that is worth calling moved; less stands in many places."""

_BLOCKS = frozenset(
    """
    p h1 h2 h3 h4 h5 h6 pre ul ol li table thead tbody tr td th caption blockquote hr div section details
    summary dl dt dd
    """.split()  # noqa: SIM905  a list of words is read as words
)

ALIKE_ROW = 0.3
"""Share of common words below which a row of a table is another one; cells are short."""

EQUAL = 1.5
"""What two equal blocks weigh; two that resemble each other weigh at most 1."""

_PARTS = frozenset({"table", "thead", "tbody"})
"""There is one of each in its place: they belong together, whatever they hold."""

Kind = Literal["same", "added", "removed", "changed", "moved-away", "moved-here"]
Mark = Literal["ins", "del", ""]
Path = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the highest level. A moved one stands where it was and where it is."""

    kind: Kind
    html: str


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or an image with the elements around it; equal ones need not be told apart."""

    content: str
    path: str
    shown: tuple[Path, str]


def compare(old: str, new: str) -> tuple[Block, ...] | None:
    """All blocks of both pages in reading order; None when they are too large or too deep to be compared."""
    if max(len(old), len(new)) > LIMIT:
        return None
    try:
        before, after = _units(parse(old)), _units(parse(new))
    except TooDeep:
        return None
    if max(len(before), len(after)) > MOST_BLOCKS:
        return None
    comparison = _Comparison(Effort(EFFORT))
    return tuple(_moved(comparison.blocks(before, after)))


@dataclass(frozen=True, slots=True)
class _Row:
    """A unit of the old side, of the new side, or of both."""

    old: Element | None
    new: Element | None


@dataclass(frozen=True, slots=True)
class _Look:
    """What units are compared by."""

    tag: str
    html: str
    counts: Counter[str]


class _Comparison:
    """Shares its effort among all blocks."""

    def __init__(self, effort: Effort) -> None:
        self._effort = effort

    def blocks(self, old: Sequence[Element], new: Sequence[Element]) -> Iterator[Block]:
        for row in self._rows(old, new):
            if row.old is None and row.new is not None:
                yield Block("added", printed(row.new))
            elif row.new is None and row.old is not None:
                yield Block("removed", printed(row.old))
            elif row.old is not None and row.new is not None:
                is_same = printed(row.old) == printed(row.new)
                yield (
                    Block("same", printed(row.new))
                    if is_same
                    else Block("changed", self._merged(row.old, row.new))
                )

    def _rows(self, old: Sequence[Element], new: Sequence[Element]) -> Iterator[_Row]:
        """What belongs together side by side, everything in its order."""
        old_at = new_at = 0
        for old_next, new_next in (*self._together(old, new), (len(old), len(new))):
            yield from (_Row(one, None) for one in old[old_at:old_next])
            yield from (_Row(None, one) for one in new[new_at:new_next])
            if old_next < len(old):
                yield _Row(old[old_next], new[new_next])
            old_at, new_at = old_next + 1, new_next + 1

    def _together(self, old: Sequence[Element], new: Sequence[Element]) -> Iterator[tuple[int, int]]:
        """The places of what is the same or resembles each other, rising on both sides.

        Where there is little they are found together: one equal block that moved is no reason to take all others for
        rewritten. Else what is the same comes first, and only between is looked for likeness.
        """
        keys = [[printed(one) for one in side] for side in (old, new)]
        top = shared_length(keys[0], keys[1])
        bottom = min(shared_length(keys[0][::-1], keys[1][::-1]), min(len(old), len(new)) - top)
        whole = Change(top, len(old) - bottom, top, len(new) - bottom)
        yield from ((place, place) for place in range(top))
        if (whole.old_end - top) * (whole.new_end - top) <= PAIR_LIMIT:
            yield from self._pairs(old, new, whole)
        else:
            yield from self._between(old, new, keys, whole)
        yield from ((whole.old_end + place, whole.new_end + place) for place in range(bottom))

    def _between(
        self, old: Sequence[Element], new: Sequence[Element], keys: list[list[str]], whole: Change
    ) -> Iterator[tuple[int, int]]:
        old_at, new_at = whole.old_start, whole.new_start
        found = changes(keys[0][old_at : whole.old_end], keys[1][new_at : whole.new_end], self._effort)
        last = Change(*[whole.old_end - old_at] * 2, *[whole.new_end - new_at] * 2)
        for change in (_shifted(one, whole) for one in (*found, last)):
            kept = range(change.old_start - old_at)
            yield from ((old_at + place, new_at + place) for place in kept)
            yield from self._pairs(old, new, change)
            old_at, new_at = change.old_end, change.new_end

    def _pairs(self, old: Sequence[Element], new: Sequence[Element], change: Change) -> list[tuple[int, int]]:
        before, after = old[change.old_start : change.old_end], new[change.new_start : change.new_end]
        if not before or not after or self._effort.left <= 0:
            return []
        if len(before) * len(after) > PAIR_LIMIT or _are_cells(before, after):
            found = [(i, i) for i, (a, b) in enumerate(zip(before, after, strict=False)) if a.tag == b.tag]
        else:
            looks = [[self._look(one) for one in side] for side in (before, after)]
            found = heaviest([[self._weight(first, second) for second in looks[1]] for first in looks[0]])
        return [(change.old_start + i, change.new_start + j) for i, j in found]

    def _look(self, one: Element) -> _Look:
        read = text(one)
        self._effort.left -= len(read) // 4
        counts = word_counts(read) if self._effort.left > 0 else Counter()
        return _Look(one.tag, printed(one), counts)

    def _weight(self, old: _Look, new: _Look) -> float:
        self._effort.left -= len(old.counts) + len(new.counts)
        if old.tag != new.tag or self._effort.left <= 0:
            return 0.0
        if old.html == new.html:
            return EQUAL
        found = likeness(old.counts, new.counts)
        if old.tag in _PARTS:
            return max(found, ALIKE)
        return found if found >= (ALIKE_ROW if old.tag == "tr" else ALIKE) else 0.0

    def _merged(self, old: Element, new: Element) -> str:
        """Both in one: the new element, with what went and came marked inside."""
        before, after = _units(old.children), _units(new.children)
        if len(before) == len(after) == 1 and before[0].tag == after[0].tag == "":
            inside = self._inline(before[0].children, after[0].children)
        else:
            inside = "".join(self._inside(row) for row in self._rows(before, after))
        return new.start + inside + new.end

    def _inside(self, row: _Row) -> str:
        if row.new is None and row.old is not None:
            return _marked(row.old, "del")
        if row.old is None and row.new is not None:
            return _marked(row.new, "ins")
        if row.old is None or row.new is None:
            return ""
        if printed(row.old) == printed(row.new):
            return _marked(row.new, "")
        if row.new.tag == "":
            return self._inline(row.old.children, row.new.children)
        return self._merged(row.old, row.new)

    def _inline(self, old: Iterable[Node], new: Iterable[Node]) -> str:
        """Words of both, those that went before those that came."""
        before, after = list(_tokens(old)), list(_tokens(new))
        self._effort.left -= len(before) + len(after)
        old_keys, new_keys = ([f"{one.path}\0{one.content}" for one in side] for side in (before, after))
        found = readable(changes(old_keys, new_keys, self._effort), [one.content for one in before])
        pieces: list[str] = []
        at = 0
        for change in (*found, Change(len(before), len(before), len(after), len(after))):
            pieces.append(_printed_tokens(before[at : change.old_start], ""))
            pieces.append(_printed_tokens(before[change.old_start : change.old_end], "del"))
            pieces.append(_printed_tokens(after[change.new_start : change.new_end], "ins"))
            at = change.old_end
        return "".join(pieces)


def _shifted(change: Change, whole: Change) -> Change:
    old, new = whole.old_start, whole.new_start
    return Change(change.old_start + old, change.old_end + old, change.new_start + new, change.new_end + new)


def _units(children: Iterable[Node]) -> list[Element]:
    """The blocks among the nodes; what stands between them is an element without a tag."""
    units: list[Element] = []
    for is_block, members in groupby(children, _is_block):
        found = tuple(members)
        if is_block:
            units += [one for one in found if isinstance(one, Element)]
        elif any(isinstance(one, Element) or one.strip() for one in found):
            units.append(Element("", (), found))
    return units


def _is_block(node: Node) -> bool:
    return isinstance(node, Element) and node.tag in _BLOCKS


def _are_cells(old: Sequence[Element], new: Sequence[Element]) -> bool:
    return len(old) == len(new) and all(one.tag in {"td", "th", "tr"} for one in (*old, *new))


def _marked(unit: Element, mark: Mark) -> str:
    """The unit with all its words marked, its structure kept."""
    if unit.tag == "":
        return _printed_tokens(list(_tokens(unit.children)), mark)
    if unit.tag == "hr":
        return unit.start
    inside = "".join(_marked(one, mark) for one in _units(unit.children))
    return unit.start + inside + unit.end


def _tokens(nodes: Iterable[Node], path: Path = ()) -> Iterator[_Token]:
    starts = "".join(one.start for one in path)
    for node in nodes:
        if isinstance(node, str):
            yield from (_Token(word, starts, (path, printed(word))) for word in words(node))
        elif not node.children:
            yield _Token(printed(node), starts, (path, printed(node)))
        else:
            yield from _tokens(node.children, (*path, replace(node, children=())))


def _printed_tokens(tokens: Sequence[_Token], mark: Mark) -> str:
    if not tokens:
        return ""
    pieces: list[str] = []
    for _, members in groupby(tokens, lambda one: one.path):
        same = list(members)
        path = same[0].shown[0]
        inside = "".join(one.shown[1] for one in same)
        pieces += [one.start for one in path] + [inside] + [one.end for one in reversed(path)]
    inside = "".join(pieces)
    return f"<{mark}>{inside}</{mark}>" if mark else inside


def _moved(blocks: Iterable[Block]) -> Iterator[Block]:
    """A block that went in one place and came in another was moved."""
    found = list(blocks)
    gone = Counter(one.html for one in found if one.kind == "removed")
    come = Counter(one.html for one in found if one.kind == "added")
    both = {html: count for html, count in (gone & come).items() if _is_worth_it(html)}
    left = {"removed": dict(both), "added": dict(both)}
    names: dict[str, Kind] = {"removed": "moved-away", "added": "moved-here"}
    for block in found:
        if left.get(block.kind, {}).get(block.html, 0) > 0:
            left[block.kind][block.html] -= 1
            yield Block(names[block.kind], block.html)
        else:
            yield block


def _is_worth_it(html: str) -> bool:
    read = "".join(map(text, parse(html)))
    return len(word_counts(read)) >= FEWEST_WORDS or "<img" in html
