"""Two revisions compared as the page shows them: blocks that came, went, moved or changed, filled for one reader.

Both are rendered now, made one list of blocks, cleaned again as a whole, and only then filled in like any text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup
from sqlalchemy.orm import Session

from wiki.access.policy import ScopeSet
from wiki.i18n import Translator
from wiki.pages import present, renderings
from wiki.pages.embeds import FileLink
from wiki.pages.models import Revision
from wiki.pages.queries import PageRow
from wiki.pages.renderings import Limits, Stored
from wiki.render import blockdiff, limits, sanitise, shared_slots
from wiki.render.blockdiff import Block, Kind

NEAR = 2
"""Unchanged blocks that stay in sight before and behind a change."""


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block for the reader. `folded` are unchanged ones in a row, shown when they are asked for."""

    kind: Kind
    html: Markup
    folded: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom the pages are filled in."""

    session: Session
    scope_set: ScopeSet
    page: PageRow
    files: Mapping[str, FileLink]
    words: Translator
    engine: str


def compare(reader: Reader, old: Revision, new: Revision) -> tuple[ShownBlock, ...] | None:
    """The blocks of both in reading order; None when the pages are too large to be compared so.

    Cost: two renderings of small pages, and the bounded comparison.
    """
    if not (limits.is_small(old.body) and limits.is_small(new.body)):
        return None
    most = Limits(max(old.size, new.size, 1), reader.engine)
    both = shared_slots.shared(renderings.render(old.body, most), renderings.render(new.body, most))
    blocks = blockdiff.compare(both.old, both.new)
    if blocks is None:
        return None
    around = present.tried(reader.session, reader.scope_set, reader.page, both.links)

    def filled(html: str) -> Markup:
        text = Stored(
            sanitise.clean(html, reader.engine), (), None, 0, tasks=both.tasks, formulas=both.formulas
        )
        return present.present(reader.page, text, around, reader.files, reader.words).html

    return tuple(ShownBlock(kind, filled(html), folded) for kind, html, folded in _folded(blocks))


def _folded(blocks: tuple[Block, ...]) -> list[tuple[Kind, str, int]]:
    """Long runs of unchanged blocks become one, but for those next to a change."""
    near = [False] * len(blocks)
    for place, block in enumerate(blocks):
        if block.kind != "same":
            for beside in range(max(place - NEAR, 0), min(place + NEAR + 1, len(blocks))):
                near[beside] = True
    shown: list[tuple[Kind, str, int]] = []
    for is_near, members in groupby(zip(near, blocks, strict=True), lambda one: one[0]):
        found = [block for _, block in members]
        if is_near or len(found) == 1:
            shown += [(block.kind, block.html, 0) for block in found]
        else:
            shown.append(("same", "".join(block.html for block in found), len(found)))
    return shown
