"""Stored HTML of revisions: made at the save, made again on demand when the code that makes it changed. Derived."""

import sys
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Integer, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from wiki.errors import TooCostly, TooLarge
from wiki.pages import derive
from wiki.pages.models import Page, Revision, StoredRendering
from wiki.prepared import Prepared, values_of
from wiki.render import pipeline
from wiki.render.limits import RenderLimit
from wiki.render.rendering import Formula, Heading, Macro, Rendering, Task

_page = bindparam("page", type_=Integer)
_COLUMNS = values_of(
    StoredRendering.revision_id, StoredRendering.version, StoredRendering.html, StoredRendering.facts
)
_FIRST = Prepared(insert(StoredRendering).values(page_id=_page, **_COLUMNS))
_row = select(func.min(StoredRendering.id)).where(StoredRendering.page_id == _page).scalar_subquery()
_AGAIN = Prepared(update(StoredRendering).where(StoredRendering.id == _row).values(**_COLUMNS))


@dataclass(frozen=True, slots=True)
class Limits:
    """What a page may cost: `page_limit` in bytes of UTF-8, and the sanitiser's name."""

    page_limit: int
    engine: str = "nh3"


@dataclass(frozen=True, slots=True)
class Stored:
    """What the presenter needs of a rendering."""

    html: str
    toc: tuple[Heading, ...]
    first_heading: str | None
    words: int
    tasks: tuple[Task, ...] = ()
    formulas: tuple[Formula, ...] = ()
    macros: tuple[Macro, ...] = ()
    tags: tuple[str, ...] = ()
    properties: tuple[tuple[str, object], ...] = ()

    @property
    def weight(self) -> int:
        """Bytes that the value takes in a cache."""
        return sys.getsizeof(self.html) + 1_000


@cache
def version(engine: str) -> str:
    """Names the code that renders; stored HTML of another version is made again."""
    return pipeline.version(engine)


def render(body: str, limits: Limits) -> Rendering:
    """The body rendered. Raises TooLarge before any parsing, TooCostly when it takes too long."""
    if len(body.encode("utf-8", "surrogatepass")) > limits.page_limit:
        raise TooLarge(limit=limits.page_limit)
    try:
        return pipeline.render_bounded(body, engine=limits.engine)
    except RenderLimit as error:
        raise TooCostly(reason=str(error)) from error


def put(session: Session, revision: Revision, rendering: Rendering, limits: Limits) -> None:
    """The rendering of this revision is stored, and those of the page's older revisions are not kept."""
    if not _AGAIN.change(session, _values(revision, rendering, limits)):
        put_first(session, revision, rendering, limits)


def put_first(session: Session, revision: Revision, rendering: Rendering, limits: Limits) -> None:
    """As `put`, of a page that has no rendering yet."""
    _FIRST.change(session, _values(revision, rendering, limits))


def _values(revision: Revision, rendering: Rendering, limits: Limits) -> dict[str, object]:
    return {
        "page": revision.page_id,
        "revision_id": revision.id,
        "version": version(limits.engine),
        "html": rendering.html,
        "facts": _facts(rendering),
    }


def keep(session: Session, revision_id: int, rendering: Rendering, limits: Limits) -> None:
    """A lazily made rendering is stored with what is derived from it, unless the page has a newer head by now.

    Another version of the code may read more from a text, a link where none was, so its rows are made anew too.
    """
    revision = session.scalar(
        select(Revision).join(Page, Page.head_id == Revision.id).where(Revision.id == revision_id)
    )
    if revision is None:
        return
    put(session, revision, rendering, limits)
    page = session.get_one(Page, revision.page_id)
    derive.run(session, derive.Derivation(page, page.title, revision.body, rendering))


def of_rendering(rendering: Rendering) -> Stored:
    """The part of a fresh rendering that the presenter needs."""
    return Stored(
        rendering.html,
        rendering.toc,
        rendering.first_heading,
        rendering.words,
        rendering.tasks,
        rendering.formulas,
        rendering.macros,
        rendering.tags,
        tuple(rendering.properties.items()),
    )


def of_row(html: str, facts: dict[str, object]) -> Stored:
    """The part of a stored rendering that the presenter needs."""
    toc, tasks, formulas = facts.get("toc"), facts.get("tasks"), facts.get("formulas")
    macros, tags, properties = facts.get("macros"), facts.get("tags"), facts.get("properties")
    headings = tuple(Heading(*entry) for entry in toc) if isinstance(toc, list) else ()
    boxes = tuple(Task(index, *entry) for index, entry in enumerate(tasks)) if isinstance(tasks, list) else ()
    drawn = tuple(Formula(*entry) for entry in formulas) if isinstance(formulas, list) else ()
    places = tuple(Macro(*entry) for entry in macros) if isinstance(macros, list) else ()
    first, words = facts.get("first_heading"), facts.get("words")
    return Stored(
        html,
        headings,
        str(first) if first else None,
        words if isinstance(words, int) else 0,
        boxes,
        drawn,
        places,
        tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
        tuple(properties.items()) if isinstance(properties, dict) else (),
    )


def _facts(rendering: Rendering) -> dict[str, object]:
    return {
        "toc": [[heading.level, heading.text, heading.anchor] for heading in rendering.toc],
        "macros": [[one.name, one.arguments, one.source, one.link] for one in rendering.macros],
        "formulas": [[one.source, one.mathml, one.is_block] for one in rendering.formulas],
        "first_heading": rendering.first_heading,
        "words": rendering.words,
        "tasks": [[task.checked, task.text, task.line] for task in rendering.tasks],
        "tags": list(rendering.tags),
        "properties": rendering.properties,
    }
