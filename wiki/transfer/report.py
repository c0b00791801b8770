"""What an import or export did, page by page, and that as text for a terminal."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["created", "updated", "unchanged", "skipped"]


@dataclass(frozen=True, slots=True)
class PageReport:
    """One page. `reason` is a stable word that says why it was skipped; `warnings` are such words too."""

    path: str
    title: str
    status: Status
    slug: str | None = None
    reason: str | None = None
    resolved: int = 0
    unresolved: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    missing_files: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    is_folder: bool = False


@dataclass(slots=True)
class Report:
    """An import; `is_dry_run` means that nothing was written.

    `unused_files` are linked by no page and became attachments of their folder's page; `unplaced_files` could
    not be attached, or there is no such page. `redirects` are old addresses of the source that lead to its pages.
    """

    is_dry_run: bool = False
    pages: list[PageReport] = field(default_factory=list)
    unused_files: list[str] = field(default_factory=list)
    unplaced_files: list[str] = field(default_factory=list)
    redirects: int = 0

    def count(self, status: Status) -> int:
        """How many pages ended so, folders without a text of their own not counted."""
        return sum(page.status == status and not page.is_folder for page in self.pages)

    @property
    def folders(self) -> int:
        """How many pages were made for folders that hold no text."""
        return sum(page.is_folder for page in self.pages)

    @property
    def resolved(self) -> int:
        """Links that lead to a page or file."""
        return sum(page.resolved for page in self.pages)

    @property
    def unresolved(self) -> int:
        """Links that lead nowhere."""
        return sum(len(page.unresolved) for page in self.pages)

    @property
    def files(self) -> int:
        """Files attached."""
        return sum(len(page.files) for page in self.pages) + len(self.unused_files)

    def skipped(self) -> list[PageReport]:
        """Pages that were not imported."""
        return [page for page in self.pages if page.status == "skipped"]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """An export. `verbatim_links` lead only inside the wiki and stand in the files as they stood in the pages."""

    pages: int
    files: int
    links: int
    verbatim_links: int
    missing_files: tuple[str, ...] = ()


REASONS = {
    "binary": "not a text file",
    "encoding": "neither UTF-8 nor Windows-1252",
    "unreadable": "cannot be read",
    "not_stored": "the database refused it",
    "too_large": "larger than the limit for pages",
    "too_costly": "takes too long to render",
    "too_many_links": "links to more than 5,000 places",
    "edit_conflict": "changed here and in the wiki at the same place; the wiki's text stays",
    "in_trash": "its page lies in the trash",
    "forbidden": "no right to edit",
    "not_found": "no right to edit",
    "cp1252": "read as Windows-1252",
    "utf-16": "read as UTF-16",
    "damaged": "damaged in the archive",
    "other_past": "its past in the source is another one than was imported",
    "deeper_place": "it would stand below itself",
}
_SHOWN = 20


def render_report(report: Report) -> str:
    """The report in English for a terminal: totals, then what needs a look."""
    would = "Dry run, nothing was written. " if report.is_dry_run else ""
    counts = ", ".join(
        f"{report.count(status):,} {status}" for status in ("created", "updated", "unchanged", "skipped")
    )
    lines = [
        f"{would}Pages: {counts}; {report.folders:,} for folders.",
        f"Links: {report.resolved:,} resolved, {report.unresolved:,} unresolved. Files: {report.files:,} attached.",
    ]
    if report.redirects:
        lines.append(f"Old names that lead to pages: {report.redirects:,}.")
    lines += listed(
        "Skipped",
        [f"{page.path}: {REASONS.get(page.reason or '', page.reason)}" for page in report.skipped()],
    )
    lines += listed(
        "Warnings",
        [f"{page.path}: {REASONS.get(one, one)}" for page in report.pages for one in page.warnings],
    )
    unresolved = Counter((page.path, target) for page in report.pages for target in page.unresolved)
    lines += listed("Unresolved links", [f"{path}: {target}" for path, target in unresolved])
    lines += listed("Files that belong to no page", report.unplaced_files)
    return "\n".join(lines) + "\n"


def render_export_report(report: ExportReport) -> str:
    """The report in English for a terminal."""
    lines = [
        f"Exported {report.pages:,} pages and {report.files:,} files.",
        f"Links: {report.links:,} lead to files of the export, {report.verbatim_links:,} stay as written.",
    ]
    return "\n".join(lines + listed("Files that are missing", list(report.missing_files))) + "\n"


def listed(heading: str, entries: list[str]) -> list[str]:
    """The first entries below a heading that counts them all; nothing where there are none."""
    if not entries:
        return []
    more = [f"  … and {len(entries) - _SHOWN:,} more"] if len(entries) > _SHOWN else []
    return [f"{heading} ({len(entries):,}):", *(f"  {entry}" for entry in entries[:_SHOWN]), *more]
