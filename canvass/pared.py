"""Pared visits: what is left in the log of a visit from which member and hour were taken, under an id that tells neither."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from canvass.tellings import PARED, Telling

SCHEMA = 1
NOON = time(12)


@dataclass(frozen=True)
class Where:
    """The turf and the campaign that a pared visit counts in."""

    turf: UUID
    campaign: UUID


def middle_of(day: date, zone: ZoneInfo, turn: int = 0) -> datetime:
    """What stands for a visit's time: noon of its day, and seconds for its turn among those of the day at its door."""
    return (datetime.combine(day, NOON, zone) + timedelta(seconds=turn)).astimezone(UTC)


def pared_event(row: Mapping[str, Any]) -> dict[str, Any]:
    """A visit's row, already without member and hour, as an event of the log, its number aside. The server makes it."""
    body = {
        "visit": str(row["id"]),
        "door": str(row["door_id"]),
        "turf": str(row["turf_id"]),
        "campaign": str(row["campaign_id"]),
        "result": row["result"],
        "literature": row["literature"],
    }
    text = orjson.dumps(body).decode()
    return {
        "id": row["id"],
        "digest": hashlib.sha256(text.encode()).digest(),
        "kind": PARED,
        "subject_id": row["id"],
        "device_id": None,
        "outbox": None,
        "device_seq": None,
        "assignment_id": None,
        "generation": None,
        "late": False,
        "received_at": None,
        "effective_at": row["at"],
        "clamped": False,
        "schema": SCHEMA,
        "body": text,
    }


def read_pared(text: str) -> tuple[Telling, Where]:
    """What a pared visit's event tells."""
    body = orjson.loads(text)
    telling = Telling(UUID(body["visit"]), UUID(body["door"]), body["result"], body["literature"])
    return telling, Where(UUID(body["turf"]), UUID(body["campaign"]))
