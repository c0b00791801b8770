"""Sentences for domain errors and for what just happened, in the reader's language."""

from wiki.errors import Conflict, Forbidden, Invalid, RateLimited, TooCostly, TooLarge, WikiError
from wiki.i18n import size
from wiki.web import context
from wiki.web.language import N_
from wiki.web.language import gettext as _

NOTICES = {
    "saved": N_("Saved."),
    "unchanged": N_("Nothing was changed, so nothing was saved."),
    "created": N_("The page exists."),
    "moved": N_("Moved. The old address leads here."),
    "renamed": N_("Renamed. The old address leads here."),
    "restored": N_("The page is back."),
    "deleted": N_("The page is in the trash."),
    "purged": N_("Deleted for good."),
    "discarded": N_("The draft is gone."),
    "settings": N_("The settings are stored."),
    "signed-out": N_("You are signed out."),
    "uploaded": N_("Uploaded."),
    "removed": N_("Removed."),
    "password": N_("The new password holds from now on."),
}

_INVALID = {
    ("title", "empty"): N_("Please give the page a title."),
    ("title", "too_long"): N_("The title is too long. Please shorten it."),
    ("body", "empty"): N_("The text is empty now. Confirm if the page should really be empty."),
    ("base_revision", "unknown"): N_(
        "The version you started from is not known. Copy your text and open the page again."
    ),
    ("parent", "other_space"): N_("The parent page lies in another space."),
    ("parent", "unknown"): N_("There is no such page."),
    ("sign_in", "wrong"): N_("Name or password is not right."),
    ("password", "too_short"): N_("The password is too short. Please use at least 8 characters."),
    ("password", "too_long"): N_("The password is too long. 256 characters are the limit."),
    ("password", "too_obvious"): N_("This password is too easy to guess."),
    ("password", "wrong"): N_("The present password is not right."),
    ("password", "different"): N_("The two passwords are not the same."),
    ("name", "empty"): N_("Please enter a name."),
    ("name", "taken"): N_("This name is taken."),
    ("name", "reserved"): N_("This name is reserved."),
    ("name", "characters"): N_("Please use letters, digits, dots, hyphens and underscores only."),
    ("email", "wrong"): N_("This is not a mail address."),
    ("email", "taken"): N_("Somebody has this mail address already."),
    ("key", "taken"): N_("This short name is taken."),
    ("key", "characters"): N_("Please use small letters, digits and hyphens only, a letter first."),
    ("file", "empty"): N_("Please choose a file."),
    ("file", "name"): N_("A file needs a name."),
}


def words_of(message: str) -> str:
    """The sentence of a message id from the tables above."""
    return _(message)


def of_error(error: WikiError) -> str | None:  # noqa: PLR0911  one line a kind
    """The sentence, or None where the error page says enough."""
    if isinstance(error, Invalid):
        message = _INVALID.get((error.field, error.reason))
        return _(message) if message else _("This value cannot be taken.")
    if isinstance(error, TooLarge):
        limit = error.facts.get("limit")
        return (
            _("At most %(limit)s fit.") % {"limit": size(limit, context.locale_or_default())}
            if isinstance(limit, int)
            else None
        )
    if isinstance(error, TooCostly):
        return _(
            "The text takes too long to show. It is kept as a draft; please split it into several pages."
        )
    if isinstance(error, Conflict) and error.facts.get("reason") == "circle":
        return _("A page cannot be moved below itself.")
    if isinstance(error, Conflict) and error.facts.get("reason") == "last_manager":
        return _("Then nobody could manage this any more. Give somebody else the right first.")
    if isinstance(error, Forbidden | RateLimited):
        return None
    return None


def field_errors(error: Invalid) -> dict[str, str]:
    """The sentence at its field, for the form's template."""
    return {error.field: of_error(error) or ""}
