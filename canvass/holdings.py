"""Holdings: what lies in the database, table by table, counted now, with a row of each as whoever seizes it would read it.

Beside it lie its backups, each with all of this once more: how many there are, and how many whoever takes them can read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Table, func, select

from canvass import backup_files
from canvass.db import Base, db
from canvass.rewriting import PEOPLE

Room = Literal[
    "people",
    "visits",
    "log",
    "doors",
    "turfs",
    "campaigns",
    "team",
    "office",
    "keys",
    "acts",
    "work",
    "directory",
]
ROOMS: Mapping[Room, Sequence[str]] = {
    "people": PEOPLE,
    "visits": ("visits", "door_states"),
    "log": (
        "events",
        "quarantine",
        "outboxes",
        "held_pushes",
        "discarded_tokens",
        "findings_seen",
        "log_head",
        "changes",
    ),
    "doors": ("places", "doors", "place_pins", "place_sources", "street_features"),
    "turfs": ("turfs", "turf_doors", "assignments", "assignment_members"),
    "campaigns": (
        "campaigns",
        "campaign_members",
        "scripts",
        "triage_rules",
        "plans",
        "plan_stocks",
        "plan_revisions",
    ),
    "team": ("members", "devices", "sessions", "returns", "invitations"),
    "office": ("office_hours", "days_off", "slots", "own_needs"),
    "keys": ("organisation", "holders", "candidates", "key_log", "wraps", "replaced_keys"),
    "acts": ("audit", "forgotten", "holds", "retention", "ladder_steps"),
    "work": ("jobs",),
    "directory": ("directory_organisations", "directory_services"),
}
SEALED = frozenset({"sealed", "note", "language", "blob", "wrap"})
LONGEST = 120
SHOWN_OF_ID = 8


@dataclass(frozen=True)
class Cell:
    """A value as it can be read: `sealed` for what no server opens, `bytes` for what is a hash or packed."""

    column: str
    kind: Literal["text", "sealed", "bytes", "empty"]
    value: str


@dataclass(frozen=True)
class Holding:
    """A table: how many rows, and one of them."""

    room: Room
    table: str
    rows: int
    sample: Sequence[Cell]


@dataclass(frozen=True)
class BackupsHeld:
    """What lies in the folder of the backups; `encrypted` is said of those that will be written from now on."""

    encrypted: bool
    files: int
    readable: int


def look_at_backups(folder: Path, key: str) -> BackupsHeld:
    """The backups in this folder; `key` is whom the next one is encrypted to, empty for nobody."""
    return BackupsHeld(bool(key), backup_files.count(folder), len(backup_files.in_clear(folder)))


def look() -> list[Holding]:
    """Every table, room by room."""
    tables = Base.metadata.tables
    return [_look_at(room, tables[name]) for room, names in ROOMS.items() for name in names]


def _look_at(room: Room, table: Table) -> Holding:
    rows = db.session.scalar(select(func.count()).select_from(table)) or 0
    one = db.session.execute(select(*table.c).order_by(*table.primary_key).limit(1)).one_or_none()
    cells = [_cell(column, value) for column, value in zip(table.c, one, strict=True)] if one else []
    return Holding(room, table.name, rows, cells)


def _cell(column: Column[Any], value: Any) -> Cell:
    if value is None or value == "":
        return Cell(column.name, "empty", "")
    if isinstance(column.type, LargeBinary) or isinstance(value, bytes):
        kind: Literal["sealed", "bytes"] = "sealed" if column.name in SEALED else "bytes"
        return Cell(column.name, kind, f"{len(value)} · {bytes(value[:4]).hex()}…")
    # Whole ids are secrets here and there: what became of a contact is asked by its id alone.
    said = f"{str(value)[:SHOWN_OF_ID]}…" if isinstance(value, UUID) else str(value)
    return Cell(column.name, "text", said if len(said) <= LONGEST else f"{said[:LONGEST]}…")
