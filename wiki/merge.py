"""Three-way merge of page texts: two people saved from one base, and nobody loses a word (ADR 0007)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


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
    """The whole text, and how many changed passages came from each side (the same change counts for neither)."""

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


def three_way(base: str, theirs: str, mine: str) -> Merged | Conflicts:
    """Both sides' changes to `base` in one text, or the passages that a person has to choose from."""
    if theirs in (base, mine):
        return Merged(mine, from_mine=int(mine not in (base, theirs)))
    if mine == base:
        return Merged(theirs, from_theirs=1)
    return Conflicts((Disputed(base, theirs, mine),))


def resolve(passages: Sequence[Agreed | Disputed], choices: Sequence[Choice]) -> str:
    """The whole text after one choice per disputed passage, in order; raises ValueError when the counts differ."""
    remaining = iter(choices)
    pieces: list[str] = []
    for passage in passages:
        if isinstance(passage, Agreed):
            pieces.append(passage.text)
            continue
        choice = next(remaining, None)
        if choice is None:
            raise ValueError("a disputed passage has no choice")
        pieces += [passage.theirs] if choice != Choice.MINE else []
        pieces += [passage.mine] if choice != Choice.THEIRS else []
    if next(remaining, None) is not None:
        raise ValueError("more choices than disputed passages")
    return "".join(pieces)
