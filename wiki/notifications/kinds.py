"""All kinds of notifications in one table: the sentence, where it leads, whether a mail follows.

A sentence may name `%(actor)s` (who did it), `%(place)s` (the page or space) and each fact by its name. The German
stands in `translations/de/notifications.po`. A feature that tells people something new adds its row here.
"""

from dataclasses import dataclass

from wiki.i18n import N_

ACCESS, PEOPLE, ACCOUNT = "access", "people", "account"


@dataclass(frozen=True, slots=True)
class Topic:
    """What a person chooses mail for, as a whole. Nobody can refuse mail about the own account's safety."""

    label: str
    can_be_refused: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind is told.

    `href` is the path it leads to, with facts in braces; without one it leads to the page or space. With
    `link_hours` the mail holds a link for choosing a password, made when it is sent and good for so long.
    """

    sentence: str
    topic: str
    is_mailed: bool = True
    href: str | None = None
    link_hours: int | None = None


TOPICS: dict[str, Topic] = {
    ACCESS: Topic(N_("Requests for access and the answers to them")),
    PEOPLE: Topic(N_("What colleagues hand over to you")),
    ACCOUNT: Topic(N_("Your account and its password"), can_be_refused=False),
}

KINDS: dict[str, Kind] = {
    "access_requested": Kind(
        N_("%(actor)s asks for access to “%(place)s”."), ACCESS, href="/access-requests"
    ),
    "access_granted": Kind(N_("%(actor)s gave you access to “%(place)s”."), ACCESS),
    # Whoever was refused may not read the page: this one is told without it.
    "access_refused": Kind(N_("A request of yours for access was not granted."), ACCESS),
    "handed_over": Kind(
        N_("%(actor)s handed pages or drafts of a colleague over to you."), PEOPLE, href="/drafts"
    ),
    "invited": Kind(N_("%(actor)s invited you to this wiki."), ACCOUNT, href="/", link_hours=72),
    "password_changed": Kind(
        N_("The password of your account was changed."), ACCOUNT, href="/profile#sessions"
    ),
    "password_reset": Kind(
        N_("Somebody asked for a link by which you can choose a new password."),
        ACCOUNT,
        href="/profile#password",
        link_hours=1,
    ),
}
