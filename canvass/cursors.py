"""Cursors: where a reader stands in the log, with a fingerprint, so that no other history is taken for the same."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, Select, bindparam, select

from canvass.db import db, table_of
from canvass.errors import N_, Conflict, Gone
from canvass.log import HEAD, MARK_BYTES, Change, LogHead, found_log

NO_MARK = bytes(MARK_BYTES)


class LogChanged(Conflict):
    """The cursor is of another log, or of a history that a restored backup took back."""

    code = "log_changed"
    message = N_("Los datos del servidor cambiaron de raíz. El teléfono pedirá la zona completa otra vez.")


class CursorExpired(Gone):
    """The cursor is of this log, but older than what it still remembers."""

    code = "cursor_expired"
    message = N_("Pasó demasiado tiempo desde la última vez. El teléfono pedirá la zona completa otra vez.")


_head, _changes = table_of(LogHead), table_of(Change)
_newest = _changes.alias()
_AT = (
    select(_head.c.log_id, _head.c.number, _newest.c.mark.label("newest"), _changes.c.mark)
    .select_from(
        _head.outerjoin(_newest, _newest.c.number == _head.c.number).outerjoin(
            _changes, _changes.c.number == bindparam("number")
        )
    )
    .where(_head.c.id == HEAD)
)


@dataclass(frozen=True)
class Place:
    """Where a cursor stands: in which log, its number, the log's last one at that moment, and the cursor of that."""

    log_id: UUID
    since: int
    through: int
    newest: str


@dataclass(frozen=True)
class Look:
    """The log's head as it was found, with the mark of the number that a cursor names, and what was asked beside it."""

    cursor: str
    number: int
    head: Row[*tuple[Any, ...]]
    beside: Any


def last_number() -> int:
    """The number of the last change that this transaction can see; 0 before the first."""
    return db.session.scalar(select(_head.c.number).where(_head.c.id == HEAD)) or 0


def write_cursor(number: int) -> str:
    """The cursor `log id . number . fingerprint` of a number that was given out, or of 0: before everything."""
    head = _at(number)
    return _write(head.log_id, number, head.mark)


def beside_log(asked: ScalarSelect[Any]) -> Select[*tuple[Any, ...]]:
    """The statement for `look_up` that asks something else with it: one way to the database for both."""
    return _AT.add_columns(asked.label("beside"))


def look_up(cursor: str, statement: Select[*tuple[Any, ...]], **named: Any) -> Look:
    """Look a cursor up, and whatever else `beside_log`'s statement asks; nothing is said of the cursor yet."""
    digits = cursor.split(".")[1:2] or [""]
    number = int(digits[0]) if re.fullmatch("[0-9]{1,18}", digits[0]) else -1
    found = _at(number, statement, **named)
    return Look(cursor, number, found, found.beside)


def read_cursor(look: Look) -> Place:
    """Where a cursor stands. `LogChanged`: it is not of this log's history. `CursorExpired`: that is forgotten."""
    log_id, _, rest = look.cursor.partition(".")
    fingerprint = rest.partition(".")[2]
    number, head = look.number, look.head
    mark = NO_MARK if number == 0 else head.mark
    if number < 0 or log_id != str(head.log_id):
        raise LogChanged
    if mark is None and number <= head.number:
        raise CursorExpired
    if mark is None or mark.hex() != fingerprint:
        raise LogChanged
    return Place(head.log_id, number, head.number, _write(head.log_id, head.number, head.newest))


def _write(log_id: UUID, number: int, mark: bytes | None) -> str:
    return f"{log_id}.{number}.{(mark or NO_MARK).hex()}"


def _at(number: int, statement: Select[*tuple[Any, ...]] = _AT, **named: Any) -> Row[*tuple[Any, ...]]:
    """The log's id and last number with its mark, and this one's mark if it was given out and is remembered."""
    asked = {"number": number, **named}
    found = db.session.connection().execute(statement, asked).one_or_none()
    if found is None:
        found_log()
        found = db.session.connection().execute(statement, asked).one()
    return found
