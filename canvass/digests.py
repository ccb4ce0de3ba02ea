"""A turf's digest: what a phone's rows must add up to. Kept in memory, and brought up to date by what changed since."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import BigInteger, Boolean, Engine, String, bindparam, cast, func, null, select, union_all

from canvass.db import db, table_of
from canvass.turfs import TurfDoor

MOST_KEPT = 64
"""Turfs that a process keeps: some hundred bytes for each of their doors."""
UNDASHED = 32

_rows = table_of(TurfDoor).c
# Both in one statement, so that the rows and what they must add up to are of the same moment.
_CHANGED = union_all(
    select(
        cast(_rows.door_id, String).label("door"),
        _rows.revision,
        _rows.removed,
        cast(null(), BigInteger).label("n"),
    ).where(_rows.turf_id == bindparam("turf"), _rows.revision > bindparam("since")),
    select(
        cast(null(), String),
        cast(func.coalesce(func.sum(_rows.revision), 0), BigInteger),
        cast(null(), Boolean),
        func.count(),
    ).where(_rows.turf_id == bindparam("turf")),
)


@dataclass(frozen=True)
class Stand:
    """A turf's rows at some moment: doors in their order, each with its line (none for a removed one) and revision.

    Never changed, so that several threads may look at it.
    """

    doors: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    revisions: list[int] = field(default_factory=list)

    @cached_property
    def through(self) -> int:
        """The last revision."""
        return max(self.revisions, default=-1)

    @cached_property
    def sums(self) -> tuple[int, int]:
        """How many rows these are, and what their revisions add up to."""
        return len(self.revisions), sum(self.revisions)

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256("".join(self.lines).encode()).hexdigest()


Kept = tuple[int, Stand]
"""The log's last number when a turf was looked at, and how it stood."""

_stands: WeakKeyDictionary[Engine, dict[UUID, Kept]] = WeakKeyDictionary()


def digest_of(revisions: Iterable[tuple[object, int]]) -> str:
    """SHA-256, in hex, of the lines `door:revision` sorted by door: what a phone compares with its own rows."""
    lines = sorted(_line(str(door), revision) for door, revision in revisions)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def turf_digest(turf_id: UUID, number: int) -> tuple[str, int]:
    """The digest of the turf's rows that are not removed, and the last revision of all its rows, as of one moment.

    `number` is the log's last one as the caller just read it: while it stays, nothing changed. What this process
    remembers is only ever a help: it is used where, with what changed since, it adds up to what the database has, and
    read anew otherwise.
    """
    kept = _stands.setdefault(db.engine, {})
    at, stand = kept.pop(turf_id, (-1, Stand()))
    if at != number:
        stand = _brought_up_to_date(turf_id, stand)
    kept[turf_id] = number, stand
    for other in list(kept)[:-MOST_KEPT]:
        kept.pop(other, None)
    return stand.digest, stand.through


def _brought_up_to_date(turf_id: UUID, stand: Stand) -> Stand:
    """The stand with what came after it, or all of it anew where that is not what the database has."""
    *changed, total = sorted(
        db.session.execute(_CHANGED, {"turf": turf_id, "since": stand.through}), key=_totals_last
    )
    later = _with(stand, changed)
    if later.sums == (total.n, total.revision):
        return later
    if not stand.doors:
        raise RuntimeError("a turf's rows do not add up")
    return _brought_up_to_date(turf_id, Stand())


def _totals_last(row: Any) -> bool:
    return row.n is not None


def _with(stand: Stand, changed: Sequence[Any]) -> Stand:
    if not changed:
        return stand
    told = sorted((_spelled(row.door), row.revision, row.removed) for row in changed)
    if not stand.doors:
        lines = ["" if removed else _line(door, revision) for door, revision, removed in told]
        return Stand([door for door, _, _ in told], lines, [revision for _, revision, _ in told])
    doors, lines, revisions = list(stand.doors), list(stand.lines), list(stand.revisions)
    for door, revision, removed in told:
        at = bisect_left(doors, door)
        if at == len(doors) or doors[at] != door:
            doors.insert(at, door)
            lines.insert(at, "")
            revisions.insert(at, 0)
        lines[at], revisions[at] = "" if removed else _line(door, revision), revision
    return Stand(doors, lines, revisions)


def _spelled(door: str) -> str:
    """The door's id with its dashes: SQLite keeps it without."""
    if len(door) != UNDASHED:
        return door
    return f"{door[:8]}-{door[8:12]}-{door[12:16]}-{door[16:20]}-{door[20:]}"


def _line(door: str, revision: int) -> str:
    return f"{door}:{revision}\n"
