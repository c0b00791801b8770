"""What `wiki check` and its screen have to say: a finding is a sentence with its facts, and a sentence that mends it.

The terminal speaks English. What the screen may say too is marked by N_ and stands in wiki/translations.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Translate = Callable[[str], str]


def N_(message: str) -> str:  # noqa: N802  gettext's own name for a message that is translated where it is shown
    """The message itself, found by the extraction."""
    return message


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong (a problem) or weak (a hint), and what mends it. Places like %(path)s stand for the facts."""

    code: str
    text: str
    remedy: str = ""
    is_problem: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)

    def told(self, translate: Translate = str) -> str:
        """What was found, as a sentence."""
        return translate(self.text) % self.facts

    def mended(self, translate: Translate = str) -> str:
        """What to do, as a sentence; empty when there is nothing to do."""
        return translate(self.remedy) % self.facts if self.remedy else ""


def problem(code: str, text: str, remedy: str, **facts: object) -> Finding:
    """Something that is wrong."""
    return Finding(code, text, remedy, is_problem=True, facts=facts)


def hint(code: str, text: str, remedy: str = "", **facts: object) -> Finding:
    """Something that is weak, or good to know."""
    return Finding(code, text, remedy, is_problem=False, facts=facts)


def in_order(found: list[Finding]) -> list[Finding]:
    """Problems first."""
    return sorted(found, key=lambda one: (not one.is_problem, one.code))
