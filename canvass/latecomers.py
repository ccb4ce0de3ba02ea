"""Latecomers: visits of a turf that were handed in after its lease was another's or over, for those who lead there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from canvass.db import db
from canvass.log import Event
from canvass.members import Member
from canvass.places import DoorName, door_names
from canvass.turfs import Turf
from canvass.visits import Visit

MOST_SHOWN = 100


@dataclass(frozen=True)
class LateVisit:
    """A visit that came late: what happened where, by whom, when, and when it came."""

    visit: UUID
    door: DoorName | None
    result: str
    by: str | None
    at: datetime
    received_at: datetime | None


@dataclass(frozen=True)
class LateVisits:
    """How many there are, and the last of them."""

    count: int
    items: Sequence[LateVisit]


def late_visits(turf: Turf) -> LateVisits:
    """The turf's visits that stand and came late, the newest first."""
    late = Visit.turf_id == turf.id, Visit.late, ~Visit.voided
    count = db.session.scalar(select(func.count()).select_from(Visit).where(*late)) or 0
    query = (
        select(Visit.id, Visit.door_id, Visit.result, Member.alias, Visit.at, Event.received_at)
        .join(Event, Event.id == Visit.id)
        .outerjoin(Member, Member.id == Visit.member_id)
    )
    rows = db.session.execute(query.where(*late).order_by(Visit.at.desc(), Visit.id).limit(MOST_SHOWN)).all()
    doors = door_names({row.door_id for row in rows})
    items = [
        LateVisit(row.id, doors.get(row.door_id), row.result, row.alias, row.at, row.received_at)
        for row in rows
    ]
    return LateVisits(count, items)
