"""The process that answers requests: gunicorn's, but a connection that says nothing occupies no thread.

Gunicorn gives each new connection a thread for up to 5 seconds, so as many silent ones as there are threads stop the
wiki for that long. Limits: one that sends its request bit by bit still occupies a thread; that is the proxy's matter.
"""

from typing import Any

from gunicorn.workers import gthread


class Worker(gthread.ThreadWorker):  # type: ignore[misc]  # the library has no types
    """Threads for requests, none for connections."""

    def handle(self, conn: Any) -> Any:  # Any: as above
        """Answer the request, or hand the connection back to be watched until something comes."""
        if not conn.initialized and not conn.wait_for_data(0):
            return gthread._DEFER  # noqa: SLF001  what the library's own method returns after 5 seconds
        return super().handle(conn)
