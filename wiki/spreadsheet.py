"""Lines of CSV for table programs: with semicolons in German, as they expect it there, and no cell a formula.

A file begins with MARK, by which they know UTF-8. Lines end as RFC 4180 says.
"""

import csv
import io
from collections.abc import Iterable

MARK = "\ufeff"
_STARTS_A_FORMULA = tuple(
    "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
)  # the last are wide signs, which some take as well


def line(cells: Iterable[str], language: str) -> str:
    """One line, every cell guarded."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language == "de" else ",", lineterminator="\r\n")
    writer.writerow([guarded(cell) for cell in cells])
    return out.getvalue()


def guarded(cell: str) -> str:
    """The cell, behind an apostrophe when a table program would calculate it."""
    return "'" + cell if cell.startswith(_STARTS_A_FORMULA) else cell


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that `guarded` put before it."""
    return cell[1:] if cell.startswith("'") and cell.startswith(_STARTS_A_FORMULA, 1) else cell
