"""Which doors a plan may have: free ones, that lists still name, where people may knock, as its filter says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, String, case, func, or_, select, type_coerce

from canvass.audit import happened_since
from canvass.bulk import one_of
from canvass.db import db, table_of
from canvass.geo.distance import path_metres
from canvass.geo.drafting.laying import lay_doors
from canvass.geo.drafting.layouts import PlanDoors, pack_doors, unpack_doors
from canvass.geo.lists.addresses import natural_key
from canvass.geo.shapes import Area, contains
from canvass.known_places import IMPORTED
from canvass.pins import CONFIRMED_THERE, GIVEN_BACK, PUT
from canvass.places import Door, Place
from canvass.turfs import Turf, TurfDoor
from canvass.visits import Visit

NOT_HOME = "not_home"
MOVERS = (IMPORTED, PUT, CONFIRMED_THERE, GIVEN_BACK)
LONGEST_WRITING = timedelta(minutes=10)
"""An act may be written so long before what it tells of can be seen."""
MOVED_METRES = 15.0
"""A door that was put less far away makes no other walk."""


@dataclass(frozen=True)
class Filter:
    """Which doors a lead wants: those not visited since a day (the organisation's), those where somebody knocked and
    nobody was ever home."""

    not_visited_since: date | None = None
    never_home: bool = False


@dataclass(frozen=True)
class Stock:
    """A plan's doors, always the same ones, with their ids and those of their places."""

    doors: PlanDoors
    ids: list[UUID]
    places: list[UUID]

    def pack(self) -> bytes:
        return pack_doors(self.doors, ids=_bytes_of(self.ids), places=_bytes_of(self.places))

    def ids_of(self, walk: NDArray[np.int64]) -> list[UUID]:
        """The doors of a walk."""
        return [self.ids[number] for number in walk]

    def metres_of(self, walk: NDArray[np.int64]) -> int:
        """How long a walk is, as the crow flies from door to door."""
        return round(path_metres(list(zip(self.doors.lon[walk], self.doors.lat[walk], strict=True))))

    @classmethod
    def unpack(cls, packed: bytes) -> "Stock":
        doors, beside = unpack_doors(packed)
        return cls(doors, _ids_of(beside["ids"]), _ids_of(beside["places"]))


def find_stock(campaign_id: UUID, area: Area | None, wanted: Filter, time_zone: ZoneInfo) -> Stock | None:
    """The doors that a plan of the campaign may have, in an area or everywhere; None where there are none."""
    in_turf = (TurfDoor.door_id == Door.id) & (TurfDoor.campaign_id == campaign_id) & TurfDoor.live
    query = (
        select(Door.id, Door.place_id, Door.label, Door.floor, Door.lon, Door.lat, Place.street)
        .join(Place, Place.id == Door.place_id)
        .outerjoin(TurfDoor, in_turf)
        .where(TurfDoor.door_id.is_(None), Door.vanished_at.is_(None), ~Door.do_not_knock)
        .where(*_conditions(campaign_id, wanted, time_zone))
        .order_by(Place.street, Door.place_id, Door.id)
    )
    if area is not None:
        west, south, east, north = area.bounds
        query = query.where(Door.lon.between(west, east), Door.lat.between(south, north))
    rows = _as_counted(db.session.execute(query).all())
    if area is not None and rows:
        inside = contains(area, [row.lon for row in rows], [row.lat for row in rows])
        rows = [row for row, within in zip(rows, inside, strict=True) if within]
    return _stock(rows) if rows else None


def as_they_stand(stock: Stock) -> tuple[Stock, NDArray[np.bool_]]:
    """The stock with every door where it is now, on the same plane; and which of them were put elsewhere, by somebody or by
    a newer list, since the stock was kept."""
    these, numbers = table_of(Door).c, {door.int: number for number, door in enumerate(stock.ids)}
    lon, lat = stock.doors.lon.copy(), stock.doors.lat.copy()
    now = select(type_coerce(these.id, String), these.lon, these.lat).where(one_of(these.id, stock.ids))
    found = db.session.execute(now).fetchall()
    at = [numbers[door.int if isinstance(door, UUID) else int(door, 16)] for door, _, _ in found]
    lon[at], lat[at] = [lon for _, lon, _ in found], [lat for _, _, lat in found]
    doors = replace(stock.doors, lon=lon, lat=lat)
    return replace(stock, doors=doors), np.hypot(*(doors.xy - stock.doors.xy).T) > MOVED_METRES


def may_have_moved(since: datetime) -> bool:
    """Whether somebody put a place since, or an import may have: without that, no door is elsewhere."""
    return happened_since(MOVERS, since - LONGEST_WRITING)


def stock_of_turfs(turfs: Sequence[UUID]) -> tuple[Stock, list[list[int]]]:
    """All doors of these turfs, whatever is known of them, and the walk of each turf as numbers of them."""
    query = (
        select(
            Door.id,
            Door.place_id,
            Door.label,
            Door.floor,
            Door.lon,
            Door.lat,
            Place.street,
            TurfDoor.turf_id,
            TurfDoor.position,
        )
        .join(Place, Place.id == Door.place_id)
        .join(TurfDoor, TurfDoor.door_id == Door.id)
        .where(TurfDoor.turf_id.in_(turfs), ~TurfDoor.removed)
        .order_by(Place.street, Door.place_id, Door.id)
    )
    rows = _as_counted(db.session.execute(query).all())
    walks: dict[UUID, list[tuple[int, int]]] = {turf: [] for turf in turfs}
    for number, row in enumerate(rows):
        walks[row.turf_id].append((row.position, number))
    return _stock(rows), [[number for _, number in sorted(walk)] for walk in walks.values()]


def taken_ground(campaign_id: UUID) -> tuple[list[Area], list[str]]:
    """The live turfs' polygons, and every name that a turf of the campaign has."""
    turfs = db.session.execute(
        select(Turf.name, Turf.state, Turf.polygon).where(Turf.campaign_id == campaign_id).order_by(Turf.id)
    ).all()
    return [turf.polygon for turf in turfs if turf.state == "live"], [turf.name for turf in turfs]


def _conditions(campaign_id: UUID, wanted: Filter, time_zone: ZoneInfo) -> Iterator[ColumnElement[bool]]:
    stands = Visit.campaign_id == campaign_id, ~Visit.voided
    if wanted.not_visited_since is not None:
        since = datetime.combine(wanted.not_visited_since, time.min, time_zone)
        yield Door.id.not_in(select(Visit.door_id).where(*stands, Visit.at >= since))
    if wanted.never_home:
        others = func.sum(case((Visit.result == NOT_HOME, 0), else_=1))
        yield Door.id.in_(select(Visit.door_id).where(*stands).group_by(Visit.door_id).having(others == 0))


def _as_counted(rows: Sequence[Any]) -> list[Any]:
    """The doors of each place in the order in which people count their labels."""
    found: list[Any] = []
    for _, place in groupby(rows, key=lambda row: row.place_id):
        mine = list(place)
        found += sorted(mine, key=lambda row: natural_key(row.label)) if len(mine) > 1 else mine
    return found


def _stock(rows: Sequence[Any]) -> Stock:
    streets = sorted({row.street for row in rows})
    numbers = {street: number for number, street in enumerate(streets)}
    places: dict[UUID, int] = {}
    doors = lay_doors(
        np.array([row.lon for row in rows], float),
        np.array([row.lat for row in rows], float),
        np.array([places.setdefault(row.place_id, len(places)) for row in rows], np.int64),
        np.array([-1 if row.floor is None else row.floor for row in rows], np.int64),
        np.array([numbers[row.street] for row in rows], np.int64),
        streets,
    )
    return Stock(doors, [row.id for row in rows], [row.place_id for row in rows])


def find_unavailable(campaign_id: UUID, doors: Sequence[UUID]) -> set[UUID]:
    """Those of these doors that no new turf of the campaign may have: in a live one, no longer named by lists, not to be
    knocked at."""
    rows, these = table_of(TurfDoor).c, table_of(Door).c
    live = select(rows.door_id).where(rows.campaign_id == campaign_id, rows.live, one_of(rows.door_id, doors))
    shunned = select(these.id).where(
        one_of(these.id, doors), or_(these.do_not_knock, these.vanished_at.is_not(None))
    )
    return {*db.session.scalars(live), *db.session.scalars(shunned)}


def _bytes_of(ids: Sequence[UUID]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(each.bytes for each in ids), np.uint8)


def _ids_of(packed: NDArray[np.uint8]) -> list[UUID]:
    told = packed.tobytes()
    return [UUID(bytes=told[at : at + 16]) for at in range(0, len(told), 16)]
