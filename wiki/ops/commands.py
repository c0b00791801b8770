"""The part of the `wiki` command that keeps a wiki well: backups, checks, renderings, trial pages."""

import sys
from pathlib import Path

import click

from wiki import migrate
from wiki.blobs import LocalBlobs
from wiki.db import Sessions
from wiki.ops import audit_commands, backup, check_deploy, restore
from wiki.ops import check as checks
from wiki.ops import rerender as rerendering
from wiki.ops import seed as seeding
from wiki.ops.findings import guarded, in_order
from wiki.pages.renderings import Limits
from wiki.settings import Settings
from wiki.terminal import FILE, NEW_FILE, demand_owner, progress, wiki


@click.command("backup")
@click.argument("target", metavar="FILE", type=NEW_FILE)
@click.option("--test", "is_tested", is_flag=True, help="Restore it into a temporary place and compare.")
def backup_(target: Path, *, is_tested: bool) -> None:
    """Write everything that cannot be made again into FILE, while people go on writing."""
    settings = Settings.from_environment()
    with wiki(settings) as sessions:
        report = backup.write(sessions, LocalBlobs(settings.blob_dir), target, progress)
    click.echo(f"{sum(report.rows.values())} rows, {report.blobs} files, {report.size} bytes: {target}")
    if is_tested:
        restore.rehearse(target, progress)
        click.echo("Restored into a temporary place and compared: equal.")
    for sha256 in report.missing:
        click.echo(f"missing in the store of files, so not in the backup: {sha256}", err=True)
    sys.exit(3 if report.missing else 0)


@click.command("restore")
@click.argument("source_file", metavar="FILE", type=FILE)
@click.option("--test", "is_test", is_flag=True, help="Into a temporary place that is thrown away.")
def restore_(source_file: Path, *, is_test: bool) -> None:
    """Make the wiki of a backup in an empty place (WIKI_DATA_DIR, WIKI_DATABASE_URL)."""
    next_step = ""
    if is_test:
        report = restore.rehearse(source_file, progress)
    else:
        settings = Settings.from_environment()
        demand_owner(settings)
        report = restore.run(settings, source_file, progress)
        next_step = f" They are in {settings.data_dir}. Next: `wiki serve`, or start the service."
    click.echo(f"{report.rows} rows and {report.blobs} files restored and compared: equal.{next_step}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print findings as JSON.")
@click.option("--all", "everything", is_flag=True, help="Read the text of every revision, not of a sample.")
@click.option("--deploy", is_flag=True, help="Also ask the wiki at its address, and the mail server.")
def check(*, as_json: bool, everything: bool, deploy: bool) -> None:
    """Look for what is wrong or weak, and say how to mend it. Exit code 1 when something is wrong."""
    settings = Settings.from_environment()
    sessions = Sessions(settings)  # of whatever schema, and damaged or not
    try:
        findings = checks.run(settings, sessions, LocalBlobs(settings.blob_dir), everything=everything)
    finally:
        sessions.dispose()
    if deploy:
        findings = in_order([*findings, *guarded("address", lambda: check_deploy.findings(settings))])
    click.echo(checks.as_json(findings) if as_json else checks.as_text(findings))
    sys.exit(1 if any(finding.is_problem for finding in findings) else 0)


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also pages whose stored HTML is of this version.")
def rerender(*, everything: bool) -> None:
    """Make the stored HTML, links, tags and search texts again from the pages."""
    settings = Settings.from_environment()
    with wiki(settings) as sessions:
        count = rerendering.run(
            sessions, Limits(settings.page_limit, settings.sanitiser), progress, everything=everything
        )
    click.echo(f"{count} pages rendered.")


@click.command()
@click.option("--pages", type=click.IntRange(min=1), required=True, help="How many pages.")
@click.option("--key", default="seed", help="Short name of the space (default seed).")
def seed(pages: int, key: str) -> None:
    """Fill the wiki with realistic pages for trials: links, files, revisions, restricted parts."""
    settings = Settings.from_environment()
    migrate.upgrade(settings)
    with wiki(settings) as sessions:
        seeding.run(sessions, LocalBlobs(settings.blob_dir), pages, key, progress)
    click.echo(f"{pages} pages in /s/{key}/")


COMMANDS = (backup_, restore_, check, rerender, seed, audit_commands.audit_)
