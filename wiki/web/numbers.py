"""Numbers in addresses and forms: taken only as far as a column of the database can hold them."""

_DIGITS = 10
_LARGEST = 2**31 - 1


def number(text: str) -> int:
    """The whole number, for `type=` of Werkzeug's dictionaries, which then take their default. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS) or int(text) > _LARGEST:
        raise ValueError(text)
    return int(text)
