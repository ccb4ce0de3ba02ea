"""The demo's visits: along each turf, handed in as each walker's phone would."""

import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from canvass import sync
from canvass.assignments import Assignment
from canvass.db import db
from canvass.demo.cast import Teammate
from canvass.demo.people import DemoVisit, make_visits
from canvass.demo.story import Demo, Lease, frozen
from canvass.places import Door
from canvass.sealing import b64encode
from canvass.turfs import Turf, TurfDoor


def walk(demo: Demo, leases: Sequence[Lease]) -> list[tuple[Turf, Door]]:
    """Visits along each turf, handed in as each walker's phone would; the doors where somebody talked."""
    visits, talked, sequences = iter(make_visits()), [], {lease.mate.alias: 0 for lease in leases}
    outboxes = {alias: str(uuid4()) for alias in sequences}
    for lease in leases:
        mate, events = lease.mate, []
        for door, visit in zip(_walked_doors(lease), visits, strict=False):
            sequences[mate.alias] += 1
            events.append(
                _visit_event(demo, lease.assignment, door, visit, outboxes[mate.alias], sequences[mate.alias])
            )
            if visit.result == "conversation":
                talked.append((lease.turf, door))
        _push(mate, events)
        demo.counts["visits"] = demo.counts.get("visits", 0) + len(events)
    return talked


def _walked_doors(lease: Lease) -> Sequence[Door]:
    """The first doors of the turf's walk, as many as its walker came to."""
    query = select(Door).join(TurfDoor, TurfDoor.door_id == Door.id)
    query = query.where(TurfDoor.turf_id == lease.turf.id, ~TurfDoor.removed)
    doors = db.session.scalars(query.order_by(TurfDoor.position)).all()
    return doors[: round(len(doors) * lease.share)]


def _visit_event(
    demo: Demo, lease: Assignment, door: Door, visit: DemoVisit, outbox: str, number: int
) -> dict[str, str]:
    visit_id, at = str(uuid7()), datetime.now(UTC) - timedelta(minutes=visit.minutes_ago)
    body: dict[str, Any] = {"door": str(door.id), "result": visit.result, "literature": visit.literature}
    for kind, part in (("note", {"text": visit.note}), ("language", {"language": visit.language})):
        if next(iter(part.values())):
            inside = {"v": 1, "id": visit_id, "door": str(door.id), **part}
            body[kind] = b64encode(demo.seals.seal("field", f"visit.{kind}", visit_id, inside))
    return frozen(
        id=visit_id,
        device_seq=number,
        outbox=outbox,
        kind="visit.recorded",
        assignment=str(lease.id),
        generation=lease.generation,
        recorded_at=at.isoformat(timespec="milliseconds"),
        clock={"offset_ms": 0, "round_trip_ms": 60},
        schema=1,
        body=body,
    )


def _push(mate: Teammate, events: list[dict[str, str]]) -> None:
    for start in range(0, len(events), 100):
        answer = sync.push(
            mate.device, events[start : start + 100], now=datetime.now(UTC), grace=timedelta(0)
        )
        refused = [verdict for verdict in answer.verdicts if verdict.verdict != "accepted"]
        if refused:
            raise RuntimeError(f"the demo's own visits were not let in: {refused[0]}")


def uuid7() -> UUID:
    """RFC 9562's version 7: milliseconds, then random bits."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
