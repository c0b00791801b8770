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
    """One line; a cell that a table program would calculate begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language == "de" else ",", lineterminator="\r\n")
    writer.writerow(["'" + cell if cell.startswith(_STARTS_A_FORMULA) else cell for cell in cells])
    return out.getvalue()
