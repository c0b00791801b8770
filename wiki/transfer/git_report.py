"""What a history import did: totals for a terminal, and every page in a table."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from wiki import spreadsheet
from wiki.transfer.report import REASONS, Report, listed, render_report


@dataclass(slots=True)
class HistoryReport:
    """`revisions` are those stored now, by path; `left_out` those that are no text or too large.

    `deleted` are files that the source has no more, `former` the names that lead to pages from now on,
    `authors` counts the revisions of people kept as text.
    """

    pages: Report
    commits: int = 0
    revisions: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    former_paths: dict[str, list[str]] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    former: int = 0
    authors: dict[str, int] = field(default_factory=dict)


def render(report: HistoryReport) -> str:
    """The report in English for a terminal."""
    stored = sum(report.revisions.values())
    verb = "to be stored" if report.pages.is_dry_run else "stored"
    lines = [
        f"History: {report.commits:,} commits read, {stored:,} revisions {verb}.",
        f"{report.former:,} former names lead to their pages from now on.",
    ]
    lines += listed("Deleted in the source, not imported", sorted(report.deleted))
    lines += listed(
        "Revisions left out (no text, or larger than the limit for pages)",
        [f"{path}: {count:,}" for path, count in sorted(report.left_out.items())],
    )
    people = sorted(report.authors.items(), key=lambda entry: (-entry[1], entry[0]))
    lines += listed("Authors kept as text", [f"{name}: {count:,} revisions" for name, count in people])
    return render_report(report.pages) + "\n".join(lines) + "\n"


def table(report: HistoryReport) -> str:
    """Every page as CSV. What a spreadsheet could take for a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["path", "title", "status", "slug", "revisions", "left out", "former paths", "reason"])
    for page in report.pages.pages:
        row = [
            page.path,
            page.title,
            page.status,
            page.slug or "",
            str(report.revisions.get(page.path, 0)),
            str(report.left_out.get(page.path, 0)),
            " ".join(report.former_paths.get(page.path, ())),
            REASONS.get(page.reason or "", page.reason or ""),
        ]
        writer.writerow(_harmless(row))
    for path in sorted(report.deleted):
        writer.writerow(_harmless([path, "", "deleted", "", "0", "0", "", "deleted in the source"]))
    return out.getvalue()


def _harmless(cells: Iterable[str]) -> list[str]:
    return [spreadsheet.guarded(cell) for cell in cells]
