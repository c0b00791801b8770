"""Texts of office files: docx, xlsx, pptx (ECMA-376) and odt, ods, odp, odg (OpenDocument 1.3). Pure; for the child.

Both are zip files of XML. The XML is read as it comes, part by part, so a long file needs little memory; a document
type, which such files never have, ends it before any entity is looked at. Slides end with a form feed.
"""

import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat  # what is hostile in XML needs a document type, and none is let in

from wiki.attachments.extracts import PAGE_END, Extract, UnreadableError

MOST_UNPACKED = 256 << 20
"""Bytes that are unpacked of one file: a zip bomb ends here, if not by time or memory."""

_CHUNK = 1 << 16

Attributes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Rules:
    """Which elements hold text, end a line when they end, stand for a gap, end a page, or are not shown."""

    texts: frozenset[str]
    lines: frozenset[str]
    gaps: frozenset[str] = frozenset({"tab", "s"})
    pages: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


_WORD = _Rules(
    frozenset({"t"}), frozenset({"p", "br", "cr", "tc"}), hidden=frozenset({"Fallback", "instrText"})
)
_SLIDE = _Rules(frozenset({"t"}), frozenset({"p", "br", "tc"}), hidden=frozenset({"Fallback", "fld"}))
_OPEN = _Rules(
    frozenset({"p", "h"}),
    frozenset({"p", "h", "line-break"}),
    pages=frozenset({"page"}),
    hidden=frozenset({"tracked-changes", "forms"}),
)
_WORD_PARTS = (
    "word/document",
    "word/footnotes",
    "word/endnotes",
    "word/comments",
    "word/header",
    "word/footer",
)


def word(content: BinaryIO, extract: Extract) -> None:
    """The text of a docx, with notes, comments, heads and feet. Raises UnreadableError, as all of these do."""
    archive = _Archive(content)
    for start in _WORD_PARTS:
        for name in archive.named(start):
            _Walk(_WORD, extract).read(archive.parts(name))


def sheet(content: BinaryIO, extract: Extract) -> None:
    """The cells of an xlsx row by row, after the names of its sheets."""
    archive = _Archive(content)
    names: list[str] = []
    _each(archive, "xl/workbook.xml", "sheet", lambda found: names.append(found.get("name", "")))
    extract.add(" ".join(names) + "\n")
    shared = _SharedTexts()
    for name in archive.named("xl/sharedStrings"):
        shared.read(archive.parts(name))
    for name in archive.named("xl/worksheets/sheet"):
        _Cells(shared.texts, extract).read(archive.parts(name))


def slides(content: BinaryIO, extract: Extract) -> None:
    """The slides of a pptx in their order, each with its notes."""
    archive = _Archive(content)
    main = "ppt/presentation.xml"
    order: list[str] = []
    _each(archive, main, "sldId", lambda found: order.append(found.get("id", "")))
    targets = _related(archive, main)
    for slide in [targets[one] for one in order if one in targets] or archive.named("ppt/slides/slide"):
        _Walk(_SLIDE, extract).read(archive.parts(slide))
        for other in _related(archive, slide).values():
            if other.startswith("ppt/notesSlides/"):
                _Walk(_SLIDE, extract).read(archive.parts(other))
        extract.add(PAGE_END)


def open_document(content: BinaryIO, extract: Extract) -> None:
    """The text of an OpenDocument file; of slides and drawings page by page."""
    _Walk(_OPEN, extract).read(_Archive(content).parts("content.xml"))


class _Archive:
    """A zip file of which no more than `MOST_UNPACKED` is unpacked."""

    def __init__(self, content: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(content)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise UnreadableError(str(error)) from error
        self._names = frozenset(self._zip.namelist())
        self._left = MOST_UNPACKED

    def named(self, start: str) -> list[str]:
        """The members `start.xml`, `start1.xml`, `start2.xml` …, in this order."""
        found = {
            int(number or 0): name
            for name in self._names
            if name.startswith(start)
            and name.endswith(".xml")
            and ((number := name[len(start) : -4]).isdecimal() or not number)
        }
        return [found[number] for number in sorted(found)]

    def has(self, name: str) -> bool:
        """Whether there is a member of this name."""
        return name in self._names

    def parts(self, name: str) -> Iterator[bytes]:
        """What a member holds, unpacked in parts."""
        try:
            with self._zip.open(name) as member:
                while part := member.read(_CHUNK):
                    self._left -= len(part)
                    if self._left < 0:
                        raise UnreadableError("too much to unpack")
                    yield part
        except (KeyError, RuntimeError, zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
            raise UnreadableError(str(error)) from error
        except zipfile.zlib.error as error:  # type: ignore[attr-defined]  # of damaged members
            raise UnreadableError(str(error)) from error


class _Reader:
    """Reads XML as it comes; names are without their namespaces."""

    def read(self, parts: Iterator[bytes]) -> None:
        """Call `started`, `ended` and `said` for what stands there. UnreadableError."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = lambda name, found: self.started(_local(name), found)
        parser.EndElementHandler = lambda name: self.ended(_local(name))
        parser.CharacterDataHandler = self.said
        try:
            for part in parts:
                parser.Parse(part, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise UnreadableError(str(error)) from error

    def started(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def ended(self, name: str) -> None:
        """An element ends."""

    def said(self, text: str) -> None:
        """Characters stand in the element that began last."""


class _Walk(_Reader):
    """Texts by rules."""

    def __init__(self, rules: _Rules, extract: Extract) -> None:
        self._rules, self._extract = rules, extract
        self._inside = self._hidden = 0

    def started(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002  as of its class
        self._hidden += name in self._rules.hidden
        self._inside += name in self._rules.texts
        if name in self._rules.gaps:
            self._extract.add(" ")

    def ended(self, name: str) -> None:
        self._hidden -= name in self._rules.hidden
        self._inside -= name in self._rules.texts
        if name in self._rules.lines:
            self._extract.add("\n")
        elif name in self._rules.pages:
            self._extract.add(PAGE_END)

    def said(self, text: str) -> None:
        if self._inside and not self._hidden:
            self._extract.add(text)


class _SharedTexts(_Reader):
    """The texts that cells of an xlsx name by number."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._inside = self._hidden = 0

    def started(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002  as of its class
        self._inside += name == "t"
        self._hidden += name == "rPh"  # how Japanese is said

    def ended(self, name: str) -> None:
        self._inside -= name == "t"
        self._hidden -= name == "rPh"
        if name == "si":
            self.texts.append("".join(self._parts))
            self._parts.clear()

    def said(self, text: str) -> None:
        if self._inside and not self._hidden:
            self._parts.append(text)


class _Cells(_Reader):
    """The cells of one sheet."""

    def __init__(self, shared: list[str], extract: Extract) -> None:
        self._shared, self._extract = shared, extract
        self._kind, self._parts, self._inside = "", list[str](), 0

    def started(self, name: str, attributes: Attributes) -> None:
        self._inside += name in {"v", "t"}
        if name == "c":
            self._kind = attributes.get("t", "")
            self._parts.clear()

    def ended(self, name: str) -> None:
        self._inside -= name in {"v", "t"}
        if name == "c" and self._parts:
            self._extract.add(f"{self._value()} ")
        elif name == "row":
            self._extract.add("\n")

    def said(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)

    def _value(self) -> str:
        text = "".join(self._parts)
        if self._kind != "s":
            return text
        number = int(text) if text.isdecimal() else len(self._shared)
        return self._shared[number] if number < len(self._shared) else ""


class _Elements(_Reader):
    """Calls for each element of a name, with its attributes."""

    def __init__(self, wanted: str, found: Callable[[Attributes], None]) -> None:
        self._wanted, self._found = wanted, found

    def started(self, name: str, attributes: Attributes) -> None:
        if name == self._wanted:
            self._found({_local(key): value for key, value in attributes.items()})


def _each(archive: _Archive, member: str, wanted: str, found: Callable[[Attributes], None]) -> None:
    if archive.has(member):
        _Elements(wanted, found).read(archive.parts(member))


def _related(archive: _Archive, member: str) -> dict[str, str]:
    """The members that a member names, by the ids that it calls them."""
    folder, name = posixpath.split(member)
    targets: dict[str, str] = {}

    def note(found: Attributes) -> None:
        path = posixpath.normpath(posixpath.join("/", folder, found.get("Target", ""))).lstrip("/")
        if archive.has(path):
            targets[found.get("Id", "")] = path

    _each(archive, f"{folder}/_rels/{name}.rels", "Relationship", note)
    return targets


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse(*_declared: object) -> None:
    raise UnreadableError("a document type is declared")
