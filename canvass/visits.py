"""Visits: the projection of the door's stream. A visit, and a door's state, are functions of the set of events."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, and_, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from canvass import log
from canvass.assignments import Assignment
from canvass.db import Base, db, insert_into
from canvass.devices import Device
from canvass.envelopes import Envelope, Fields, read_envelope
from canvass.marks import lock_doors, renew_marks
from canvass.turfs import Turf, TurfDoor

Result = Literal[
    "conversation",
    "not_home",
    "come_back",
    "other_language",
    "declined",
    "do_not_knock",
    "inaccessible",
    "vacant",
    "not_found",
    "skipped_unsafe",
]
RESULTS: tuple[Result, ...] = get_args(Result)
RECORDED, CORRECTED, VOIDED = KINDS = ("visit.recorded", "visit.corrected", "visit.voided")
SEALED_PARTS = ("note", "language")
DO_NOT_KNOCK = "do_not_knock"


class Visit(Base):
    """One attempt at a door, as its events now tell it. Its id is that of its `visit.recorded`."""

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint(f"result IN {RESULTS!r}", name="result"),
        Index("ix_visits_campaign_id_door_id", "campaign_id", "door_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    door_id: Mapped[UUID] = mapped_column(index=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    turf_id: Mapped[UUID] = mapped_column(ForeignKey("turfs.id"), index=True)
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    result: Mapped[str] = mapped_column(String(20))
    literature: Mapped[bool]
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    late: Mapped[bool]
    clamped: Mapped[bool]
    voided: Mapped[bool]


class DoorState(Base):
    """A door in a campaign: its last visit that stands, and how many there were."""

    __tablename__ = "door_states"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    door_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    visit_id: Mapped[UUID | None]
    attempts: Mapped[int]
    conversations: Mapped[int]


@dataclass(frozen=True)
class Telling:
    """What an event tells of a visit. Without a door it is a voiding; `sealed` has only the parts of which it speaks."""

    visit: UUID
    door: UUID | None = None
    result: str = ""
    literature: bool = False
    sealed: Mapping[str, bytes | None] = field(default_factory=dict)


def read_telling(envelope: Envelope) -> Telling:
    """Read the body of a visit's event, or raise `Unreadable`."""
    fields = Fields(envelope.body)
    visit = envelope.id if envelope.kind == RECORDED else fields.uuid("visit")
    if envelope.kind == VOIDED:
        return Telling(visit)
    sealed = {
        part: None if fields.value(part) is None else fields.sealed(part, "field")
        for part in SEALED_PARTS
        if part in envelope.body
    }
    return Telling(
        visit, fields.uuid("door"), fields.choice("result", RESULTS), fields.flag("literature"), sealed
    )


@dataclass(frozen=True)
class Fact:
    """An event with what it tells, by whom, and of which turf."""

    event: Mapping[str, Any]
    telling: Telling
    member_id: UUID
    turf_id: UUID | None
    campaign_id: UUID | None

    def may_change(self, recorded: "Fact") -> bool:
        """Only who recorded a visit, or walked under the same lease, corrects or voids it."""
        same_lease = self.event["assignment_id"] == recorded.event["assignment_id"]
        return same_lease or self.member_id == recorded.member_id


def tell(facts: Iterable[Fact]) -> dict[str, Any] | None:
    """A visit as the set of its facts tells it, in any order: `Visit`'s columns, or None before it was recorded.

    Corrections follow each other by their phone's sequence, never by a clock; one from another life of the outbox
    came after those of the first. A voiding is for good.
    """
    told = list(facts)
    recorded = next((fact for fact in told if fact.event["kind"] == RECORDED), None)
    if recorded is None:
        return None
    later = [fact for fact in told if fact is not recorded and fact.may_change(recorded)]
    corrections = sorted(
        (fact for fact in later if fact.telling.door), key=lambda fact: _turn(fact, recorded)
    )
    parts: dict[str, bytes | None] = dict.fromkeys(SEALED_PARTS)
    for fact in (recorded, *corrections):
        parts |= fact.telling.sealed
    last = (corrections or [recorded])[-1].telling
    return {
        "id": recorded.event["id"],
        "door_id": last.door,
        "campaign_id": recorded.campaign_id,
        "turf_id": recorded.turf_id,
        "member_id": recorded.member_id,
        "result": last.result,
        "literature": last.literature,
        **parts,
        "at": recorded.event["effective_at"],
        "late": recorded.event["late"],
        "clamped": recorded.event["clamped"],
        "voided": any(fact.event["kind"] == VOIDED for fact in later),
    }


def _turn(fact: Fact, recorded: Fact) -> tuple[bool, UUID, int, UUID]:
    event = fact.event
    return event["outbox"] != recorded.event["outbox"], event["outbox"], event["device_seq"], event["id"]


@dataclass(frozen=True)
class Touched:
    """What the phones show differently now: doors in a campaign, and doors in every campaign (their mark)."""

    states: frozenset[tuple[UUID, UUID]]
    marks: frozenset[UUID]


def project(events: Sequence[Mapping[str, Any]], appeared: Collection[UUID] = ()) -> Touched:
    """Bring visits, doors' states and marks up to date with events that are about to be appended to the log.

    `appeared` are doors that were just added, for which visits may have waited. Events of other kinds are passed by.
    The same set of events gives the same state in whatever order and however often they come.
    """
    new = [event for event in events if event["kind"] in KINDS and event["subject_id"]]
    visits = {event["subject_id"] for event in new}
    stored = log.events_about(visits, KINDS) if visits else []
    before = _standing(_rows_of(visits))
    told = [row for row in map(tell, _facts([*stored, *new])) if row]
    _write_visits(told)
    waiting = _rows_at(appeared)
    states = {(row["campaign_id"], row["door_id"]) for row in (*told, *before.values(), *waiting)}
    _write_states(states)
    asked = _asked_at([*told, *waiting])
    were = _asked_at(before.values())
    return Touched(frozenset(states), frozenset(_renew_marks(asked - were, were - asked)))


def _facts(events: Sequence[Mapping[str, Any]]) -> list[list[Fact]]:
    """The events as facts, each visit's together."""
    whose = _members({event["device_id"] for event in events})
    where = _turfs({event["assignment_id"] for event in events})
    by_visit: dict[UUID, dict[UUID, Fact]] = defaultdict(dict)
    for event in events:
        telling = read_telling(read_envelope(event["body"]))
        turf_id, campaign_id = where.get(event["assignment_id"], (None, None))
        fact = Fact(event, telling, whose[event["device_id"]], turf_id, campaign_id)
        by_visit[telling.visit][event["id"]] = fact
    return [list(facts.values()) for facts in by_visit.values()]


def _members(devices: Collection[UUID]) -> dict[UUID, UUID]:
    rows = db.session.execute(select(Device.id, Device.member_id).where(Device.id.in_(devices)))
    return {row.id: row.member_id for row in rows}


def _turfs(assignments: Collection[UUID | None]) -> dict[UUID | None, tuple[UUID, UUID]]:
    query = select(Assignment.id, Turf.id.label("turf"), Turf.campaign_id).join(
        Turf, Turf.id == Assignment.turf_id
    )
    rows = db.session.execute(query.where(Assignment.id.in_([each for each in assignments if each])))
    return {row.id: (row.turf, row.campaign_id) for row in rows}


_VISIT = (Visit.id, Visit.door_id, Visit.campaign_id, Visit.result, Visit.at, Visit.voided)
# A visit counts at a door of its own turf; at one that nobody has added yet, it waits.
_AT_ITS_DOOR = and_(TurfDoor.turf_id == Visit.turf_id, TurfDoor.door_id == Visit.door_id)


def _rows_of(visits: Collection[UUID]) -> list[Mapping[str, Any]]:
    found = select(*_VISIT).where(Visit.id.in_(visits))
    return [dict(row) for row in db.session.execute(found).mappings()] if visits else []


def _rows_at(doors: Collection[UUID]) -> list[Mapping[str, Any]]:
    """The visits that stand at these doors."""
    found = select(*_VISIT).join(TurfDoor, _AT_ITS_DOOR).where(Visit.door_id.in_(doors), ~Visit.voided)
    return [dict(row) for row in db.session.execute(found).mappings()] if doors else []


def _standing(rows: Iterable[Mapping[str, Any]]) -> dict[UUID, Mapping[str, Any]]:
    return {row["id"]: row for row in rows if not row["voided"]}


def _write_visits(rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        _upsert(Visit, rows, ("id",))


def _write_states(keys: Collection[tuple[UUID, UUID]]) -> None:
    """Count anew the doors' states in their campaigns, from the visits that stand."""
    at_door: dict[tuple[UUID, UUID], list[Mapping[str, Any]]] = {key: [] for key in keys}
    for row in _rows_at({door for _, door in keys}):
        at_door.get((row["campaign_id"], row["door_id"]), []).append(row)
    if at_door:
        _upsert(
            DoorState,
            [_state(key, rows) for key, rows in sorted(at_door.items())],
            ("campaign_id", "door_id"),
        )


def _state(key: tuple[UUID, UUID], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    last = max(rows, key=lambda row: (row["at"], row["id"]), default=None)
    return {
        "campaign_id": key[0],
        "door_id": key[1],
        "visit_id": last["id"] if last else None,
        "attempts": len(rows),
        "conversations": sum(row["result"] == "conversation" for row in rows),
    }


def _upsert(model: type[Base], rows: Sequence[Mapping[str, Any]], key: Sequence[str]) -> None:
    insert = insert_into(model)
    renewed = {name: insert.excluded[name] for name in rows[0] if name not in key}
    db.session.execute(insert.on_conflict_do_update(index_elements=key, set_=renewed), list(rows))


def _asked_at(rows: Iterable[Mapping[str, Any]]) -> set[tuple[UUID, UUID]]:
    """The visits that stand and asked not to be visited again, each with its door."""
    return {
        (row["door_id"], row["id"]) for row in rows if row["result"] == DO_NOT_KNOCK and not row["voided"]
    }


def _renew_marks(asked: set[tuple[UUID, UUID]], withdrawn: set[tuple[UUID, UUID]]) -> list[UUID]:
    touched = {door for door, _ in asked | withdrawn}
    if not touched:
        return []
    locked = lock_doors(touched)
    return renew_marks(locked, asked, _asked_at(_rows_at(touched)))


def stamp(touched: Touched, revision: int) -> None:
    """Give every live row that shows what was touched the revision under which phones will be told of it."""
    by_campaign: dict[UUID, list[UUID]] = defaultdict(list)
    for campaign_id, door_id in touched.states:
        by_campaign[campaign_id].append(door_id)
    in_campaign = [
        and_(TurfDoor.campaign_id == each, TurfDoor.door_id.in_(doors)) for each, doors in by_campaign.items()
    ]
    shown = or_(TurfDoor.door_id.in_(touched.marks), *in_campaign)
    rows = update(TurfDoor).where(TurfDoor.live, shown).values(revision=revision)
    db.session.execute(rows, execution_options={"synchronize_session": False})
