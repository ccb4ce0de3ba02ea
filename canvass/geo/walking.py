"""The order in which a turf is walked, by street and number: up one side of a street and down the other.

Streets follow each other so that the next one is near. A building is never left half done: its doors follow
each other floor by floor from the top (one climbs once, fresh), the lots of a park in the order of their
numbers.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from canvass.geo.addresses import first_number, natural_key, normalise_street
from canvass.geo.distance import LocalProjection

Xy = tuple[float, float]


@dataclass(frozen=True, slots=True)
class WalkDoor:
    """A door to be walked to: lon and lat are WGS84 degrees, `floor` None where none is known or there are
    none."""

    id: str
    number: str
    street: str
    label: str
    lon: float
    lat: float
    place: str
    floor: int | None = None


@dataclass(frozen=True, slots=True)
class _Stop:
    """A place with its doors in walking order, on the local map."""

    number: int | None
    sort: tuple[object, ...]
    at: Xy
    doors: tuple[str, ...]


def by_street(doors: Iterable[WalkDoor]) -> list[str]:
    """The ids of the doors in walking order; the same doors give the same order, however they come."""
    found = list(doors)
    if not found:
        return []
    plane = LocalProjection(min(door.lon for door in found), min(door.lat for door in found))
    streets = [_sides(stops) for stops in _streets(found, plane).values()]
    return [door for stop in _chain(streets) for door in stop.doors]


def _streets(doors: list[WalkDoor], plane: LocalProjection) -> dict[str, list[_Stop]]:
    places: dict[str, list[WalkDoor]] = defaultdict(list)
    for door in doors:
        places[door.place].append(door)
    streets: dict[str, list[_Stop]] = defaultdict(list)
    for _, members in sorted(places.items()):
        first = min(members, key=_content)
        streets[normalise_street(first.street)].append(_stop(members, first, plane))
    return dict(sorted(streets.items()))


def _stop(members: list[WalkDoor], first: WalkDoor, plane: LocalProjection) -> _Stop:
    points = sorted({(door.lon, door.lat) for door in members})
    x, y = plane.to_metres(*_middle(points))
    inside = sorted(members, key=lambda door: (_from_the_top(door), _content(door)))
    key = (natural_key(first.number), x, y, first.place)
    return _Stop(first_number(first.number), key, (x, y), tuple(door.id for door in inside))


def _from_the_top(door: WalkDoor) -> tuple[int, int]:
    return (1, 0) if door.floor is None else (0, -door.floor)


def _content(door: WalkDoor) -> tuple[object, ...]:
    return natural_key(door.label), natural_key(door.number), door.street, door.label, door.number, door.id


def _sides(stops: list[_Stop]) -> tuple[list[_Stop], list[_Stop]]:
    """The odd and the even side in rising order; what has no number is walked after the even ones."""
    odd = [stop for stop in stops if stop.number is not None and stop.number % 2]
    even = [stop for stop in stops if stop.number is None or not stop.number % 2]
    return sorted(odd, key=lambda stop: stop.sort), sorted(even, key=lambda s: (s.number is None, s.sort))


def _ways(sides: tuple[list[_Stop], list[_Stop]]) -> list[list[_Stop]]:
    """The four ways to walk a street: from its low or its high end, the odd or the even side first."""
    odd, even = sides
    return [odd + even[::-1], even + odd[::-1], odd[::-1] + even, even[::-1] + odd]


def _chain(streets: Sequence[tuple[list[_Stop], list[_Stop]]]) -> list[_Stop]:
    """Street after street, each time the one whose nearest way in is the least far. It starts at the street
    that lies farthest out, so that no far corner is left for the end."""
    left = [_ways(sides) for sides in streets]
    centre = _middle([stop.at for ways in left for stop in ways[0]])
    start = max(
        range(len(left)), key=lambda street: (round(_apart(left[street][0][0].at, centre), 3), -street)
    )
    walk = list(left.pop(start)[0])
    while left:
        here = walk[-1].at
        ways_in = (
            (_apart(here, way[0].at), s, w) for s, ways in enumerate(left) for w, way in enumerate(ways)
        )
        _, street, way = min(ways_in)
        walk += left.pop(street)[way]
    return walk


def _middle(points: list[Xy]) -> Xy:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _apart(a: Xy, b: Xy) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])
