"""Findings: doors that phones added, and what they reported of doors, for those who lead there to see once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Row, Select, func, literal_column, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass.access import Actor, seen_by
from canvass.assignments import Assignment
from canvass.audit import write_act
from canvass.claims import read_claims
from canvass.db import Base, db, insert_into
from canvass.devices import Device
from canvass.errors import NotFound
from canvass.found_doors import ADDED, REPORTED
from canvass.log import Event
from canvass.members import Member
from canvass.places import DoorName, door_names
from canvass.turfs import Turf

# Written out, so that the index of what was found is used.
_IS_FOUND = Event.kind.in_([literal_column(f"'{kind}'") for kind in (ADDED, REPORTED)])


class FindingSeen(Base):
    """Somebody who leads has seen what an event tells of a door."""

    __tablename__ = "findings_seen"

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
    seen_by_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"))


@dataclass(frozen=True)
class Finding:
    """A door that was added, or what is wrong with one: `missing`, `wrong`, `unsafe`. By whom, in which turf, when."""

    event: UUID
    number: int
    kind: str
    problem: str | None
    door: DoorName | None
    turf: UUID
    turf_name: str
    campaign: UUID
    by: str
    at: datetime


def list_findings(actor: Actor, before: int | None = None, limit: int = 100) -> list[Finding]:
    """What nobody has seen yet in the actor's campaigns, the newest first; the next page comes before this number."""
    query = _unseen(actor).order_by(Event.number.desc()).limit(limit)
    rows = db.session.execute(query if before is None else query.where(Event.number < before)).all()
    doors = door_names({row.door for row in rows})
    return [_finding(row, doors) for row in rows]


def count_findings(actor: Actor) -> int:
    """How many nobody has seen yet."""
    return db.session.scalar(select(func.count()).select_from(_unseen(actor).subquery())) or 0


def see(event_id: UUID, actor: Actor) -> None:
    """Note that the actor has seen it; again changes nothing. `NotFound` out of scope."""
    query = _found(actor).where(Event.id == event_id)
    if db.session.execute(query).first() is None:
        raise NotFound
    seen = {"event_id": event_id, "seen_at": datetime.now(UTC), "seen_by_id": actor.member_id}
    made = db.session.execute(
        insert_into(FindingSeen).values(seen).on_conflict_do_nothing().returning(FindingSeen.event_id)
    )
    if made.first():
        write_act("finding_seen", actor=actor.member_id, subject=event_id)


def _found(actor: Actor) -> Select[*tuple[object, ...]]:
    query = (
        select(
            Event.id,
            Event.number,
            Event.kind,
            Event.subject_id.label("door"),
            Event.body,
            Event.effective_at,
            Turf.id.label("turf"),
            Turf.name.label("turf_name"),
            Turf.campaign_id,
            Member.alias,
        )
        .join(Assignment, Assignment.id == Event.assignment_id)
        .join(Turf, Turf.id == Assignment.turf_id)
        .join(Device, Device.id == Event.device_id)
        .join(Member, Member.id == Device.member_id)
    )
    return query.where(_IS_FOUND, Event.body.is_not(None), seen_by(actor, Turf.campaign_id))


def _unseen(actor: Actor) -> Select[*tuple[object, ...]]:
    return _found(actor).where(~select(FindingSeen).where(FindingSeen.event_id == Event.id).exists())


def _finding(row: Row[*tuple[object, ...]], doors: Mapping[UUID, DoorName]) -> Finding:
    problem = read_claims(row.body).problem if row.kind == REPORTED else None
    return Finding(
        row.id,
        row.number,
        row.kind,
        problem,
        doors.get(row.door),
        row.turf,
        row.turf_name,
        row.campaign_id,
        row.alias,
        row.effective_at,
    )
