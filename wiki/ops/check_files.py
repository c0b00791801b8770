"""The part of `wiki check` that compares the store of files with the rows that name them."""

import hashlib
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.admin.models import Setting
from wiki.attachments.models import FileVersion
from wiki.blobs import BlobStore
from wiki.ops.findings import N_, Finding, hint, problem

_A_DAY_SECONDS = 86_400
_SHOWN = 3
_RESTORE = N_("Copy the blobs/ of an older backup that was restored elsewhere over this folder.")


def findings(session: Session, blobs: BlobStore, *, everything: bool) -> Iterator[Finding]:
    """What is missing, what belongs to nothing; with `everything`, what is no longer what was stored."""
    stored = dict(blobs.inventory())
    named = set(session.scalars(select(FileVersion.sha256).distinct()))
    logo = session.scalar(select(Setting.value).where(Setting.name == "logo_sha256"))
    named |= {logo} if isinstance(logo, str) else set()
    if missing := sorted(named - stored.keys()):
        text = N_("Missing files: %(count)s (%(shown)s …)")
        yield problem("blob", text, _RESTORE, count=len(missing), shown=_some(missing))
    before = time.time() - 2 * _A_DAY_SECONDS  # the worker removes them after one day
    if orphans := sum(written < before for digest, written in stored.items() if digest not in named):
        text = N_("Stored files that belong to no page: %(count)s")
        yield hint("orphan", text, N_("Run the worker; it removes them."), count=orphans)
    if everything:
        session.rollback()  # a snapshot is not held while all files are read
        if damaged := sorted(one for one in named & stored.keys() if not _is_sound(blobs, one)):
            text = N_("Damaged files: %(count)s (%(shown)s …)")
            yield problem("blob", text, _RESTORE, count=len(damaged), shown=_some(damaged))


def _some(digests: list[str]) -> str:
    return ", ".join(islice(digests, _SHOWN))


def _is_sound(blobs: BlobStore, digest: str) -> bool:
    try:
        with blobs.open(digest) as content:
            # Any: the two kinds of stream have all that is read of
            return hashlib.file_digest(cast("Any", content), "sha256").hexdigest() == digest
    except OSError:
        return False
