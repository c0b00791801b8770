"""The reader's language for Python code and templates: `gettext`, `ngettext`, and `N_`, which marks a later one."""

from wiki import i18n
from wiki.web import context


def gettext(message: str) -> str:
    """The sentence in the reader's language."""
    return i18n.translator(context.locale_or_default()).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """The sentence for a number in the reader's language."""
    return i18n.translator(context.locale_or_default()).ngettext(one, many, number)


def N_(message: str) -> str:  # noqa: N802  gettext's own name for a message that is translated where it is used
    """The message itself, found by the extraction."""
    return message
