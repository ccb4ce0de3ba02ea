"""The bound: the same rows, committed by bare `executemany` over one connection, without any of what makes them safe."""

import hashlib
import os
import sqlite3
import time
import uuid
from pathlib import Path
from typing import Any

import psycopg

from canvass.db import PRAGMAS

EVENT = (
    *("id", "number", "digest", "kind", "subject_id", "device_id", "outbox", "device_seq", "assignment_id"),
    *("generation", "late", "received_at", "effective_at", "clamped", "schema", "body"),
)
VISIT = (
    *("id", "door_id", "campaign_id", "turf_id", "member_id", "result", "literature", "note", "language"),
    *("at", "late", "clamped", "voided"),
)
KEYS = ("id", "number")
NOW = "2026-11-23 14:02:11.123000"
BODY = "x" * 480
"""As long as a visit's envelope is."""


def sqlite_rate(folder: Path, *, size: int, pushes: int) -> float:
    """Visits a second into SQLite, durable, `size` in a commit."""
    path = folder / f"bound-{uuid.uuid4().hex}.sqlite3"
    connection = sqlite3.connect(path, isolation_level=None)
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")
    for table, columns in (("events", EVENT), ("visits", VISIT)):
        connection.execute(f"CREATE TABLE {table} ({', '.join(_column(each) for each in columns)})")
    batches = _batches(size, pushes, hexadecimal=True)
    began = time.monotonic()
    for events, visits in batches:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_insert("events", EVENT, "?"), events)
        connection.executemany(_insert("visits", VISIT, "?"), visits)
        connection.execute("COMMIT")
    seconds = time.monotonic() - began
    connection.close()
    return size * pushes / seconds


def postgres_rate(address: str, *, size: int, pushes: int) -> float:
    """The same into PostgreSQL."""
    with psycopg.connect(address) as connection:
        for table, columns in (("events", EVENT), ("visits", VISIT)):
            connection.execute(f"DROP TABLE IF EXISTS bound_{table}")  # type: ignore[arg-type]
            made = f"CREATE TABLE bound_{table} ({', '.join(_column(each) for each in columns)})"
            connection.execute(made)  # type: ignore[arg-type]
        connection.commit()
        cursor = connection.cursor()
        batches = _batches(size, pushes, hexadecimal=False)
        began = time.monotonic()
        for events, visits in batches:
            cursor.executemany(_insert("bound_events", EVENT, "%s"), events)  # type: ignore[arg-type]
            cursor.executemany(_insert("bound_visits", VISIT, "%s"), visits)  # type: ignore[arg-type]
            connection.commit()
        return size * pushes / (time.monotonic() - began)


def _column(name: str) -> str:
    kinds = {"number": "bigint", "device_seq": "bigint", "generation": "integer", "schema": "integer"}
    kinds |= dict.fromkeys(("late", "clamped", "literature", "voided"), "boolean")
    kinds |= dict.fromkeys(("digest", "note", "language"), "BYTES")
    kind = kinds.get(name, "text").replace("BYTES", "bytea")
    return f"{name} {kind} {'PRIMARY KEY' if name == 'id' else 'UNIQUE' if name in KEYS else ''}"


def _insert(table: str, columns: tuple[str, ...], mark: str) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))})"


def _batches(size: int, pushes: int, *, hexadecimal: bool) -> list[tuple[list[Any], list[Any]]]:
    fixed = [uuid.uuid4().hex if hexadecimal else str(uuid.uuid4()) for _ in range(6)]
    return [_batch(push * size, size, fixed) for push in range(pushes)]


def _batch(first: int, size: int, fixed: list[str]) -> tuple[list[Any], list[Any]]:
    device, outbox, lease, campaign, turf, member = fixed
    events, visits = [], []
    for number in range(first + 1, first + size + 1):
        name, door = f"{number:012x}{os.urandom(10).hex()}", uuid.uuid4().hex
        digest = hashlib.sha256(name.encode()).digest()
        tail = (lease, 1, False, NOW, NOW, False, 1, BODY)
        events.append((name, number, digest, "visit.recorded", name, device, outbox, number, *tail))
        told = ("not_home", False, None, None, NOW, False, False, False)
        visits.append((name, door, campaign, turf, member, *told))
    return events, visits
