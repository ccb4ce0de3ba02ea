"""What is known of places and doors, as an import compares with it."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import String, func, select, type_coerce

from canvass.audit import Act
from canvass.bulk import one_of
from canvass.db import db, table_of
from canvass.geo.lists.matching import KnownDoor, KnownPlace, Maker
from canvass.geo.lists.unchanged import TOLD, Standing, StandingDoor
from canvass.pinned import Told, told_of_pinned
from canvass.places import Door, Place, PlaceSource

CHUNK = 1000
IMPORTED = "addresses_imported"
IMPORTS = 0x1157
"""PostgreSQL's number for the one import that writes."""
LOOK_AGAIN = 0.5
"""Seconds."""

Moment = tuple[int, int, int]
"""Changes with whatever an import compares with: doors and places are added by people, and changed by imports alone."""

_places, _doors, _names = table_of(Place).c, table_of(Door).c, table_of(PlaceSource).c


def moment() -> Moment:
    """How many places and doors there are, and the last act of an import."""
    counts = (db.session.scalar(select(func.count()).select_from(model)) or 0 for model in (Place, Door))
    last = db.session.scalar(select(func.max(Act.n)).where(Act.act == IMPORTED)) or 0
    return (*counts, last)  # type: ignore[return-value]


def hold_imports(tell: Callable[[int, int], None]) -> None:
    """Until the transaction's end no other import writes. Nobody else waits: an import takes its time (PostgreSQL; on SQLite
    a writer is alone anyway).

    Another import that writes is waited for, however long it takes; `tell` hears of it meanwhile, and may stop it.
    """
    if db.engine.dialect.name != "postgresql":
        return
    # Asked for again and again: who waits in the server is sent away after ten seconds, and tells nobody that they are there.
    while not db.session.scalar(select(func.pg_try_advisory_xact_lock(IMPORTS))):
        tell(0, 0)
        time.sleep(LOOK_AGAIN)


def was_last(digest: str, at: Moment) -> bool:
    """Whether the last import was of this very list, and nothing was added since."""
    places, doors, act = at
    facts = db.session.scalar(select(Act.facts).where(Act.n == act))
    return facts is not None and facts.get("list") == digest and facts.get("known") == [places, doors]


def is_known(source: str) -> bool:
    """Whether this list was imported before."""
    return db.session.scalar(select(_names.source).where(_names.source == source).limit(1)) is not None


def standing_at(keys: Iterable[str], source: str) -> dict[str, list[Standing]]:
    """The places at these addresses with their doors, and with the names that the list gave them."""
    found: dict[str, list[Standing]] = defaultdict(list)
    for part in chunks(keys):
        places: dict[int, Standing] = {}
        at = one_of(_places.address_key, part)
        columns = [_places[name] for name in TOLD]
        told = select(_plain(_places.id), _places.vanished_at.is_not(None), *columns).where(at)
        for place, vanished, *values in db.session.execute(told).fetchall():
            values[TOLD.index("name")] = values[TOLD.index("name")] or ""
            standing = Standing(_number(place), tuple(values), bool(vanished), set(), [])
            places[standing.id] = standing
            found[values[TOLD.index("address_key")]].append(standing)
        for place, *values in db.session.execute(_doors_of(at)).fetchall() if places else ():
            places[_number(place)].doors.append(StandingDoor._make(values))
        for place, by, name in db.session.execute(_names_of(at)).fetchall() if places else ():
            if by == source:
                places[_number(place)].names.add(name)
    return found


def named_before(source: str, names: Iterable[str]) -> set[str]:
    """Which of these ids the list gave to a place or a door."""
    found: set[str] = set()
    for part in chunks(names):
        for columns in (_names, _doors):
            these = select(columns.source_id).where(columns.source == source, one_of(columns.source_id, part))
            found.update(db.session.scalars(these))
    return found


def places_named(source: str, without: Collection[int]) -> list[UUID]:
    """The places that the list named, but for these."""
    named = select(_names.place_id).where(_names.source == source).distinct()
    return [place for place in db.session.scalars(named) if place.int not in without]


def known_places(
    source: str, named: Iterable[UUID], keys: Iterable[str], without: Collection[int]
) -> dict[UUID, KnownPlace[UUID]]:
    """The places of these ids and those at these addresses, but for some; the pinned ones as lists told them."""
    rows = [
        row
        for column, values in ((_places.id, named), (_places.address_key, keys))
        for part in chunks(values)
        for row in db.session.execute(select(*_places).where(one_of(column, part)))
        if row.id.int not in without
    ]
    names: dict[UUID, set[str]] = defaultdict(set)
    elsewhere: set[UUID] = set()
    for part in chunks({row.id for row in rows}):
        for row in db.session.execute(select(*_names).where(one_of(_names.place_id, part))):
            if row.source == source:
                names[row.place_id].add(row.source_id)
            else:
                elsewhere.add(row.place_id)
    told = told_of_pinned()
    return {
        row.id: _known_place(row, frozenset(names.get(row.id, ())), row.id in elsewhere, told.get(row.id))
        for row in rows
    }


def known_doors(source: str, places: Iterable[UUID]) -> dict[UUID, KnownDoor[UUID]]:
    """The doors of these places; those of pinned ones as lists told them."""
    found: dict[UUID, KnownDoor[UUID]] = {}
    told = {door: at for each in told_of_pinned().values() for door, at in each.doors.items()}
    for part in chunks(places):
        for row in db.session.execute(select(*_doors).where(one_of(_doors.place_id, part))):
            maker: Maker = "this" if row.source == source else "another" if row.source else "none"
            own = row.source_id if maker == "this" else None
            vanished = row.vanished_at is not None
            lon, lat = told.get(row.id, (row.lon, row.lat))
            found[row.id] = KnownDoor(
                row.id, row.place_id, row.label, row.floor, lon, lat, vanished, maker, own
            )
    return found


def homes_of(doors: Iterable[UUID]) -> set[UUID]:
    """The places of these doors."""
    found: set[UUID] = set()
    for part in chunks(doors):
        found.update(db.session.scalars(select(_doors.place_id).where(one_of(_doors.id, part))))
    return found


def chunks(items: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """The items in lists of that size."""
    found = list(items)
    return (found[start : start + size] for start in range(0, len(found), size))


def _known_place(row: Any, names: frozenset[str], elsewhere: bool, told: Told | None) -> KnownPlace[UUID]:
    lon, lat, quality = told[:3] if told else (row.lon, row.lat, row.quality)
    return KnownPlace(
        id=row.id,
        kind=row.kind,
        name=row.name or "",
        number=row.number,
        street=row.street,
        city=row.city,
        state=row.state,
        postcode=row.postcode,
        lon=lon,
        lat=lat,
        address_key=row.address_key,
        vanished=row.vanished_at is not None,
        source_ids=names,
        elsewhere=elsewhere,
        quality=quality,
        pinned=told.pinned if told else None,
    )


def _doors_of(at: Any) -> Any:
    told = (_doors.label, _doors.floor, _doors.lon, _doors.lat)
    made = (_doors.vanished_at.is_not(None), _doors.source, _doors.source_id)
    joined = table_of(Door).join(table_of(Place), _places.id == _doors.place_id)
    return select(_plain(_doors.place_id), *told, *made).select_from(joined).where(at)


def _names_of(at: Any) -> Any:
    # Asked for one list's alone, SQLite would read all of that list's for each part.
    joined = table_of(PlaceSource).join(table_of(Place), _places.id == _names.place_id)
    return select(_plain(_names.place_id), _names.source, _names.source_id).select_from(joined).where(at)


def _plain(column: Any) -> Any:
    """An id as its driver gives it: hundreds of thousands are only compared."""
    return type_coerce(column, String)


def _number(plain: Any) -> int:
    return plain.int if isinstance(plain, UUID) else int(plain, 16)
