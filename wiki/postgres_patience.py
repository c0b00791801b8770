"""Connections to PostgreSQL that do not wait for ever for a server that stands still.

The server's own time limits do not help when the server itself is frozen, its machine is swapping, or the network
in between swallows what is sent; psycopg waits for an answer without a limit of its own.
"""

import time
from collections.abc import Generator
from typing import Any

import psycopg

# A request waits for one statement that is not answered (the server's own limit is 10 seconds) and for one new
# connection (3 seconds): 16 seconds at most.
ANSWER_SECONDS = 12.0


class PatientConnection(psycopg.Connection[Any]):  # Any: the rows' type, as the library has it
    """A connection that is closed when a statement has no answer within `answer_seconds`."""

    answer_seconds = ANSWER_SECONDS

    def wait(
        self, gen: Generator[Any, Any, Any], *arguments: Any, **options: Any
    ) -> Any:  # Any: psycopg's own steps
        """As psycopg does, but for a limited time. Raises OperationalError."""
        return super().wait(self._limited(gen, time.monotonic() + self.answer_seconds), *arguments, **options)

    def _limited(self, steps: Generator[Any, Any, Any], until: float) -> Generator[Any, Any, Any]:
        try:
            wanted = next(steps)
            while True:
                ready = yield wanted  # psycopg comes back ten times a second, with nothing if there is nothing
                if not ready and time.monotonic() > until:
                    self.pgconn.finish()
                    raise psycopg.OperationalError("the connection is given up: the server does not answer")
                wanted = steps.send(ready)
        except StopIteration as end:
            return end.value
