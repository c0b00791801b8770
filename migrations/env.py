"""Runs migrations on the connection that `wiki.migrate` hands over."""

from typing import Any

from alembic import context

from wiki.db import CompressedText, UtcDateTime
from wiki.tables import metadata


def plain_types(kind: str, item: Any, _autogenerate: Any) -> str | bool:
    """A migration imports nothing of `wiki`: our column types are written as what they are in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, CompressedText):
        return "sa.LargeBinary()"
    return False


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain_types,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()


run()
