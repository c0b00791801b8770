"""The part of `wiki check` that reads the database and the blob store: what must hold between rows and files."""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import LargeBinary, Select, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from wiki import audit_proof, tables
from wiki.admin.models import Setting
from wiki.blobs import BlobStore
from wiki.db import Sessions, now
from wiki.ops import check_files
from wiki.ops.findings import N_, Finding, each, problem
from wiki.outbox import MAX_ATTEMPTS, OutboxRow
from wiki.pages import renderings
from wiki.pages.models import Link, Page, Revision, StoredRendering
from wiki.settings import SANITISERS
from wiki.users.models import User

_SAMPLE = 500
_LATE = timedelta(hours=1)
_TELL = N_("Tell the maintainers, with what this check says.")
_RESTORE = N_("Restore the latest backup into an empty place, and keep this one.")


def findings(sessions: Sessions, blobs: BlobStore, *, everything: bool) -> Iterator[Finding]:
    """What does not hold in what the wiki keeps. Reads only, each check in a snapshot of its own.

    `everything`: the text of every revision and the content of every file, instead of a sample of texts.
    """
    checks: dict[str, Callable[[Session], Iterator[Finding]]] = {
        "database file": _file,
        "tables": _drift,
        "heads": _heads,
        "revisions": _numbers,
        "texts": lambda session: _bodies(session, everything=everything),
        "tree": _tree,
        "renderings": _renderings,
        "links": _links,
        "files": lambda session: check_files.findings(session, blobs, everything=everything),
        "audit log": _audit,
    }
    yield from each(sessions, checks)


def _file(session: Session) -> Iterator[Finding]:
    """SQLite's own look at its file."""
    if session.get_bind().dialect.name != "sqlite":
        return
    connection = session.connection()
    answers = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check(20)")]
    if answers != ["ok"]:
        said = "; ".join(map(str, answers))
        yield problem("database", N_("The database file is damaged: %(said)s"), _RESTORE, said=said)
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
    for table in sorted({row[0] for row in broken}):
        text = N_("Rows of %(table)s point at rows that do not exist.")
        yield problem("foreign_key", text, _TELL, table=table)


def _drift(session: Session) -> Iterator[Finding]:
    """Tables, columns and indexes are those of this program."""
    differences = compare_metadata(MigrationContext.configure(session.connection()), tables.metadata)
    for difference in differences:
        text = N_("The database differs from the program: %(kind)s")
        remedy = N_(
            "If tables or columns are missing, restore the latest backup; what was added by hand, remove."
        )
        yield problem("schema_drift", text, remedy, kind=_named(difference))


def _named(difference: Any) -> str:  # Any: the library's tuples, or a list of them for one column
    """What differs, such as `remove_index ix_stray` or `add_column title`."""
    first = difference[0] if isinstance(difference, list) else difference
    thing = first[-1] if hasattr(first[-1], "name") else first[3] if len(first) > 3 else ""  # noqa: PLR2004
    return f"{first[0]} {getattr(thing, 'name', None) or thing}".strip()


def _audit(session: Session) -> Iterator[Finding]:
    """Nobody changed, removed or inserted an entry of the audit log."""
    proof = audit_proof.verify(session, "")
    if not proof.is_whole:
        text = N_("The audit log was changed behind the wiki's back: %(count)s places.")
        remedy = N_("“wiki audit verify” names them; compare with the log in older backups.")
        yield problem("audit", text, remedy, count=len(proof.broken) + (not proof.has_its_end))


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
    yield from _count(session, wrong, "head", N_("Pages that do not show their latest revision: %(count)s"))


def _numbers(session: Session) -> Iterator[Finding]:
    number = Revision.number
    gaps = (
        select(Revision.page_id)
        .group_by(Revision.page_id)
        .having(or_(func.count() != func.max(number), func.min(number) != 1))
        .subquery()
    )
    yield from _count(
        session,
        select(func.count()).select_from(gaps),
        "revision",
        N_("Pages that miss a revision: %(count)s"),
    )


def _bodies(session: Session, *, everything: bool) -> Iterator[Finding]:
    """Texts are what was hashed when they were saved."""
    packed = type_coerce(Revision.body, LargeBinary)
    statement = select(Revision.id, Revision.body_sha256, packed).order_by(Revision.id)
    if not everything:
        sample = select(Revision.id).order_by(func.random()).limit(_SAMPLE)
        statement = statement.where(Revision.id.in_(sample))
    rows = session.execute(statement.execution_options(yield_per=200))
    damaged = [number for number, digest, body in rows if _digest(body) != digest]
    if damaged:
        shown = ", ".join(map(str, damaged[:10]))
        text = N_("Damaged revisions: %(count)s (ids %(shown)s)")
        yield problem("body", text, _RESTORE, count=len(damaged), shown=shown)


def _digest(packed: bytes) -> str | None:
    """The SHA-256 of the text's bytes; None when they cannot be unpacked."""
    try:
        return hashlib.sha256(zlib.decompress(packed)).hexdigest()
    except (zlib.error, TypeError):
        return None


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
    text = N_("Pages that stand nowhere in the tree: %(count)s")
    yield from _count(session, lost, "tree", text, N_("Move them to a living page."))


def _renderings(session: Session) -> Iterator[Finding]:
    known = [renderings.version(engine) for engine in SANITISERS]
    old = (
        select(func.count(Page.id))
        .outerjoin(StoredRendering, StoredRendering.revision_id == Page.head_id)
        .where(Page.deleted_at.is_(None))
        .where(or_(StoredRendering.id.is_(None), StoredRendering.version.not_in(known)))
    )
    text = N_("Pages that are rendered at their next view: %(count)s")
    yield from _count(session, old, "rendering", text, N_("Run “wiki rerender”."), is_problem=False)


def _links(session: Session) -> Iterator[Finding]:
    there = aliased(Page)
    stale = (
        select(func.count(Link.id))
        .join(there, (there.space_id == Link.target_space_id) & (there.slug == Link.target_slug))
        .where(Link.target_id.is_(None), there.deleted_at.is_(None))
    )
    text = N_("Links that do not know that their page exists: %(count)s")
    yield from _count(session, stale, "link", text, N_("Run “wiki rerender --all”."), is_problem=False)


def outbox(session: Session) -> Iterator[Finding]:
    """Jobs that were given up, and jobs that nobody takes."""
    given_up = select(func.count(OutboxRow.id)).where(OutboxRow.attempts >= MAX_ATTEMPTS)
    text = N_("Jobs that failed twelve times and are not tried again: %(count)s")
    remedy = N_(
        "Read why in the column last_error of the table outbox; setting attempts to 0 tries them again."
    )
    yield from _count(session, given_up, "job", text, remedy)
    late = select(func.count(OutboxRow.id)).where(
        OutboxRow.run_at < now() - _LATE, OutboxRow.attempts < MAX_ATTEMPTS
    )
    text = N_("Jobs that have waited for more than an hour: %(count)s")
    yield from _count(session, late, "worker", text, N_("Start “wiki worker” (“wiki serve” does)."))


def administrators(session: Session) -> Iterator[Finding]:
    """Somebody can administer the wiki."""
    is_set_up = session.scalar(select(Setting.value).where(Setting.name == "is_set_up")) is True
    active = session.scalar(select(func.count(User.id)).where(User.is_admin, User.is_active))
    if is_set_up and not active:
        text, remedy = N_("Nobody can administer the wiki."), N_("Run “wiki user add NAME --admin”.")
        yield problem("administrator", text, remedy)


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
        yield Finding(code, text, remedy or _TELL, is_problem, {"count": number})
