"""Links of an imported text, changed so that they lead to pages and attachments of the wiki. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wiki.attachments import filenames
from wiki.errors import Invalid
from wiki.pages.slugs import slugify
from wiki.render.rewrite import Address, Labelled
from wiki.transfer.manifest import ExportedPage, inverse
from wiki.transfer.naming import Names
from wiki.transfer.plan import PlannedPage
from wiki.transfer.targets import Targets

_OWN_ADDRESSES = ("/s/", "/p/", "/files/")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What links can lead to: pages by path, their slugs by path, files; the names and the spaces of the wiki."""

    pages: Mapping[str, PlannedPage]
    slugs: Mapping[str, str]
    targets: Targets
    names: Names
    space_keys: frozenset[str]
    exported_slugs: Mapping[str, str] = field(default_factory=dict)  # by file, of an export


@dataclass(slots=True)
class Links:
    """What became of one page's links. `files` are paths in the source by the name of the attachment."""

    resolved: int = 0
    unresolved: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    missing_files: list[str] = field(default_factory=list)


class Linker:
    """Changes the links of the page in the file `origin`; `links` says what became of them."""

    def __init__(self, around: Surroundings, origin: str) -> None:
        self.links = Links()
        self._around = around
        self._origin = origin

    def change(self, address: Address) -> str | Labelled | None:
        """The target that leads to the same thing in the wiki; None leaves the link as it is."""
        if address.kind == "external" or address.target.startswith(_OWN_ADDRESSES):
            return None
        if address.kind == "wiki":
            return self._wiki(address)
        return self._file(address) if address.kind == "image" else self._path(address)

    def _path(self, address: Address) -> str | None:
        found = self._around.targets.page(address.target, self._origin)
        if found is not None:
            return self._resolved(self._around.slugs[found])
        if self._around.targets.file(address.target, self._origin) is not None:
            return self._file(address)
        last = address.target.rstrip("/").rpartition("/")[2].removesuffix(".md")
        if address.kind == "path" and last and slugify(last) in self._around.names.slugs:
            return self._resolved(None)
        self._unresolved(address)
        return None

    def _wiki(self, address: Address) -> str | Labelled | None:
        around = self._around
        if address.space is not None:
            is_known = address.space in around.space_keys
            if is_known:
                return self._resolved(None)
            self._unresolved(address)
            return None
        found = around.targets.named(address.target, self._origin)
        if found is not None:
            is_reached = around.names.reached(address.target) == around.slugs[found]
            return self._resolved(None if is_reached else self._name(found))
        if around.names.reached(address.target) is not None:
            return self._resolved(None)
        swapped = address.label and around.targets.named(address.label, self._origin)
        if swapped:  # Gollum: the label stands first
            self.links.resolved += 1
            return Labelled(self._name(swapped), address.raw.strip())
        self._unresolved(address)
        return None

    def _name(self, path: str) -> str:
        return self._around.names.written(self._around.pages[path].title, self._around.slugs[path])

    def _file(self, address: Address) -> str | None:
        path = self._around.targets.file(address.target, self._origin)
        if path is None:
            self.links.missing_files.append(address.target)
            self._unresolved(address)
            return None
        try:
            return self._resolved(self._attached(path))
        except Invalid:
            self._unresolved(address)
            return None

    def _attached(self, path: str) -> str:
        """The name under which the page has the file; two files never share one. Raises Invalid."""
        wanted = filenames.clean(path)
        known = {filenames.key(name): (name, file) for name, file in self.links.files.items()}
        number, name = 1, wanted
        while (taken := known.get(filenames.key(name))) is not None and taken[1] != path:
            number += 1
            start, dot, ending = wanted.rpartition(".")
            name = f"{start}-{number}.{ending}" if dot and start else f"{wanted}-{number}"
        self.links.files.setdefault(taken[0] if taken else name, path)
        return taken[0] if taken else name

    def _resolved(self, new: str | None) -> str | None:
        self.links.resolved += 1
        return new

    def _unresolved(self, address: Address) -> None:
        self.links.unresolved.append(address.raw)


class ExportLinker:
    """Turns the links of an exported page back into what they were."""

    def __init__(self, around: Surroundings, path: str, page: ExportedPage) -> None:
        top = path.removesuffix(page.file)
        self.links = Links(files={one.name: top + one.file for one in page.attachments})
        self._page = page
        self._slugs = around.exported_slugs

    def change(self, address: Address) -> str | None:
        """The destination in the wiki; None leaves the link as it is."""
        new = inverse(self._page, address, self._slugs)
        self.links.resolved += new is not None
        return new
