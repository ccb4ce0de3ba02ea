"""Writes what an import found out: new places and doors by the hundred thousand, changed ones by their ids."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, text, update

from canvass.bulk import insert_plain
from canvass.db import Base, db, table_of
from canvass.geo.lists.comparing import OF_PLACES, Difference
from canvass.geo.lists.drafts import DoorDraft, PlaceDraft
from canvass.geo.lists.unchanged import TOLD, nameless
from canvass.known_places import chunks, homes_of
from canvass.places import Door, Place, PlaceSource

DIGEST = 9
MANY = 10_000

Done = Callable[[int], None]
"""Is told how many more items are written."""

Row = dict[str, Any]

PLACE = ("id", *TOLD)
DOOR = ("id", "place_id", "source", "source_id", "label", "floor", "lon", "lat", "do_not_knock")
NAME = ("source", "source_id", "place_id")
_NAME = PLACE.index("name") - 1


def add_places(drafts: Sequence[PlaceDraft], source: str) -> None:
    """Write places that nobody knew, with their doors, under the names that the list gives them."""
    places, doors, names = [], [], []
    ids = _random_ids(len(drafts) + sum(len(draft.doors) for draft in drafts))
    for draft in drafts:
        place = next(ids)
        told: list[Any] = [*draft[1:11], draft.quality]
        told[_NAME] = told[_NAME] or None
        places.append((place, *told))
        names += [(source, name, place) for name in draft.source_ids or (nameless(str(UUID(place))),)]
        doors += [
            (next(ids), place, source, source_id, label, floor, lon, lat, False)
            for source_id, label, floor, lon, lat in draft.doors
        ]
    insert_plain(Place, PLACE, places)
    insert_plain(Door, DOOR, doors)
    insert_plain(PlaceSource, NAME, names)


def take_stock(new: int) -> None:
    """After many new places, have PostgreSQL see at once how many there are: by itself it finds out within minutes, and
    until then reads all of them for each few that the next import asks for. A table at which somebody else is at work in this
    way is left to them: nobody's import fails for it."""
    if new >= MANY and db.engine.dialect.name == "postgresql":
        tables = ", ".join(table_of(model).name for model in (Place, Door, PlaceSource))
        db.session.execute(text(f"ANALYZE (SKIP_LOCKED) {tables}"))


def size_of(difference: Difference[UUID]) -> int:
    """How many items `apply` has to write."""
    return sum(len(items) for _, items in _work(difference, ""))


def touched(differences: Iterable[Difference[UUID]]) -> set[UUID]:
    """The known places of which a list changes something, or of whose doors; also those that a door goes away from."""
    places, doors = set[UUID](), list[UUID]()
    for each in differences:
        places.update(place for place, _ in each.places_changed)
        places.update(each.places_vanished)
        places.update(home for _, home, _ in (*each.doors_new, *each.doors_changed))
        doors += [door for door, _, _ in each.doors_changed]
        doors += [door for door, _ in each.doors_claimed]
        doors += each.doors_vanished
    return places | homes_of(doors)


def apply(difference: Difference[UUID], source: str, done: Done) -> None:
    """Write what the list changes of the known places and doors, and what it adds to them."""
    for write, items in _work(difference, source):
        for part in chunks(items):
            write(part)
            done(len(part))


def fitting(draft: PlaceDraft) -> PlaceDraft:
    """The draft as the columns can hold it. A text by which it is found again keeps a digest of what was cut."""
    if _fits(draft):
        return draft
    doors = tuple(
        door._replace(label=_short(door.label, 40), source_id=door.source_id and _short(door.source_id, 80))
        for door in draft.doors
    )
    return draft._replace(
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


def _fits(draft: PlaceDraft) -> bool:
    """Whether it is as short as nearly all are."""
    shortest = max(len(draft.state), len(draft.postcode)) <= 12
    rest = len(draft.number) <= 40 and len(draft.street) + len(draft.city) + len(draft.name) <= 80
    return (
        shortest
        and rest
        and len(draft.address_key) <= 200
        and all(len(source_id) <= 80 for source_id in draft.source_ids)
        and all(len(door.label) <= 40 and len(door.source_id or "") <= 80 for door in draft.doors)
    )


def _short(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:DIGEST]
    return f"{text[: longest - DIGEST - 1]}~{digest}"


def _random_ids(count: int) -> Iterator[str]:
    """Ids as `uuid4` draws them, in hexadecimal digits and drawn at once: a state has more than half a million."""
    digits = os.urandom(16 * count).hex()
    for start in range(0, 32 * count, 32):
        variant = "89ab"[int(digits[start + 16], 16) & 3]
        yield f"{digits[start : start + 12]}4{digits[start + 13 : start + 16]}{variant}{digits[start + 17 : start + 32]}"


def _work(
    difference: Difference[UUID], source: str
) -> list[tuple[Callable[[list[Any]], None], Sequence[Any]]]:
    now = datetime.now(UTC)
    gone = {"vanished_at": now}
    return [
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


def _inserting(model: type[Base]) -> Callable[[list[Any]], None]:
    return lambda rows: _many(insert(model.__table__), rows)  # type: ignore[arg-type]


def _updating(model: type[Base]) -> Callable[[list[Any]], None]:
    """Update rows by their `id`; all rows of one call have the same keys."""
    columns = model.__table__.c

    def write(rows: list[Any]) -> None:
        changes: Row = {name: bindparam(f"b_{name}") for name in rows[0] if name != "id"}
        if "lon" in changes and "rev" in columns:
            changes["rev"] = columns.rev + 1
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
