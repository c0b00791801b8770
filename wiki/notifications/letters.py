"""A notification as a mail: its words in plain text and in simple HTML, in the language of whoever gets it."""

import hashlib
import hmac
from dataclasses import dataclass

from markupsafe import Markup

from wiki.i18n import N_, Translator
from wiki.mail import Letter
from wiki.notifications.kinds import KINDS, TOPICS
from wiki.notifications.words import Told, sentence

_AFTER = {
    "password_changed": N_(
        "If that was not you, ask an administrator at once to give you a link for a new password, "
        "and end all sessions in your profile."
    ),
    "password_reset": N_(
        "The link is good for one hour and works once. If you did not ask for it, there is nothing to do: "
        "without the link nobody changes your password."
    ),
    "invited": N_("The link is good for three days and works once. With it you choose your password."),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever gets the mail."""

    public_id: str
    display_name: str
    address: str
    words: Translator


@dataclass(frozen=True, slots=True)
class Desk:
    """What all mails of a wiki share. `base_url` has no slash at its end."""

    wiki_name: str
    base_url: str
    secret_key: str


def letter_of(desk: Desk, reader: Reader, told: Told, link: str | None) -> Letter:
    """The mail of one notification. `link` is the path of a link for choosing a password, where one belongs in it."""
    _, said = reader.words.gettext, sentence(told, reader.words)
    topic = KINDS[told.kind].topic
    path = link or told.href or "/inbox"
    paragraphs = [_("Hello %(name)s,") % {"name": reader.display_name}, said]
    after = [_(_AFTER[told.kind])] if told.kind in _AFTER else []
    unsubscribe = None
    if TOPICS[topic].can_be_refused:
        unsubscribe = f"{desk.base_url}/mail/off/{word_of(desk.secret_key, reader.public_id, topic)}"
    foot = _foot(desk, reader, unsubscribe)
    return Letter(
        id=told.public_id,
        address=reader.address,
        language=reader.words.language,
        subject=f"{desk.wiki_name}: {said}",
        text=_text([*paragraphs, desk.base_url + path, *after], foot, unsubscribe),
        html=_html(
            reader.words.language, [*paragraphs, _Link(desk.base_url + path), *after], foot, unsubscribe
        ),
        unsubscribe=unsubscribe,
    )


def trial(desk: Desk, address: str, words: Translator, letter_id: str) -> Letter:
    """The mail by which an administrator sees that mail works."""
    _ = words.gettext
    paragraphs = [
        _("This is a mail for trial."),
        _("It arrived, so the wiki at %(address)s can send mail.") % {"address": desk.base_url},
    ]
    subject = _("%(wiki)s: mail for trial") % {"wiki": desk.wiki_name}
    text, html = _text(paragraphs, "", None), _html(words.language, [*paragraphs], "", None)
    return Letter(letter_id, address, words.language, subject, text, html)


def word_of(secret_key: str, public_id: str, topic: str) -> str:
    """The word in an address by which the person ends mail about a topic, without signing in."""
    signature = hmac.new(secret_key.encode(), f"mail-off:{public_id}:{topic}".encode(), hashlib.sha256)
    return f"{public_id}.{topic}.{signature.hexdigest()[:32]}"


def read_word(secret_key: str, word: str) -> tuple[str, str] | None:
    """Whose and which topic's word it is; None for one that is not ours."""
    public_id, _, rest = word.partition(".")
    topic = rest.partition(".")[0]
    is_ours = hmac.compare_digest(
        word.encode("utf-8", "replace"), word_of(secret_key, public_id, topic).encode()
    )
    return (public_id, topic) if is_ours and topic in TOPICS and TOPICS[topic].can_be_refused else None


class _Link(str):
    """A paragraph that is an address."""

    __slots__ = ()


def _foot(desk: Desk, reader: Reader, unsubscribe: str | None) -> str:
    _, names = reader.words.gettext, {"wiki": desk.wiki_name}
    if unsubscribe:
        return _("You have an account in %(wiki)s. No more mail of this kind:") % names
    return _("You have an account in %(wiki)s. Mail about its safety cannot be switched off.") % names


def _text(paragraphs: list[str], foot: str, unsubscribe: str | None) -> str:
    end = ["-- \n" + foot + (f"\n{unsubscribe}" if unsubscribe else "")] if foot else []
    return "\n\n".join([*paragraphs, *end]) + "\n"


def _html(language: str, paragraphs: list[str], foot: str, unsubscribe: str | None) -> str:
    link = Markup('<a href="{0}">{0}</a>')
    body = Markup("\n").join(
        Markup("<p>{}</p>").format(link.format(one) if isinstance(one, _Link) else one) for one in paragraphs
    )
    end = Markup("\n<hr>\n<p><small>{} {}</small></p>").format(
        foot, link.format(unsubscribe) if unsubscribe else ""
    )
    start = Markup(
        '<!doctype html>\n<html lang="{}">\n<head><meta charset="utf-8"><title></title></head>\n<body>\n'
    )
    return str(start.format(language) + body + (end if foot else "") + Markup("\n</body>\n</html>\n"))
