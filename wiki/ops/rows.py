"""The rows of all tables as lines of JSON, the same whichever database they come from or go to.

Tables are spoken of by their shape (names, kinds of columns, references) rather than by today's models, so that rows
of an older schema can be read again.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from wiki.db import UtcDateTime

_CHUNK_ROWS = 500
_CHUNK_BYTES = 1 << 23
_LARGEST = 1 << 63  # what a whole number in the database stays below

Value = str | int | float | bool | list[Any] | dict[str, Any] | None  # Any: JSON of any depth


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `kind` is one of bytes, time, json, bool, number, real, text; `target` the table it refers to."""

    name: str
    kind: str
    is_nullable: bool = False
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with an integer primary key `id`."""

    name: str
    columns: tuple[Column, ...]

    def clause(self) -> sa.TableClause:
        """The table for statements."""
        return sa.table(self.name, *(sa.column(one.name, _type(one)) for one in self.columns))

    def as_json(self) -> dict[str, Any]:
        """For `of_json`."""
        return {"name": self.name, "columns": [asdict(one) for one in self.columns]}


def of_json(fields: dict[str, Any]) -> Table:
    """The table that `as_json` wrote. Raises KeyError, TypeError."""
    return Table(fields["name"], tuple(Column(**one) for one in fields["columns"]))


def shapes(connection: sa.Connection, without: frozenset[str]) -> list[Table]:
    """The database's tables but for those named, each after the tables that its rows cannot do without."""
    found = sa.MetaData()
    found.reflect(connection)
    tables = [_shape(one) for one in found.tables.values() if one.name not in without and "id" in one.c]
    return _told_as_needed(in_order(tables))


def _told_as_needed(ordered: list[Table]) -> list[Table]:
    """The same, with references to earlier tables told as needed, although they may be empty.

    Werkbuch 0.2.0 orders by what is needed alone, and has to be able to restore what is backed up before an upgrade.
    """
    done, told = set[str](), list[Table]()
    for table in ordered:
        columns = (replace(one, is_nullable=False) if one.target in done else one for one in table.columns)
        told.append(Table(table.name, tuple(columns)))
        done.add(table.name)
    return told


def in_order(tables: Sequence[Table]) -> list[Table]:
    """`tables`, each after those that it refers to, as far as these do not refer to each other in a ring.

    In a ring, a reference that may be empty is left for `connect`. Tables outside of rings never wait for that: a row
    may have to refer to one of several things. Raises ValueError when there is no such order.
    """
    waiting, ordered = {table.name: table for table in tables}, list[Table]()
    while waiting:
        ready = [table for table in waiting.values() if not _targets(table) & waiting.keys()]
        ready = ready or _in_ring(waiting)
        if not ready:
            raise ValueError(f"tables refer to each other in a ring: {', '.join(sorted(waiting))}")
        for table in ready:
            ordered.append(waiting.pop(table.name))
    return ordered


def lines(connection: sa.Connection, table: Table) -> Iterator[bytes]:
    """Every row of the table by rising id, a line of JSON each, read in short statements of limited size."""
    clause, last, limit = table.clause(), None, _CHUNK_ROWS // 10
    codes = [_ENCODE[one.kind] for one in table.columns]
    while True:
        statement = sa.select(clause).order_by(clause.c.id).limit(limit)
        found = connection.execute(statement if last is None else statement.where(clause.c.id > last)).all()
        size = 0
        for row in found:
            values = [None if value is None else code(value) for code, value in zip(codes, row, strict=True)]
            line = json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
            size += len(line)
            yield line
        if len(found) < limit:
            return
        last = found[-1].id
        limit = max(1, min(_CHUNK_ROWS, _CHUNK_BYTES * limit // size))


def fill(connection: sa.Connection, table: Table, source: Iterator[bytes], done: frozenset[str]) -> int:
    """The rows are in the table; references to tables that are not `done` yet wait for `connect`. Returns how many."""
    clause, count = table.clause(), 0
    later = {one.name for one in _later(table, done)}
    for rows in _chunks(table, source):
        count += len(rows)
        connection.execute(clause.insert(), [{**row, **dict.fromkeys(later)} for row in rows])
    return count


def connect(
    connection: sa.Connection,
    table: Table,
    lines_of: Callable[[Table], Generator[bytes]],
    done: frozenset[str],
) -> None:
    """The references that `fill` left out are there."""
    clause = table.clause()
    for column in _later(table, done):
        statement = (
            clause.update()
            .where(clause.c.id == sa.bindparam("row_id"))
            .values({column.name: sa.bindparam("row_target")})
        )
        with closing(lines_of(table)) as source:
            for rows in _chunks(table, source):
                found = [
                    {"row_id": row["id"], "row_target": row[column.name]} for row in rows if row[column.name]
                ]
                if found:
                    connection.execute(statement, found)


def number_on(connection: sa.Connection, table: Table) -> None:
    """New rows are numbered after those that are there (PostgreSQL; SQLite does so by itself)."""
    if connection.dialect.name != "postgresql":
        return
    clause = table.clause()
    last = connection.execute(sa.select(sa.func.max(clause.c.id))).scalar()
    if last is not None:
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        connection.execute(sa.select(sa.func.setval(sequence, last)))


def has_later(table: Table, done: frozenset[str]) -> bool:
    """Whether `connect` has something to do."""
    return bool(_later(table, done))


def digest(source: Iterator[bytes]) -> tuple[int, str]:
    """How many lines, and the SHA-256 of all of them."""
    count, known = 0, hashlib.sha256()
    for line in source:
        count += 1
        known.update(line)
    return count, known.hexdigest()


def _shape(table: sa.Table) -> Table:
    columns = (
        Column(
            one.name,
            _kind(one.type),
            bool(one.nullable),
            next((key.column.table.name for key in one.foreign_keys), None),
        )
        for one in table.columns
    )
    return Table(table.name, tuple(columns))


def _kind(kind: TypeEngine[Any]) -> str:
    for known, name in _KINDS:
        if isinstance(kind, known):
            return name
    raise TypeError(f"no way to back up a column of {kind!r}")


_KINDS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (sa.LargeBinary, "bytes"),
    (sa.DateTime, "time"),
    (sa.JSON, "json"),
    (sa.Boolean, "bool"),
    (sa.Integer, "number"),
    (sa.Float, "real"),
    (sa.String, "text"),
)


def _type(column: Column) -> TypeEngine[Any]:
    types: dict[str, TypeEngine[Any]] = {
        "bytes": sa.LargeBinary(),
        "time": UtcDateTime(),
        "json": sa.JSON(none_as_null=column.is_nullable),
        "bool": sa.Boolean(),
        "number": sa.Integer(),
        "real": sa.Float(),
        "text": sa.String(),
    }
    return types[column.kind]


def _same(value: Any) -> Value:
    return cast("Value", value)


_ENCODE: dict[str, Callable[[Any], Value]] = {
    "bytes": lambda value: base64.b64encode(value).decode(),
    "time": lambda value: value.astimezone(UTC).isoformat(),
    "json": _same,
    "bool": bool,
    "number": _same,
    "real": _same,
    "text": _same,
}
_DECODE: dict[str, Callable[[Any], Any]] = {
    "bytes": lambda value: base64.b64decode(value, validate=True),
    "time": datetime.fromisoformat,
    "json": _same,
    "bool": lambda value: _of_kind(value, bool),
    "number": lambda value: _whole(_of_kind(value, int)),
    "real": lambda value: float(_of_kind(value, int, float)),
    "text": lambda value: _of_kind(value, str),
}


def _of_kind(value: Any, *kinds: type) -> Any:  # Any: a value of JSON
    if type(value) not in kinds:
        raise TypeError(f"a {type(value).__name__} where another kind of value stands")
    return value


def _whole(value: int) -> int:
    if not -_LARGEST <= value < _LARGEST:
        raise ValueError("a number that no column holds")
    return value


def is_sane(column: Column) -> bool:
    """Whether a column that was read from a file is described as `as_json` does."""
    return (
        column.kind in _DECODE
        and isinstance(column.is_nullable, bool)
        and (column.target is None or isinstance(column.target, str))
    )


def _chunks(table: Table, source: Iterator[bytes]) -> Iterator[list[dict[str, Any]]]:
    rows, size = list[dict[str, Any]](), 0
    for line in source:
        rows.append(_row(table, json.loads(line)))
        size += len(line)
        if len(rows) == _CHUNK_ROWS or size > _CHUNK_BYTES:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def _row(table: Table, values: Sequence[Value]) -> dict[str, Any]:
    return {
        one.name: None if value is None else _DECODE[one.kind](value)
        for one, value in zip(table.columns, values, strict=True)
    }


def _targets(table: Table, *, needed: bool = False) -> set[str]:
    """The other tables that its rows may refer to; `needed`: must refer to."""
    return {
        one.target
        for one in table.columns
        if one.target and one.target != table.name and not (needed and one.is_nullable)
    }


def _in_ring(waiting: Mapping[str, Table]) -> list[Table]:
    """One table of a ring that needs none of the others, where the ring itself needs nothing that still waits."""
    reached = {name: _reached(name, waiting) for name in waiting}
    for name, table in waiting.items():
        is_free = not _targets(table, needed=True) & waiting.keys()
        if is_free and all(name in reached[other] for other in reached[name]):
            return [table]
    return []


def _reached(name: str, waiting: Mapping[str, Table]) -> set[str]:
    found, ahead = set[str](), [name]
    while ahead:
        for target in (_targets(waiting[ahead.pop()]) & waiting.keys()) - found:
            found.add(target)
            ahead.append(target)
    return found


def _later(table: Table, done: frozenset[str]) -> list[Column]:
    return [
        one for one in table.columns if one.target is not None and one.is_nullable and one.target not in done
    ]
