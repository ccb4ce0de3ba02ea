"""Facts: what the log's events tell of visits, with who was there and where."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from canvass.assignments import Assignment
from canvass.db import db
from canvass.devices import Device
from canvass.envelopes import read_envelope
from canvass.pared import read_pared
from canvass.tellings import PARED, Fact, read_telling
from canvass.turfs import Turf


def facts_of(events: Sequence[Mapping[str, Any]]) -> list[Fact]:
    """Visits' events of the log as facts."""
    if not events:
        return []
    whose = _members({event["device_id"] for event in events})
    where = _turfs({event["assignment_id"] for event in events})
    return [
        _left(event)
        if event["kind"] == PARED
        else Fact(
            event,
            read_telling(read_envelope(event["body"])),
            whose[event["device_id"]],
            *where.get(event["assignment_id"], (None, None)),
        )
        for event in events
    ]


def _left(event: Mapping[str, Any]) -> Fact:
    telling, where = read_pared(event["body"])
    return Fact(event, telling, None, where.turf, where.campaign)


def by_visit(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Each visit's facts together, each once."""
    by_visit: dict[UUID, dict[UUID, Fact]] = defaultdict(dict)
    for fact in facts:
        by_visit[fact.telling.visit][fact.event["id"]] = fact
    return [list(facts.values()) for facts in by_visit.values()]


def _members(devices: Collection[UUID | None]) -> dict[UUID, UUID]:
    known = [each for each in devices if each]
    rows = db.session.execute(select(Device.id, Device.member_id).where(Device.id.in_(known)))
    return {row.id: row.member_id for row in rows}


def _turfs(assignments: Collection[UUID | None]) -> dict[UUID | None, tuple[UUID, UUID]]:
    query = select(Assignment.id, Turf.id.label("turf"), Turf.campaign_id).join(
        Turf, Turf.id == Assignment.turf_id
    )
    rows = db.session.execute(query.where(Assignment.id.in_([each for each in assignments if each])))
    return {row.id: (row.turf, row.campaign_id) for row in rows}
