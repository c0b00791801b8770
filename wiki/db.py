"""Database: declarative base, column types, and the two kinds of session.

`Sessions.reading()` cannot write (SQLite `query_only`, PostgreSQL READ ONLY in one snapshot);
`Sessions.writing()` is one short transaction behind the fair lock, committed on leaving.
Settings and their reasons: docs/decisions/0003.
"""

import math
import secrets
import string
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    LargeBinary,
    MetaData,
    String,
    create_engine,
    event,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.types import TypeDecorator

from wiki import storage_faults
from wiki.caches import Cache, Caches
from wiki.errors import SchemaChanged, Unavailable
from wiki.fairlock import FairLock
from wiki.last_fault import LastFault
from wiki.postgres_patience import ANSWER_SECONDS, PatientConnection
from wiki.settings import Settings
from wiki.storage_faults import StorageFault

PUBLIC_ID_LENGTH = 12
_KEPT_BY_A_CONNECTION = 1000  # tags and people, less than a kilobyte each
_PUBLIC_ID_LETTERS = string.digits + string.ascii_lowercase
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "foreign_keys=ON",
    "journal_size_limit=67108864",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",  # a deleted text is overwritten at once (ADR 0013)
    "cache_size=-4000",  # KiB a connection; the system's own cache holds the rest, once for all processes
)
# SQLite opens a file that cannot be written for reading alone, and stays so when it could be written again.
_ENDS_CONNECTIONS = frozenset({StorageFault.READ_ONLY, StorageFault.BROKEN})
_LOCK_FILE = "write.lock"
_DATA_VERSION = "PRAGMA data_version"
_POSTGRES_LIMITS = (
    "-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
    " -c jit=off"  # compiling a statement takes longer than any of ours
)
_POSTGRES_READING = " -c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite keeps it without zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CompressedText(TypeDecorator[str]):
    """Text of any length and any characters (NUL too), as compressed UTF-8 bytes."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Compress."""
        return None if value is None else zlib.compress(value.encode("utf-8", "surrogatepass"), 3)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Decompress."""
        return None if value is None else zlib.decompress(value).decode("utf-8", "surrogatepass")


class Base(DeclarativeBase):
    """All tables, with names for all constraints so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {  # the library's own annotation
        datetime: UtcDateTime,
        dict[str, object]: JSON,
        list[object]: JSON,
    }

    id: Mapped[int] = mapped_column(primary_key=True)


def new_public_id() -> str:
    """Twelve random characters that stand for a row in every address (62 bits)."""
    return "".join(secrets.choice(_PUBLIC_ID_LETTERS) for _ in range(PUBLIC_ID_LENGTH))


class PublicId:
    """A row that addresses may name, by `public_id`."""

    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=new_public_id)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def library_error(dialect: Dialect, statement: str, error: Exception) -> DBAPIError:
    """The library's error for one of the driver, so that callers need to know one kind only."""
    kind = dialect.loaded_dbapi.Error
    found = DBAPIError.instance(statement, None, error, kind, hide_parameters=True, dialect=dialect)
    return cast("DBAPIError", found)


class SqliteReader(Session):
    """A reading session whose prepared statements run on the driver's connection (wiki.prepared).

    The library's own connection is laid around the same one, in the same snapshot, once another statement comes.
    A warm page view has none: the library's connection and transaction would cost as much as its statements.
    """

    def __init__(self, engine: Engine, caches: Caches) -> None:
        super().__init__(autoflush=False, expire_on_commit=False, info={"caches": caches, "is_reading": True})
        self.engine = engine
        self._held: PoolProxiedConnection | None = None
        self._connection: Connection | None = None
        self._unchanged: Cache | None = None

    def driver(self) -> Any:  # Any: the driver has no types
        """The driver's connection, inside the session's snapshot. Raises the library's errors."""
        try:
            if self._held is None:
                self._held = self.engine.raw_connection()
            driver: Any = self._held.driver_connection
            if not driver.in_transaction:
                driver.execute("BEGIN")
        except self.engine.dialect.loaded_dbapi.Error as error:
            raise library_error(self.engine.dialect, "BEGIN", error) from error
        return driver

    def get_bind(self, *_arguments: Any, **_options: Any) -> Connection:  # Any: as the library has it
        """The library's connection around the driver's."""
        if self._connection is None:
            self.driver()
            self._connection = Connection(self.engine, self._held)
        return self._connection

    def unchanged(self) -> Cache:
        """What this connection kept since the database changed last.

        SQLite counts for each connection the commits of all others, in this process and elsewhere
        (https://sqlite.org/pragma.html#pragma_data_version), and a reader makes none of its own.
        """
        if self._unchanged is None:
            version = self._data_version()
            about = cast("PoolProxiedConnection", self._held).info  # as old as the driver's connection
            if about.get("data_version") != version:
                about.update(data_version=version, unchanged=Cache(_KEPT_BY_A_CONNECTION))
            self._unchanged = cast("Cache", about["unchanged"])
        return self._unchanged

    def _data_version(self) -> int:
        driver = self.driver()
        try:
            return cast("int", driver.execute(_DATA_VERSION).fetchone()[0])
        except self.engine.dialect.loaded_dbapi.Error as error:
            raise library_error(self.engine.dialect, _DATA_VERSION, error) from error

    def rollback(self) -> None:
        """The next statement sees a new snapshot."""
        super().rollback()
        self._end()

    def close(self) -> None:
        """The connection goes back to the pool."""
        super().close()
        self._end()
        if self._held is not None:
            self._held.close()
            self._held = self._connection = None

    def _end(self) -> None:
        self._unchanged = None
        if self._held is not None and (driver := self._held.driver_connection) is not None:
            driver.rollback()


class Sessions:
    """The two doors to the database, shared by all threads of a process."""

    def __init__(self, settings: Settings, *, pool_size: int = 12) -> None:
        self.is_sqlite = settings.is_sqlite
        self.caches = Caches()
        self.schema: str | None = None  # the schema that the program knows, once `migrate.demand` has seen it
        self._seen_at: int | None = None
        lock_file = settings.data_dir / _LOCK_FILE if settings.is_sqlite else None
        self.last_fault = LastFault(lock_file)
        self._reader = _engine(settings, pool_size, reading=True)
        self._writer = _engine(settings, 2 if settings.is_sqlite else pool_size, reading=False)
        self._lock = FairLock(lock_file) if lock_file else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one snapshot and cannot write; it touches the database at its first statement."""
        if self.is_sqlite:
            session: Session = SqliteReader(self._reader, self.caches)
        else:
            info = {"caches": self.caches, "is_reading": True}
            session = Session(self._reader, autoflush=False, expire_on_commit=False, info=info)
        with session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One write transaction: committed on leaving the block, rolled back when it raises."""
        try:
            turn = self._lock.held() if self._lock else nullcontext()
            with turn, self._write_session() as session, session.begin():
                self._demand_schema(session)
                yield session
        except (DBAPIError, OSError) as error:
            self.last_fault.note(error)
            if self.is_sqlite and storage_faults.of(error) in _ENDS_CONNECTIONS:
                self._writer.dispose()
            raise
        self.last_fault.clear()

    def demand_schema(self, session: Session, settings_version: int) -> None:
        """The schema is still the program's. Asked anew when that counter changes, which every upgrade bumps.

        Raises SchemaChanged.
        """
        if settings_version != self._seen_at:
            self._demand_schema(session)
            self._seen_at = settings_version

    def _demand_schema(self, session: Session) -> None:
        if self.schema is None:
            return
        found = session.connection().exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        if found != self.schema:
            raise SchemaChanged(
                reason=f"the database has schema {found}, this version needs {self.schema}: restart the wiki"
            )

    def _write_session(self) -> Session:
        return Session(self._writer, expire_on_commit=False, info={"caches": self.caches})

    def overwrite_deleted(self, tables: Sequence[str], *, rewrites: bool) -> None:
        """What was deleted can be read in none of the database's files any more.

        SQLite: the write-ahead log is emptied; `rewrites` writes the whole file anew before, which takes out what
        was deleted without `secure_delete`. Writers wait meanwhile, readers do not. Raises Unavailable while a long
        read still needs the log. PostgreSQL: the tables are vacuumed, so no query finds it; its bytes go when the
        space is used again (docs/operations.md).
        """
        if self._lock is None:
            with self._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("SET statement_timeout = 0")
                waiting = cast("PatientConnection", connection.connection.driver_connection)
                waiting.answer_seconds = math.inf
                connection.exec_driver_sql(f"VACUUM (ANALYZE) {', '.join(tables)}")
                waiting.answer_seconds = ANSWER_SECONDS
                connection.exec_driver_sql("RESET statement_timeout")
            return
        outside = self._writer.raw_connection()  # neither is possible inside a transaction
        try:
            with self._lock.held():
                if rewrites:
                    outside.cursor().execute("VACUUM")
                is_read = outside.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            outside.close()
        if is_read:
            raise Unavailable(reason="readers")

    @property
    def writer(self) -> Engine:
        """The engine behind `writing`, for migrations and backups."""
        return self._writer

    def dispose(self) -> None:
        """Close all connections."""
        self._reader.dispose()
        self._writer.dispose()
        self.last_fault.close()


def _engine(settings: Settings, pool_size: int, *, reading: bool) -> Engine:
    return (
        _sqlite(settings, pool_size, reading=reading)
        if settings.is_sqlite
        else _postgres(settings, pool_size, reading=reading)
    )


def _sqlite(settings: Settings, pool_size: int, *, reading: bool) -> Engine:
    import pysqlite3.dbapi2  # noqa: PLC0415  bundled SQLite without the WAL-reset bug; absent off Linux

    engine = create_engine(
        settings.database_url,
        module=pysqlite3.dbapi2,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_use_lifo=True,  # the connection used last knows most
        pool_reset_on_return=None if reading else "rollback",  # a reading session has rolled back itself
        connect_args={"timeout": 10, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:  # Any: the driver has no types
        connection.isolation_level = None  # the driver's implicit transactions skip DDL and SELECT
        for pragma in _PRAGMAS:
            connection.execute("PRAGMA " + pragma)
        if reading:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:  # Any: as above
        if not reading:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        elif not connection.connection.driver_connection.in_transaction:  # a SqliteReader has begun itself
            connection.exec_driver_sql("BEGIN")

    return engine


def _postgres(settings: Settings, pool_size: int, *, reading: bool) -> Engine:
    engine = create_engine(
        settings.database_url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 3,
            "options": _POSTGRES_LIMITS + (_POSTGRES_READING if reading else ""),
        },
    )

    @event.listens_for(engine, "do_connect")
    def _connect(
        _dialect: object, _record: object, arguments: Any, options: Any
    ) -> PatientConnection:  # Any: psycopg's
        return PatientConnection.connect(*arguments, **options)

    return engine
