"""A worker that ends without a word in the middle of writing the index: `python killed_while_writing.py WHERE`.

Where: `committing` (everything written, nothing counts yet) or `committed` (it counts, the outbox does not know).
"""

import os
import signal
import sys
from typing import Any

from wiki import outbox
from wiki.db import Sessions
from wiki.search import postgresql_backend
from wiki.search.engine import backend
from wiki.search.keeping import Keeper
from wiki.search.whoosh_storage import PlacedStorage
from wiki.settings import Settings


def die(*_arguments: Any, **_options: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if sys.argv[1] == "committed":
    outbox.finish = die
else:
    PlacedStorage.publish = die  # type: ignore[method-assign]
    postgresql_backend.update = die
settings = Settings.from_environment()
sessions = Sessions(settings)
Keeper(sessions, backend(settings, sessions)).turn()
