"""The part of the `wiki` command that searches, and keeps the index."""

import sys

import click

from wiki.access import policy
from wiki.actor import system
from wiki.search import queries
from wiki.search.backend import Busy, DamagedIndexError
from wiki.search.engine import Engine, backend
from wiki.search.indexer import Indexer
from wiki.settings import Settings
from wiki.terminal import progress, wiki

_IN_USE = "the index is being written by the worker or another command: try again in a moment"


@click.command()
@click.argument("words", metavar="TEXT", nargs=-1, required=True)
@click.option("--space", default="", help="Short name of the only space to look in.")
def search(words: tuple[str, ...], space: str) -> None:
    """Find pages, whoever may read them: address, title, where the words stand. Exit code 1 when nothing is found."""
    settings = Settings.from_environment()
    with wiki(settings) as sessions, sessions.reading() as session:
        actor = system()
        scopes = policy.scope_set(session, actor)
        found = queries.search(
            session, Engine(backend(settings, sessions)), actor, scopes, " ".join(words), space=space
        )
    if found.is_plain:
        click.echo("There is no index yet: `wiki reindex` makes one.", err=True)
    for hit in found.hits:
        click.echo(f"{hit.href}  {''.join(piece.text for piece in hit.title)}")
        click.echo(f"    {''.join(piece.text for piece in hit.snippet)}")
    click.echo(f"{found.total} found.", err=True)
    sys.exit(0 if found.total else 1)


@click.command()
def reindex() -> None:
    """Build the search index anew from the pages, while people go on reading, searching and saving."""
    settings = Settings.from_environment()
    with wiki(settings) as sessions:
        try:
            count = Indexer(sessions, backend(settings, sessions)).rebuild(progress)
        except Busy:
            sys.exit(_IN_USE)
    click.echo(f"{count} pages in the index.")


@click.group()
def index() -> None:
    """Look after the search index."""


@index.command()
@click.option("--repair", is_flag=True, help="Also put into the index what is missing or old.")
def verify(*, repair: bool) -> None:
    """Compare the index with the pages. Exit code 1 when they differ and nothing was repaired."""
    settings = Settings.from_environment()
    with wiki(settings) as sessions:
        indexer = Indexer(sessions, backend(settings, sessions))
        try:
            found = indexer.mend() if repair else indexer.difference()
        except Busy:
            sys.exit(_IN_USE)
        except DamagedIndexError as error:
            sys.exit(f"the index cannot be read ({error}): `wiki reindex` builds it anew")
    click.echo(
        f"{len(found.missing)} missing, {len(found.stale)} stale, {len(found.ghosts)} of pages that are gone."
    )
    sys.exit(1 if found and not repair else 0)


COMMANDS = (search, reindex, index)
