"""Imports a source of Markdown files: pages, links and attachments. Running it again imports what changed.

Slugs are chosen for the whole source first, so that links can be written right at once; then page after page is
prepared without a lock and stored.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wiki.actor import Actor
from wiki.blobs import BlobStore
from wiki.db import Sessions
from wiki.pages.renderings import Limits
from wiki.transfer import naming, preparing, redirects, registry, survey
from wiki.transfer.linking import Links, Surroundings
from wiki.transfer.plan import PlannedPage, is_page
from wiki.transfer.preparing import Ready
from wiki.transfer.registry import Destination, Known
from wiki.transfer.report import PageReport, Report, Status
from wiki.transfer.source import Source
from wiki.transfer.storing import Store
from wiki.transfer.survey import Survey

__all__ = ["Destination", "Options", "place_files", "run", "surroundings"]

_PAGES_PER_BLOCK = 10
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """`upload_limit` in bytes per file. A dry run writes nothing and reports the same."""

    limits: Limits
    upload_limit: int
    is_dry_run: bool = False


def run(
    sessions: Sessions,
    blobs: BlobStore,
    actor: Actor,
    files: Source,
    destination: Destination,
    options: Options,
    progress: Progress = lambda _done, _all: None,
) -> Report:
    """The source's pages and files are in the wiki, as far as each could be taken; the report says which.

    `progress` hears of steps done and of all steps. Raises NotFound, Forbidden (needs EDIT at the destination),
    Invalid when the parent is in another space.
    """
    total = 2 * sum(map(is_page, files.sizes))
    with sessions.reading() as session:
        registry.known(session, actor, destination)  # refuse before a long look at the source
    found = survey.of_source(files, options.limits.page_limit, lambda done: progress(done, total))
    with sessions.reading() as session:
        known = registry.known(session, actor, destination)
    around = surroundings(found, known)
    ids = {path: page.page_id for path, page in known.pages.items() if not page.is_in_trash}
    limits, upload_limit = options.limits, options.upload_limit
    store = Store(
        sessions, blobs, actor, files, destination, limits, upload_limit, found.plan, known, around.slugs, ids
    )
    report = Report(options.is_dry_run)
    used: set[str] = set()
    for some in _blocks(found.plan.pages):
        ready = _prepared(some, store, around, found, report)
        used |= {path for one in ready for path in one.links.files.values()}
        report.pages += _dry(ready, store) if options.is_dry_run else _stored(ready, store)
        progress(min(total // 2 + len(report.pages), total), total)
    place_files(found, used, store, report)
    if not options.is_dry_run:
        report.redirects = redirects.place(sessions, destination.space_id, store.ids, found.moved)
    return report


def surroundings(found: Survey, known: Known) -> Surroundings:
    """What links of the source can lead to, in the wiki as it will be."""
    pages = found.plan.pages
    alive = {path: page.slug for path, page in known.pages.items() if not page.is_in_trash}
    slugs = naming.slugs_of(pages, known.names.slugs | known.names.hidden | known.redirects, alive)
    for page in pages:
        if page.path not in alive:
            known.names.add(slugs[page.path], page.title)
    by_path = {page.path: page for page in pages}
    exported = {page.exported.file: slugs[page.path] for page in pages if page.exported}
    return Surroundings(by_path, slugs, found.targets, known.names, known.space_keys, exported)


def _blocks(pages: tuple[PlannedPage, ...]) -> Iterator[tuple[PlannedPage, ...]]:
    for start in range(0, len(pages), _PAGES_PER_BLOCK):
        yield pages[start : start + _PAGES_PER_BLOCK]


def _prepared(
    some: tuple[PlannedPage, ...], store: Store, around: Surroundings, found: Survey, report: Report
) -> list[Ready]:
    """The pages that are to be stored; the others are reported."""
    ready: list[Ready] = []
    for page in some:
        before = store.known.pages.get(page.path)
        one = preparing.ready(store.files, page, before, around, store.limits)
        if isinstance(one, str) and before is None and page.path in found.parents:
            one = preparing.stand_in(page, one)
        if isinstance(one, Ready):
            ready.append(one)
        elif before is not None and one is None:
            report.pages.append(preparing.unchanged(page, before))
        else:
            report.pages.append(preparing.skipped(page, one or "unreadable"))
    return ready


def _stored(ready: list[Ready], store: Store) -> list[PageReport]:
    known = store.known.pages
    told = store.create([one for one in ready if one.page.path not in known])
    return told + [store.update(one) for one in ready if one.page.path in known]


def _dry(ready: list[Ready], store: Store) -> list[PageReport]:
    told: list[PageReport] = []
    for one in ready:
        before = store.known.pages.get(one.page.path)
        is_same = before is not None and before.sha256 == one.sha256
        status: Status = "unchanged" if is_same else "updated" if before else "created"
        told.append(preparing.told(one, status, store.slugs[one.page.path], Links(files=one.links.files)))
    return told


def place_files(found: Survey, used: set[str], store: Store, report: Report) -> None:
    """Files that no page uses belong to the page of their folder; nothing of the source is left behind."""
    owners = {page.folder: page.path for page in found.plan.pages if page.folder}
    if found.plan.home:
        owners[found.plan.root] = found.plan.home
    unused: dict[str, dict[str, str]] = {}
    for path in found.files:
        if path in used:
            continue
        owner = _owner(path, owners)
        if owner is None or not (owner in store.ids or report.is_dry_run):
            report.unplaced_files.append(path)
        else:
            unused.setdefault(owner, {})[path.rpartition("/")[2]] = path
    for owner, names in unused.items():
        attached = Links(files=names) if report.is_dry_run else store.attach(store.ids[owner], names)
        report.unused_files += list(attached.files.values())
        report.unplaced_files += attached.missing_files


def _owner(path: str, owners: dict[str, str]) -> str | None:
    """The page of the nearest folder above the file that has one."""
    folder = path
    while folder:
        folder = folder.rstrip("/").rpartition("/")[0]
        folder += "/" if folder else ""
        if folder in owners:
            return owners[folder]
    return None
