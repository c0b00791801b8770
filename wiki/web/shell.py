"""What every screen needs around its content: read by `base.html`, `bare.html`, `errors/error.html`.

Plain data without behaviour: the view (or the glue in `wiki.web`) fills a `Shell` once per request and passes
it to the template as `shell`. All texts are final, in the reader's language; addresses are complete paths.
No database, no Flask.
"""

from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup

Theme = Literal["light", "dark", "auto"]
NoticeKind = Literal["info", "good", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class ShellUser:
    """The signed-in person, as the menu at the foot of the sidebar shows him or her."""

    display_name: str
    initials: str  # one or two letters, made by the server
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One personal entry of the sidebar: Start, recently changed, drafts."""

    label: str
    href: str
    current: bool = False  # is this very address
    count: int | None = None  # shown at the right; None and 0 show nothing
    is_inbox: bool = False  # shows the shell's `unread_badge`


@dataclass(frozen=True, slots=True)
class SpaceLink:
    """A space by name and address; `icon` is a sign before the name, or None."""

    name: str
    href: str
    icon: str | None = None
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class LegalLink:
    """A link at the foot of every page, set by the administrators: Impressum, Datenschutz."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence on what just happened, shown once above the content."""

    kind: NoticeKind
    text: str
    undo_href: str | None = None  # a form sent there takes it back


@dataclass(frozen=True, slots=True)
class ShownView:
    """As whom the reader looks at the wiki, in one sentence, and where to go on when that ends."""

    sentence: str
    href: str


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything around the content of a screen; `templates/base.html` says on top where it goes."""

    wiki_name: str
    language: str  # of the interface: "de" or "en"
    css_href: str  # the one joined stylesheet, with its hash in the address
    js_href: str  # …/js/app.js below a hashed folder: it imports its neighbours by relative paths
    icon_href: str  # …/icons/werkbuch.svg
    help_href: str  # the help page on Markdown and on the wiki
    theme: Theme = "auto"
    root: str = ""  # prefix of all addresses when the wiki is mounted below a path; no slash at the end
    logo_url: str | None = None
    person: str = ""  # whose the things are that the browser keeps; empty for nobody
    user: ShellUser | None = None  # None: nobody is signed in, or the person looks as another
    viewing: ShownView | None = None
    unread_badge: Markup = field(default_factory=Markup)  # how much is new in the inbox; empty for nothing
    csrf_token: str = ""
    nav: tuple[NavEntry, ...] = ()
    space: SpaceLink | None = None  # the space whose tree stands in the sidebar
    tree_html: Markup = field(default_factory=Markup)  # see `templates/_macros/tree.html`
    spaces: tuple[SpaceLink, ...] = ()  # the other spaces
    legal: tuple[LegalLink, ...] = ()
    notices: tuple[Notice, ...] = ()
    page_lang: str | None = None  # language of the page's text where it differs from the interface


@dataclass(frozen=True, slots=True)
class ErrorScreen:
    """What `templates/errors/error.html` says, passed as `error`.

    `title` and `text` are those of the status (wiki/web/error_words.py); `detail` is one translated sentence from
    the domain, or None. `request_id` is shown for 5xx. `retry_seconds` belongs to 429 and 503. `sign_in_next` set
    (404 for anonymous readers) shows the sign-in form, which leads back there. `asks_for` set (404 for people who
    are signed in) offers to ask for access to it.
    """

    status: int
    title: str
    text: str | None
    detail: str | None = None
    request_id: str | None = None
    retry_seconds: int | None = None
    sign_in_next: str | None = None
    asks_for: str | None = None
    back_href: str | None = None  # where the person came from, for "go back"
