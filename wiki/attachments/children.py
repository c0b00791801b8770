"""Child processes that work on the content of one file: what is hostile in it ends the child alone."""

import subprocess
import sys
from pathlib import Path
from typing import IO, BinaryIO


def run(
    module: str,
    arguments: tuple[str | int, ...],
    content: BinaryIO,
    answer: IO[bytes] | None = None,
    *,
    seconds: float,
) -> int | None:
    """The child's exit code, negative when a signal ended it; None when it was stopped after so many seconds.

    `module` lies in this package and sets its own limits. It reads the content from its standard input and writes to
    `answer`, or to nowhere.
    """
    command = [sys.executable, "-m", f"wiki.attachments.{module}", *map(str, arguments)]
    # Only the path to this package: no secret of the server's environment reaches the child.
    environment = {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    try:
        done = subprocess.run(  # noqa: S603  fixed command, the content comes by standard input
            command,
            stdin=content,
            stdout=answer or subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.returncode
