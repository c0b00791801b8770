"""The part of `wiki check` that looks whether whoever runs the wiki can use its folders and files.

A command that ran as root leaves files that the wiki's own user cannot write: the classic way to break it.
"""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from wiki.ops.findings import N_, Finding, problem
from wiki.settings import Settings

_SOME = 3


def findings(settings: Settings) -> Iterator[Finding]:
    """What cannot be read or written, and what belongs to somebody else than the folder does."""
    own = (settings.data_dir, settings.blob_dir, settings.index_dir, settings.backup_folder)
    for folder in own:
        if folder.exists() and not (folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)):
            text = N_("%(path)s cannot be read and written by the user that runs this check.")
            remedy = N_("Run the check as the wiki's user; if it is that, give it the folder (“chown -R”).")
            yield problem("folder", text, remedy, path=folder)
    owner = settings.data_dir.stat().st_uid
    strange = [path for path in _important(settings) if path.exists() and path.stat().st_uid != owner]
    if strange:
        text = N_("These belong to another user than %(folder)s: %(paths)s")
        remedy = N_("Run “chown -R %(owner)s %(folder)s”, and commands as the wiki's user (“sudo -u”).")
        shown = ", ".join(path.name for path in islice(strange, _SOME))
        yield problem("owner", text, remedy, folder=settings.data_dir, paths=shown, owner=owner)


def _important(settings: Settings) -> Iterator[Path]:
    folder = settings.data_dir
    yield from (folder / name for name in ("write.lock", "upgrade.lock", "secret_key"))
    if settings.is_sqlite:
        path = settings.sqlite_path
        yield from (path.with_name(path.name + ending) for ending in ("", "-wal", "-shm"))
    yield from (settings.blob_dir, settings.blob_dir / ".lock", settings.index_dir)
    yield from settings.blob_dir.glob("??")
