"""The two spaces that show the wiki on itself, "Willkommen" and "Welcome": ordinary pages, made once at set-up.

Their texts lie in `wiki/samples/<key>/`; `space.toml` names the space and lists the pages, parents before children.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from wiki.actor import SIGNED_IN, Actor, Right, system
from wiki.errors import Invalid
from wiki.page_templates import service as templates
from wiki.page_templates.queries import SPACE as IN_SPACE
from wiki.pages import renderings
from wiki.pages import service as pages
from wiki.pages.changes import NewPage
from wiki.pages.renderings import Limits
from wiki.render.rendering import Rendering
from wiki.spaces import service as spaces

KEYS = ("willkommen", "welcome")
_FOLDER = Path(__file__).parent.parent / "samples"
_STEP = 1024


@dataclass(frozen=True, slots=True)
class SamplePage:
    """A page with its finished HTML. `parent` is the title of a page before it, or None; templates stand in no list."""

    title: str
    body: str
    parent: str | None
    rendering: Rendering
    is_template: bool = False


@dataclass(frozen=True, slots=True)
class SampleSpace:
    """A space with its pages; the first is its home."""

    key: str
    name: str
    pages: tuple[SamplePage, ...]


def prepared(limits: Limits) -> tuple[SampleSpace, ...]:
    """The spaces, read and rendered: the slow part, before any write block opens."""
    return tuple(_prepared(key, limits) for key in KEYS)


def make(session: Session, actor: Actor, prepared_spaces: tuple[SampleSpace, ...], limits: Limits) -> None:
    """The spaces exist; the actor manages them, everyone signed in edits. A key that is taken is left out.

    All spaces come before all pages, so that links from one to another find their space.
    """
    made: list[tuple[int, SampleSpace]] = []
    for sample in prepared_spaces:
        try:
            space = spaces.create(session, actor, sample.key, sample.name, {SIGNED_IN: Right.EDIT})
        except Invalid:
            continue
        made.append((space.id, sample))
    for space_id, sample in made:
        _fill(session, actor, space_id, sample, limits)


def _fill(session: Session, actor: Actor, space_id: int, sample: SampleSpace, limits: Limits) -> None:
    ids: dict[str, int] = {}
    for place, page in enumerate(sample.pages, start=1):
        parent_id = ids[page.parent] if page.parent else None
        new = NewPage(space_id, page.title, page.body, parent_id, position=place * _STEP, kind="system")
        ids[page.title] = pages.insert(session, system(), new, page.rendering, limits).page_id
        if page.is_template:
            templates.mark(session, system(), ids[page.title], IN_SPACE)
    spaces.set_home(session, actor, space_id, ids[sample.pages[0].title])


def _prepared(key: str, limits: Limits) -> SampleSpace:
    folder = _FOLDER / key
    manifest = tomllib.loads((folder / "space.toml").read_text(encoding="utf-8"))
    entries = [(entry, (folder / entry["file"]).read_text(encoding="utf-8")) for entry in manifest["pages"]]
    made = tuple(
        SamplePage(
            entry["title"],
            body,
            entry.get("parent"),
            renderings.render(body, limits),
            is_template=entry.get("is_template", False),
        )
        for entry, body in entries
    )
    return SampleSpace(key, manifest["name"], made)
