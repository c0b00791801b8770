"""Proves that the audit log is what was written, and takes old entries from its start.

Limits: whoever may write to the database and knows this program can calculate a new chain. Against that helps what
lies elsewhere: `wiki audit verify` prints where the chain ends, and later tells whether that end is still in it.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, delete, select
from sqlalchemy.orm import Session

from wiki import audit
from wiki.actor import Actor
from wiki.audit import AuditChain, AuditEntry
from wiki.counters import Counter

CUT = "audit.cut"
_GATE = "audit_cut"  # the trigger lets go of entries up to this number, and of no other
_AT_ONCE = 1000
_MOST_CUT = 10_000


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found: `broken` are the numbers of entries that are not, or do not follow, what was written.

    `is_whole` is false, too, when the end is missing, or the start went without a mark. `is_sealed` says of the mark
    that retention left at the start whether it carries this wiki's signature (a wiki restored elsewhere may have
    another secret key); None without a mark.
    """

    entries: int
    last_id: int
    last_hash: str
    broken: tuple[int, ...]
    has_its_end: bool
    is_sealed: bool | None
    knows_expected: bool

    @property
    def is_whole(self) -> bool:
        """Nothing was changed, removed or inserted, as far as can be told here."""
        return not self.broken and self.has_its_end and self.knows_expected


def verify(session: Session, secret_key: str, expected: str = "") -> Proof:
    """Every entry was calculated again. `expected` is an end of the chain, noted earlier, which must be in it."""
    mark = _mark(session)
    link = str(mark.facts.get("hash", "")) if mark else audit.START
    broken, count, last_id, seen = list[int](), 0, 0, not expected
    for row in _rows(session):
        if audit.linked(link, row.at, row.actor_id, row.action, row.target, row.facts) != row.hash:
            broken.append(row.id)
        link, last_id, count = row.hash, row.id, count + 1
        seen = seen or hmac.compare_digest(row.hash, expected)
    end = session.execute(select(AuditChain.last_id, AuditChain.hash)).one_or_none()
    has_its_end = end is not None and tuple(end) == (last_id, link if count else audit.START)
    return Proof(count, last_id, link, tuple(broken), has_its_end, _is_sealed(mark, secret_key), seen)


def cut(session: Session, actor: Actor, secret_key: str, before: datetime) -> int:
    """Entries older than the moment are gone, 10,000 at most; returns how many.

    The last one that went leaves a mark: its hash, signed with the wiki's secret key, in a new entry at the end.
    """
    last = session.scalar(
        select(AuditEntry.id)
        .where(AuditEntry.at < before)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(1)
    )
    overdue = select(AuditEntry.id, AuditEntry.hash).where(AuditEntry.id <= (last or 0))
    rows = session.execute(overdue.order_by(AuditEntry.id).limit(_MOST_CUT)).all()
    if not rows:
        return 0
    number, link = rows[-1]
    _open_gate(session, number)
    session.execute(delete(AuditEntry).where(AuditEntry.id <= number))
    facts = {"entries": len(rows), "last": number, "hash": link, "seal": _seal(secret_key, number, link)}
    audit.record(session, actor, CUT, "wiki", **facts)
    return len(rows)


def _rows(
    session: Session,
) -> Iterator[Row[int, datetime, int | None, str, str, dict[str, object], str]]:
    columns = (
        AuditEntry.id, AuditEntry.at, AuditEntry.actor_id, AuditEntry.action, AuditEntry.target, AuditEntry.facts,
        AuditEntry.hash,
    )  # fmt: skip
    last_id = 0
    while True:
        after = select(*columns).where(AuditEntry.id > last_id).order_by(AuditEntry.id).limit(_AT_ONCE)
        rows = session.execute(after).all()
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        last_id = rows[-1].id


def _mark(session: Session) -> AuditEntry | None:
    """What the latest cut left."""
    latest = select(AuditEntry).where(AuditEntry.action == CUT).order_by(AuditEntry.id.desc()).limit(1)
    return session.scalar(latest)


def _is_sealed(mark: AuditEntry | None, secret_key: str) -> bool | None:
    if mark is None:
        return None
    wanted = _seal(secret_key, mark.facts.get("last"), mark.facts.get("hash"))
    return hmac.compare_digest(wanted, str(mark.facts.get("seal", "")))


def _seal(secret_key: str, number: object, link: object) -> str:
    return hmac.new(secret_key.encode(), f"audit-start:{number}:{link}".encode(), hashlib.sha256).hexdigest()


def _open_gate(session: Session, number: int) -> None:
    row = session.scalar(select(Counter).where(Counter.name == _GATE))
    if row is None:
        session.add(Counter(name=_GATE, value=number))
    else:
        row.value = number
    session.flush()
