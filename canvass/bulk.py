"""Many rows or ids in one statement, in the way each database is quickest at, and as one parameter."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    ColumnElement,
    Dialect,
    LargeBinary,
    Text,
    TypeDecorator,
    bindparam,
    column,
    func,
    select,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.sqltypes import NULLTYPE

from canvass.db import Base, db, table_of


def list_by_id(model: Any, after: UUID | None, limit: int, *conditions: ColumnElement[bool]) -> Sequence[Any]:
    """A page of records in the order of their random ids, which says nothing of when they came; the next begins after one."""
    later = () if after is None else (model.id > after,)
    query = select(model).where(*conditions, *later).order_by(model.id).limit(limit)
    return db.session.scalars(query).all()


class _Ids(TypeDecorator[Collection[UUID]]):
    """Any number of ids as one parameter, in PostgreSQL's form of an array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Collection[UUID] | None, dialect: Dialect) -> str:
        return "{" + ",".join(each.hex for each in value or () if each) + "}"


class among(FunctionElement[Any]):  # noqa: N801 - a function of SQL's
    """Whether a column's id is among those that the parameter of this name holds.

    PostgreSQL gets them as one array, so that one statement serves any number of them and is written and planned once.
    """

    inherit_cache = True
    # Of a boolean SQLite would be asked whether it is 1, and then it reads every row.
    type = NULLTYPE

    def __init__(self, ids: ColumnElement[Any], name: str) -> None:
        super().__init__(ids, bindparam(name, expanding=True))


@compiles(among)
def _in_list(element: among, compiler: Any, **kw: Any) -> str:
    ids, told = element.clauses
    return str(compiler.process(ids.in_(told), **kw))


@compiles(among, "postgresql")
def _in_array(element: among, compiler: Any, **kw: Any) -> str:
    ids, told = element.clauses
    array = compiler.process(bindparam(told.key, type_=_Ids()), **kw)
    return f"{compiler.process(ids, **kw)} = ANY (CAST({array} AS UUID[]))"


def insert_rows(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert these rows, all of the same columns."""
    _write_rows(model, rows, ())


def upsert(model: type[Base], rows: Sequence[Mapping[str, Any]], key: Sequence[str]) -> None:
    """Insert these rows, all of the same columns and none twice; where one is there already by its key, renew the rest."""
    _write_rows(model, rows, tuple(key))


def _write_rows(model: type[Base], rows: Sequence[Mapping[str, Any]], key: tuple[str, ...]) -> None:
    if not rows:
        return
    names = tuple(rows[0])
    if db.engine.dialect.name == "sqlite":
        db.session.execute(_each(model, names, key), list(rows))
    else:
        told = orjson.dumps(rows, default=_spell, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()
        db.session.execute(_at_once(model, names, key), {"rows": told})


# Made once for each table, and for the table rather than its class: both are a good part of a push's time.
@cache
def _each(model: type[Base], names: tuple[str, ...], key: tuple[str, ...]) -> Any:
    """A row at a time: how SQLite is quickest."""
    return _renewing(sqlite.insert(table_of(model)), names, key)


@cache
def _at_once(model: type[Base], names: tuple[str, ...], key: tuple[str, ...]) -> Any:
    """All rows in one statement, told as one text of JSON: PostgreSQL and its driver take a third of the time for it."""
    types = {name: table_of(model).c[name].type for name in names}
    told = {name: Text() if isinstance(kind, LargeBinary) else kind for name, kind in types.items()}
    rows = func.json_to_recordset(bindparam("rows", type_=Text()).cast(postgresql.JSON()))
    columns = rows.table_valued(*(column(name, kind) for name, kind in told.items())).render_derived(
        name="told", with_types=True
    )
    values = [
        func.decode(columns.c[name], "hex") if told[name] is not types[name] else columns.c[name]
        for name in names
    ]
    return _renewing(postgresql.insert(table_of(model)).from_select(list(names), select(*values)), names, key)


def _spell(value: object) -> str:
    """What JSON has no form for, as `_at_once` reads it."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} cannot be written")


def _renewing(insert: Any, names: tuple[str, ...], key: tuple[str, ...]) -> Any:
    renewed = {name: insert.excluded[name] for name in names if name not in key}
    return insert.on_conflict_do_update(index_elements=key, set_=renewed) if key else insert


def insert_plain(model: type[Base], names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert very many rows of plain values, ids as 32 hexadecimal digits, by the quickest way that the database has."""
    table, columns = table_of(model).name, ", ".join(names)
    connection = db.session.connection()
    if not rows:
        return
    if db.engine.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(rows))  # noqa: S608
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def one_of(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Whether the column's value is one of these, all of which are one parameter: thousands cost no time to word."""
    if db.engine.dialect.name == "postgresql":
        return column == func.any(bindparam(None, values, type_=postgresql.ARRAY(column.type)))
    plain = [value.hex if isinstance(value, UUID) else value for value in values]
    each = func.json_each(bindparam(None, orjson.dumps(plain).decode())).table_valued("value")
    return column.in_(select(type_coerce(each.c.value, column.type)))
