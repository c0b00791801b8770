"""Runs migrations on the connection that `wiki.migrate` hands over."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, text

from wiki.db import CompressedText, UtcDateTime
from wiki.tables import metadata


def plain_types(kind: str, item: Any, _autogenerate: Any) -> str | bool:
    """A migration imports nothing of `wiki`: our column types are written as what they are in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, CompressedText):
        return "sa.LargeBinary()"
    return False


def tell_others(ctx: Any, **_facts: Any) -> None:
    """A server of another version that still runs looks at the schema when this counter changes."""
    ctx.connection.execute(text("UPDATE counters SET value = value + 1 WHERE name = 'settings'"))


def take_time(connection: Connection) -> None:
    """A step on a large table takes longer than a request may; a table that is read is waited for a minute."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain_types,
        transactional_ddl=True,  # SQLite's is, on connections that leave BEGIN to us
        on_version_apply=tell_others,
    )
    with context.begin_transaction():
        take_time(connection)
        context.run_migrations()
    connection.commit()


run()
