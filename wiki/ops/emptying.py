"""Makes the place of a restore empty: tables that an upgrade made are in the way, a wiki in them is never touched."""

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import DropTable

from wiki import storage_faults
from wiki.db import Sessions
from wiki.ops.backup_file import Unusable
from wiki.storage_faults import StorageFault

_ELSEWHERE = "move it away, or name an empty place (WIKI_DATA_DIR, WIKI_DATABASE_URL)"
_OWN_FUNCTIONS = sa.text(  # those of triggers; not what an extension brought
    "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace"
    " AND p.proowner = current_user::regrole"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
)


def empty(sessions: Sessions) -> None:
    """The database holds no table; a wiki without people counts as none. Raises Unusable when there is one."""
    found = sa.MetaData()
    try:
        with sessions.writer.connect() as connection:
            found.reflect(connection)
            for name in {"users", "spaces"} & found.tables.keys():
                if connection.execute(sa.select(found.tables[name].c.id).limit(1)).first():
                    raise Unusable(reason=f"there is a wiki here already: {_ELSEWHERE}")
    except SQLAlchemyError as error:
        if storage_faults.of(error) is StorageFault.DAMAGED:
            raise Unusable(reason=f"the database here is damaged: {_ELSEWHERE}") from error
        raise
    _drop(sessions, found)


def drop_all(sessions: Sessions) -> None:
    """The database holds no table, whatever was in them."""
    found = sa.MetaData()
    with sessions.writer.connect() as connection:
        found.reflect(connection)
    _drop(sessions, found)


def _drop(sessions: Sessions, found: sa.MetaData) -> None:
    """The tables, which refer to each other in a ring, are gone with all that is in them, and their functions."""
    if not sessions.is_sqlite:
        with sessions.writer.begin() as connection:
            found.drop_all(connection)
            for name in connection.execute(_OWN_FUNCTIONS).scalars().all():
                connection.exec_driver_sql(f"DROP FUNCTION {name} CASCADE")
        return
    outside = sessions.writer.raw_connection()  # inside a transaction the switch does nothing
    try:
        outside.cursor().execute("PRAGMA foreign_keys=OFF")
        for table in found.tables.values():
            outside.cursor().execute(str(DropTable(table)))
        outside.cursor().execute("PRAGMA foreign_keys=ON")
    finally:
        outside.close()
