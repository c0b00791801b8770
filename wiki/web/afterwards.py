"""What reading requests would like to keep: lazy renderings, the last use of a session. Bounded, and may be lost.

GETs never write. They put a small job here; one thread per process runs it in a write block of its own.
"""

import logging
import queue
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from wiki.auth import service as auth
from wiki.auth.queries import Identity
from wiki.db import Sessions

log = logging.getLogger(__name__)
_ROOM = 200
_HOUR = timedelta(hours=1)

Job = Callable[[Session], None]


class Afterwards:
    """A bounded queue with one thread, started at the first job so that forked workers have their own."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._jobs: queue.Queue[Job] = queue.Queue(_ROOM)
        self._thread: threading.Thread | None = None
        self._guard = threading.Lock()

    def put(self, job: Job) -> None:
        """The job runs soon; when the queue is full it is dropped."""
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            return
        with self._guard:
            if self._thread is None or not self._thread.is_alive():  # not alive: a fork left it behind
                self._thread = threading.Thread(target=self._run, name="afterwards", daemon=True)
                self._thread.start()

    def touched(self, identity: Identity | None, moment: datetime) -> None:
        """Note the use of a session, at most hourly."""
        if identity is None or identity.proof_id is None or identity.last_used_at is None:
            return
        if identity.last_used_at < moment - _HOUR:
            proof_id = identity.proof_id
            self.put(lambda session: auth.touch(session, proof_id, moment))

    def settle(self) -> None:
        """Wait until all jobs put so far have run (for tests and a clean end)."""
        self._jobs.join()

    def _run(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=30)
            except queue.Empty:
                with self._guard:
                    if self._jobs.empty():
                        self._thread = None
                        return
                continue
            try:
                with self._sessions.writing() as session:
                    job(session)
            except Exception:
                log.exception("a job after a request failed; what it wanted to keep is lost")
            finally:
                self._jobs.task_done()
