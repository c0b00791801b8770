"""From files to a tree of pages. Pure.

Folders become pages. A folder's page is its `index.md`, `_index.md`, `README.md` or `Home.md`, the file named
like the folder inside or beside it, or an empty page that shows what lies below. The page of the outermost
folder stands at the highest level beside the others. Folders that hold nothing but one folder are left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from wiki.pages.slugs import title_key
from wiki.transfer.manifest import ExportedPage
from wiki.transfer.texts import Facts, title_of_name

PAGE_ENDINGS = (".md", ".markdown")
POSITION_STEP = 1024
_FOLDER_PAGES = ("index", "_index", "readme", "home")
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """A page to be made. `path` names it in the source: its file, or the folder (ending in `/`) if it has none.

    `parent` is the path of the page above. `folder` is the folder whose page it is. `position` 0 sorts A–Z.
    `exported` is what an export of Werkbuch says about the page.
    """

    path: str
    file: str | None
    title: str
    parent: str | None
    folder: str | None = None
    position: int = 0
    facts: Facts | None = None
    exported: ExportedPage | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All pages, every one behind the page above it.

    `root` is where the content begins (`files/de/` or empty), `home` the path of the outermost folder's page.
    """

    pages: tuple[PlannedPage, ...]
    root: str = ""
    home: str | None = None


@dataclass(slots=True)
class _Folder:
    path: str  # with `/` at its end; empty for the outermost
    files: list[Facts] = field(default_factory=list)
    folders: dict[str, "_Folder"] = field(default_factory=dict)


def is_page(path: str) -> bool:
    """Whether the file holds a page's text."""
    return path.lower().endswith(PAGE_ENDINGS)


def stem(path: str) -> str:
    """The file's name without its ending."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def shown_title(facts: Facts) -> str:
    """What a page is called: by front matter or first heading, else by its file (its folder for `index` …)."""
    name = stem(facts.path)
    in_folder = facts.path.rpartition("/")[0].rpartition("/")[2]
    return facts.title or title_of_name(in_folder if name.lower() in _FOLDER_PAGES and in_folder else name)


def make(files: Iterable[Facts]) -> Plan:
    """The tree of these page files. A folder below the sixtieth level gives its pages to the one above."""
    top = _Folder("")
    for facts in sorted(files, key=lambda one: one.path):
        folder = top
        for part in PurePosixPath(facts.path).parts[:-1][:_DEEPEST]:
            folder = folder.folders.setdefault(part, _Folder(f"{folder.path}{part}/"))
        folder.files.append(facts)
    while not top.files and len(top.folders) == 1:
        top = next(iter(top.folders.values()))
    pages: list[PlannedPage] = []
    _add(top, None, pages, is_top=True)
    home = _own_file(top)
    return Plan(tuple(pages), top.path, home.path if home else None)


def of_manifest(pages: Sequence[ExportedPage], top: str) -> Plan:
    """The tree that an export describes; `top` is the folder that holds it, with `/` at its end, or empty."""
    planned: list[PlannedPage] = []
    known: set[str] = set()
    for page in pages:
        path = top + page.file
        parent = top + page.parent if page.parent is not None and top + page.parent in known else None
        planned.append(PlannedPage(path, path, page.title, parent, None, page.position, exported=page))
        known.add(path)
    return Plan(tuple(planned), top)


def _add(folder: _Folder, parent: str | None, pages: list[PlannedPage], *, is_top: bool = False) -> None:
    """Append what lies in the folder, in the order of the tree, `parent` being the folder's own page."""
    own = None if is_top else _own_file(folder)
    beside = {name: found for name in folder.folders if (found := _beside(folder, name))}
    taken = {facts.path for facts in beside.values()} | ({own.path} if own else set())
    level: list[tuple[PlannedPage, _Folder | None]] = [
        (_of_file(facts, parent), None) for facts in folder.files if facts.path not in taken
    ]
    for name, lower in folder.folders.items():
        level.append((_of_folder(lower, beside.get(name), parent), lower))
    for page, lower_folder in _in_order(level):
        pages.append(page)
        if lower_folder is not None:
            _add(lower_folder, page.path, pages)


def _of_file(facts: Facts, parent: str | None) -> PlannedPage:
    return PlannedPage(facts.path, facts.path, shown_title(facts), parent, facts=facts)


def _of_folder(folder: _Folder, beside: Facts | None, parent: str | None) -> PlannedPage:
    facts = _own_file(folder) or beside
    if facts is None:
        name = folder.path.rstrip("/").rpartition("/")[2]
        return PlannedPage(folder.path, None, title_of_name(name), parent, folder.path)
    return replace(_of_file(facts, parent), folder=folder.path)


def _own_file(folder: _Folder) -> Facts | None:
    """The file in the folder that is its page."""
    named = {stem(facts.path).lower(): facts for facts in reversed(folder.files)}
    own_name = folder.path.rstrip("/").rpartition("/")[2].lower()
    return next((named[name] for name in (*_FOLDER_PAGES, own_name) if name in named), None)


def _beside(folder: _Folder, name: str) -> Facts | None:
    """The file beside the folder `name` that is its page, because the folder holds none."""
    if _own_file(folder.folders[name]) is not None:
        return None
    return next((facts for facts in folder.files if stem(facts.path) == name), None)


def _in_order(
    level: Sequence[tuple[PlannedPage, _Folder | None]],
) -> list[tuple[PlannedPage, _Folder | None]]:
    """A–Z by title, unless a page says its place by a number: then by numbers, pages without one behind."""

    def order(entry: tuple[PlannedPage, _Folder | None]) -> tuple[float, str, str]:
        page = entry[0]
        number = page.facts.order if page.facts else None
        return (float("inf") if number is None else number, title_key(page.title), page.path)

    ordered = sorted(level, key=order)
    if not any(page.facts and page.facts.order is not None for page, _ in level):
        return ordered
    return [
        (replace(page, position=place * POSITION_STEP), lower)
        for place, (page, lower) in enumerate(ordered, 1)
    ]
