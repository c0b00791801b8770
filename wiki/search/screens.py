"""What the search screen shows beside its hits: how many there are of each kind, as links that narrow the search."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from wiki.actor import Actor
from wiki.pages.slugs import MAX_TITLE
from wiki.search.backend import FILE, PAGE, Facets
from wiki.search.snippets import Piece
from wiki.search.syntax import parse
from wiki.search.words import folded, words
from wiki.spaces.queries import SpaceRow
from wiki.web import context
from wiki.web.language import gettext as _

_MOST = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the search."""

    label: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """Ways of one kind."""

    label: str
    choices: tuple[Choice, ...]


def groups(facets: Facets, text: str, room: SpaceRow | None, rooms: Sequence[SpaceRow]) -> list[Group]:
    """Groups with more than one choice; a space only where none is chosen."""
    key = room.key if room else ""
    found = [
        Group(_("Space"), () if room else _spaces(facets.spaces, text, rooms)),
        Group(_("Kind"), tuple(_kinds(facets.kinds, text, key))),
        Group(_("Tags"), tuple(_tags(facets.tags, text, key))),
        Group(_("Last changed"), tuple(_years(facets.years, text, key))),
    ]
    return [
        group for group in found if len(group.choices) > 1 or (group.choices and group.label == _("Tags"))
    ]


def examples() -> list[tuple[str, str]]:
    """Questions as they may be typed, and what they find."""
    return [
        (_("annual report"), _("pages with both words, in any of their forms")),
        (_('"annual report"'), _("the words side by side")),
        (_("report -draft"), _("without a word")),
        (_("report OR minutes"), _("one of the words is enough")),
        (_("repo*"), _("words that begin so")),
        (_("title:report"), _("in the title")),
        (_("tag:quality"), _("pages with a tag")),
        (_("space:handbook"), _("in a space, by its name or short name")),
        (_("author:maria"), _("written or last changed by somebody")),
        (_("type:file"), _("files alone, or pages alone: type:page")),
        (_("after:2026-03 before:2027"), _("last changed in a time")),
    ]


@dataclass(frozen=True, slots=True)
class Action:
    """Something to go to from the palette."""

    label: str
    href: str


def actions(actor: Actor, room: SpaceRow | None, text: str) -> list[Action]:
    """What the actor may go to whose name holds the words; `room` is where he may write."""
    found: list[Action] = []
    if room is not None:
        found += [
            Action(_("New page in “%(space)s”") % {"space": room.name}, f"/s/{room.key}/new"),
            Action(_("Pages to write"), "/search/missing"),
        ]
    found += [Action(_("Recently changed"), "/recent"), Action(_("Tags"), "/tags/")]
    if actor.user_id is not None:
        found += [
            Action(_("Favourites"), "/favourites"),
            Action(_("Drafts"), "/drafts"),
            Action(_("Inbox"), "/inbox"),
            Action(_("Profile"), "/profile"),
            Action(_("Trash"), "/trash"),
        ]
    if actor.is_admin:
        found.append(Action(_("Administration"), "/admin/"))
    wanted = words(text)
    return [one for one in found if all(word in folded(one.label) for word in wanted)]


def finds_authors(actor: Actor) -> bool:
    """Whether the question may name authors. A visitor without an account could guess sign-in names by it."""
    return actor.user_id is not None and context.wiki_settings().finds_authors


def asked(text: str, author: str) -> str:
    """What was typed, with the author of the form as a word of the question."""
    name = " ".join(author.replace('"', " ").split())
    return f'{text.strip()} author:"{name}"'.strip() if name else text.strip()


def asks_for(text: str, name: str) -> bool:
    """Whether the question has a filter of that name."""
    question = parse(text)
    return question.without(name) != question


def marked(pieces: Iterable[Piece]) -> Markup:
    """A title or a snippet with its words marked. A macro takes ten times as long, for hundreds of pieces a screen."""
    return Markup("").join(Markup("<mark>%s</mark>") % one.text if one.is_hit else one.text for one in pieces)


def href(text: str, space: str = "", skip: int = 0) -> str:
    """The search screen for this text."""
    return "/search?" + urlencode(
        {"q": text} | ({"space": space} if space else {}) | ({"skip": skip} if skip else {})
    )


def creating(room: SpaceRow | None, text: str) -> Action | None:
    """Where a page is begun that has the words of the question as its title; filters and signs make none."""
    title = text.replace('"', "").strip()
    is_plain = not title.startswith("-") and "*" not in title and ":" not in title.replace(": ", " ")
    if room is None or not title or not is_plain or len(title) > MAX_TITLE:
        return None
    return Action(_("Create the page “%(text)s”") % {"text": title}, create_href(room.key, title))


def create_href(space: str, title: str) -> str:
    """Where a page with this title is begun."""
    return f"/s/{space}/new?" + urlencode({"title": title})


def _spaces(counts: Mapping[int, int], text: str, rooms: Sequence[SpaceRow]) -> tuple[Choice, ...]:
    found = [
        Choice(room.name, counts[room.id], href(text, room.key)) for room in rooms if counts.get(room.id)
    ]
    return tuple(sorted(found, key=lambda one: -one.count)[:_MOST])


def _kinds(counts: Mapping[int, int], text: str, key: str) -> Iterator[Choice]:
    for kind, label, word in ((PAGE, _("Pages"), "page"), (FILE, _("Files"), "file")):
        if counts.get(kind) and "type:" not in text:
            yield Choice(label, counts[kind], href(f"{text} type:{word}", key))


def _tags(counts: Mapping[str, int], text: str, key: str) -> Iterator[Choice]:
    for tag, count in list(counts.items())[:_MOST]:
        part = f'tag:"{tag}"' if " " in tag else f"tag:{tag}"
        if part not in text:
            yield Choice(tag, count, href(f"{text} {part}", key))


def _years(counts: Mapping[int, int], text: str, key: str) -> Iterator[Choice]:
    if "after:" in text or "before:" in text:
        return
    for year in sorted(counts, reverse=True)[:_MOST]:
        yield Choice(str(year), counts[year], href(f"{text} after:{year} before:{year + 1}", key))
