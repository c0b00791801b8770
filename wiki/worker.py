"""The worker: runs what the outbox holds, and the chores of every hour. One process a machine.

It asks each second, by one read, whether there is work; for the index, which people wait for, more often.
On SIGTERM it ends after the job at hand.
"""

import gc
import logging
import signal
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import FrameType

from wiki import logs, migrate, outbox, subscribers
from wiki.blobs import LocalBlobs
from wiki.db import Sessions, now
from wiki.errors import SchemaChanged
from wiki.jobs import GiveUp, Job, Later, Workplace
from wiki.outbox import Claim
from wiki.search.engine import backend
from wiki.search.keeping import Keeper
from wiki.settings import Settings

log = logging.getLogger(__name__)
_PAUSE_SECONDS = 1.0
_CHORES_EVERY = timedelta(hours=1)
_BATCH = 50
_LAST_LETTER_SECONDS = 5.0


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT. Raises SchemaChanged for a database of another version."""
    logs.install(settings.log)
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    subscribers.install()
    place = Workplace(Sessions(settings, pool_size=5), LocalBlobs(settings.blob_dir), settings)
    try:
        migrate.demand(place.sessions)
        gc.collect()
        gc.freeze()  # as in wiki/preloading.py
        _loop(place, stop)
    finally:
        place.sessions.dispose()


def step(sessions: Sessions, stop: threading.Event | None = None) -> int:
    """Run what is due now, until `stop` is set. Returns how many rows were due; a failed one comes again later."""
    with sessions.reading() as session:
        if not outbox.is_due(session, without=subscribers.slow_names()):
            return 0
    with sessions.writing() as session:
        claims = outbox.due(session, _BATCH, without=subscribers.slow_names())
        quiet = [claim for claim in claims if not subscribers.REACT.get(claim.name)]
        outbox.finish(session, [claim.id for claim in quiet])
    for claim in claims:
        if stop is not None and stop.is_set():
            break
        if claim not in quiet:
            _react(sessions, claim)
    return len(claims)


def step_slowly(
    place: Workplace, stop: threading.Event | None = None, jobs: Mapping[str, Job] | None = None
) -> int:
    """Run the long jobs that are due now, or those of another table, until `stop` is set. Returns how many."""
    table = subscribers.JOBS if jobs is None else jobs
    with place.sessions.reading() as session:
        claims = outbox.waiting(session, table, _BATCH)
    for claim in claims:
        if stop is not None and stop.is_set():
            break
        _work(place, claim, table[claim.name])
    return len(claims)


def chores(place: Workplace) -> None:
    """What is over is gone: expired sessions, the trash after its days, files that nothing names."""
    for chore in subscribers.CHORES:
        try:
            chore(place)
        except SchemaChanged:
            raise
        except Exception:
            log.exception("a chore failed; it is tried again in an hour")


def _loop(place: Workplace, stop: threading.Event) -> None:
    """Quick reactions in this thread; long jobs and chores, the index, and mail, in others: none holds up another."""
    slow = threading.Thread(target=_loop_slowly, args=(place, stop), name="long jobs")
    index = threading.Thread(target=_loop_index, args=(place, stop), name="index")
    mail = threading.Thread(target=_loop_mail, args=(place, stop), name="mail", daemon=True)
    slow.start()
    index.start()
    mail.start()
    try:
        _again(lambda: step(place.sessions, stop), stop)
    finally:
        stop.set()
        slow.join()
        index.join()
        mail.join(_LAST_LETTER_SECONDS)  # a mail server that hangs does not keep the worker from ending


def _loop_slowly(place: Workplace, stop: threading.Event) -> None:
    next_chores = now()

    def turn() -> int:
        nonlocal next_chores
        if now() >= next_chores:
            chores(place)
            next_chores = now() + _CHORES_EVERY
        return step_slowly(place, stop)

    _again(turn, stop)


def _loop_mail(place: Workplace, stop: threading.Event) -> None:
    _again(lambda: step_slowly(place, stop, subscribers.MAIL), stop)


def _loop_index(place: Workplace, stop: threading.Event) -> None:
    keeper = Keeper(place.sessions, backend(place.settings, place.sessions))
    _again(keeper.turn, stop, keeper.pause_seconds)


def _again(turn: Callable[[], int], stop: threading.Event, pause_seconds: float = _PAUSE_SECONDS) -> None:
    while not stop.is_set():
        try:
            taken = turn()
        except SchemaChanged as error:
            log.error("the worker ends: %s", error.facts["reason"])  # noqa: TRY400  its place says nothing
            stop.set()
            return
        except Exception:
            log.exception("the worker could not read its work; it goes on in a moment")
            taken = 0
        if not taken:
            stop.wait(pause_seconds)


def _work(place: Workplace, claim: Claim, job: Job) -> None:
    try:
        job(place, claim.payload)
    except SchemaChanged:
        raise
    except Exception as error:  # noqa: BLE001  whatever a handler raises: it is logged and tried again
        _put_off(place.sessions, claim, error)
    else:
        place.write(lambda session: outbox.finish(session, [claim.id]))
        log.info("%s is done", claim.name)


def _react(sessions: Sessions, claim: Claim) -> None:
    try:
        with sessions.writing() as session:
            if not outbox.take(session, claim):
                return
            for react in subscribers.REACT[claim.name]:
                react(session, claim.payload)
            outbox.finish(session, [claim.id])
    except SchemaChanged:
        raise
    except Exception as error:  # noqa: BLE001  whatever a handler raises: it is logged and tried again
        _put_off(sessions, claim, error)


def _put_off(sessions: Sessions, claim: Claim, error: Exception) -> None:
    is_expected = isinstance(error, Later | GiveUp)
    log.error("%s failed, try %d", claim.name, claim.attempts + 1, exc_info=None if is_expected else error)
    reason = str(error) if is_expected else f"{type(error).__name__}: {error}"
    with sessions.writing() as session:
        if isinstance(error, GiveUp):
            outbox.give_up(session, claim, reason)
        else:
            outbox.postpone(
                session, claim, reason, error.first_pause_seconds if isinstance(error, Later) else 2
            )
