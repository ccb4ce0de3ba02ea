"""Ids and times that the database itself spells as the wire has them.

Where thousands are only passed on, making objects of them and text of these again takes longer than reading them.
"""

from typing import Any

from sqlalchemy import ColumnElement, String, Uuid
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

PARTS_OF_ID = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
"""Where the parts of an id begin in its 32 digits, and how long they are."""


class _SpelledId(FunctionElement[str]):
    name = "spelled_id"
    type = String()
    inherit_cache = True


class _SpelledTime(FunctionElement[str]):
    name = "spelled_time"
    type = String()
    inherit_cache = True


def spelled(column: ColumnElement[Any]) -> ColumnElement[str]:
    """A UUID with its hyphens, or a time in UTC to the millisecond with `Z` (as `api.fields.utc_text`): text."""
    return _SpelledId(column) if isinstance(column.type, Uuid) else _SpelledTime(column)


@compiles(_SpelledId)
def _id(element: _SpelledId, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **kw)} AS TEXT)"


@compiles(_SpelledTime)
def _time(element: _SpelledTime, compiler: SQLCompiler, **kw: Any) -> str:
    told = compiler.process(element.clauses, **kw)
    return f"to_char({told} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"


@compiles(_SpelledId, "sqlite")
def _id_of_sqlite(element: _SpelledId, compiler: SQLCompiler, **kw: Any) -> str:
    told = compiler.process(element.clauses, **kw)
    return " || '-' || ".join(f"substr({told}, {start}, {length})" for start, length in PARTS_OF_ID)


@compiles(_SpelledTime, "sqlite")
def _time_of_sqlite(element: _SpelledTime, compiler: SQLCompiler, **kw: Any) -> str:
    told = compiler.process(element.clauses, **kw)
    return f"substr({told}, 1, 10) || 'T' || substr({told}, 12, 12) || 'Z'"
