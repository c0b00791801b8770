"""Statements of the hot path: compiled once per database, run without the library's look-up of compiled forms.

Hashing the structure of a large statement costs more than running it (measured: 0.5 ms against 0.1 ms for the
page's statement). The text is SQLAlchemy's own, and so are the conversions of values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Dialect, SelectBase
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Row = tuple[Any, ...]  # columns of all types


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    order: tuple[str, ...] | None
    fixed: dict[str, Any]
    outward: dict[str, Callable[[Any], Any]]
    inward: tuple[tuple[int, Callable[[Any], Any]], ...]


class Prepared:
    """A statement built once at import; its parameters come by name."""

    def __init__(self, statement: SelectBase) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, session: Session, values: Mapping[str, object]) -> list[Row]:
        """All rows as plain tuples."""
        connection = _connection(session)
        compiled = self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)
        parameters = _parameters(compiled, values)
        if connection.dialect.name == "sqlite":
            rows = _sqlite_rows(connection, compiled.text, parameters)
        else:
            rows = [tuple(row) for row in connection.exec_driver_sql(compiled.text, parameters)]
        return [_converted(row, compiled.inward) for row in rows] if compiled.inward else rows

    def first(self, session: Session, values: Mapping[str, object]) -> Row | None:
        """The first row, or None."""
        rows = self.rows(session, values)
        return rows[0] if rows else None

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=dialect)  # the dialect's own compiler class
        if "POSTCOMPILE" in compiled.string:
            raise TypeError("a prepared statement holds no list of values: use policy.parameter_ids")
        inward = tuple(
            entry.type._cached_result_processor(dialect, None)  # noqa: SLF001  there is no public way
            for entry in compiled._result_columns  # noqa: SLF001
        )
        made = _Compiled(
            text=compiled.string,
            order=tuple(compiled.positiontup) if compiled.positional else None,
            fixed=dict(compiled.params),
            outward=dict(compiled._bind_processors),  # noqa: SLF001  as above
            inward=tuple((place, convert) for place, convert in enumerate(inward) if convert),
        )
        self._compiled[dialect.name] = made
        return made


def _connection(session: Session) -> Connection:
    """The session's connection, asked for once in a transaction (the library looks it up anew each time)."""
    known = session.info.get("connection")
    if isinstance(known, Connection) and not known.closed and known.in_transaction():
        return known
    session.info["connection"] = connection = session.connection()
    return connection


def _sqlite_rows(connection: Connection, text: str, parameters: object) -> list[Row]:
    """The driver's own rows, without a result object around them (0.1 ms a statement); errors are the library's."""
    driver: Any = connection.connection.driver_connection  # the driver has no types
    try:
        return cast("list[Row]", driver.execute(text, parameters).fetchall())
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            text,
            None,
            error,
            connection.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=connection.dialect,
        ) from error


def _parameters(compiled: _Compiled, values: Mapping[str, object]) -> tuple[Any, ...] | dict[str, Any]:
    known = {name: values.get(name, default) for name, default in compiled.fixed.items()}
    for name, convert in compiled.outward.items():
        known[name] = convert(known[name])
    return known if compiled.order is None else tuple(known[name] for name in compiled.order)


def _converted(row: Row, inward: tuple[tuple[int, Callable[[Any], Any]], ...]) -> Row:
    values = list(row)
    for place, convert in inward:
        values[place] = convert(values[place])
    return tuple(values)
