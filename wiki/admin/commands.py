"""The commands `wiki user …` but for adding with a password: list, invite, switch off and on, administrators, import.

The command line acts as the wiki itself; what it does is recorded without a person.
"""

from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import i18n
from wiki.actor import system
from wiki.admin import leaving, people, people_export, people_import, service
from wiki.admin.groups import LeavesUnmanaged
from wiki.admin.people import Wanted
from wiki.admin.people_import import NEW, NothingDone, Plan
from wiki.admin.service import Account
from wiki.auth import links
from wiki.auth import password as passwords
from wiki.errors import NotFound
from wiki.settings import Settings
from wiki.terminal import FILE, NEW_FILE, wiki
from wiki.users import people_file
from wiki.users import service as users
from wiki.users.models import User
from wiki.web.sentences import english_of


@click.command("list")
@click.option("--state", type=click.Choice(people.STATES), help="Only those in this state.")
@click.option("--search", "text", default="", help="Only those with this in name or address.")
def list_(state: str | None, text: str) -> None:
    """List accounts: sign-in name, name, address, state, groups, day of the last use; divided by tabs."""
    with wiki() as sessions, sessions.reading() as session:
        for row in people.all_of(session, Wanted(text, state or "", sort="account")):
            day = f"{row.last_seen_at:%Y-%m-%d}" if row.last_seen_at else "-"
            used = "waiting" if row.is_waiting else "active"
            shown = f"{used if row.is_active else 'off'}{', admin' if row.is_admin else ''}"
            cells = (row.name, row.display_name, row.email or "-", shown, "|".join(row.groups) or "-", day)
            click.echo("\t".join(cells))


@click.command()
@click.argument("name")
@click.option("--email", help="Mail address of a new account.")
@click.option("--display-name", help="How the person of a new account is called (default: the name).")
def invite(name: str, email: str | None, display_name: str | None) -> None:
    """Print a link by which NAME chooses a password; the account is made if there is none.

    The link works once, for three days. The present password and all sessions stop working.
    """
    settings = Settings.from_environment()
    with wiki(settings) as sessions, sessions.writing() as session:
        found = session.scalar(select(User).where(User.name == users.folded_name(name)))
        if found is None:
            account = Account(display_name or name, email or "", is_admin=False)
            found = service.add_user(session, system(), name, account, passwords.unusable())
        else:
            service.reset_password(session, system(), found.id, passwords.unusable())
        session.flush()
        click.echo(_link(session, settings, found.id))


@click.command()
@click.argument("name")
@click.option("--to", "colleague", help="Sign-in name of the colleague who takes over.")
def deactivate(name: str, colleague: str | None) -> None:
    """Switch the account NAME off: all sessions and API tokens end."""
    with wiki() as sessions, sessions.writing() as session:
        colleague_id = _person(session, colleague).id if colleague else None
        try:
            leaving.deactivate(session, system(), _person(session, name).id, colleague_id)
        except LeavesUnmanaged as error:
            places = ", ".join(f"{one.name} ({one.href})" for one in error.places.known)
            raise click.ClickException(f"only {name} manages {places}: name a colleague with --to") from None
    click.echo(f"{name} cannot sign in any more.")


@click.command()
@click.argument("name")
def activate(name: str) -> None:
    """Switch the account NAME on again."""
    with wiki() as sessions, sessions.writing() as session:
        users.switch_on(session, system(), _person(session, name))
    click.echo(f"{name} can sign in.")


@click.command()
@click.argument("name")
@click.argument("wanted", metavar="on|off", type=click.Choice(["on", "off"]))
def admin(name: str, wanted: str) -> None:
    """Make NAME an administrator, or take that away."""
    with wiki() as sessions, sessions.writing() as session:
        user = _person(session, name)
        facts = Account(user.display_name, user.email or "", wanted == "on", user.is_active)
        service.change_user(session, system(), user.id, facts)
    click.echo(f"{name} {'administers the wiki' if wanted == 'on' else 'is no administrator'}.")


@click.command("import")
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--dry-run", is_flag=True, help="Change nothing, report what would happen.")
@click.option(
    "--links", "target", type=NEW_FILE, help="Write a link for each new account into this file (CSV)."
)
def import_(path: Path, target: Path | None, *, dry_run: bool) -> None:
    """Import people with their groups from a CSV file (comma or semicolon; UTF-8 or Windows' letters).

    The first line names the columns: Anmeldename, Name, E-Mail, Gruppen; or sign-in name, name, email, groups.
    Nothing is stored while one line cannot be. A second run changes nothing.
    """
    settings = Settings.from_environment()
    file = people_file.read(path.read_bytes())
    with wiki(settings) as sessions:
        if dry_run:
            with sessions.reading() as session:
                plan = people_import.plan(session, file)
            _tell(plan)
            raise SystemExit(3 if plan.refused else 0)
        try:
            with sessions.writing() as session:
                plan = people_import.apply(session, system(), file)
        except NothingDone as error:
            _tell(error.plan)
            raise click.ClickException("nothing was imported") from None
        _tell(plan)
        if target is not None:
            with sessions.reading() as session:
                rows = [
                    (one.name, one.display_name, one.email, _link(session, settings, one.user_id or 0))
                    for one in plan.of(NEW)
                ]
            target.touch(mode=0o600)
            target.write_text(people_export.links_of(rows, i18n.translator("en")), "utf-8")


COMMANDS = (list_, invite, deactivate, activate, admin, import_)


def _tell(plan: Plan) -> None:
    for step in plan.refused:
        sentence = (step.error and english_of(step.error)) or "This value cannot be taken."
        click.echo(f"line {step.line.number}: {step.name or '-'}: {sentence}", err=True)
    if plan.unknown:
        click.echo(f"columns left out: {', '.join(plan.unknown)}", err=True)
    counts = {kind: len(plan.of(kind)) for kind in ("new", "changed", "same", "refused")}
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    click.echo(told + (f"; new groups: {', '.join(plan.new_groups)}" if plan.new_groups else ""))


def _person(session: Session, name: str) -> User:
    found = session.scalar(select(User).where(User.name == users.folded_name(name), User.erased_at.is_(None)))
    if found is None:
        raise NotFound
    return found


def _link(session: Session, settings: Settings, user_id: int) -> str:
    base = settings.base_url or f"http://localhost:{settings.port}"
    return f"{base}/password/{links.make(session, settings.secret_key, user_id)}"
