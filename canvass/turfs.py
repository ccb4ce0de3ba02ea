"""Turfs: the doors one canvasser or pair walks in a shift, and the polygon round them."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    bindparam,
    insert,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from canvass.access import Actor, in_scope
from canvass.campaigns import Campaign
from canvass.db import Base, Geometry, db
from canvass.errors import N_, Conflict, NotFound
from canvass.geo.distance import LonLat, path_metres
from canvass.geo.shapes import Area
from canvass.log import take_numbers
from canvass.revisions import take_turn

STATES = ("live", "retired")
GOOD_FOR = ("short_walk", "stairs", "by_car")
"""Whom a lead would give a turf to: who walks little, who climbs stairs, who drives from door to door."""
FARTHEST_START = 20_000
"""Metres."""
CHUNK = 500
"""How many ids one query names: below every database's limit of parameters."""


class Turf(Base):
    """A turf of a campaign. Which doors it has is stored in `TurfDoor`, never re-derived from the polygon.

    `good_for` holds some of `GOOD_FOR`; `start` is where its walk begins (WGS84), or None: wherever that is shortest.
    """

    __tablename__ = "turfs"
    __table_args__ = (CheckConstraint("state IN ('live', 'retired')", name="state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(500), default="")
    good_for: Mapped[list[str]] = mapped_column(JSON, default=list)
    state: Mapped[str] = mapped_column(String(10), default="live")
    polygon: Mapped[Area] = mapped_column(Geometry)
    start: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    walk_metres: Mapped[int] = mapped_column(default=0)
    rev: Mapped[int] = mapped_column(default=1)


class TurfDoor(Base):
    """A door in a turf, at its place in the walking order. A removed one stays, as a tombstone for phones.

    `live` says that the turf is live and the door not removed: a campaign has each door live once at most.
    `revision` is the log's number of the last change of anything a phone shows of this row.
    """

    __tablename__ = "turf_doors"
    __table_args__ = (
        Index(
            "uq_turf_doors_live",
            "campaign_id",
            "door_id",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
        Index("ix_turf_doors_turf_id_revision", "turf_id", "revision"),
    )

    turf_id: Mapped[UUID] = mapped_column(ForeignKey("turfs.id"), primary_key=True)
    door_id: Mapped[UUID] = mapped_column(ForeignKey("doors.id"), primary_key=True, index=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    position: Mapped[int]
    removed: Mapped[bool] = mapped_column(default=False)
    live: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int]


class TurfRetired(Conflict):
    code = "turf_retired"
    message = N_("Esta zona ya se retiró. Trace una nueva en su lugar.")


def find_turf(turf_id: UUID, actor: Actor) -> Turf:
    """The turf, if its campaign is in the actor's scope; otherwise `NotFound`."""
    found: Turf | None = db.session.scalar(
        in_scope(select(Turf).where(Turf.id == turf_id), actor, Turf.campaign_id)
    )
    if found is None:
        raise NotFound
    return found


def list_turfs(
    campaign: Campaign, state: str | None = None, after: tuple[str, UUID] | None = None, limit: int = 200
) -> Sequence[Turf]:
    """The campaign's turfs by name; the next page begins after (name, id)."""
    query = select(Turf).where(Turf.campaign_id == campaign.id).order_by(Turf.name, Turf.id).limit(limit)
    if state is not None:
        query = query.where(Turf.state == state)
    if after is not None:
        query = query.where(tuple_(Turf.name, Turf.id) > after)
    return db.session.scalars(query).all()


def start_of(turf: Turf) -> LonLat | None:
    """Where its walk begins, if a lead has said so."""
    return None if turf.start is None else (turf.start[0], turf.start[1])


def in_reach(start: Sequence[float], polygon: Area) -> bool:
    """Whether a walk through the polygon may begin there: not beyond the ground that is looked at for its ways."""
    within = polygon.representative_point()
    return path_metres([(start[0], start[1]), (within.x, within.y)]) <= FARTHEST_START


def in_order(good_for: Collection[str]) -> list[str]:
    """These of `GOOD_FOR`, each once, always in that order."""
    return [each for each in GOOD_FOR if each in good_for]


def rewalk(turf: Turf, walk: Sequence[UUID], metres: int) -> None:
    """Give a live turf these doors in this order, which are free or its own. Whoever calls has locked its campaign."""
    turf.walk_metres = metres
    db.session.flush()
    _write_doors(turf, walk)


def retire_turf(turf: Turf, rev: int) -> None:
    """Take the turf out of work: its doors are free for others, its history stays."""
    take_turn(turf, rev)
    if turf.state != "live":
        raise TurfRetired
    turf.state = "retired"
    db.session.flush()
    db.session.execute(update(TurfDoor).where(TurfDoor.turf_id == turf.id).values(live=False))


def show_changes(door_ids: Collection[UUID]) -> None:
    """Give the doors' rows a new revision in every turf: something that phones show changed. Call it last."""
    mine = list(door_ids)
    for start in range(0, len(mine), CHUNK):
        part = mine[start : start + CHUNK]
        query = select(TurfDoor.turf_id, TurfDoor.door_id).where(TurfDoor.door_id.in_(part), TurfDoor.live)
        rows = [
            {"b_turf": turf, "b_door": door}
            for turf, door in db.session.execute(query.order_by(TurfDoor.door_id))
        ]
        _stamp(rows)


def _stamp(rows: list[dict[str, Any]], **values: Any) -> None:
    """Update rows named by `b_turf` and `b_door`, each with a number of its own."""
    if not rows:
        return
    stamped = [
        {**row, "b_revision": number} for row, number in zip(rows, take_numbers(len(rows)), strict=True)
    ]
    change = (
        update(TurfDoor)
        .where(TurfDoor.turf_id == bindparam("b_turf"), TurfDoor.door_id == bindparam("b_door"))
        .values(revision=bindparam("b_revision"), **values)
    )
    db.session.connection().execute(change, stamped)
    db.session.expire_all()


def _write_doors(turf: Turf, walk: Sequence[UUID]) -> None:
    """Make the turf's rows those of the walk: what changed gets a new revision, what left is a tombstone."""
    was = {
        row.door_id: row for row in db.session.scalars(select(TurfDoor).where(TurfDoor.turf_id == turf.id))
    }
    now = {door: position for position, door in enumerate(walk, 1)}
    new = {door: position for door, position in now.items() if door not in was}
    gone = [door for door, row in was.items() if not row.removed and door not in now]
    moved = {
        door: position
        for door, position in now.items()
        if door in was and (was[door].removed or was[door].position != position)
    }
    _stamp([{"b_turf": turf.id, "b_door": door} for door in gone], removed=True, live=False)
    changes = [
        {"b_turf": turf.id, "b_door": door, "b_position": position} for door, position in moved.items()
    ]
    _stamp(changes, removed=False, live=True, position=bindparam("b_position"))
    rows = [
        {
            "turf_id": turf.id,
            "door_id": door,
            "campaign_id": turf.campaign_id,
            "position": position,
            "revision": number,
        }
        for (door, position), number in zip(new.items(), take_numbers(len(new)), strict=True)
    ]
    if rows:
        db.session.execute(insert(TurfDoor), [{**row, "removed": False, "live": True} for row in rows])
