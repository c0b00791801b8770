"""The worker's reading: texts of files, to be found by, taken by a child process with limits of its own.

Texts are derived: they may be thrown away, and the hourly `complete` takes them anew. What cannot be read, or not
within the limits, is remembered as such and not tried again until `VERSION` changes.
"""

import tempfile
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import Select, and_, delete, or_, select
from sqlalchemy.orm import Session

from wiki import outbox
from wiki.attachments import children, types
from wiki.attachments.events import FileTextTaken
from wiki.attachments.filenames import extension
from wiki.attachments.models import Attachment, FileText, FileVersion
from wiki.jobs import Workplace

READ = "ReadFile"
"""The job that takes the text of a content."""

VERSION = 1
"""Of what is taken from files. Another number takes all texts anew."""

SECONDS = 30
"""Processor time of a child."""

WALL_SECONDS = 180
MEMORY = 768 << 20
"""Bytes of address space of a child."""

LONGEST = 1_000_000
"""Characters of a text: about 400 pages. What follows is not found."""

_PROBLEMS = {3: "memory", 4: "unreadable"}
_MOST_AT_ONCE = 1000
_WORDS = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_KINDS = {
    types.PDF: "pdf",
    f"{_WORDS}.wordprocessingml.document": "word",
    f"{_WORDS}.spreadsheetml.sheet": "sheet",
    f"{_WORDS}.presentationml.presentation": "slides",
    **{f"{_OPEN}.{one}": "open" for one in ("text", "spreadsheet", "presentation", "graphics")},
    "text/plain": "plain",
    "text/csv": "plain",
}
_UNKNOWN = {"html": "html", "htm": "html", "xhtml": "html", "txt": "plain", "csv": "plain", "tsv": "plain"}
"""Files that browsers get as mere bytes: HTML, and texts that are not in UTF-8."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The text of a content, or why there is none: `time`, `memory`, `unreadable`."""

    text: str
    problem: str | None = None


def kind_of(name: str, media_type: str) -> str | None:
    """How the text of such a file is taken; None where it has none."""
    if media_type == types.UNKNOWN:
        return _UNKNOWN.get(extension(name))
    return _KINDS.get(media_type)


def order(session: Session, name: str, version: FileVersion) -> None:
    """The worker takes the text of the version after the running transaction."""
    kind = kind_of(name, version.media_type)
    if kind is not None:
        outbox.enqueue(session, READ, sha256=version.sha256, kind=kind)


def order_anew(session: Session, name: str, version: FileVersion) -> None:
    """As `order`, for a version of which the file's new name makes another type: its text is gone until then."""
    session.execute(delete(FileText).where(FileText.version_id == version.id))
    order(session, name, version)


def run(place: Workplace, payload: dict[str, object]) -> None:
    """The text of a content stands beside all versions that are it. The job `READ`."""
    sha256, kind = str(payload["sha256"]), str(payload["kind"])
    try:
        content = place.blobs.open(sha256)
    except FileNotFoundError:  # the file was deleted meanwhile
        return
    with content:
        taken = take(content, kind)
    place.write(lambda session: _keep(session, sha256, kind, taken))


def take(content: BinaryIO, kind: str) -> Taken:
    """The text of a content of that kind, taken by a child process."""
    limits = (SECONDS, MEMORY, LONGEST)
    with tempfile.TemporaryFile() as answer:  # a file, so that the child's limits hold for what it writes
        code = children.run("reading_child", (kind, *limits), content, answer, seconds=WALL_SECONDS)
        if code is None:
            return Taken("", "time")
        if code:
            return Taken("", "time" if code < 0 else _PROBLEMS.get(code, "unreadable"))
        answer.seek(0)
        return Taken(answer.read().decode(errors="replace"))


def complete(place: Workplace) -> None:
    """Contents whose text nobody took yet are waiting for it: after an upgrade, a restore; 1,000 in one hour."""
    with place.sessions.reading() as session:
        rows = session.execute(_without_text().limit(_MOST_AT_ONCE)).all()
    missing = {(sha256, kind) for name, sha256, media_type in rows if (kind := kind_of(name, media_type))}
    if missing:
        with place.sessions.writing() as session:
            for sha256, kind in sorted(missing):
                outbox.enqueue(session, READ, sha256=sha256, kind=kind)


def _without_text() -> Select[str, str, str]:
    """Name, digest and type of versions that may have a text and have none of this `VERSION`."""
    has_text = select(FileText.version_id).where(FileText.made_by == VERSION)
    unknown = or_(*(Attachment.name.ilike(f"%.{ending}") for ending in _UNKNOWN))
    may_have = or_(FileVersion.media_type.in_(_KINDS), and_(FileVersion.media_type == types.UNKNOWN, unknown))
    return (
        select(Attachment.name, FileVersion.sha256, FileVersion.media_type)
        .join(FileVersion, FileVersion.attachment_id == Attachment.id)
        .where(may_have, FileVersion.id.not_in(has_text))
        .order_by(FileVersion.id)
    )


def _keep(session: Session, sha256: str, kind: str, taken: Taken) -> None:
    of_it = (
        select(FileVersion, Attachment)
        .join(Attachment, Attachment.id == FileVersion.attachment_id)
        .where(FileVersion.sha256 == sha256)
    )
    for version, attachment in session.execute(of_it).all():
        if kind_of(attachment.name, version.media_type) != kind:
            continue
        session.execute(delete(FileText).where(FileText.version_id == version.id))
        session.add(FileText(version_id=version.id, text=taken.text, problem=taken.problem, made_by=VERSION))
        if version.number == attachment.number:
            outbox.emit(session, FileTextTaken(attachment.id, attachment.page_id))
    session.flush()
