"""Points of places that a person looks at: which are not sure, and what a lead says of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import case, exists, func, select, tuple_

from canvass.access import Actor, in_scope
from canvass.audit import write_act
from canvass.db import db
from canvass.errors import N_, Conflict
from canvass.geo.distance import LocalProjection, LonLat, geodesic_metres, local_metres
from canvass.geo.lists.rows import CONFIRMED, PLACED, UNSURE
from canvass.geo.shapes import contains
from canvass.pinned import pin_down, take_out
from canvass.places import IS_UNSURE, Door, Place, find_place
from canvass.revisions import take_turn
from canvass.turfs import Turf, TurfDoor, show_changes

PUT, CONFIRMED_THERE, GIVEN_BACK = "point_placed", "point_confirmed", "point_given_back"
"""Acts: after these a place may be elsewhere."""
FAR_METRES = 3000
"""Whoever moves a place farther is asked first whether that is meant."""
NEAR_METRES, MOST_NEIGHBOURS = 400, 400

UnsureKey = tuple[int, str, str, UUID]


class FarAway(Conflict):
    code = "far_away"
    message = N_("Ese punto queda a %(km)s km de donde estaba. Si es correcto, confírmelo.")


@dataclass(frozen=True)
class PlacePoint:
    """A place as a point on the map (WGS84), how well it is known, and how many doors it has."""

    id: UUID
    kind: str
    name: str | None
    number: str
    street: str
    city: str
    lon: float
    lat: float
    quality: str
    rev: int
    doors: int


@dataclass(frozen=True)
class Outside:
    """A live turf that has doors of the place, outside its own outline."""

    turf: UUID
    name: str
    campaign: UUID


_ITS_DOORS = Door.place_id == Place.id, Door.vanished_at.is_(None)
_COUNTED = select(func.count(Door.id)).where(*_ITS_DOORS).correlate(Place).scalar_subquery()
_HAS_DOORS = exists().where(*_ITS_DOORS).correlate(Place)
_POINT = (
    Place.id,
    Place.kind,
    Place.name,
    Place.number,
    Place.street,
    Place.city,
    Place.lon,
    Place.lat,
    Place.quality,
    Place.rev,
)
_RANK = case(*((Place.quality == quality, rank) for rank, quality in enumerate(UNSURE)), else_=len(UNSURE))


def unsure(after: UnsureKey | None = None, limit: int = 200) -> Sequence[PlacePoint]:
    """Places with doors whose points are not sure: the worst first, then by street; the next page begins after
    (place in `UNSURE`, street, number, id)."""
    key = (_RANK, Place.street, Place.number, Place.id)
    query = _with_doors(select(*_POINT, _COUNTED)).order_by(*key).limit(limit)
    if after is not None:
        query = query.where(tuple_(*key) > after)
    return [PlacePoint(*row) for row in db.session.execute(query)]


def count_unsure() -> int:
    """How many there are."""
    return db.session.scalar(_with_doors(select(func.count()).select_from(Place))) or 0


def neighbours(place_id: UUID) -> list[PlacePoint]:
    """Other places with doors within 400 m, the nearest first."""
    place = find_place(place_id)
    at, plane = (place.lon, place.lat), LocalProjection(place.lon, place.lat)
    lon, lat = NEAR_METRES / plane.east, NEAR_METRES / plane.north
    box = (
        Place.lon.between(place.lon - lon, place.lon + lon),
        Place.lat.between(place.lat - lat, place.lat + lat),
    )
    query = select(*_POINT, _COUNTED).where(
        Place.vanished_at.is_(None), Place.id != place.id, _HAS_DOORS, *box
    )
    points = [PlacePoint(*row) for row in db.session.execute(query)]
    near = [(metres, p.id, p) for p in points if (metres := local_metres(at, (p.lon, p.lat))) <= NEAR_METRES]
    return [point for _, _, point in sorted(near)[:MOST_NEIGHBOURS]]


def place_point(place_id: UUID, actor: Actor, rev: int, at: LonLat, *, far: bool = False) -> Place:
    """Put the place there, and its doors with it; no list and no geocoder moves it again.

    `Stale` where `rev` is an old one. `FarAway` for more than 3 km, unless that is meant. Turfs keep their doors;
    phones learn of it.
    """
    place = _turn(place_id, rev)
    metres = geodesic_metres((place.lon, place.lat), at)
    if metres > FAR_METRES and not far:
        raise FarAway(km=round(metres / 1000))
    pin_down(place, (round(at[0], 7), round(at[1], 7)), PLACED)
    write_act(PUT, actor=actor.member_id, subject=place.id, metres=round(metres))
    return _shown(place)


def confirm_point(place_id: UUID, actor: Actor, rev: int) -> Place:
    """Say that the place is where its point is: it stays there, as if somebody had put it."""
    place = _turn(place_id, rev)
    pin_down(place, (place.lon, place.lat), CONFIRMED)
    write_act(CONFIRMED_THERE, actor=actor.member_id, subject=place.id)
    return _shown(place)


def give_point_back(place_id: UUID, actor: Actor, rev: int) -> Place:
    """Let the place be where lists say it is, as if nobody had put or confirmed it."""
    place = _turn(place_id, rev)
    if take_out(place):
        write_act(GIVEN_BACK, actor=actor.member_id, subject=place.id)
    return _shown(place)


def outside_turfs(place: Place, actor: Actor) -> list[Outside]:
    """Live turfs that have doors of the place, though it lies outside them; of campaigns that the actor sees."""
    with_doors = (
        select(TurfDoor.turf_id)
        .join(Door, Door.id == TurfDoor.door_id)
        .where(Door.place_id == place.id, TurfDoor.live)
    )
    turfs = select(Turf).where(Turf.id.in_(with_doors)).order_by(Turf.name, Turf.id)
    return [
        Outside(turf.id, turf.name, turf.campaign_id)
        for turf in db.session.scalars(in_scope(turfs, actor, Turf.campaign_id))
        if not contains(turf.polygon, [place.lon], [place.lat])[0]
    ]


def _turn(place_id: UUID, rev: int) -> Place:
    place = find_place(place_id)
    # An import puts pinned places that it changes back to their lists for a moment: it has their turn then.
    take_turn(place, rev)
    return place


def _shown(place: Place) -> Place:
    show_changes([door.id for door in place.all_doors])
    return place


def _with_doors(query: Any) -> Any:
    return query.where(IS_UNSURE, _HAS_DOORS)
