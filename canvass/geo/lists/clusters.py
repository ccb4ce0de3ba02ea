"""Which rows of a list are about one place: the same normalised address, the same spot, or the same named
park."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from canvass.geo.distance import LocalProjection
from canvass.geo.lists.addresses import address_key, natural_key, normalise_street, normalise_unit
from canvass.geo.lists.kinds import MOBILE_HOME_PARK, Use, judge
from canvass.geo.lists.rows import AddressRow

ONE_PLACE_METRES = 30.0
ONE_PARK_METRES = 150.0

_PARK_STREET = re.compile(
    r"\b(?:(?:trailer|mobile|mobile ?home|manufactured home) (?:pk|park|ct|vlg|ests|cmn|community)|mhp|mhc)\b"
)
_LOT = re.compile(r"\blot [a-z]?[0-9]")

Xy = tuple[float, float]


def clusters(rows: Iterable[AddressRow]) -> Iterator[list[AddressRow]]:
    """The rows, those of one place together and in an order that depends on their content alone."""
    buckets: dict[str, list[AddressRow]] = defaultdict(list)
    for row in rows:
        buckets[_bucket(row)].append(row)
    for key, bucket in buckets.items():
        yield from _clusters(key, bucket)


def use_of(row: AddressRow) -> Use:
    """What the row says its building is used for."""
    return judge(row.kind, row.residential)


def is_lot(row: AddressRow) -> bool:
    """Whether the row's unit is a lot, as in a mobile-home park."""
    return bool(row.unit) and bool(_LOT.search(normalise_unit(row.unit)))


def park_of(row: AddressRow) -> str:
    """The name that the lots of one mobile-home park share, "" for what is in none."""
    mobile = use_of(row).kind == MOBILE_HOME_PARK
    if row.name and (mobile or is_lot(row)):
        return normalise_street(row.name)
    street = normalise_street(row.street)
    return street if mobile and _PARK_STREET.search(street) else ""


def park_key(row: AddressRow) -> str:
    """What the lots of one park have in common, whatever their streets; "" for what is in none."""
    park = park_of(row)
    return f"park|{park}|{normalise_street(row.city)}" if park else ""


def _bucket(row: AddressRow) -> str:
    if park := park_key(row):
        return park
    named = "" if row.number or row.unit else normalise_street(row.name)
    return f"{address_key(row.number, row.street, row.city, row.postcode)}|{named}"


def _clusters(key: str, bucket: list[AddressRow]) -> Iterator[list[AddressRow]]:
    """Rows that a chain of short steps connects: 30 m from one to the next, 150 m among the lots of a
    park."""
    if len(bucket) == 1:
        yield bucket
        return
    step = ONE_PARK_METRES if key.startswith("park|") or _is_park(bucket) else ONE_PLACE_METRES
    bucket.sort(key=_content)
    groups: dict[int, list[AddressRow]] = defaultdict(list)
    for group, row in zip(_linked(_metres(bucket), step), bucket, strict=True):
        groups[group].append(row)
    yield from groups.values()


def _is_park(rows: list[AddressRow]) -> bool:
    return any(map(is_lot, rows)) or sum(use_of(row).kind == MOBILE_HOME_PARK for row in rows) > 1


def _content(row: AddressRow) -> tuple[object, ...]:
    """All that a row says except where it stood in its file."""
    counting = (natural_key(row.unit), natural_key(row.source_id), row.lon, row.lat, natural_key(row.number))
    address = (row.unit, row.source_id, row.number, row.street, row.city, row.state, row.postcode, row.name)
    return (*counting, *address, row.kind, row.unit_count, str(row.residential), row.parent)


def _metres(rows: Sequence[AddressRow]) -> list[Xy]:
    plane = LocalProjection(min(row.lon for row in rows), min(row.lat for row in rows))
    return [plane.to_metres(row.lon, row.lat) for row in rows]


def _linked(points: Sequence[Xy], step: float) -> list[int]:
    """The connected group of each point: a sweep from west to east over distinct points, joined in a
    union-find forest."""
    places = sorted(set(points))
    parent = list(range(len(places)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = i = parent[parent[i]]
        return i

    for i, (x, y) in enumerate(places):
        for j in range(i + 1, len(places)):
            dx = places[j][0] - x
            if dx > step:
                break
            if dx * dx + (places[j][1] - y) ** 2 <= step * step:
                parent[root(j)] = root(i)
    number = {place: root(i) for i, place in enumerate(places)}
    return [number[point] for point in points]
