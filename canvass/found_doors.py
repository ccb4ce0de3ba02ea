"""Doors that somebody found on the walk: `door.added` makes them, `door.reported` says what is wrong with one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, select, tuple_

from canvass.db import db
from canvass.envelopes import Envelope, Fields
from canvass.geo.lists.addresses import address_key
from canvass.places import KINDS, Door, Place
from canvass.turfs import Turf, TurfDoor

ADDED, REPORTED = "door.added", "door.reported"
PROBLEMS = ("missing", "wrong", "unsafe")


@dataclass(frozen=True)
class FoundDoor:
    """A door as the volunteer described it; without a place it is one of its own. WGS84, or no point at all."""

    door: UUID
    turf: UUID
    place: UUID | None
    kind: str
    number: str
    street: str
    label: str
    point: tuple[float, float] | None


def read_found_door(envelope: Envelope) -> FoundDoor:
    """Read `door.added`'s body, or raise `Unreadable`."""
    fields = Fields(envelope.body)
    lon, lat = fields.degrees("lon", 180), fields.degrees("lat", 90)
    return FoundDoor(
        door=fields.uuid("door"),
        turf=fields.uuid("turf"),
        place=fields.uuid_or_none("place"),
        kind=fields.choice("kind", KINDS),
        number=fields.text("number", 40),
        street=fields.text("street", 120),
        label=fields.text("label", 40),
        point=None if lon is None or lat is None else (lon, lat),
    )


def read_report(envelope: Envelope) -> UUID:
    """Read `door.reported`'s body, or raise `Unreadable`; the door of which it speaks."""
    fields = Fields(envelope.body)
    fields.choice("problem", PROBLEMS)
    return fields.uuid("door")


def places_in(pairs: Collection[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Those of these (turf, place) where the turf has a door of the place."""
    query = select(TurfDoor.turf_id, Door.place_id).join(Door, Door.id == TurfDoor.door_id)
    found = query.where(tuple_(TurfDoor.turf_id, Door.place_id).in_(pairs)).distinct()
    return {(row.turf_id, row.place_id) for row in db.session.execute(found)} if pairs else set()


def add_doors(found: Sequence[FoundDoor]) -> list[UUID]:
    """Add those doors that are not there yet, each at the end of its turf's walk; the ids of those that were added.

    Of two who tell of one door the first is believed, whether both come at once or not.
    Where nobody said where it stands, a door stands where its place does, or else at the last door of the walk.
    Their rows have revision 0 until the caller stamps them.
    """
    there = set(db.session.scalars(select(Door.id).where(Door.id.in_([each.door for each in found]))))
    new: dict[UUID, FoundDoor] = {}
    for each in found:
        if each.door not in there:
            new.setdefault(each.door, each)
    for each in new.values():
        _add_door(each)
    return list(new)


def _add_door(found: FoundDoor) -> None:
    turf = db.session.get_one(Turf, found.turf)
    place = db.session.get_one(Place, found.place) if found.place else _make_place(found, turf)
    lon, lat = found.point or (place.lon, place.lat)
    door = Door(id=found.door, place_id=place.id, label=_free_label(place.id, found.label), lon=lon, lat=lat)
    db.session.add(door)
    db.session.flush()
    last = db.session.scalar(select(func.max(TurfDoor.position)).where(TurfDoor.turf_id == turf.id)) or 0
    row = TurfDoor(
        turf_id=turf.id, door_id=door.id, campaign_id=turf.campaign_id, position=last + 1, revision=0
    )
    row.removed, row.live = False, turf.state == "live"
    db.session.add(row)
    db.session.flush()


def _make_place(found: FoundDoor, turf: Turf) -> Place:
    neighbour = _last_place(turf.id)
    middle = turf.polygon.representative_point()
    lon, lat = found.point or ((neighbour.lon, neighbour.lat) if neighbour else (middle.x, middle.y))
    city, state, postcode = (
        (neighbour.city, neighbour.state, neighbour.postcode) if neighbour else ("", "", "")
    )
    place = Place(
        id=uuid4(),
        kind=found.kind,
        number=found.number,
        street=found.street,
        city=city,
        state=state,
        postcode=postcode,
        lon=lon,
        lat=lat,
        address_key=address_key(found.number, found.street, city, postcode)[:200],
    )
    db.session.add(place)
    db.session.flush()
    return place


def _last_place(turf_id: UUID) -> Place | None:
    query = select(Place).join(Door, Door.place_id == Place.id).join(TurfDoor, TurfDoor.door_id == Door.id)
    of_turf = (
        query.where(TurfDoor.turf_id == turf_id, ~TurfDoor.removed)
        .order_by(TurfDoor.position.desc())
        .limit(1)
    )
    found: Place | None = db.session.scalar(of_turf)
    return found


def _free_label(place_id: UUID, label: str) -> str:
    """The label, numbered if the place has a door of that name: two people may have found the same one."""
    taken = set(db.session.scalars(select(Door.label).where(Door.place_id == place_id)))
    candidate, n = label, 1
    while candidate in taken:
        n += 1
        candidate = f"{label[:34]} ({n})".strip()
    return candidate
