"""Looks at the database's file before anything is served: a damaged one is found at the start, not in a page.

Limits: SQLite only, which reads its whole file once for that (about a second for 200 MB). PostgreSQL has checksums
of its own.
"""

import click

from wiki.settings import Settings


class Damaged(click.ClickException):
    """The database's file is not what SQLite wrote; nothing is served and nothing was changed."""


def demand(settings: Settings) -> None:
    """The database's file is sound, or not there yet. Raises Damaged."""
    if not settings.is_sqlite or not settings.sqlite_path.exists():
        return
    found = _first_damage(settings)
    if found is not None:
        raise Damaged(
            f"The database {settings.sqlite_path} is damaged ({found}). Nothing was changed. Keep this file, and"
            " restore the latest backup into an empty place (docs/operations.md, Getting the wiki back)."
        )


def _first_damage(settings: Settings) -> str | None:
    import pysqlite3.dbapi2 as driver  # noqa: PLC0415  absent off Linux

    connection = driver.connect(str(settings.sqlite_path))
    connection.text_factory = lambda text: text.decode("utf-8", "replace")  # it names what it found there
    try:
        found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except driver.OperationalError:
        raise  # the file cannot be read at all, or is locked: that is no damage
    except driver.DatabaseError as error:
        return str(error)
    except UnicodeDecodeError:  # SQLite's sentence names what it found there
        return "malformed database schema"
    finally:
        connection.close()
    return None if found == "ok" else found.replace("\n", " ")
