"""Bounds on what rendering may cost.

Small sources are rendered where they are. Larger ones, and those made of little but markup, go to a child
process with limits of its own, so that neither a long page nor a hostile one stops the other threads.
"""

import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Literal

from wiki.render.rendering import Formula, Heading, Macro, Reference, Rendering, Task

SMALL = 100_000
"""Characters that are rendered in the calling process."""

MARKUP = 12_000
"""Characters of markup that are; prose has one in fifty, a bomb little else."""

SECONDS = 10
"""Processor time of a child."""

WALL_SECONDS = 60
MEMORY = 1 << 30
"""Bytes of address space of a child."""

BRACKETS = 2_000
"""Opening brackets: markdown-it looks for the end of each, up to 200 levels deep, 0.2 ms a piece."""

_MARKUP = re.compile(r"[\[\]*_`<>|!~^&\\]")
_CHILDREN = threading.BoundedSemaphore(max(1, (os.cpu_count() or 2) - 1))


class RenderLimit(Exception):
    """The source costs too much to render; `reason` says of what."""

    def __init__(self, reason: Literal["time", "memory", "failed"]) -> None:
        super().__init__(reason)
        self.reason = reason


def is_small(source: str) -> bool:
    """Whether `source` can be rendered in the calling process without holding it up for long."""
    if len(source) > SMALL or source.count("[") > BRACKETS:
        return False
    return len(source) <= MARKUP or len(_MARKUP.findall(source)) <= MARKUP


def in_child(source: str, engine: str) -> Rendering:
    """`source` rendered by a child process. Raises RenderLimit."""
    if not _CHILDREN.acquire(timeout=WALL_SECONDS):
        raise RenderLimit("time")
    try:
        done = _run(source, engine)
    except subprocess.TimeoutExpired:
        raise RenderLimit("time") from None
    finally:
        _CHILDREN.release()
    if done.returncode == 0:
        return decode(done.stdout)
    # Negative: ended by a signal, which is SIGXCPU or SIGKILL of the limit. 3: the child says so itself.
    reasons: dict[bool, Literal["time", "failed"]] = {True: "time", False: "failed"}
    raise RenderLimit("memory" if done.returncode == OUT_OF_MEMORY else reasons[done.returncode < 0])


OUT_OF_MEMORY = 3
"""Exit status of a child whose memory did not suffice."""


def _run(source: str, engine: str) -> subprocess.CompletedProcess[bytes]:
    # Only the path to this package: no secret of the server's environment reaches the child.
    environment = {"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PYTHONHASHSEED": "0"}
    return subprocess.run(  # noqa: S603  fixed command, the text goes through a pipe
        [sys.executable, "-m", "wiki.render.child", engine, str(SECONDS), str(MEMORY)],
        input=source.encode("utf-8", "replace"),
        capture_output=True,
        env=environment,
        timeout=WALL_SECONDS,
        check=False,
    )


def encode(rendering: Rendering) -> bytes:
    """`rendering` as JSON, for `decode`."""
    fields = {name: getattr(rendering, name) for name in Rendering.__slots__}
    for name in ("toc", "links", "tasks", "formulas", "macros"):
        fields[name] = [[getattr(item, part) for part in type(item).__slots__] for item in fields[name]]
    fields["has"] = sorted(rendering.has)
    return json.dumps(fields).encode()


def decode(stored: bytes) -> Rendering:
    """The rendering that `encode` made `stored` of."""
    fields: dict[str, Any] = json.loads(stored)  # Any: JSON
    fields["toc"] = tuple(Heading(*item) for item in fields["toc"])
    fields["links"] = tuple(Reference(*item) for item in fields["links"])
    fields["tasks"] = tuple(Task(*item) for item in fields["tasks"])
    fields["macros"] = tuple(Macro(*item) for item in fields["macros"])
    fields["formulas"] = tuple(Formula(*item) for item in fields["formulas"])
    for name in ("tags", "anchors", "outside"):
        fields[name] = tuple(fields[name])
    fields["has"] = frozenset(fields["has"])
    return Rendering(**fields)
