"""Writes Atom feeds (RFC 4287). Pure; the texts of pages are no part of a feed."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_NAMESPACE = uuid.UUID("5d0bfb53-9f3d-4f2e-8f1b-6a0c86e0b2a1")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change. `name` is what makes it unlike all others, for ever; `href` is a whole address."""

    name: str
    title: str
    href: str
    author: str
    updated: datetime
    summary: str
    category: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as readers show it; addresses are whole."""

    name: str
    title: str
    href: str
    self_href: str
    updated: datetime
    language: str
    entries: Sequence[Entry]


def write(feed: Feed) -> str:
    """The document, in UTF-8 once it is encoded."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_attribute(feed.language)}>',
        f"<id>{_id(feed.name)}</id>",
        f"<title>{_text(feed.title)}</title>",
        f"<updated>{_moment(feed.updated)}</updated>",
        f'<link rel="self" type="application/atom+xml" href={_attribute(feed.self_href)}/>',
        f'<link rel="alternate" type="text/html" href={_attribute(feed.href)}/>',
        "<generator>Werkbuch</generator>",
        *(line for entry in feed.entries for line in _entry(entry)),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(entry: Entry) -> list[str]:
    return [
        "<entry>",
        f"<id>{_id(entry.name)}</id>",
        f"<title>{_text(entry.title)}</title>",
        f"<updated>{_moment(entry.updated)}</updated>",
        f"<author><name>{_text(entry.author) or '?'}</name></author>",
        f'<link rel="alternate" type="text/html" href={_attribute(entry.href)}/>',
        f"<category term={_attribute(entry.category)}/>",
        f"<summary>{_text(entry.summary)}</summary>",
        "</entry>",
    ]


def _id(name: str) -> str:
    """An address for ever (RFC 4287, 4.2.6): the wiki may move to another host, the change stays the same."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, name)}"


def _text(text: str) -> str:
    return escape(_NO_XML.sub("", text))


def _attribute(text: str) -> str:
    return quoteattr(_NO_XML.sub("", text))


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
