"""What the screens of administrators share: who gets in, nothing kept in caches, sentences for what was done."""

from typing import Any

from flask import Response

from wiki.actor import Actor
from wiki.errors import Conflict, Invalid, NotFound, WikiError
from wiki.users.service import require_admin
from wiki.web import context
from wiki.web.language import N_
from wiki.web.language import gettext as _
from wiki.web.sentences import field_errors, of_error

PAGE = 50
Values = dict[str, Any]  # Any: what a template names
_ACTIONS = {
    "access.grant": N_("Right given"),
    "access.revoke": N_("Right taken away"),
    "access.scope.create": N_("Rights of their own made"),
    "attachment.add": N_("File attached"),
    "attachment.delete": N_("File deleted"),
    "attachment.rename": N_("File renamed"),
    "group.add": N_("Group added"),
    "group.delete": N_("Group deleted"),
    "group.members": N_("Members of a group changed"),
    "group.rename": N_("Group renamed"),
    "page.delete": N_("Page deleted"),
    "page.move": N_("Page moved"),
    "page.purge": N_("Page deleted for good"),
    "page.restore": N_("Page brought back"),
    "password.chosen": N_("Password chosen by link"),
    "password.set": N_("Password set"),
    "settings.change": N_("Settings changed"),
    "space.create": N_("Space made"),
    "token.add": N_("API token made"),
    "user.add": N_("Account added"),
    "user.change": N_("Account changed"),
    "wiki.set_up": N_("Wiki set up"),
}


def administrator() -> Actor:
    """Who acts, by a browser's session. Raises NotFound for all others: these screens do not exist for them."""
    actor = context.actor()
    require_admin(actor)
    if context.bearer() is not None:
        raise NotFound
    return actor


def keep_out_of_caches(response: Response) -> Response:
    """Nothing of these screens stays in the browser (ASVS 14.3.2)."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def action_label(action: str) -> str:
    """An audited action in words, or its code where there are none."""
    return _(_ACTIONS[action]) if action in _ACTIONS else action


def problems_of(error: WikiError) -> Values:
    """Values for the form's template: `errors` at their fields, `general` for the whole form."""
    if isinstance(error, Invalid):
        return {"errors": field_errors(error), "general": None}
    return {"errors": {}, "general": of_error(error)}


def status_of(error: WikiError) -> int:
    """How a form that came back answers."""
    return 409 if isinstance(error, Conflict) else 422
