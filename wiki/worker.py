"""The worker: runs what the outbox holds, and the chores of every hour. One process a machine.

It asks each second, by one read, whether there is work. On SIGTERM it ends after the job at hand.
"""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from types import FrameType

from sqlalchemy.orm import Session

from wiki import outbox, subscribers
from wiki.actor import system
from wiki.attachments import sweep
from wiki.auth import service as auth
from wiki.blobs import BlobStore, LocalBlobs
from wiki.db import Sessions, now
from wiki.outbox import Claim
from wiki.pages import trash
from wiki.settings import Settings

log = logging.getLogger(__name__)
_PAUSE_SECONDS = 1.0
_CHORES_EVERY = timedelta(hours=1)
_BATCH = 50


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT."""
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    subscribers.install()
    sessions, blobs = Sessions(settings, pool_size=2), LocalBlobs(settings.blob_dir)
    try:
        _loop(sessions, blobs, settings, stop)
    finally:
        sessions.dispose()


def step(sessions: Sessions, stop: threading.Event | None = None) -> int:
    """Run what is due now, until `stop` is set. Returns how many rows were due; a failed one comes again later."""
    with sessions.reading() as session:
        if not outbox.is_due(session):
            return 0
    with sessions.writing() as session:
        claims = outbox.due(session, _BATCH)
        quiet = [claim for claim in claims if not subscribers.REACT.get(claim.name)]
        outbox.finish(session, [claim.id for claim in quiet])
    for claim in claims:
        if stop is not None and stop.is_set():
            break
        if claim not in quiet:
            _react(sessions, claim)
    return len(claims)


def chores(sessions: Sessions, blobs: BlobStore, settings: Settings) -> None:
    """What is over is gone: expired sessions, the trash after its days, files that nothing names."""
    for chore in (
        lambda: _write(sessions, auth.forget_expired),
        lambda: _empty_trash(sessions, settings.trash_days),
        lambda: sweep.remove_orphans(sessions, blobs),
    ):
        try:
            chore()
        except Exception:
            log.exception("a chore failed; it is tried again in an hour")


def _loop(sessions: Sessions, blobs: BlobStore, settings: Settings, stop: threading.Event) -> None:
    next_chores = now()
    while not stop.is_set():
        if now() >= next_chores:
            chores(sessions, blobs, settings)
            next_chores = now() + _CHORES_EVERY
        try:
            taken = step(sessions, stop)
        except Exception:
            log.exception("the worker could not read its work; it goes on in a moment")
            taken = 0
        if not taken:
            stop.wait(_PAUSE_SECONDS)


def _react(sessions: Sessions, claim: Claim) -> None:
    try:
        with sessions.writing() as session:
            if not outbox.take(session, claim):
                return
            for react in subscribers.REACT[claim.name]:
                react(session, claim.payload)
            outbox.finish(session, [claim.id])
    except Exception as error:
        log.exception("%s failed, try %d", claim.name, claim.attempts + 1)
        reason = f"{type(error).__name__}: {error}"
        _write(sessions, lambda session: outbox.postpone(session, claim, reason))


def _empty_trash(sessions: Sessions, days: int) -> None:
    """Purge what was deleted before so many days, each in a write block of its own."""
    while True:
        with sessions.writing() as session:
            pages = trash.overdue(session, now() - timedelta(days=days), limit=1)
            for page in pages:
                trash.purge(session, system(), page)
        if not pages:
            return


def _write(sessions: Sessions, job: Callable[[Session], object]) -> None:
    with sessions.writing() as session:
        job(session)
