"""The `wiki` command: everything an administrator does outside of the browser. Parses, calls, prints."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from wiki import __version__, migrate, subscribers
from wiki.access import policy
from wiki.actor import SIGNED_IN, Actor, Right, system
from wiki.admin import setup
from wiki.auth import password as passwords
from wiki.auth import service as auth
from wiki.blobs import LocalBlobs
from wiki.db import Sessions
from wiki.errors import Invalid, NotFound, WikiError
from wiki.ops import backup, restore
from wiki.ops import check as checks
from wiki.ops import rerender as rerendering
from wiki.ops import seed as seeding
from wiki.pages.models import Page
from wiki.pages.renderings import Limits
from wiki.serve import ServeError
from wiki.serve import serve as run_server
from wiki.settings import Settings, SettingsError
from wiki.spaces import service as spaces
from wiki.spaces.models import Space
from wiki.transfer import exporter, git_authors, git_history, git_report, git_repository, importer, source
from wiki.transfer.git_authors import Authors
from wiki.transfer.importer import Destination, Options
from wiki.transfer.report import Report, render_report
from wiki.users import service as users
from wiki.worker import run as run_worker

_PYTHONS = ((3, 11), (3, 14))
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)


def main() -> None:
    """Run the command; refusals are one line on standard error and exit code 1 (wrong use: 2)."""
    if not _PYTHONS[0] <= sys.version_info[:2] < _PYTHONS[1]:
        sys.exit("Werkbuch needs Python 3.11, 3.12 or 3.13; this is " + sys.version.split()[0])
    try:
        commands(standalone_mode=True)
    except (SettingsError, ServeError) as error:
        sys.exit(str(error))
    except WikiError as error:
        sys.exit(_line(error))
    except SQLAlchemyError as error:
        sys.exit(f"database: {_first_line(getattr(error, 'orig', None) or error)}")
    except OSError as error:
        sys.exit(f"{error.strerror or error}: {error.filename}" if error.filename else str(error))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="wiki")
def commands() -> None:
    """Werkbuch, a self-hosted team wiki."""


@commands.command()
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--port", type=int, help="Port to listen on (default 8000).")
@click.option("--workers", type=int, help="Server processes (default 2).")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Upgrade the database, then run the web server and the worker until stopped."""
    settings = Settings.from_environment()
    for warning in settings.warnings:
        click.echo(warning, err=True)
    sys.exit(
        run_server(settings, host, port, workers, setup_link=lambda address: _setup_link(settings, address))
    )


@commands.command()
@click.option("--name", default="Werkbuch", help="The wiki's name.")
@click.option("--language", type=click.Choice(["de", "en"]), help="The wiki's language.")
@click.option("--admin", required=True, help="Sign-in name of the first administrator.")
@click.option("--display-name", help="How the administrator is called.")
@click.option("--email", help="The administrator's mail address.")
@click.option("--samples/--no-samples", default=True, help="Make the sample spaces.")
def init(
    name: str, language: str | None, admin: str, display_name: str | None, email: str | None, *, samples: bool
) -> None:
    """Set the wiki up without a browser; the first administrator's password is read from standard input."""
    settings = Settings.from_environment()
    migrate.upgrade(settings)
    with _wiki(settings) as sessions:
        with sessions.reading() as session:
            if setup.is_set_up(session):
                raise click.ClickException("the wiki is set up already")
        answers = setup.SetUp(
            wiki_name=name,
            language=language or settings.language,
            timezone=settings.timezone,
            name=admin,
            display_name=display_name or admin,
            email=email or "",
            password=_password(),
            has_samples=samples,
        )
        setup.complete(sessions, settings, answers)
    click.echo("The wiki is set up.")


@commands.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to this version's schema."""
    migrate.upgrade(Settings.from_environment())
    click.echo("The database has the newest schema.")


@commands.command("setup-link")
def setup_link() -> None:
    """Print the one-time set-up link (valid 24 hours)."""
    settings = Settings.from_environment()
    migrate.upgrade(settings)
    link = _setup_link(settings, settings.base_url or f"http://localhost:{settings.port}")
    click.echo(link or "The wiki is set up already.")


@commands.group()
def user() -> None:
    """People."""


@user.command("add")
@click.argument("name")
@click.option("--email", help="Mail address.")
@click.option("--display-name", help="How the person is called (default: the name).")
@click.option("--admin", "is_admin", is_flag=True, help="Make the person an administrator.")
@click.option(
    "--password-stdin",
    is_flag=True,
    required=True,
    expose_value=False,
    help="Read the password from standard input.",
)
def user_add(name: str, email: str | None, display_name: str | None, *, is_admin: bool) -> None:
    """Add a person who signs in with NAME."""
    password = _password()
    passwords.check(password, name, email or "")
    password_hash = passwords.hashed(password)
    with _wiki() as sessions, sessions.writing() as session:
        added = users.add(session, system(), name, display_name or name, email, is_admin=is_admin)
        auth.set_password(session, system(), added.id, password_hash)
    click.echo(f"{name} can sign in.")


@commands.group()
def space() -> None:
    """Spaces."""


@space.command("add")
@click.argument("key")
@click.argument("name")
@click.option(
    "--open", "is_open", is_flag=True, help="Everyone signed in edits (default: administrators only)."
)
def space_add(key: str, name: str, *, is_open: bool) -> None:
    """Make a space with the short name KEY, which stands in its addresses."""
    with _wiki() as sessions, sessions.writing() as session:
        spaces.create(session, system(), key, name, {SIGNED_IN: Right.EDIT} if is_open else {})
    click.echo(f"/s/{key}/")


@commands.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--space", "space_key", required=True, help="Short name of the space.")
@click.option("--parent", help="Slug of the page to import below.")
@click.option("--dry-run", is_flag=True, help="Change nothing, report what would happen.")
@click.option("--history", is_flag=True, help="From a git repository: every commit as a revision.")
@click.option("--authors", type=_FILE, help="CSV of git name or address and sign-in name (with --history).")
@click.option("--report", "table", type=_NEW_FILE, help="Write what became of each page (with --history).")
def import_(
    path: Path,
    space_key: str,
    parent: str | None,
    authors: Path | None,
    table: Path | None,
    *,
    dry_run: bool,
    history: bool,
) -> None:
    """Import a folder or zip of Markdown files, or a git wiki with its history.

    A git bundle and a bare repository are always imported with their history; a run goes on where the last stopped.
    """
    settings = Settings.from_environment()
    with _wiki(settings) as sessions:
        with sessions.reading() as session:
            room = policy.get(session, Space, system(), Space.key == space_key)
            below = _page(session, room.id, parent) if parent else None
        options = Options(
            limits=Limits(settings.page_limit, settings.sanitiser),
            upload_limit=settings.upload_limit,
            is_dry_run=dry_run,
        )
        destination = Destination(room.id, below)
        if history or git_repository.is_bundle(path) or git_repository.is_bare(path):
            report = _import_history(sessions, settings, path, destination, options, authors, table)
        else:
            blobs = LocalBlobs(settings.blob_dir)
            with source.opened(path) as files:
                report = importer.run(sessions, blobs, system(), files, destination, options, _progress)
            click.echo(render_report(report))
    sys.exit(3 if report.skipped() else 0)


def _import_history(
    sessions: Sessions,
    settings: Settings,
    path: Path,
    destination: Destination,
    options: Options,
    authors: Path | None,
    table: Path | None,
) -> Report:
    with sessions.reading() as session:
        known = git_authors.read(session, authors) if authors else Authors()
    if not git_repository.is_available():
        raise click.ClickException("the program `git` is needed to import a history, and is not installed")
    blobs = LocalBlobs(settings.blob_dir)
    with git_repository.opened(path) as repository:
        told = git_history.run(
            sessions, blobs, system(), repository, destination, options, known, progress=_progress
        )
    click.echo(git_report.render(told))
    if table is not None:
        table.write_text(git_report.table(told), "utf-8")
    return told.pages


@commands.command()
@click.argument("space_key", metavar="SPACE")
@click.argument("target", metavar="FILE.zip", type=click.Path(dir_okay=False, path_type=Path))
def export(space_key: str, target: Path) -> None:
    """Export a space as a zip of Markdown files with their attachments."""
    settings = Settings.from_environment()
    with _wiki(settings) as sessions:
        with sessions.reading() as session:
            room = policy.get(session, Space, _exporter(), Space.key == space_key)
        report = exporter.run(
            sessions, LocalBlobs(settings.blob_dir), _exporter(), room.id, target, _progress
        )
    click.echo(f"{report.pages} pages, {report.files} files: {target}")


@commands.command()
def worker() -> None:
    """Run the jobs until stopped (`wiki serve` does so by itself)."""
    run_worker(Settings.from_environment())


@commands.command()
@click.option("--all", "everything", is_flag=True, help="Also pages whose stored HTML is of this version.")
def rerender(*, everything: bool) -> None:
    """Make the stored HTML, links, tags and search texts again from the pages."""
    settings = Settings.from_environment()
    with _wiki(settings) as sessions:
        count = rerendering.run(
            sessions, Limits(settings.page_limit, settings.sanitiser), _progress, everything=everything
        )
    click.echo(f"{count} pages rendered.")


@commands.command()
@click.option("--pages", type=click.IntRange(min=1), required=True, help="How many pages.")
@click.option("--key", default="seed", help="Short name of the space (default seed).")
def seed(pages: int, key: str) -> None:
    """Fill the wiki with realistic pages for trials: links, files, revisions, restricted parts."""
    settings = Settings.from_environment()
    migrate.upgrade(settings)
    with _wiki(settings) as sessions:
        seeding.run(sessions, LocalBlobs(settings.blob_dir), pages, key, _progress)
    click.echo(f"{pages} pages in /s/{key}/")


@commands.command()
@click.option("--json", "as_json", is_flag=True, help="Print findings as JSON.")
@click.option("--all", "everything", is_flag=True, help="Read the text of every revision, not of a sample.")
def check(*, as_json: bool, everything: bool) -> None:
    """Look for what is wrong or weak, and say how to mend it."""
    settings = Settings.from_environment()
    with _wiki(settings) as sessions:
        findings = checks.run(settings, sessions, LocalBlobs(settings.blob_dir), everything=everything)
    click.echo(checks.as_json(findings) if as_json else checks.as_text(findings))
    sys.exit(1 if any(finding.is_problem for finding in findings) else 0)


@commands.command("backup")
@click.argument("target", metavar="FILE", type=_NEW_FILE)
@click.option("--test", "is_tested", is_flag=True, help="Restore it into a temporary place and compare.")
def backup_(target: Path, *, is_tested: bool) -> None:
    """Write everything that cannot be made again into FILE, while people go on writing."""
    settings = Settings.from_environment()
    with _wiki(settings) as sessions:
        report = backup.write(sessions, LocalBlobs(settings.blob_dir), target, _progress)
    click.echo(f"{sum(report.rows.values())} rows, {report.blobs} files, {report.size} bytes: {target}")
    if is_tested:
        restore.rehearse(target, _progress)
        click.echo("Restored into a temporary place and compared: equal.")
    for sha256 in report.missing:
        click.echo(f"missing in the store of files, so not in the backup: {sha256}", err=True)
    sys.exit(3 if report.missing else 0)


@commands.command("restore")
@click.argument("source_file", metavar="FILE", type=_FILE)
@click.option("--test", "is_test", is_flag=True, help="Into a temporary place that is thrown away.")
def restore_(source_file: Path, *, is_test: bool) -> None:
    """Make the wiki of a backup in an empty place (WIKI_DATA_DIR, WIKI_DATABASE_URL)."""
    if is_test:
        report = restore.rehearse(source_file, _progress)
    else:
        report = restore.run(Settings.from_environment(), source_file, _progress)
    click.echo(f"{report.rows} rows and {report.blobs} files restored and compared: equal.")


@contextmanager
def _wiki(settings: Settings | None = None) -> Iterator[Sessions]:
    settings = settings or Settings.from_environment()
    subscribers.install()
    sessions = Sessions(settings)
    try:
        found = migrate.mismatch(sessions)
        if found is not None:
            raise click.ClickException(f"the database has schema {found}: run `wiki db upgrade` first")
        yield sessions
    finally:
        sessions.dispose()


def _setup_link(settings: Settings, address: str) -> str | None:
    with _wiki(settings) as sessions:
        link = setup.link(sessions, settings)
    return address + urlsplit(link).path if link else None  # the port may come from the command line


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _page(session: Session, space_id: int, slug: str) -> int:
    found = session.scalar(
        select(Page.id).where(Page.space_id == space_id, Page.slug == slug, Page.deleted_at.is_(None))
    )
    if found is None:
        raise NotFound
    return int(found)


def _exporter() -> Actor:
    """The wiki itself with the reach of an administrator: unpublished pages stay out."""
    return Actor(None, frozenset(), name="Werkbuch", is_admin=True)


def _progress(done: int, total: int) -> None:
    """One line that renews itself, on a terminal only."""
    if sys.stderr.isatty():
        moment = datetime.now(UTC).strftime("%H:%M:%S")
        click.echo(f"\r{moment} {done}/{total}", err=True, nl=done == total)


def _line(error: WikiError) -> str:
    shown = {name: value for name, value in error.facts.items() if name not in {"field", "reason"}}
    facts = ", ".join(f"{name} {value}" for name, value in shown.items())
    reason = str(error.facts.get("reason", error.code)).replace("_", " ")
    line = f"{error.field}: {reason}" if isinstance(error, Invalid) else reason
    return _first_line(f"{line} ({facts})" if facts else line)


def _first_line(text: object) -> str:
    return str(text).strip().splitlines()[0] if str(text).strip() else type(text).__name__


if __name__ == "__main__":
    main()
