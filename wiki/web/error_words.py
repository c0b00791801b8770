"""What the error screen says for each status: what happened, and what to do next."""

from wiki.web.language import N_
from wiki.web.language import gettext as _

_TITLES = {
    400: N_("This request could not be read"),
    403: N_("You do not have the right to do this"),
    404: N_("There is nothing here"),
    405: N_("This does not work at this address"),
    409: N_("Somebody was quicker"),
    413: N_("That is too large"),
    422: N_("That could not be saved"),
    429: N_("Too many attempts"),
    503: N_("The wiki is busy right now"),
    507: N_("The disk is full"),
}
_TEXTS = {
    400: N_(
        "Part of the form or address was missing or had expired. Go back, load the page again and try once more."
        " What you typed is usually still in the form."
    ),
    403: N_("You may read this, but not change it. Whoever manages the space can give you the right."),
    404: N_(
        "The page may have been moved or deleted, or it is not shared with you. Search for it, or ask who gave you"
        " the address."
    ),
    405: N_("Go back and use the buttons on the page."),
    409: N_("It was changed at the same time. Go back, load the page again and look at the present state."),
    413: N_(
        "The text or file exceeds the limit of this wiki. Split the text into several pages, or make the file"
        " smaller. Administrators can raise the limit."
    ),
    422: N_(
        "The entries do not fit together. Go back and check them. A text that could not be shown is kept among"
        " your drafts."
    ),
    429: N_("Wait a moment, then try again."),
    503: N_("It is being upgraded or has much to do. Nothing of yours is lost. Try again in a moment."),
    507: N_(
        "Nothing can be saved at the moment. Keep this window open, and tell an administrator that the disk of the"
        " wiki is full."
    ),
}
_OTHER_TITLE = N_("Something went wrong")
_OTHER_TEXT = N_(
    "The fault is on our side, not yours. Saved texts are safe. Try again; if it happens again, give an"
    " administrator the number below."
)
_BUSY_WITH_REASON = N_(
    "What you typed is still in the window before this one: go back, keep it open, and save again when the wiki"
    " works."
)


def title(status: int) -> str:
    """What happened, in a few words of the reader's language."""
    return _(_TITLES.get(status, _OTHER_TITLE))


def text(status: int, detail: str | None) -> str | None:
    """What it means and what to do next; None where `detail`, the domain's own sentence, says it all."""
    if detail and status == 403:  # noqa: PLR2004  as in the tables
        return None
    if detail and status == 503:  # noqa: PLR2004
        return _(_BUSY_WITH_REASON)
    return _(_TEXTS.get(status, _OTHER_TEXT))
