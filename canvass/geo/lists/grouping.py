"""From rows to places and their doors: rows at one normalised address within 30 m are one place.

Nothing here depends on the order of the rows: the same rows make the same places, whatever list they come
from.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter

from canvass.geo.lists import kinds
from canvass.geo.lists.addresses import address_key, floor_of, natural_key, normalise_number, normalise_street
from canvass.geo.lists.clusters import Xy, clusters, is_lot, use_of
from canvass.geo.lists.drafts import DoorDraft, PlaceDraft
from canvass.geo.lists.entries import Entry, entries_of
from canvass.geo.lists.rows import QUALITIES, AddressRow

_TALL = 9


def places_of(rows: Iterable[AddressRow]) -> list[PlaceDraft]:
    """The places and doors that the rows describe, sorted by address: all of a list, or all of some of its streets.

    Units become doors of their building; a count of units without labels becomes doors "1" to "n"; shells and
    what is no home make places without doors; lots of one named park are one park. An id may stand there several
    times, and then names nothing.
    """
    places = _with_shells([_place(cluster) for cluster in clusters(rows)])
    places.sort(key=_content)
    return places


def _place(rows: list[AddressRow]) -> PlaceDraft:
    if len(rows) == 1 and not rows[0].unit and rows[0].unit_count < 2:
        return _lone(rows[0])
    return _shared(rows)


def _lone(row: AddressRow) -> PlaceDraft:
    """What `_shared` makes of one row that is one house, in a fifth of the time: most rows are."""
    use = use_of(row)
    lon, lat = round(row.lon, 7), round(row.lat, 7)
    home = use.home and not row.parent
    return PlaceDraft(
        source_ids=(row.source_id,) if row.source_id else (),
        number=row.number,
        street=row.street,
        city=row.city,
        state=row.state,
        postcode=row.postcode,
        name=row.name,
        kind=_lone_kind(use.kind, home, row.parent),
        lon=lon,
        lat=lat,
        address_key=address_key(row.number, row.street, row.city, row.postcode),
        doors=(DoorDraft(row.source_id or None, "", None, row.lon, row.lat),) if home else (),
        quality=row.quality,
    )


def _lone_kind(told: str, home: bool, parent: bool) -> str:
    if home:
        own = (kinds.APARTMENT_BUILDING, kinds.HOUSE)
        return told if told in own else kinds.HOUSE if told == kinds.MOBILE_HOME_PARK else kinds.OTHER
    if parent:
        return kinds.APARTMENT_BUILDING
    return kinds.PUBLIC_SPACE if told == kinds.PUBLIC_SPACE else kinds.OTHER


def _shared(rows: list[AddressRow]) -> PlaceDraft:
    homes = [row for row in rows if use_of(row).home and not row.parent]
    entries = entries_of(homes)
    kind = _kind(rows, homes, len(entries))
    number, street = _address(rows)
    doors = _doors(entries, kind, number)
    lon, lat = _middle(doors or rows)
    city, postcode = _told(rows, "city"), _told(rows, "postcode")
    return PlaceDraft(
        source_ids=_in_order(row.source_id for row in rows if row.source_id),
        number=number,
        street=street,
        city=city,
        state=_told(rows, "state"),
        postcode=postcode,
        name=_told(rows, "name"),
        kind=kind,
        lon=lon,
        lat=lat,
        address_key=address_key(number, street, city, postcode),
        doors=doors,
        duplicates=_duplicates(homes, entries),
        quality=min((row.quality for row in rows), key=QUALITIES.index),
    )


def _in_order(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(ids), key=lambda source_id: (natural_key(source_id), source_id)))


def _doors(entries: list[Entry], kind: str, number: str) -> tuple[DoorDraft, ...]:
    ordered = sorted(entries, key=lambda e: (natural_key(e.label), e.label, e.source_id or ""))
    tallest = max(_TALL, len(entries)) if kind == kinds.APARTMENT_BUILDING else 0
    return tuple(
        DoorDraft(e.source_id, e.label, _floor(e.label, number, tallest), e.row.lon, e.row.lat)
        for e in ordered
    )


def _floor(label: str, number: str, tallest: int) -> int | None:
    """The floor that the label tells, unless the building has too few doors to be so tall: "4001" among nine
    flats."""
    floor = floor_of(label, number) if tallest else None
    return floor if floor is not None and floor <= tallest else None


def _duplicates(homes: list[AddressRow], entries: list[Entry]) -> int:
    return len(homes) - len({id(entry.row) for entry in entries})


def _kind(rows: list[AddressRow], homes: list[AddressRow], doors: int) -> str:
    told = {use_of(row).kind for row in homes}
    if kinds.MOBILE_HOME_PARK in told or any(map(is_lot, homes)):
        return kinds.MOBILE_HOME_PARK if doors > 1 or any(map(is_lot, homes)) else kinds.HOUSE
    if doors > 1 or kinds.APARTMENT_BUILDING in told:
        return kinds.APARTMENT_BUILDING
    if doors:
        return kinds.HOUSE if kinds.HOUSE in told else kinds.OTHER
    if any(row.parent for row in rows):
        return kinds.APARTMENT_BUILDING
    idle = Counter(use_of(row).kind for row in rows)
    return kinds.PUBLIC_SPACE if idle[kinds.PUBLIC_SPACE] else kinds.OTHER


def _address(rows: list[AddressRow]) -> tuple[str, str]:
    """The number and street that most rows share; no number where each has its own."""
    street = _most(row.street for row in rows)
    here = [row for row in rows if normalise_street(row.street) == normalise_street(street)]
    numbers = {normalise_number(row.number) for row in here}
    return (_most(row.number for row in here) if len(numbers) == 1 else ""), street


def _told(rows: list[AddressRow], field: str) -> str:
    return _most(filter(None, map(attrgetter(field), rows)))


def _most(values: Iterable[str]) -> str:
    """The commonest value, the first in the alphabet of several; "" of none."""
    found = list(values)
    if len(found) < 2:
        return found[0] if found else ""
    counts = Counter(found)
    return min(counts, key=lambda value: (-counts[value], value))


def _middle(points: Sequence[DoorDraft] | Sequence[AddressRow]) -> Xy:
    distinct = sorted({(point.lon, point.lat) for point in points})
    lon, lat = (sum(axis) / len(distinct) for axis in zip(*distinct, strict=True))
    return round(lon, 7), round(lat, 7)


def _with_shells(places: list[PlaceDraft]) -> list[PlaceDraft]:
    """A building's shell may have another number than its units ("114" where they have "112-114"): on the
    same point of the same street it is the same building."""
    homes: dict[tuple[float, float, str], list[int]] = defaultdict(list)
    for index, place in enumerate(places):
        if place.doors:
            homes[_spot(place)].append(index)
    shells = [place for place in places if _is_shell(place) and homes[_spot(place)]]
    kept = {
        index: place for index, place in enumerate(places) if not (_is_shell(place) and homes[_spot(place)])
    }
    for shell in sorted(shells, key=_content):
        home = min(homes[_spot(shell)], key=lambda index: _content(places[index]))
        ids = _in_order((*kept[home].source_ids, *shell.source_ids))
        kept[home] = kept[home]._replace(source_ids=ids, name=kept[home].name or shell.name)
    return list(kept.values())


def _is_shell(place: PlaceDraft) -> bool:
    return place.kind == kinds.APARTMENT_BUILDING and not place.doors


def _content(place: PlaceDraft) -> tuple[object, ...]:
    """All that tells a place from others, its address first."""
    doors = [(door.label, door.source_id or "", door.lon, door.lat) for door in place.doors]
    told = (place.number, place.street, place.city, place.state, place.postcode, place.kind, place.duplicates)
    return (place.address_key, place.lon, place.lat, place.name, place.source_ids, told, doors)


def _spot(place: PlaceDraft) -> tuple[float, float, str]:
    return round(place.lon, 6), round(place.lat, 6), normalise_street(place.street)
