"""One page of an import before it is stored: its text read, its links changed, its rendering made. No database."""

import hashlib
from dataclasses import dataclass, field

from wiki.errors import Invalid, TooCostly, TooLarge
from wiki.pages import links, renderings
from wiki.pages.renderings import Limits
from wiki.render import limits as render_limits
from wiki.render import pipeline
from wiki.render.rendering import Rendering
from wiki.render.rewrite import rewritten
from wiki.transfer import source, survey, texts
from wiki.transfer.linking import ExportLinker, Linker, Links, Surroundings
from wiki.transfer.plan import PlannedPage
from wiki.transfer.registry import KnownPage
from wiki.transfer.report import PageReport, Status
from wiki.transfer.source import Source


@dataclass(frozen=True, slots=True)
class Ready:
    """A page that can be stored. `sha256` is that of its file.

    `reason` says why the file was not taken although the page is made, empty, for those below it.
    """

    page: PlannedPage
    body: str
    sha256: str
    rendering: Rendering
    links: Links = field(default_factory=Links)
    warnings: tuple[str, ...] = ()
    reason: str | None = None


def ready(
    files: Source, page: PlannedPage, before: KnownPage | None, around: Surroundings, limits: Limits
) -> Ready | str | None:
    """The page; a word that says why it cannot be had; None if nothing changed since `before`."""
    if before is not None and before.is_in_trash:
        return "in_trash"
    try:
        content = b"" if page.file is None else source.read(files, page.file, limits.page_limit)
        sha256 = hashlib.sha256(content).hexdigest()
        if before is not None and before.sha256 == sha256 and not before.has_files:
            return None
        text = texts.decoded(content) if page.exported is None else texts.exported(content)
        linker = _linker(page, around)
        body, rendering = _rendered(text.body, linker, limits)
        links.check(rendering)
    except (Invalid, TooLarge, TooCostly, OSError) as error:
        return survey.reason(error)
    warnings = () if text.encoding == "utf-8" else (text.encoding,)
    return Ready(page, body, sha256, rendering, linker.links, warnings)


def stand_in(page: PlannedPage, reason: str) -> Ready:
    """An empty page, so that those below have their place; its file is taken once it is mended."""
    return Ready(page, "", "", pipeline.render(""), reason=reason)


def _linker(page: PlannedPage, around: Surroundings) -> Linker | ExportLinker:
    return ExportLinker(around, page.path, page.exported) if page.exported else Linker(around, page.path)


def _rendered(body: str, linker: Linker | ExportLinker, limits: Limits) -> tuple[str, Rendering]:
    """The body with its links changed, rendered without parsing it twice where it is safe to parse it here."""
    # A large body raises before anything costly is done in this process.
    checked = None if render_limits.is_small(body) else renderings.render(body, limits)
    new = rewritten(body, linker.change)
    if checked is not None and new.source == body:
        return body, checked
    is_small = len(new.source) * 4 <= limits.page_limit and render_limits.is_small(new.source)
    if new.document is None or not is_small:
        return new.source, renderings.render(new.source, limits)
    return new.source, pipeline.of_document(new.document, new.front, engine=limits.engine)


def told(one: Ready, status: Status, slug: str, attached: Links) -> PageReport:
    """What became of a page; `attached` are its files as far as they could be attached."""
    return PageReport(
        one.page.path,
        one.page.title,
        "skipped" if one.reason else status,
        slug,
        one.reason,
        one.links.resolved,
        tuple(one.links.unresolved),
        tuple(attached.files),
        (*one.links.missing_files, *attached.missing_files),
        one.warnings,
        is_folder=one.page.file is None,
    )


def skipped(page: PlannedPage, reason: str) -> PageReport:
    """A page that was not imported."""
    return PageReport(page.path, page.title, "skipped", None, reason, is_folder=page.file is None)


def unchanged(page: PlannedPage, before: KnownPage) -> PageReport:
    """A page whose file is as it was."""
    return PageReport(page.path, page.title, "unchanged", before.slug, is_folder=page.file is None)
