"""The table in docs/reliability.md: a run writes the lines of the faults that it tried, and keeps the others."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

BEGIN, END = "<!-- written by `make faults` -->", "<!-- until here -->"
_ROW = re.compile(r"^\| (F\d[^|]*?) \| ")
_HEAD = ["| Fault | What was done | What was seen | On |", "|-|-|-|-|"]


@dataclass(frozen=True)
class Line:
    """What one test saw of a fault, such as `F1`."""

    fault: str
    test: str
    done: str
    seen: str


LINES = pytest.StashKey[list[Line]]()


def failed(lines: list[Line], fault: str, test: str, why: str) -> None:
    """The fault's line says so, with what was seen before."""
    before = next((line for line in lines if line.fault == fault), Line(fault, test, "", ""))
    lines.append(replace(before, seen=f"**{why}**; {before.seen}" if before.seen else f"**{why}**"))


def write(target: Path, lines: list[Line]) -> None:
    """The table holds these lines, ordered by the number of the fault; lines of other faults stay."""
    text = target.read_text("utf-8")
    before, rest = text.split(BEGIN)
    table, after = rest.split(END)
    kept: dict[str, str] = {}
    for row in table.splitlines():
        if found := _ROW.match(row):
            kept[found[1]] = row
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    for line in lines:
        kept[line.fault] = f"| {line.fault} | {line.done or line.test} | {line.seen} | {today} |"
    rows = [kept[fault] for fault in sorted(kept, key=_order)]
    target.write_text("\n".join([before + BEGIN, *_HEAD, *rows, END]) + after, "utf-8")


def _order(fault: str) -> tuple[int, str]:
    number = re.match(r"F(\d+)", fault)
    return (int(number[1]) if number else 0, fault)
