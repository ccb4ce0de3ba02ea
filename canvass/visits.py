"""Visits: the projection of the door's stream. A visit, and a door's state, are functions of the set of events."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    Row,
    String,
    and_,
    bindparam,
    case,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from canvass import log
from canvass.arrivals import beyond_a_gap
from canvass.bulk import among, upsert
from canvass.campaigns import Campaign
from canvass.counts import Count, count_event, counts_at
from canvass.db import Base, db, table_of
from canvass.devices import lock_every_device
from canvass.facts import by_visit, facts_of
from canvass.marks import keep_marks, lock_doors, renew_marks
from canvass.tellings import CONVERSATION, DO_NOT_KNOCK, RESULTS, TOLD, Fact, tell
from canvass.turfs import TurfDoor


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
class Touched:
    """What the phones show differently now: doors in a campaign, and doors in every campaign (their mark)."""

    states: frozenset[tuple[UUID, UUID]]
    marks: frozenset[UUID]


def project(new: Sequence[Fact], appeared: Collection[UUID] = ()) -> Touched:
    """Bring visits, doors' states and marks up to date with facts that are about to be appended to the log.

    `appeared` are doors that were just added, for which visits may have waited. The same set of facts gives the same
    state in whatever order and however often they come.
    """
    visits = {fact.telling.visit for fact in new}
    stored = facts_of(log.events_about(visits, TOLD)) if visits else []
    # Nothing stands of a visit that nobody spoke of before.
    before = _standing(rows_of({fact.telling.visit for fact in stored}))
    told = [row for row in map(tell, by_visit([*stored, *new])) if row]
    write_visits(told)
    waiting = rows_at(appeared)
    states = {(row["campaign_id"], row["door_id"]) for row in (*told, *before.values(), *waiting)}
    write_states(states, counts_at({door for _, door in states}))
    asked = asked_at([*told, *waiting])
    # What was said of a door before it was added marked nothing yet.
    were = {(door, visit) for door, visit in asked_at(before.values()) if door not in appeared}
    return Touched(frozenset(states), frozenset(_renew_marks(asked - were, were - asked)))


def forget(visits: Collection[UUID], now: datetime) -> None:
    """Forget visits for good, some hundred at once: their events lose all that they tell, and count events replace them.

    Where one asked for no other visit the door stays marked. A visit of which nothing is known here is forgotten as
    well: it may yet come.
    """
    # A push on its way has asked already what was forgotten.
    lock_every_device()
    lock_campaigns({row["campaign_id"] for row in rows_of(visits)})
    gone, counts = rows_of(visits), _count(_rows_at_their_doors(Visit.id.in_(visits)))
    states = {(row["campaign_id"], row["door_id"]) for row in gone}
    keep_marks({count.door for count in counts if count.do_not_knock})
    rows = delete(Visit).where(Visit.id.in_(visits))
    db.session.execute(rows, execution_options={"synchronize_session": False})
    told_by = {*visits, *log.ids_about(visits, TOLD)}
    log.purge(told_by, in_sequence=beyond_a_gap(told_by))
    write_states(states, [*counts, *counts_at({door for _, door in states})])
    if states:
        numbers = log.take_numbers(max(len(counts), 1))
        log.append([count_event(count, now) for count in counts], numbers[: len(counts)])
        stamp(Touched(frozenset(states), frozenset()), numbers[-1])


def visits_among(ids: Collection[UUID]) -> list[UUID]:
    """Those of these ids that are visits here."""
    return list(db.session.scalars(select(Visit.id).where(Visit.id.in_(ids))))


def _count(rows: Iterable[Mapping[str, Any]]) -> list[Count]:
    """Visits that stand, counted by campaign and door."""
    at_door: dict[tuple[UUID, UUID], list[str]] = defaultdict(list)
    for row in rows:
        at_door[row["campaign_id"], row["door_id"]].append(row["result"])
    return [
        Count(*key, len(results), results.count(CONVERSATION), DO_NOT_KNOCK in results)
        for key, results in sorted(at_door.items())
    ]


def lock_campaigns(campaigns: Collection[UUID]) -> None:
    """One at a time projects into a campaign: each must count what the others told of the same door."""
    db.session.execute(_LOCK, {"campaigns": campaigns}).all()


_VISIT = (Visit.id, Visit.door_id, Visit.campaign_id, Visit.result, Visit.at, Visit.voided)
# A visit counts at a door of its own turf; at one that nobody has added yet, it waits.
_AT_ITS_DOOR = and_(TurfDoor.turf_id == Visit.turf_id, TurfDoor.door_id == Visit.door_id)

# Made once: a push is to spend its time in the database. It finds doors by themselves, never through their campaign.
_visits, _rows = table_of(Visit), table_of(TurfDoor)
_at_door = _visits.c.campaign_id, _visits.c.door_id
_ranked = (
    select(
        _visits.c.campaign_id,
        _visits.c.door_id,
        _visits.c.id,
        func.count().over(partition_by=_at_door).label("attempts"),
        func.sum(case((_visits.c.result == CONVERSATION, 1), else_=0))
        .over(partition_by=_at_door)
        .label("talks"),
        func.row_number()
        .over(partition_by=_at_door, order_by=(_visits.c.at.desc(), _visits.c.id.desc()))
        .label("place"),
    )
    .join(_rows, and_(_rows.c.turf_id == _visits.c.turf_id, _rows.c.door_id == _visits.c.door_id))
    .where(
        among(_visits.c.door_id, "doors"),
        # The same said of the other side: else PostgreSQL may read every row of every turf.
        among(_rows.c.door_id, "doors"),
        ~_visits.c.voided,
    )
    .subquery()
)
_STANDING = select(_ranked).where(_ranked.c.place == 1)
_LOCK = (
    select(table_of(Campaign).c.id)
    .where(among(table_of(Campaign).c.id, "campaigns"))
    .order_by(table_of(Campaign).c.id)
    .with_for_update(key_share=True)
)
_SHOWN = _rows.c.live, among(_rows.c.door_id, "doors")
_STAMP_MARKS = update(_rows).where(*_SHOWN).values(revision=bindparam("number"))
_STAMP = _STAMP_MARKS.where(_rows.c.campaign_id.is_not_distinct_from(bindparam("campaign")))


def rows_of(visits: Collection[UUID]) -> list[Mapping[str, Any]]:
    """What the projection has of these visits."""
    found = select(*_VISIT).where(Visit.id.in_(visits))
    return [dict(row) for row in db.session.execute(found).mappings()] if visits else []


def rows_at(doors: Collection[UUID]) -> list[Mapping[str, Any]]:
    """The visits that stand at these doors."""
    return _rows_at_their_doors(Visit.door_id.in_(doors)) if doors else []


def _rows_at_their_doors(condition: ColumnElement[bool]) -> list[Mapping[str, Any]]:
    found = select(*_VISIT).join(TurfDoor, _AT_ITS_DOOR).where(condition, ~Visit.voided)
    return [dict(row) for row in db.session.execute(found).mappings()]


def write_visits(rows: Sequence[Mapping[str, Any]]) -> None:
    """Write visits as their events tell them."""
    upsert(Visit, rows, ("id",))


def _standing(rows: Iterable[Mapping[str, Any]]) -> dict[UUID, Mapping[str, Any]]:
    return {row["id"]: row for row in rows if not row["voided"]}


def write_states(keys: Collection[tuple[UUID, UUID]], counts: Collection[Count]) -> None:
    """Count anew the doors' states in their campaigns, from the visits that stand and from what was counted before."""
    forgotten: dict[tuple[UUID, UUID], list[Count]] = defaultdict(list)
    for count in counts:
        forgotten[count.campaign, count.door].append(count)
    standing = _count_standing(keys)
    states = [_state(key, standing.get(key), forgotten.get(key, ())) for key in sorted(keys)]
    upsert(DoorState, states, ("campaign_id", "door_id"))


def _count_standing(keys: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Row[Any]]:
    """The visits that stand at these doors, counted by campaign and door; and the last of each."""
    if not keys:
        return {}
    rows = db.session.execute(_STANDING, {"doors": {door for _, door in keys}})
    return {(row.campaign_id, row.door_id): row for row in rows}


def _state(key: tuple[UUID, UUID], standing: Row[Any] | None, counts: Collection[Count]) -> dict[str, Any]:
    last, attempts, talks = (standing.id, standing.attempts, standing.talks) if standing else (None, 0, 0)
    return {
        "campaign_id": key[0],
        "door_id": key[1],
        "visit_id": last,
        "attempts": attempts + sum(count.attempts for count in counts),
        "conversations": talks + sum(count.conversations for count in counts),
    }


def asked_at(rows: Iterable[Mapping[str, Any]]) -> set[tuple[UUID, UUID]]:
    """The visits that stand and asked not to be visited again, each with its door."""
    return {
        (row["door_id"], row["id"]) for row in rows if row["result"] == DO_NOT_KNOCK and not row["voided"]
    }


def _renew_marks(asked: set[tuple[UUID, UUID]], withdrawn: set[tuple[UUID, UUID]]) -> list[UUID]:
    touched = {door for door, _ in asked | withdrawn}
    if not touched:
        return []
    locked = lock_doors(touched)
    return renew_marks(locked, asked, asked_at(rows_at(touched)))


def stamp(touched: Touched, revision: int) -> None:
    """Give every live row that shows what was touched the revision under which phones will be told of it."""
    by_campaign: dict[UUID, list[UUID]] = defaultdict(list)
    for campaign_id, door_id in touched.states:
        by_campaign[campaign_id].append(door_id)
    for campaign_id, doors in by_campaign.items():
        db.session.execute(_STAMP, {"campaign": campaign_id, "doors": doors, "number": revision})
    if touched.marks:
        db.session.execute(_STAMP_MARKS, {"doors": touched.marks, "number": revision})
