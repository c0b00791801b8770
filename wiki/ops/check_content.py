"""The part of `wiki check` that reads the database and the blob store: what must hold between rows and files."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from wiki import tables
from wiki.admin.models import Setting
from wiki.attachments.models import FileVersion
from wiki.blobs import BlobStore
from wiki.db import Sessions, now
from wiki.outbox import MAX_ATTEMPTS, OutboxRow
from wiki.pages import renderings
from wiki.pages.models import Link, Page, Revision, StoredRendering
from wiki.pages.saving import sha256
from wiki.settings import SANITISERS
from wiki.users.models import User

_SAMPLE = 500
_A_DAY_SECONDS = 86_400
_LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong (a problem) or weak (a hint), and what mends it."""

    code: str
    text: str
    remedy: str = ""
    is_problem: bool = False


def findings(sessions: Sessions, blobs: BlobStore, *, everything: bool) -> Iterator[Finding]:
    """What does not hold. Reads only, each check in a snapshot of its own."""
    checks: tuple[Callable[[Session], Iterator[Finding]], ...] = (
        _file,
        _drift,
        _heads,
        _numbers,
        lambda session: _bodies(session, everything=everything),
        _tree,
        _renderings,
        _links,
        lambda session: _blobs(session, blobs),
        _outbox,
        _administrators,
    )
    for check in checks:
        with sessions.reading() as session:
            yield from check(session)


def _file(session: Session) -> Iterator[Finding]:
    """SQLite's own look at its file."""
    if session.get_bind().dialect.name != "sqlite":
        return
    connection = session.connection()
    answers = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check(20)")]
    if answers != ["ok"]:
        yield _problem("database", "; ".join(map(str, answers)), "restore the latest backup, keep this file")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
    for table in sorted({row[0] for row in broken}):
        yield _problem(
            "foreign_key", f"rows of {table} point at rows that do not exist", "tell the maintainers"
        )


def _drift(session: Session) -> Iterator[Finding]:
    """Tables, columns and indexes are those of this program."""
    differences = compare_metadata(MigrationContext.configure(session.connection()), tables.metadata)
    for difference in differences:
        kind = difference[0][0] if isinstance(difference, list) else difference[0]
        yield _problem("schema_drift", f"the database differs from the program: {kind}", "wiki db upgrade")


def _heads(session: Session) -> Iterator[Finding]:
    later = aliased(Revision)
    newest = select(func.max(later.id)).where(later.page_id == Page.id).scalar_subquery()
    highest = select(func.max(later.number)).where(later.page_id == Page.id).scalar_subquery()
    wrong = (
        select(func.count(Page.id))
        .outerjoin(Revision, Revision.id == Page.head_id)
        .where(
            or_(
                Revision.id.is_(None),
                Revision.page_id != Page.id,
                Revision.number != highest,
                Page.head_id != newest,
            )
        )
    )
    yield from _count(session, wrong, "head", "{} pages do not show their latest revision")


def _numbers(session: Session) -> Iterator[Finding]:
    number = Revision.number
    gaps = (
        select(Revision.page_id)
        .group_by(Revision.page_id)
        .having(or_(func.count() != func.max(number), func.min(number) != 1))
        .subquery()
    )
    yield from _count(session, select(func.count()).select_from(gaps), "revision", "{} pages miss a revision")


def _bodies(session: Session, *, everything: bool) -> Iterator[Finding]:
    """Texts are what was hashed when they were saved."""
    statement = select(Revision.id, Revision.body_sha256, Revision.body)
    statement = statement.order_by(Revision.id) if everything else _sampled(statement)
    damaged: list[int] = []
    try:
        for revision_id, digest, body in session.execute(statement.execution_options(yield_per=200)):
            if sha256(body) != digest:
                damaged.append(revision_id)
    except Exception as error:  # noqa: BLE001  bytes that cannot be unpacked: zlib.error, UnicodeDecodeError
        yield _problem("body", f"a revision cannot be read: {error}", "restore it from the latest backup")
    if damaged:
        shown = ", ".join(map(str, damaged[:10]))
        yield _problem(
            "body", f"{len(damaged)} revisions are damaged (ids {shown})", "restore the latest backup"
        )


def _sampled(statement: Select[int, str, str]) -> Select[int, str, str]:
    return statement.order_by(func.random()).limit(_SAMPLE)


def _tree(session: Session) -> Iterator[Finding]:
    """Every living page is reached from the top of its space."""
    alive = Page.deleted_at.is_(None)
    down = (
        select(Page.id, Page.space_id).where(alive, Page.parent_id.is_(None)).cte("reached", recursive=True)
    )
    lower = aliased(Page)
    down = down.union_all(
        select(lower.id, lower.space_id)
        .join(down, (lower.parent_id == down.c.id) & (lower.space_id == down.c.space_id))
        .where(lower.deleted_at.is_(None))
    )
    lost = select(func.count(Page.id)).where(alive, Page.id.not_in(select(down.c.id)))
    yield from _count(
        session, lost, "tree", "{} pages stand nowhere in the tree", "move them to a living page"
    )


def _renderings(session: Session) -> Iterator[Finding]:
    known = [renderings.version(engine) for engine in SANITISERS]
    old = (
        select(func.count(Page.id))
        .outerjoin(StoredRendering, StoredRendering.revision_id == Page.head_id)
        .where(Page.deleted_at.is_(None))
        .where(or_(StoredRendering.id.is_(None), StoredRendering.version.not_in(known)))
    )
    text = "{} pages are rendered at their next view"
    yield from _count(session, old, "rendering", text, "wiki rerender", is_problem=False)


def _links(session: Session) -> Iterator[Finding]:
    there = aliased(Page)
    stale = (
        select(func.count(Link.id))
        .join(there, (there.space_id == Link.target_space_id) & (there.slug == Link.target_slug))
        .where(Link.target_id.is_(None), there.deleted_at.is_(None))
    )
    text = "{} links do not know that their page exists"
    yield from _count(session, stale, "link", text, "wiki rerender --all", is_problem=False)


def _blobs(session: Session, blobs: BlobStore) -> Iterator[Finding]:
    stored = dict(blobs.inventory())
    named = set(session.scalars(select(FileVersion.sha256).distinct()))
    logo = session.scalar(select(Setting.value).where(Setting.name == "logo_sha256"))
    named |= {logo} if isinstance(logo, str) else set()
    missing = sorted(named - stored.keys())
    if missing:
        shown = ", ".join(islice(missing, 3))
        yield _problem(
            "blob", f"{len(missing)} files are missing ({shown} …)", "restore blobs/ from the backup"
        )
    before = time.time() - 2 * _A_DAY_SECONDS  # the worker removes them after one day
    orphans = sum(written < before for digest, written in stored.items() if digest not in named)
    if orphans:
        yield Finding(
            "orphan", f"{orphans} stored files belong to no page", "run the worker; it removes them"
        )


def _outbox(session: Session) -> Iterator[Finding]:
    given_up = select(func.count(OutboxRow.id)).where(OutboxRow.attempts >= MAX_ATTEMPTS)
    yield from _count(
        session, given_up, "job", "{} jobs failed for good", "see last_error in the table outbox"
    )
    late = select(func.count(OutboxRow.id)).where(
        OutboxRow.run_at < now() - _LATE, OutboxRow.attempts < MAX_ATTEMPTS
    )
    yield from _count(session, late, "worker", "{} jobs wait for more than an hour", "start `wiki worker`")


def _administrators(session: Session) -> Iterator[Finding]:
    is_set_up = session.scalar(select(Setting.value).where(Setting.name == "is_set_up")) is True
    active = session.scalar(select(func.count(User.id)).where(User.is_admin, User.is_active))
    if is_set_up and not active:
        yield _problem("administrator", "nobody can administer the wiki", "wiki user add NAME --admin")


def _count(
    session: Session,
    statement: Select[int],
    code: str,
    text: str,
    remedy: str = "",
    *,
    is_problem: bool = True,
) -> Iterator[Finding]:
    number = session.scalar(statement)
    if number:
        yield Finding(code, text.format(number), remedy or "tell the maintainers", is_problem)


def _problem(code: str, text: str, remedy: str) -> Finding:
    return Finding(code, text, remedy, is_problem=True)
