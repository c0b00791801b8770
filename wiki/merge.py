"""Three-way merge of page texts: two people saved from one base, and nobody loses a word (ADR 0007).

Pure text, no page and no person. Passages are whole lines with their ends. Where both sides changed the same
lines, these are tried again over words, only where the sense is unlikely to suffer; else a person decides.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from wiki.alignment import Edit, Effort, edits, likeness, line_end, lines, word_counts
from wiki.linekinds import bars, front_matter_keys, is_fence, kind, open_blocks, starts_table
from wiki.wordmerge import merged_line

ALIKE = 0.5
"""Share of common words below which a line counts as rewritten and is not merged over words."""


class Choice(StrEnum):
    """What a person takes of one disputed passage; BOTH is theirs, then mine."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Agreed:
    """A passage both sides have, or that only one side changed."""

    text: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """A passage of whole lines that both sides changed, differently."""

    base: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The whole text, and how many changed passages came from each side alone."""

    text: str
    from_theirs: int = 0
    from_mine: int = 0


@dataclass(frozen=True, slots=True)
class Conflicts:
    """All passages in the order of the page; at least one is disputed."""

    passages: tuple[Agreed | Disputed, ...]

    @property
    def disputed(self) -> tuple[Disputed, ...]:
        """The passages that need a choice, in order."""
        return tuple(passage for passage in self.passages if isinstance(passage, Disputed))


@dataclass(frozen=True, slots=True)
class _Settled:
    """An outcome, and for how many changes each side is to be named."""

    passage: Agreed | Disputed
    from_theirs: int = 0
    from_mine: int = 0


def three_way(base: str, theirs: str, mine: str) -> Merged | Conflicts:
    """Both sides' changes to `base` in one text, or the passages that a person has to choose from.

    Different insertions at one place are both kept, theirs first. A page begun by both or emptied by one side
    is disputed as a whole. Bytes outside of changes stay; a side that changed all line ends is followed.
    """
    if theirs == mine:
        return Merged(mine)
    if mine == base:
        return Merged(theirs, from_theirs=1)
    if theirs == base:
        return Merged(mine, from_mine=1)
    if not (base.strip() and theirs.strip() and mine.strip()):
        return Conflicts((Disputed(base, theirs, mine),))
    texts = _with_one_line_end(base, theirs, mine)
    settled = _settled(*_completed(*texts))
    passages = list(_joined([outcome.passage for outcome in settled if outcome.passage != Agreed("")]))
    passages[-1:] = [_ended_as_wanted(passage, *texts) for passage in passages[-1:]]
    if any(isinstance(passage, Disputed) for passage in passages):
        return Conflicts(tuple(passages))
    return Merged(
        "".join(passage.text for passage in passages if isinstance(passage, Agreed)),
        sum(outcome.from_theirs for outcome in settled),
        sum(outcome.from_mine for outcome in settled),
    )


def resolve(passages: Sequence[Agreed | Disputed], choices: Sequence[Choice]) -> str:
    """The whole text after one choice per disputed passage, in order; two passages never share a line.

    Raises ValueError when there are fewer or more choices than disputed passages.
    """
    if len(choices) != sum(isinstance(passage, Disputed) for passage in passages):
        raise ValueError("each disputed passage needs one choice")
    remaining = iter(choices)
    text = ""
    for piece in (piece for passage in passages for piece in _chosen(passage, remaining)):
        if text and piece and not line_end(text):
            text += _usual_end(piece, text) or "\n"
        text += piece
    return text


def _chosen(passage: Agreed | Disputed, remaining: Iterator[Choice]) -> list[str]:
    if isinstance(passage, Agreed):
        return [passage.text]
    return {
        Choice.MINE: [passage.mine],
        Choice.THEIRS: [passage.theirs],
        Choice.BOTH: [passage.theirs, passage.mine],
    }[next(remaining)]


# --- line ends


def _with_one_line_end(base: str, theirs: str, mine: str) -> tuple[str, str, str]:
    """A side that changed all line ends made one change, not one in every line: the others follow it."""
    before = _only_end(base)
    chosen = {end for end in (_only_end(theirs), _only_end(mine)) if end and before and end != before}
    if len(chosen) != 1:
        return base, theirs, mine
    after = chosen.pop()
    converted = [
        "".join(line.removesuffix(line_end(line)) + (after if line_end(line) else "") for line in lines(text))
        if _only_end(text) == before
        else text
        for text in (base, theirs, mine)
    ]
    return converted[0], converted[1], converted[2]


def _only_end(text: str) -> str | None:
    ends = {line_end(line) for line in lines(text)} - {""}
    return ends.pop() if len(ends) == 1 else None


def _usual_end(*texts: str) -> str:
    """The last line end of the first text that has one."""
    return next((line_end(line) for text in texts for line in reversed(lines(text)) if line_end(line)), "")


def _completed(base: str, theirs: str, mine: str) -> tuple[list[str], list[str], list[str]]:
    """The lines of each text, the last one ended: appending to it is then no change of this line."""
    base_lines, theirs_lines, mine_lines = (
        lines(text if line_end(text) else text + (_usual_end(text, base, theirs, mine) or "\n"))
        for text in (base, theirs, mine)
    )
    return base_lines, theirs_lines, mine_lines


def _ended_as_wanted(last: Agreed | Disputed, base: str, theirs: str, mine: str) -> Agreed | Disputed:
    """The last passage without an added end; a side that changed whether the text has one is followed."""
    if isinstance(last, Disputed):
        return Disputed(
            _as_ended(last.base, base), _as_ended(last.theirs, theirs), _as_ended(last.mine, mine)
        )
    unended, by_theirs, by_mine = (not line_end(text) for text in (base, theirs, mine))
    wanted = by_theirs if by_theirs != unended else by_mine
    return Agreed(last.text.removesuffix(line_end(last.text)) if wanted else last.text)


def _as_ended(passage: str, text: str) -> str:
    unended = passage.removesuffix(line_end(passage))
    return unended if not line_end(text) and text.endswith(unended) else passage


# --- runs of lines


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines of the base that changed on at least one side, and what each side has in their place."""

    base: list[str]
    theirs: list[str]
    mine: list[str]
    before: str | None  # the line of the base before the run
    block: str  # open at the start of the run, see open_blocks
    is_literal: bool  # touches a fenced block or front matter
    effort: Effort  # left for the words of the whole page

    @property
    def disputed(self) -> Disputed:
        return Disputed("".join(self.base), "".join(self.theirs), "".join(self.mine))


def _settled(base: list[str], theirs: list[str], mine: list[str]) -> list[_Settled]:
    blocks, effort = open_blocks(base), Effort()
    at = theirs_at = mine_at = 0
    settled: list[_Settled] = []
    for group in _grouped(edits(base, theirs, mine, effort)):
        start, end = group[0].change.old_start, max(edit.change.old_end for edit in group)
        settled.append(_Settled(Agreed("".join(base[at:start]))))
        theirs_start, mine_start = theirs_at + start - at, mine_at + start - at
        theirs_at, mine_at = theirs_start + end - start, mine_start + end - start
        theirs_at += _growth(edit for edit in group if edit.side == "theirs")
        mine_at += _growth(edit for edit in group if edit.side == "mine")
        run = _Run(
            base[start:end],
            theirs[theirs_start:theirs_at],
            mine[mine_start:mine_at],
            base[start - 1] if start else None,
            blocks[start],
            is_literal=any(blocks[start : end + 1]),
            effort=effort,
        )
        settled += _settle(run)
        at = end
    settled.append(_Settled(Agreed("".join(base[at:]))))
    return settled


def _growth(edits: Iterable[Edit]) -> int:
    return sum(len(edit.added) - len(edit.removed) for edit in edits)


def _grouped(found: list[Edit]) -> Iterator[list[Edit]]:
    """Edits that have to be looked at together; others that only touch each other stand in their order."""
    group: list[Edit] = []
    last: list[Edit] = []  # those that end where the group ends
    for edit in found:
        end = last[0].change.old_end if last else 0
        touching = last if edit.change.old_start == end else []
        if edit.change.old_start >= end and not any(_entangled(member, edit) for member in touching):
            if group:
                yield group
            group, last = [], []
        group.append(edit)
        if not last or edit.change.old_end >= end:
            last = [edit, *(last if edit.change.old_end == end else [])]
    if group:
        yield group


def _entangled(first: Edit, second: Edit) -> bool:
    """Two edits that touch do not stand side by side without a look at both."""
    if first.change.is_insertion and second.change.is_insertion:
        return True
    both = [first, second]
    if any(edit.change.is_insertion for edit in both) and any(edit.change.is_deletion for edit in both):
        # Something was added to a passage that is gone; items and rows stand for themselves.
        return not {kind(line) for edit in both for line in (*edit.removed, *edit.added)} <= {"item", "row"}
    if {line for line in first.added if line.strip()} & {*second.added}:
        return True  # partly the same change
    # A column was added on one side, a row on the other.
    return len({bars(line) for edit in both for line in edit.added if kind(line) == "row"}) > 1


def _settle(run: _Run) -> list[_Settled]:
    if run.theirs == run.mine:
        return [_Settled(Agreed("".join(run.mine)))]
    if run.mine == run.base:
        return [_Settled(Agreed("".join(run.theirs)), from_theirs=1)]
    if run.theirs == run.base:
        return [_Settled(Agreed("".join(run.mine)), from_mine=1)]
    if not run.base:
        return [_both_inserted(run)]
    by_words = _by_words(run)
    for settled in (by_words, _without_shared_edges(run)):
        if settled and all(isinstance(outcome.passage, Agreed) for outcome in settled):
            return settled
    return by_words or [_Settled(run.disputed)]


def _without_shared_edges(run: _Run) -> list[_Settled]:
    """The run settled without the lines both sides have at its start and end; nothing if there are none."""
    size = min(len(run.theirs), len(run.mine))
    top = _shared(run.theirs, run.mine)
    bottom = min(_shared(run.theirs[::-1], run.mine[::-1]), size - top)
    if not top + bottom:
        return []
    base_top = min(_shared(run.base, run.theirs[:top]), len(run.base))
    base_bottom = min(_shared(run.base[::-1], run.theirs[::-1][:bottom]), len(run.base) - base_top)
    rest = _Run(
        run.base[base_top : len(run.base) - base_bottom],
        run.theirs[top : len(run.theirs) - bottom],
        run.mine[top : len(run.mine) - bottom],
        run.mine[top - 1] if top else run.before,
        run.block,
        run.is_literal,
        run.effort,
    )
    head, tail = run.mine[:top], run.mine[len(run.mine) - bottom :]
    return [_Settled(Agreed("".join(head))), *_settle(rest), _Settled(Agreed("".join(tail)))]


def _shared(first: list[str], second: list[str]) -> int:
    """How many items are equal from the start."""
    return next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )


def _joined(passages: list[Agreed | Disputed]) -> Iterator[Agreed | Disputed]:
    """Neighbours of one kind become one passage."""
    for sort, members in groupby(passages, type):
        found = list(members)
        if sort is Agreed:
            yield Agreed("".join(passage.text for passage in found if isinstance(passage, Agreed)))
        else:
            disputed = [passage for passage in found if isinstance(passage, Disputed)]
            yield Disputed(
                "".join(passage.base for passage in disputed),
                "".join(passage.theirs for passage in disputed),
                "".join(passage.mine for passage in disputed),
            )


# --- both sides inserted at one place


def _both_inserted(run: _Run) -> _Settled:
    """Both texts, theirs first; a text that the other one begins or ends with counts once."""
    theirs, mine = run.theirs, run.mine
    shorter, longer = sorted((theirs, mine), key=len)
    if shorter in (longer[: len(shorter)], longer[-len(shorter) :]):
        return _Settled(Agreed("".join(longer)), int(longer is theirs), int(longer is mine))
    if _is_unsafe(run):
        return _Settled(run.disputed)
    if run.before is not None and run.before.strip() and not theirs[0].strip() and mine[0].strip():
        theirs, mine = mine, theirs  # mine continues the passage before, theirs begins a new one
    gap = line_end(theirs[-1]) if _would_melt(run, theirs, mine) else ""
    return _Settled(Agreed("".join(theirs) + gap + "".join(mine)), 1, 1)


def _is_unsafe(run: _Run) -> bool:
    """One text would change what the other one means: an open code block, front matter, a key given twice."""
    if any(sum(map(is_fence, added)) % 2 for added in (run.theirs, run.mine)):
        return True
    if run.before is None and any(added[0].rstrip() == "---" for added in (run.theirs, run.mine)):
        return True
    return run.block == "front matter" and bool(front_matter_keys(run.theirs) & front_matter_keys(run.mine))


def _would_melt(run: _Run, first: list[str], second: list[str]) -> bool:
    """Two blocks would become one: paragraphs, quotes, tables; list items and rows belong together."""
    if run.block or not first[-1].strip() or not second[0].strip():
        return False
    if run.before is not None and run.before.strip() and all(line.strip() for line in first):
        return False  # both continue what stands before
    if kind(first[0]) == kind(second[0]) in ("item", "row"):
        return starts_table(second)
    return True


# --- the same lines changed on both sides


def _by_words(run: _Run) -> list[_Settled]:
    """The run settled line by line; nothing when it cannot be told which lines belong together."""
    if run.is_literal or any(map(is_fence, (*run.theirs, *run.mine))):
        return []
    if not len(run.base) == len(run.theirs) == len(run.mine):
        return []
    settled = [_line(*versions, run.effort) for versions in zip(run.base, run.theirs, run.mine, strict=True)]
    known = [outcome for outcome in settled if outcome is not None]
    return known if len(known) == len(settled) else []


def _line(base: str, theirs: str, mine: str, effort: Effort) -> _Settled | None:
    if theirs == mine:
        return _Settled(Agreed(mine))
    if any(
        side != base and likeness(word_counts(base), word_counts(side)) < ALIKE for side in (theirs, mine)
    ):
        return None
    if mine == base:
        return _Settled(Agreed(theirs), from_theirs=1)
    if theirs == base:
        return _Settled(Agreed(mine), from_mine=1)
    if (text := merged_line(base, theirs, mine, effort)) is not None:
        return _Settled(Agreed(text), 1, 1)
    return _Settled(Disputed(base, theirs, mine))
