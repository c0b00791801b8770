"""The `wiki` command: everything an administrator does outside of the browser. Parses, calls, prints."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

import click
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from wiki import __version__, audit, i18n, migrate
from wiki.access import policy
from wiki.actor import SIGNED_IN, Actor, Right, system
from wiki.admin import commands as people
from wiki.admin import setup
from wiki.admin.queries import wiki_settings
from wiki.auth import password as passwords
from wiki.auth import recovering
from wiki.auth import service as auth
from wiki.blobs import LocalBlobs
from wiki.db import Sessions
from wiki.errors import Invalid, NotFound, WikiError
from wiki.ops import commands as upkeep
from wiki.ops import search_command as searching
from wiki.ops import upgrading
from wiki.ops.mail_command import mail
from wiki.pages.models import Page
from wiki.pages.renderings import Limits
from wiki.serve import ServeError
from wiki.serve import serve as run_server
from wiki.settings import Settings, SettingsError
from wiki.spaces import service as spaces
from wiki.spaces.models import Space
from wiki.terminal import FILE, NEW_FILE, progress, wiki
from wiki.transfer import exporter, git_authors, git_history, git_report, git_repository, importer, source
from wiki.transfer.git_authors import Authors
from wiki.transfer.importer import Destination, Options
from wiki.transfer.report import Report, render_report
from wiki.users import service as users
from wiki.web.sentences import english_of
from wiki.worker import run as run_worker

_PYTHONS = ((3, 11), (3, 14))
_SENTENCES = {NotFound.code: "not found: this wiki has no such account, space or page"}


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
        run_server(
            settings,
            host,
            port,
            workers,
            setup_link=lambda address: _setup_link(settings, address),
            upgrade=upgrading.run,
        )
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
    with wiki(settings) as sessions:
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
@click.option("--without-backup", is_flag=True, help="Do not back an older database up before.")
def db_upgrade(*, without_backup: bool) -> None:
    """Bring the database to this version's schema; an older one is backed up before."""
    (migrate.upgrade if without_backup else upgrading.run)(Settings.from_environment())
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
    with wiki() as sessions, sessions.writing() as session:
        added = users.add(session, system(), name, display_name or name, email, is_admin=is_admin)
        auth.set_password(session, system(), added.id, password_hash)
    click.echo(f"{name} can sign in.")


for _command in people.COMMANDS:
    user.add_command(_command)


@user.command("recover")
@click.argument("name")
@click.option(
    "--admin", "as_admin", is_flag=True, help="Also switch the account on and let it administer the wiki."
)
def user_recover(name: str, *, as_admin: bool) -> None:
    """Let NAME in again: print a link for choosing a password (one hour, once), and end pauses after wrong tries."""
    settings = Settings.from_environment()
    with wiki(settings) as sessions, sessions.writing() as session:
        word = recovering.recover(session, settings.secret_key, name, as_admin=as_admin)
    click.echo(f"{settings.base_url or f'http://localhost:{settings.port}'}/password/{word}")


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
    with wiki() as sessions, sessions.writing() as session:
        spaces.create(session, system(), key, name, {SIGNED_IN: Right.EDIT} if is_open else {})
    click.echo(f"/s/{key}/")


@commands.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--space", "space_key", required=True, help="Short name of the space.")
@click.option("--parent", help="Slug of the page to import below.")
@click.option("--dry-run", is_flag=True, help="Change nothing, report what would happen.")
@click.option("--history", is_flag=True, help="From a git repository: every commit as a revision.")
@click.option("--authors", type=FILE, help="CSV of git name or address and sign-in name (with --history).")
@click.option("--report", "table", type=NEW_FILE, help="Write what became of each page (with --history).")
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
    with wiki(settings) as sessions:
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
            if (path / ".git").is_dir():
                click.echo("This is a git repository: with --history its past is imported as well.", err=True)
            blobs = LocalBlobs(settings.blob_dir)
            with source.opened(path) as files:
                report = importer.run(sessions, blobs, system(), files, destination, options, progress)
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
        language = wiki_settings(session, settings, 0).language
    if not git_repository.is_available():
        raise click.ClickException("the program `git` is needed to import a history, and is not installed")
    blobs = LocalBlobs(settings.blob_dir)
    with git_repository.opened(path) as repository:
        told = git_history.run(
            sessions,
            blobs,
            system(),
            repository,
            destination,
            options,
            known,
            fitted_summary=i18n.translator(language).gettext("Links fitted to this wiki"),
            progress=progress,
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
    with wiki(settings) as sessions:
        with sessions.reading() as session:
            room = policy.get(session, Space, _exporter(), Space.key == space_key)
        report = exporter.run(sessions, LocalBlobs(settings.blob_dir), _exporter(), room.id, target, progress)
        with sessions.writing() as session:
            audit.record(session, system(), "space.export", f"space:{room.public_id}", pages=report.pages)
    click.echo(f"{report.pages} pages, {report.files} files: {target}")


@commands.command()
def worker() -> None:
    """Run the jobs until stopped (`wiki serve` does so by itself)."""
    run_worker(Settings.from_environment())


for _command in (*upkeep.COMMANDS, *searching.COMMANDS, mail):
    commands.add_command(_command)


def _setup_link(settings: Settings, address: str) -> str | None:
    with wiki(settings) as sessions:
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


def _line(error: WikiError) -> str:
    field = f"{error.field}: " if isinstance(error, Invalid) else ""
    if sentence := english_of(error):
        return field + sentence
    reason = str(error.facts.get("reason", error.code))
    shown = {name: value for name, value in error.facts.items() if name not in {"field", "reason"}}
    facts = ", ".join(f"{name} {value}" for name, value in shown.items())
    words = reason if " " in reason else reason.replace("_", " ")  # a sentence, or a word for programs
    line = field + _SENTENCES.get(reason, words)
    return _first_line(f"{line} ({facts})" if facts else line)


def _first_line(text: object) -> str:
    return str(text).strip().splitlines()[0] if str(text).strip() else type(text).__name__


if __name__ == "__main__":
    main()
