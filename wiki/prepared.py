"""Statements of the hot path: compiled once per database, run without the library's look-up of compiled forms.

Hashing the structure of a large statement costs more than running it (measured: 0.5 ms against 0.1 ms for the
page's statement). The text is SQLAlchemy's own, and so are the conversions of values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Select, SelectBase, String, UpdateBase, bindparam, select
from sqlalchemy import cast as cast_to
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from wiki.db import SqliteReader, library_error

Row = tuple[Any, ...]  # columns of all types
_DOUBLE = 701  # PostgreSQL's word for double precision, which is how our only numbers with a point come


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    parameters: tuple[tuple[str, Any, Callable[[Any], Any] | None], ...]
    """Name, value unless another is given, and conversion; in the order of the text."""
    is_positional: bool
    inward: tuple[tuple[int, Callable[[Any], Any]], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a statement found. `facts` are the driver's own values: they tell whether anything changed."""

    facts: tuple[Row, ...]
    _inward: tuple[tuple[int, Callable[[Any], Any]], ...]

    def rows(self) -> list[Row]:
        """The rows with the values that the library would give."""
        return [_converted(row, self._inward) for row in self.facts] if self._inward else list(self.facts)


def values_of(*columns: InstrumentedAttribute[Any]) -> dict[str, Any]:  # Any: as `Insert.values` takes them
    """For an INSERT or UPDATE: each column is a parameter of its own name."""
    return {column.key: bindparam(column.key, type_=column.type) for column in columns}


def texts(name: str) -> Select[str]:
    """The texts in a parameter that holds a JSON array: one statement for lists of any length."""
    elements = JsonElements(bindparam(name, type_=String)).table_valued("value", name=name)
    return select(cast_to(elements.c.value, String))


class JsonElements(FunctionElement[Any]):
    """The elements of a JSON array as rows with one column."""

    inherit_cache = True


@compiles(JsonElements, "sqlite")
def _sqlite(element: JsonElements, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(JsonElements, "postgresql")
def _postgresql(element: JsonElements, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS json))"


class JsonArray(FunctionElement[str]):
    """All values of a column, or of each group, as the text of a JSON array: one row instead of thousands."""

    inherit_cache = True
    type = String()


@compiles(JsonArray, "sqlite")
def _sqlite_array(element: JsonArray, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array({compiler.process(element.clauses, **options)})"


@compiles(JsonArray, "postgresql")
def _postgresql_array(element: JsonArray, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(json_agg({compiler.process(element.clauses, **options)}) AS text)"


class Prepared:
    """A statement built once at import; its parameters come by name.

    What waits in the session to be written is not flushed before it, as the library does before its own statements.
    """

    def __init__(self, statement: SelectBase | UpdateBase) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, session: Session, values: Mapping[str, object]) -> list[Row]:
        """All rows as plain tuples."""
        return self.find(session, values).rows()

    def find(self, session: Session, values: Mapping[str, object]) -> Found:
        """All rows, whose values are converted when they are asked for."""
        cursor, compiled = self._run(session, values)
        try:
            return Found(tuple(map(tuple, cursor.fetchall())), compiled.inward)
        except _driver_errors(session) as error:  # a damaged page of the file may show at a later row
            raise library_error(session.get_bind().dialect, compiled.text, error) from error

    def change(self, session: Session, values: Mapping[str, object]) -> int:
        """The rows are inserted, updated or deleted; how many they are. Every column needs its value: no defaults."""
        return cast("int", self._run(session, values)[0].rowcount)

    def _run(self, session: Session, values: Mapping[str, object]) -> tuple[Any, _Compiled]:
        """The driver's or the library's cursor, alike as far as it is used here."""
        if isinstance(session, SqliteReader):
            driver, dialect = session.driver(), session.engine.dialect
        else:
            connection = _connection(session)
            driver, dialect = connection.connection.driver_connection, connection.dialect
        compiled = self._compiled.get(dialect.name) or self._compile(dialect)
        parameters = _parameters(compiled, values)
        if dialect.name == "sqlite":
            return _on_sqlite(driver, dialect, compiled.text, parameters), compiled
        return connection.exec_driver_sql(compiled.text, parameters), compiled

    def first(self, session: Session, values: Mapping[str, object]) -> Row | None:
        """The first row, or None."""
        rows = self.rows(session, values)
        return rows[0] if rows else None

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=dialect)  # the dialect's own compiler class
        if "POSTCOMPILE" in compiled.string:
            raise TypeError("a prepared statement holds no list of values: use policy.parameter_ids")
        inward = tuple(
            entry.type._cached_result_processor(dialect, _DOUBLE)  # noqa: SLF001  there is no public way
            for entry in compiled._result_columns  # noqa: SLF001
        )
        outward = compiled._bind_processors  # noqa: SLF001  as above
        names = compiled.positiontup if compiled.positional else compiled.params
        made = _Compiled(
            text=compiled.string,
            parameters=tuple((name, compiled.params[name], outward.get(name)) for name in names),
            is_positional=compiled.positional,
            inward=tuple((place, convert) for place, convert in enumerate(inward) if convert),
        )
        self._compiled[dialect.name] = made
        return made


def _driver_errors(session: Session) -> type[Exception]:
    """What the driver raises; asked for once something was raised."""
    return cast("type[Exception]", session.get_bind().dialect.loaded_dbapi.Error)


def _connection(session: Session) -> Connection:
    """The session's connection, asked for once in a transaction (the library looks it up anew each time)."""
    known = session.info.get("connection")
    if isinstance(known, Connection) and not known.closed and known.in_transaction():
        return known
    session.info["connection"] = connection = session.connection()
    return connection


def _on_sqlite(driver: Any, dialect: Dialect, text: str, parameters: object) -> Any:  # Any: as `_run`
    """The driver's own cursor, without a result object around it (0.1 ms a statement); errors are the library's."""
    try:
        return driver.execute(text, parameters)
    except dialect.loaded_dbapi.Error as error:
        raise library_error(dialect, text, error) from error


def _parameters(compiled: _Compiled, values: Mapping[str, object]) -> tuple[Any, ...] | dict[str, Any]:
    given = [
        convert(values.get(name, default)) if convert else values.get(name, default)
        for name, default, convert in compiled.parameters
    ]
    if compiled.is_positional:
        return tuple(given)
    return {name: value for (name, _, _), value in zip(compiled.parameters, given, strict=True)}


def _converted(row: Row, inward: tuple[tuple[int, Callable[[Any], Any]], ...]) -> Row:
    values = list(row)
    for place, convert in inward:
        values[place] = convert(values[place])
    return tuple(values)
