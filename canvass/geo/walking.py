"""The order in which a turf is walked: the shortest walk that can be found over its places.

A building is never left half done: its doors follow each other floor by floor from the top (one climbs once,
fresh). A place that spreads over more ground than a building, as a park of mobile homes does, is walked to point
by point, along its lanes. Where there is no compiled code the order is by street and number (`by_street`): up one
side of a street and down the other, the next street near; a walk that is a third longer.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from canvass.geo.compiled import NotCompiled
from canvass.geo.distance import LocalProjection, LonLat
from canvass.geo.lists.addresses import first_number, natural_key, normalise_street
from canvass.geo.tours import shortest_order

MOST_PLACES = 2_000
"""Nobody walks more in one turf; a polygon over a whole town is previewed by street."""
ONE_BUILDING = 30.0
"""Metres: doors of one place whose points lie closer together than this are behind one entrance."""
ONE_POINT = 0.5
"""Metres: points are told apart if they differ by as much."""

Xy = tuple[float, float]
Degrees = NDArray[np.float64]


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


class Metric(Protocol):
    """What counts as the way from a point to another, where it is not the straight line."""

    def metres(self, lon: Degrees, lat: Degrees) -> Degrees:
        """Metres from each point to each, float64 (n, n), symmetric, of WGS84 degrees (n,); infinite where there is
        no way."""
        ...


def walk_order(
    doors: Iterable[WalkDoor],
    *,
    start: LonLat | None = None,
    closed: bool = False,
    metric: Metric | None = None,
    seed: int = 0,
) -> list[str]:
    """The ids of the doors in the order of a short walk: all of them, each once.

    `start` is a point (WGS84) where the walk begins, as where the car stands; without it, it begins wherever the
    walk is shortest. A closed walk comes back to where it began. The same doors and seed give the same order,
    however the doors come. Without compiled code, or beyond 2,000 places, the order is by street and `start` is not
    heeded.
    """
    found = _on_one_side(doors)
    sites = _sites(found)
    if not sites or len(sites) > MOST_PLACES:
        return by_street(found)
    lon, lat = np.array([site.lon_lat for site in sites]).reshape(-1, 2).T
    if start is not None:
        lon, lat = np.append(_near(start[0], lon), lon), np.append(start[1], lat)
    try:
        order = shortest_order(
            _straight(lon, lat) if metric is None else metric.metres(lon, lat),
            start=None if start is None else 0,
            closed=closed,
            seed=seed,
        )
    except NotCompiled:
        return by_street(found)
    if start is not None:
        order = order[order > 0] - 1
    return [door for site in order for door in sites[site].doors]


@dataclass(frozen=True, slots=True)
class _Site:
    """A point that is walked to, and its doors in walking order: a building, several at one point, or a lot."""

    lon_lat: LonLat
    doors: tuple[str, ...]


def _sites(doors: Sequence[WalkDoor]) -> list[_Site]:
    """Sorted by street and number, so that nothing depends on how the doors came."""
    if not doors:
        return []
    plane = LocalProjection(min(door.lon for door in doors), min(door.lat for door in doors))
    places: dict[str, list[WalkDoor]] = defaultdict(list)
    for door in doors:
        places[door.place].append(door)
    at_point: dict[Xy, list[list[WalkDoor]]] = defaultdict(list)
    for _, members in sorted(places.items()):
        for stop in _stops_of(members, plane):
            at_point[_square(_centre(stop), plane)].append(stop)
    found = [sorted(stops, key=_address) for stops in at_point.values()]
    found.sort(key=lambda stops: _address(stops[0]))
    return [
        _Site(_centre(stops[0]), tuple(door for stop in stops for door in _inside(stop))) for stops in found
    ]


def _stops_of(place: list[WalkDoor], plane: LocalProjection) -> list[list[WalkDoor]]:
    """A building is one stop; the lots of a park, or the houses of a close, are one each."""
    points: dict[Xy, list[WalkDoor]] = defaultdict(list)
    for door in place:
        points[_square((door.lon, door.lat), plane)].append(door)
    (west, east), (south, north) = ((min(side), max(side)) for side in zip(*points, strict=True))
    return [place] if math.hypot(east - west, north - south) <= ONE_BUILDING else list(points.values())


def _square(point: LonLat, plane: LocalProjection) -> Xy:
    x, y = plane.to_metres(*point)
    return round(x / ONE_POINT) * ONE_POINT, round(y / ONE_POINT) * ONE_POINT


def _centre(stop: list[WalkDoor]) -> LonLat:
    return _middle(sorted({(door.lon, door.lat) for door in stop}))


def _inside(stop: list[WalkDoor]) -> list[str]:
    return [door.id for door in sorted(stop, key=lambda door: (_from_the_top(door), _content(door)))]


def _address(stop: list[WalkDoor]) -> tuple[object, ...]:
    first = min(stop, key=_content)
    return normalise_street(first.street), natural_key(first.number), _content(first), first.place


def _straight(lon: Degrees, lat: Degrees) -> Degrees:
    """Points in metres."""
    if not len(lon):
        return np.zeros((0, 2))
    return np.column_stack(LocalProjection(float(lon.mean()), float(lat.mean())).to_metres(lon, lat))


def _on_one_side(doors: Iterable[WalkDoor]) -> list[WalkDoor]:
    """The doors, with those west of the antimeridian at more than 180° where there are some on both sides."""
    found = list(doors)
    if found and max(door.lon for door in found) - min(door.lon for door in found) > 180:
        return [replace(door, lon=door.lon + 360) if door.lon < 0 else door for door in found]
    return found


def _near(lon: float, others: Degrees) -> float:
    """The same longitude, on the others' side of the antimeridian."""
    return lon if not len(others) else lon + 360 * round((float(others[0]) - lon) / 360)


@dataclass(frozen=True, slots=True)
class _Stop:
    """A place with its doors in walking order, on the local map."""

    number: int | None
    sort: tuple[object, ...]
    at: Xy
    doors: tuple[str, ...]


def by_street(doors: Iterable[WalkDoor]) -> list[str]:
    """The ids of the doors in walking order; the same doors give the same order, however they come."""
    found = _on_one_side(doors)
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
    x, y = plane.to_metres(*_centre(members))
    key = (natural_key(first.number), x, y, first.place)
    return _Stop(first_number(first.number), key, (x, y), tuple(_inside(members)))


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
