"""Gunicorn's own lines in the log of the wiki, as JSON. Without WIKI_LOG=json it keeps the form it always had."""

from typing import Any

from gunicorn.glogging import Logger

from wiki import logs


class JsonLogger(Logger):  # type: ignore[misc]  # the library has no types
    """What the server says of itself, as one object a line."""

    def setup(self, cfg: Any) -> None:  # Any: the library's own settings
        """Replace the handlers that the library made by ours."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers[:] = [logs.Lines("json")]
