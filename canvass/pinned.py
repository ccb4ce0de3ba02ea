"""Points that a person put or confirmed: what lists tell of these places is kept beside, and never shows.

An import compares with what lists told, and changes that; so the same list again changes nothing, a newer one may say
something else, and where a person put the place it stays. Taken out, the place is again where lists say.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from canvass.bulk import one_of
from canvass.db import Base, db, table_of
from canvass.geo.distance import LonLat
from canvass.geo.lists.rows import BY_HAND
from canvass.places import Door, Place

SAME = 2e-7
"""Degrees, some centimetres: a door this near to its place's point stands on it."""

Row = Mapping[str, Any]


class Pin(Base):
    """Where a person put a place, WGS84, and what lists told of the place and its doors (`{door: [lon, lat]}`)."""

    __tablename__ = "place_pins"
    __table_args__ = (CheckConstraint(f"quality IN {BY_HAND!r}", name="quality"),)

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    lon: Mapped[float]
    lat: Mapped[float]
    quality: Mapped[str] = mapped_column(String(10))
    told_lon: Mapped[float]
    told_lat: Mapped[float]
    told_quality: Mapped[str] = mapped_column(String(10))
    told_doors: Mapped[dict[str, list[float]]] = mapped_column(JSON)


class Told(NamedTuple):
    """What lists told of a place that is pinned, and of its doors; and where it is pinned."""

    lon: float
    lat: float
    quality: str
    doors: dict[UUID, LonLat]
    pinned: LonLat


_pins, _places, _doors = table_of(Pin).c, table_of(Place).c, table_of(Door).c


def told_of_pinned(among: Collection[UUID] | None = None) -> dict[UUID, Told]:
    """What lists told of every place that is pinned, or of those among these."""
    pins = select(*_pins) if among is None else select(*_pins).where(one_of(_pins.place_id, list(among)))
    return {row.place_id: _told(row) for row in db.session.execute(pins)}


def shifted(at: LonLat, was: LonLat, now: LonLat) -> LonLat:
    """Where a door goes whose place goes from `was` to `now`: a house's onto the same point, a park's lots side by side."""
    if was == now:
        return at
    if abs(at[0] - was[0]) <= SAME and abs(at[1] - was[1]) <= SAME:
        return now
    return round(at[0] + now[0] - was[0], 7), round(at[1] + now[1] - was[1], 7)


def pin_down(place: Place, at: LonLat, quality: str) -> None:
    """Put the place and its doors there, for good; whoever calls has the place's turn."""
    pin = db.session.get(Pin, place.id)
    if pin is None:
        doors = {str(door.id): [door.lon, door.lat] for door in place.all_doors}
        pin = Pin(place_id=place.id, told_lon=place.lon, told_lat=place.lat, told_quality=place.quality)
        pin.told_doors = doors
        db.session.add(pin)
    _move(place, at)
    place.lon, place.lat, place.quality = *at, quality
    pin.lon, pin.lat, pin.quality = *at, quality
    db.session.flush()


def take_out(place: Place) -> bool:
    """Put the place and its doors back to where lists say; whether it was pinned at all."""
    pin = db.session.get(Pin, place.id)
    if pin is None:
        return False
    told = _told(pin)
    _move(place, (told.lon, told.lat), told.doors)
    place.lon, place.lat, place.quality = told[:3]
    db.session.delete(pin)
    db.session.flush()
    return True


def lift(places: Collection[UUID]) -> None:
    """Put what is pinned of these places where lists say, for as long as an import writes what they say now.

    Until its end nobody else puts one of them; all others are no concern of an import's.
    """
    # Their keys are not locked: who adds a door to one meanwhile waits for nobody (PostgreSQL). Their doors are, in the
    # order in which pushes have it: of two that waited for each other, PostgreSQL would end the import.
    for named, among in ((_places.id, _places.id), (_doors.id, _doors.place_id)):
        turn = select(named).where(one_of(among, list(places))).order_by(named)
        db.session.execute(turn.with_for_update(key_share=True))
    told = told_of_pinned(places)
    _write(Place, [_at(place, each[:2], quality=each.quality) for place, each in told.items()])
    _write(Door, [_at(door, at) for each in told.values() for door, at in each.doors.items()])


def put_back(places: Collection[UUID]) -> None:
    """Note what lists say now of what is pinned of these places, and put it back to where a person put it."""
    told = told_of_pinned(places)
    if not told:
        return
    doors: dict[UUID, dict[UUID, LonLat]] = {}
    at_pins = select(_doors.id, _doors.place_id, _doors.source, _doors.lon, _doors.lat)
    for row in db.session.execute(at_pins.where(one_of(_doors.place_id, list(told)))):
        # What somebody found on the walk, since it was pinned, is where they found it.
        if row.source is not None or row.id in told[row.place_id].doors:
            doors.setdefault(row.place_id, {})[row.id] = (row.lon, row.lat)
    now = select(_places.id, _places.lon, _places.lat, _places.quality)
    pins, points, moved = [], [], []
    for place, lon, lat, quality in db.session.execute(now.where(one_of(_places.id, list(told)))):
        here, pinned = doors.get(place, {}), told[place].pinned
        words = {str(door): list(at) for door, at in here.items()}
        pins.append(
            {"b_id": place, "told_lon": lon, "told_lat": lat, "told_quality": quality, "told_doors": words}
        )
        points.append(_at(place, pinned))
        moved += [_at(door, shifted(at, (lon, lat), pinned)) for door, at in here.items()]
    _write(Pin, pins)
    _write(Place, points)
    _write(Door, moved)
    qualities = select(_pins.quality).where(_pins.place_id == _places.id).scalar_subquery()
    these = one_of(_places.id, list(told))
    db.session.connection().execute(update(table_of(Place)).where(these).values(quality=qualities))


def _told(row: Any) -> Told:
    doors = {UUID(door): (lon, lat) for door, (lon, lat) in row.told_doors.items()}
    return Told(row.told_lon, row.told_lat, row.told_quality, doors, (row.lon, row.lat))


def _move(place: Place, at: LonLat, known: Mapping[UUID, LonLat] | None = None) -> None:
    was = place.lon, place.lat
    for door in place.all_doors:
        door.lon, door.lat = (known or {}).get(door.id) or shifted((door.lon, door.lat), was, at)


def _at(named: UUID, at: Iterable[float], **more: Any) -> Row:
    lon, lat = at
    return {"b_id": named, "lon": lon, "lat": lat, **more}


def _write(model: type[Base], rows: Sequence[Row]) -> None:
    """Update rows named by `b_id`; all have the same keys."""
    if not rows:
        return
    table = table_of(model)
    (key,) = table.primary_key.columns
    changes = {name: bindparam(name, type_=table.c[name].type) for name in rows[0] if name != "b_id"}
    change = update(table).where(key == bindparam("b_id", type_=key.type)).values(changes)
    db.session.connection().execute(change, rows)
