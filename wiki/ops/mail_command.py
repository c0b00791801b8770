"""`wiki mail`: whether mail leaves the house, before anybody waits for one."""

import sys

import click

from wiki import i18n
from wiki import mail as post
from wiki.db import new_public_id
from wiki.notifications import letters, sending
from wiki.settings import Settings
from wiki.terminal import wiki


@click.group("mail")
def mail() -> None:
    """Mail."""


@mail.command("test")
@click.argument("address")
def mail_test(address: str) -> None:
    """Send a mail to ADDRESS, now, and say what the server answered."""
    settings = Settings.from_environment()
    if not post.is_ready(settings):
        raise click.ClickException("WIKI_MAIL_URL, WIKI_MAIL_FROM and WIKI_BASE_URL have to be set")
    with wiki(settings) as sessions, sessions.reading() as session:
        desk, language = sending.desk_of(session, settings), settings.language
    letter = letters.trial(desk, address, i18n.translator(language), f"trial.{new_public_id()}")
    try:
        post.send(settings, letter)
    except (post.NotTaken, post.Refused, post.Unclear) as error:
        sys.exit(f"The mail was not sent: {error}")
    click.echo("The mail server took the mail.")
