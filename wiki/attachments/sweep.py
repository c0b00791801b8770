"""Removes contents that nothing names any more: of deleted files, and of uploads whose row never came.

Pictures drawn from them go as well; those may go at any time, because they are drawn anew.

Safe beside uploads: `put` makes a content young before its row is written, and only contents older than a day
that no row names are removed (`BlobStore.delete_older` looks at the age again under its lock). So only a write
block that opens more than a day after its `put` could lose its bytes.
"""

import time
from collections.abc import Sequence
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.admin.models import Setting
from wiki.attachments.derived import Derived
from wiki.attachments.models import FileVersion
from wiki.blobs import BlobStore
from wiki.db import Sessions

_BATCH = 400
_HALF_DRAWN_SECONDS = 3600
_MOST_REMOVALS = 10_000  # one run stays short; the next goes on


def remove_orphans(sessions: Sessions, blobs: BlobStore, older_than_seconds: float = 86_400) -> int:
    """Contents without a row that are older than this are gone, at most 10,000 in one run. Returns how many.

    Reads in short sessions and writes nothing to the database. Leftovers of broken uploads go as well.
    """
    before = time.time() - older_than_seconds
    blobs.clear_unfinished(before)
    old = (sha256 for sha256, written in blobs.inventory() if written < before)
    removed = 0
    while removed < _MOST_REMOVALS and (batch := list(islice(old, _BATCH))):
        with sessions.reading() as session:
            named = _named(session, batch)
        removed += sum(blobs.delete_older(sha256, before) for sha256 in batch if sha256 not in named)
    return removed


def remove_drawings(sessions: Sessions, derived: Derived) -> int:
    """Pictures of contents that no file version has are gone, and what was left half drawn. Returns how many."""
    derived.clear_unfinished(time.time() - _HALF_DRAWN_SECONDS)
    digests, removed = derived.inventory(), 0
    while batch := list(islice(digests, _BATCH)):
        with sessions.reading() as session:
            named = _named(session, batch)
        for sha256 in set(batch) - named:
            derived.delete(sha256)
            removed += 1
    return removed


def is_named(session: Session, sha256: str) -> bool:
    """Whether a file version or the wiki's logo needs the content."""
    return sha256 in _named(session, [sha256])


def _named(session: Session, digests: Sequence[str]) -> set[str]:
    """Those of the digests that a file version or the wiki's logo needs."""
    rows = session.scalars(select(FileVersion.sha256).where(FileVersion.sha256.in_(digests)))
    logo = session.scalar(select(Setting.value).where(Setting.name == "logo_sha256"))
    return {*rows, *([logo] if isinstance(logo, str) else [])}
