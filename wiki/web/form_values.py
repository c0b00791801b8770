"""What a form says, as a browser would have sent it: NUL is shown, and sent, as U+FFFD (WHATWG HTML).

Programs may send NUL all the same. PostgreSQL stores none, so no field may bring one into a statement.
"""

from collections.abc import Iterable
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict


class FormValues(ImmutableMultiDict[str, Any]):  # Any: Werkzeug keeps files in the same kind of dictionary
    """Werkzeug's values without NUL."""

    def __init__(self, values: Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__(
            values if values is None else [(name, _without_nul(value)) for name, value in values]
        )


class WikiRequest(Request):
    """Flask's request with forms that hold no NUL; addresses that do are refused by `WikiApp`."""

    parameter_storage_class = FormValues


def _without_nul(value: Any) -> Any:  # Any: a text or a file
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value
