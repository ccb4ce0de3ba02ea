"""Imports: a list of addresses becomes places and doors, and loses nothing that people added to them.

A door keeps its id, and with it its do-not-knock mark, its visits and its turfs, whatever newer lists say.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, insert, select, update

from canvass.audit import write_act
from canvass.db import Base, db
from canvass.geo.comparing import OF_PLACES, Difference, compare
from canvass.geo.grouping import DoorDraft, PlaceDraft, group_places
from canvass.geo.matching import KnownDoor, KnownPlace, Maker
from canvass.geo.rows import AddressRow, BadRow
from canvass.geo.sources import NoUsableRow, count_lines, read_rows
from canvass.members import Organisation
from canvass.places import Door, Place, PlaceSource
from canvass.turfs import TurfDoor, show_changes

Tell = Callable[[int, int], None]
"""Is told how much is done, of how much; it may raise to stop the work."""

CHUNK = 1000
DIGEST = 9

Row = dict[str, Any]


@dataclass(frozen=True)
class Listing:
    """What a file says, before it is compared with anything: places with doors, and unusable rows."""

    drafts: list[PlaceDraft]
    rows: int
    rejected: list[BadRow]


def read_listing(path: Path, mapping: Mapping[str, str], tell: Tell) -> Listing:
    """Read a file whole: the first half of the work of which `tell` is told, `bring_in` is the other.

    Raises `SourceError` or `MappingError` for a file that cannot be read so.
    """
    rejected: list[BadRow] = []
    lines = max(1, count_lines(path))
    seen = 0

    def usable() -> Iterator[AddressRow]:
        nonlocal seen
        for seen, row in enumerate(read_rows(path, mapping), 1):
            if seen % CHUNK == 0:
                tell(min(seen, lines), 2 * lines)
            if isinstance(row, BadRow):
                rejected.append(row)
            else:
                yield row

    drafts = [_fitting(draft) for draft in group_places(usable())]
    return Listing(drafts, seen, rejected)


def bring_in(listing: Listing, source: str, *, dry_run: bool, by: UUID | None, tell: Tell) -> Row:
    """Compare what the list called `source` says with what is known, write the difference, and report it.

    A dry run reports exactly the same and writes nothing. Idempotent: the same list again changes nothing.
    `NoUsableRow` for a list that would only make everything vanish.
    """
    if not dry_run:
        if not listing.drafts:
            raise NoUsableRow
        # One import at a time: what it compares with must not change before it writes.
        db.session.execute(select(Organisation.id).with_for_update())
    places = _known_places(source, {draft.address_key for draft in listing.drafts})
    doors = _known_doors(source, places)
    difference = compare(listing.drafts, places, doors, uuid4)
    report = _report(listing, difference, dry_run)
    if not dry_run:
        _write(difference, source, listing.rows, tell)
        counts = {noun: report[noun] for noun in ("places", "doors")}
        write_act("addresses_imported", actor=by, rows=listing.rows, **counts)
        show_changes(_in_turfs(difference.shown))
    tell(2 * listing.rows, 2 * listing.rows)
    return report


def _report(listing: Listing, difference: Difference[UUID], dry_run: bool) -> Row:
    reasons = Counter(row.reason for row in listing.rejected)
    return {
        "rows": listing.rows,
        "places": {
            "added": len(difference.places_new),
            "updated": len(difference.places_changed),
            "unchanged": difference.places_same,
            "vanished": len(difference.places_vanished),
        },
        "doors": {
            "added": len(difference.doors_new),
            "updated": len(difference.doors_changed),
            "unchanged": difference.doors_same,
            "vanished": len(difference.doors_vanished),
        },
        "without_doors": sum(not draft.doors for draft in listing.drafts),
        "duplicates": sum(draft.duplicates for draft in listing.drafts),
        "rejected": dict(sorted(reasons.items())),
        "rejected_rows": len(listing.rejected),
        "dry_run": dry_run,
    }


def _known_places(source: str, keys: Iterable[str]) -> dict[UUID, KnownPlace[UUID]]:
    """The places that the list named before, and those at one of these addresses."""
    named = select(PlaceSource.place_id, PlaceSource.source_id).where(PlaceSource.source == source)
    ids: dict[UUID, set[str]] = {}
    for place_id, source_id in db.session.execute(named):
        ids.setdefault(place_id, set()).add(source_id)
    elsewhere = set(
        db.session.scalars(select(PlaceSource.place_id).where(PlaceSource.source != source).distinct())
    )
    columns = Place.__table__.c
    rows = [
        row
        for part in _chunks(ids)
        for row in db.session.execute(select(*columns).where(columns.id.in_(part)))
    ]
    for part in _chunks(keys):
        rows += db.session.execute(select(*columns).where(columns.address_key.in_(part)))
    return {row.id: _known_place(row, frozenset(ids.get(row.id, ())), row.id in elsewhere) for row in rows}


def _known_place(row: Any, names: frozenset[str], elsewhere: bool) -> KnownPlace[UUID]:
    return KnownPlace(
        id=row.id,
        kind=row.kind,
        name=row.name or "",
        number=row.number,
        street=row.street,
        city=row.city,
        state=row.state,
        postcode=row.postcode,
        lon=row.lon,
        lat=row.lat,
        address_key=row.address_key,
        vanished=row.vanished_at is not None,
        source_ids=names,
        elsewhere=elsewhere,
    )


def _known_doors(source: str, places: Iterable[UUID]) -> dict[UUID, KnownDoor[UUID]]:
    columns = Door.__table__.c
    found: dict[UUID, KnownDoor[UUID]] = {}
    for part in _chunks(places):
        for row in db.session.execute(select(*columns).where(columns.place_id.in_(part))):
            maker: Maker = "this" if row.source == source else "another" if row.source else "none"
            own = row.source_id if maker == "this" else None
            vanished = row.vanished_at is not None
            found[row.id] = KnownDoor(
                row.id, row.place_id, row.label, row.floor, row.lon, row.lat, vanished, maker, own
            )
    return found


def _write(difference: Difference[UUID], source: str, rows: int, tell: Tell) -> None:
    now = datetime.now(UTC)
    gone = {"vanished_at": now}
    work: list[tuple[Callable[[list[Any]], None], Sequence[Any]]] = [
        (_inserting(Place), [{"id": place, **_of_place(draft)} for place, draft in difference.places_new]),
        (_updating(Place), [{"id": place, **_of_place(draft)} for place, draft in difference.places_changed]),
        (_updating(Place), [{"id": place, **gone} for place in difference.places_vanished]),
        (_inserting(Door), [_new_door(*new, source) for new in difference.doors_new]),
        (
            _updating(Door),
            [{"id": door, **_of_door(home, draft)} for door, home, draft in difference.doors_changed],
        ),
        (
            _updating(Door),
            [{"id": door, "source": source, "source_id": name} for door, name in difference.doors_claimed],
        ),
        (_updating(Door), [{"id": door, **gone} for door in difference.doors_vanished]),
        (_dropping_names(source), [*difference.names_dropped, *(name for name, _ in difference.names_moved)]),
        (
            _inserting(PlaceSource),
            [
                {"source": source, "source_id": name, "place_id": place}
                for name, place in (*difference.names_moved, *difference.names_new)
            ],
        ),
    ]
    total = max(1, sum(len(items) for _, items in work))
    done = 0
    for write, items in work:
        for part in _chunks(items):
            write(part)
            done += len(part)
            tell(rows + rows * done // total, 2 * rows)


def _inserting(model: type[Base]) -> Callable[[list[Any]], None]:
    return lambda rows: _many(insert(model.__table__), rows)  # type: ignore[arg-type]


def _updating(model: type[Base]) -> Callable[[list[Any]], None]:
    """Update rows by their `id`; all rows of one call have the same keys."""
    columns = model.__table__.c

    def write(rows: list[Any]) -> None:
        changes: Row = {name: bindparam(f"b_{name}") for name in rows[0] if name != "id"}
        change = update(model.__table__).where(columns.id == bindparam("b_id")).values(changes)  # type: ignore[arg-type]
        _many(change, [{f"b_{name}": value for name, value in row.items()} for row in rows])

    return write


def _dropping_names(source: str) -> Callable[[list[Any]], None]:
    def write(names: list[Any]) -> None:
        named = PlaceSource.source == source, PlaceSource.source_id.in_(names)
        db.session.execute(
            delete(PlaceSource).where(*named), execution_options={"synchronize_session": False}
        )

    return write


def _many(statement: Any, rows: list[Any]) -> None:
    db.session.connection().execute(statement, rows)


def _of_place(draft: PlaceDraft) -> Row:
    told = {name: getattr(draft, name) for name in OF_PLACES}
    return {**told, "name": draft.name or None, "vanished_at": None}


def _of_door(home: UUID, draft: DoorDraft) -> Row:
    place_and_point = {"place_id": home, "lon": draft.lon, "lat": draft.lat}
    return {**place_and_point, "label": draft.label, "floor": draft.floor, "vanished_at": None}


def _new_door(door: UUID, home: UUID, draft: DoorDraft, source: str) -> Row:
    made = {"id": door, "source": source, "source_id": draft.source_id, "do_not_knock": False}
    return {**made, **_of_door(home, draft)}


def _in_turfs(doors: set[UUID]) -> list[UUID]:
    if not doors:
        return []
    return sorted(
        doors.intersection(db.session.scalars(select(TurfDoor.door_id).where(TurfDoor.live).distinct()))
    )


def _chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    found = list(items)
    return (found[start : start + CHUNK] for start in range(0, len(found), CHUNK))


def _fitting(draft: PlaceDraft) -> PlaceDraft:
    """The draft as the columns can hold it. A text by which it is found again keeps a digest of what was cut."""
    doors = tuple(
        replace(door, label=_short(door.label, 40), source_id=door.source_id and _short(door.source_id, 80))
        for door in draft.doors
    )
    return replace(
        draft,
        source_ids=tuple(_short(source_id, 80) for source_id in draft.source_ids),
        address_key=_short(draft.address_key, 200),
        doors=doors,
        number=draft.number[:40],
        street=draft.street[:120],
        city=draft.city[:80],
        state=draft.state[:20],
        postcode=draft.postcode[:12],
        name=draft.name[:120],
    )


def _short(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:DIGEST]
    return f"{text[: longest - DIGEST - 1]}~{digest}"
