"""What leads see and say of doors: the points on a campaign's map, and which doors must not be knocked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, tuple_

from canvass.access import Actor
from canvass.audit import write_act
from canvass.campaigns import Campaign
from canvass.db import db
from canvass.places import Door, Place, find_door, set_mark
from canvass.turfs import TurfDoor, show_changes

PointKey = tuple[UUID, float, float]


@dataclass(frozen=True)
class Point:
    """The doors of one place at one point (WGS84); `taken` of them are in live turfs of the campaign."""

    place: UUID
    kind: str
    lon: float
    lat: float
    doors: int
    taken: int
    do_not_knock: int
    address: str


def points(campaign: Campaign, after: PointKey | None = None, limit: int = 1000) -> list[Point]:
    """The doors that lists still name, by place and point; the next page begins after (place, lon, lat)."""
    point = Door.place_id, Door.lon, Door.lat
    in_turf = (TurfDoor.door_id == Door.id) & (TurfDoor.campaign_id == campaign.id) & TurfDoor.live
    counts = func.count(Door.id), func.count(TurfDoor.door_id), func.count().filter(Door.do_not_knock)
    query = (
        select(*point, *counts)
        .outerjoin(TurfDoor, in_turf)
        .where(Door.vanished_at.is_(None))
        .group_by(*point)
        .order_by(*point)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(*point) > after)
    if (last := _reach(after, limit)) is not None:
        query = query.where(Door.place_id <= last)
    rows = db.session.execute(query).all()
    named = _places([row[0] for row in rows])
    return [_point(named[row[0]], *row) for row in rows]


def _reach(after: PointKey | None, limit: int) -> UUID | None:
    """The place by which a page is full for certain: without it, each page would group all doors that are left."""
    places = select(Door.place_id).where(Door.vanished_at.is_(None)).distinct().order_by(Door.place_id)
    if after is not None:
        places = places.where(Door.place_id >= after[0])
    # The first one may have nothing more to show, each of the others has a point at least.
    return db.session.scalar(places.offset(limit).limit(1))


def _point(place: Place, _id: UUID, lon: float, lat: float, doors: int, taken: int, shunned: int) -> Point:
    return Point(place.id, place.kind, lon, lat, doors, taken, shunned, place.address)


def _places(place_ids: Sequence[UUID]) -> dict[UUID, Place]:
    if not place_ids:
        return {}
    # The ids are sorted: one range holds them all, whatever the database's limit of parameters is.
    query = select(Place).where(Place.id.between(place_ids[0], place_ids[-1]))
    return {place.id: place for place in db.session.scalars(query)}


def keep_from_knocking(door_id: UUID, actor: Actor, reason: str) -> None:
    """Mark a door as not to be knocked at, in every campaign; `reason` is one of `places.REASONS`.

    A lead's mark outlasts the visit at which it may have been asked for.
    """
    door = find_door(door_id)
    if door.do_not_knock and door.do_not_knock_event_id is None:
        return
    set_mark(door, True, reason)
    write_act("do_not_knock_set", actor=actor.member_id, subject=door.id, reason=reason)
    show_changes([door.id])


def allow_knocking(door_id: UUID, actor: Actor, reason: str) -> None:
    """Lift the mark, with a lead's reason, which stays with the door. Only a new visit's wish sets it again."""
    door = find_door(door_id)
    if not door.do_not_knock:
        return
    set_mark(door, False, reason)
    write_act("do_not_knock_lifted", actor=actor.member_id, subject=door.id)
    show_changes([door.id])
