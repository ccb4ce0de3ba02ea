"""Count events: what is left in the log of visits that were forgotten, so that figures stay and a rebuild finds them."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import select

from canvass.bulk import among
from canvass.db import db, table_of
from canvass.log import Event

COUNTED = "door.counted"
SCHEMA = 1


_events = table_of(Event).c
_COUNTS = select(_events.body).where(
    among(_events.subject_id, "doors"),
    _events.kind == COUNTED,
    _events.body.is_not(None),
)


@dataclass(frozen=True)
class Count:
    """How many visits at a door, in a campaign, were forgotten, and whether one of them asked for no other."""

    campaign: UUID
    door: UUID
    attempts: int
    conversations: int
    do_not_knock: bool = False


def count_event(count: Count, now: datetime) -> dict[str, Any]:
    """The count as an event of the log, its number aside. The server makes it: no device, outbox or sequence."""
    body = {
        "campaign": str(count.campaign),
        "door": str(count.door),
        "attempts": count.attempts,
        "conversations": count.conversations,
        "do_not_knock": count.do_not_knock,
    }
    text = orjson.dumps(body).decode()
    return {
        "id": uuid4(),
        "digest": hashlib.sha256(text.encode()).digest(),
        "kind": COUNTED,
        "subject_id": count.door,
        "device_id": None,
        "outbox": None,
        "device_seq": None,
        "assignment_id": None,
        "generation": None,
        "late": False,
        "received_at": now,
        "effective_at": now,
        "clamped": False,
        "schema": SCHEMA,
        "body": text,
    }


def read_count(text: str) -> Count:
    """The count that an event's body tells."""
    body = orjson.loads(text)
    return Count(
        UUID(body["campaign"]),
        UUID(body["door"]),
        body["attempts"],
        body["conversations"],
        body["do_not_knock"],
    )


def all_counts() -> Iterator[Count]:
    """Everything that was ever counted."""
    told = select(Event.body).where(Event.kind == COUNTED, Event.body.is_not(None))
    return (read_count(text) for text in db.session.scalars(told.execution_options(yield_per=1000)) if text)


def counts_at(doors: Collection[UUID]) -> list[Count]:
    """What was counted at these doors, in every campaign."""
    bodies = db.session.scalars(_COUNTS, {"doors": doors}) if doors else ()
    return [read_count(body) for body in bodies]
