"""Where the index stands: one folder a generation, and a file that names the one in use.

A rebuild writes the next generation beside the present one and then changes the name. `format` says by which code
and which parts of words a generation was made; another one is not read.
"""

import fcntl
import hashlib
import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.orm import Session

from wiki.search import documents
from wiki.search.backend import Asked, Busy, DamagedIndexError, Index, Matches, Moment, Readable
from wiki.search.compounds import Splitter
from wiki.search.documents import Pages
from wiki.search.snippets import Split
from wiki.search.whoosh_backend import WhooshIndex
from wiki.search.whoosh_storage import write_whole

FORMAT = f"1 whoosh {version('whoosh')} snowball {version('pystemmer')}"
_NAME, _PARTS, _MARK = "current", "parts.json", "damaged"


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    index: WhooshIndex
    pages: int


class Generations:
    """The folder of the index, as one process sees it. Each machine has one."""

    is_shared = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._open: _Open | None = None
        self._places: tuple[tuple[int, ...], Pages] | None = None

    def search(self, session: Session, asked: Asked) -> Matches:
        """What the index in use finds. DamagedIndexError."""
        index = self.current()
        readable = Readable(asked.scopes, self._places_now(session))
        try:
            return index.search(
                asked.question,
                readable,
                asked.resolve,
                skip=asked.skip,
                limit=asked.limit,
                facets=asked.facets,
            )
        except DamagedIndexError:
            if self._current_name() == index.folder.name:  # else it was replaced while it was read
                (self.folder / _MARK).touch(mode=0o600)
            raise

    def is_damaged(self) -> bool:
        """Whether there is none to read, or anybody who searched, in whichever process, met damage."""
        try:
            self.current()
        except DamagedIndexError:
            return True
        return (self.folder / _MARK).exists()

    def moment(self) -> Moment:
        """Which commit of which generation would be asked now. DamagedIndexError."""
        index = self.current()
        return index.folder.name, index.snapshot().generation

    def split(self) -> Split:
        """Gives the parts of compounds under which they are found. DamagedIndexError."""
        return self.current().split

    def current(self) -> WhooshIndex:
        """The index in use. DamagedIndexError where there is none, or one of another format."""
        name = self._current_name()
        with self._lock:
            if self._open is None or self._open.name != name:
                self._open = _opened(self.folder / name)
            return self._open.index

    def pages(self) -> int:
        """From how many pages the parts of words in use were taken. DamagedIndexError."""
        self.current()
        return self._open.pages if self._open else 0

    def begin(self, parts: frozenset[str], pages: int) -> WhooshIndex:
        """An empty index of the next generation, which nobody reads yet; `pages` is how many the parts come from."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        folder = self.folder / f"gen-{self._highest() + 1}"
        index = WhooshIndex(folder, Splitter(parts).split)
        index.create()
        content = json.dumps({"format": FORMAT, "pages": pages, "parts": sorted(parts)})
        write_whole(folder / _PARTS, content.encode())
        return index

    def publish(self, index: Index) -> None:
        """Everybody reads this one from here on; the others are gone."""
        if not isinstance(index, WhooshIndex):
            raise TypeError("an index of another kind")
        content = (index.folder / _PARTS).read_bytes()
        (self.folder / _MARK).unlink(missing_ok=True)
        write_whole(self.folder / _NAME, f"{index.folder.name} {_digest(content)}\n".encode())
        self.sweep()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Nobody else writes the index of this machine meanwhile. Busy."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Busy from error
            yield
        finally:
            os.close(descriptor)

    def sweep(self) -> None:
        """Folders of generations that are not in use are gone."""
        try:
            name = self._current_name()
        except DamagedIndexError:
            name = ""
        for folder in self.folder.glob("gen-*"):
            if folder.name != name:
                shutil.rmtree(folder, ignore_errors=True)

    def _places_now(self, session: Session) -> Pages:
        structure = documents.structure(session)
        known = self._places
        if known is not None and known[0] == structure:
            return known[1]
        with self._lock:
            if self._places is None or self._places[0] != structure:
                self._places = (structure, documents.pages(session))
            return self._places[1]

    def _current_name(self) -> str:
        try:
            name, _, _digest = (self.folder / _NAME).read_text("ascii").strip().partition(" ")
        except (OSError, ValueError) as error:
            raise DamagedIndexError("there is no index yet") from error
        if not name.startswith("gen-") or "/" in name:
            raise DamagedIndexError("the name of the index is damaged")
        return name

    def _highest(self) -> int:
        numbers = [path.name.removeprefix("gen-") for path in self.folder.glob("gen-*")]
        return max((int(number) for number in numbers if number.isdecimal()), default=0)


def _opened(folder: Path) -> _Open:
    try:
        raw = (folder / _PARTS).read_bytes()
        said = (folder.parent / _NAME).read_text("ascii").split()[-1]
        content = json.loads(raw)
        if content["format"] != FORMAT or _digest(raw) != said:
            raise DamagedIndexError("the index is of another format")
        index = WhooshIndex(folder, Splitter(frozenset(content["parts"])).split)
        return _Open(folder.name, index, int(content["pages"]))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise DamagedIndexError(f"parts of words: {error}") from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
