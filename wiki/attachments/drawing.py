"""The worker's drawing: smaller sizes of images and the pages of PDFs, made by a child process with limits of its own.

Decoders meet hostile files there and nowhere else. What the child could not do in its time is left out: an image is
given out as it is, a PDF shows the pages that were done.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select, update

from wiki import outbox
from wiki.attachments import children, contents, service
from wiki.attachments.derived import Derived
from wiki.attachments.models import FileVersion
from wiki.attachments.types import PDF
from wiki.jobs import Workplace
from wiki.pages.embeds import WIDTHS

SECONDS = 60
"""Processor time of a child."""

WALL_SECONDS = 180
MEMORY = 1536 << 20
"""Bytes of address space of a child: an image of the most pixels twice, and the interpreter."""

PICTURE_BYTES = 16 << 20
"""Of one picture that is drawn."""

PAGES = 50
"""Pages of a PDF that are drawn."""

DRAWN = frozenset({*contents.SHRINKABLE, "image/gif", PDF})
"""Types of which the worker finds out something."""

_MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was found and made: `width`, `height`, `page_count` and `drawn` as in `FileVersion`."""

    width: int | None
    height: int | None
    page_count: int | None
    drawn: int


def run(place: Workplace, payload: dict[str, object]) -> None:
    """The pictures of a content are there, and its versions know of them. The job `service.DRAW`."""
    sha256, media_type = str(payload["sha256"]), str(payload["media_type"])
    try:
        content = place.blobs.open(sha256)
    except FileNotFoundError:  # the file was deleted meanwhile
        return
    with content, Derived(place.settings.derived_dir).making(sha256) as folder:
        found = draw(content, media_type, folder)
    values = {"page_count": found.page_count, "drawn": found.drawn}
    if found.width:
        values |= {"width": found.width, "height": found.height}
    of_it = (FileVersion.sha256 == sha256, FileVersion.media_type == media_type)
    place.write(lambda session: session.execute(update(FileVersion).where(*of_it).values(values)))


def draw(content: BinaryIO, media_type: str, folder: Path) -> Drawing:
    """The pictures of the content lie in `folder`: `w320.webp` …, or `p1.webp` … and `p1w320.webp`."""
    kind = "pdf" if media_type == PDF else "image"
    limits = (SECONDS, MEMORY, PICTURE_BYTES, PAGES, contents.MOST_PIXELS)
    arguments = (kind, str(folder), *limits, *WIDTHS)
    children.run("drawing_child", arguments, content, seconds=WALL_SECONDS)  # what is done in time is done
    for unfinished in folder.glob(".*"):
        unfinished.unlink()
    return _found(folder, kind)


def complete(place: Workplace) -> None:
    """Contents that nobody has looked at yet, or whose pictures were thrown away, are drawn; 500 in one hour."""
    derived = Derived(place.settings.derived_dir)
    with place.sessions.reading() as session:
        rows = session.execute(
            select(FileVersion.sha256, FileVersion.media_type, FileVersion.drawn)
            .where(FileVersion.media_type.in_(DRAWN), FileVersion.drawn.is_distinct_from(0))
            .distinct()
        ).all()
    missing = [(sha256, kind) for sha256, kind, drawn in rows if drawn is None or not derived.has(sha256)]
    if not missing:
        return
    with place.sessions.writing() as session:
        for sha256, kind in missing[:_MOST_AT_ONCE]:
            outbox.enqueue(session, service.DRAW, sha256=sha256, media_type=kind)


def _found(folder: Path, kind: str) -> Drawing:
    """What the child wrote down, however it ended."""
    try:
        facts = json.loads((folder / "facts.json").read_bytes())
    except (FileNotFoundError, ValueError):
        facts = {}
    width, height, page_count = (facts.get(name) for name in ("width", "height", "page_count"))
    if kind == "image":
        return Drawing(width, height, None, int(any(folder.glob("w*.webp"))))
    drawn = 0
    while (folder / f"p{drawn + 1}.webp").is_file():
        drawn += 1
    return Drawing(width, height, page_count, drawn)
