"""Where an address is, by what the organisation has imported: a geocoder of geopy's kind that asks nobody.

First the address itself, known from another list; then its number between those along a street's line, on its side; then
the street; then the town. How well a point is known is said with it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
import shapely
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from shapely.geometry.base import BaseGeometry

from canvass.geo.distance import LocalProjection, LonLat
from canvass.geo.features import Side
from canvass.geo.lists.addresses import first_number, normalise_number, normalise_street, repair
from canvass.geo.lists.rows import EXACT, IN_TOWN, ON_RANGE, ON_STREET
from canvass.geo.plane import reproject

OFF_LINE = 9.0
"""Metres from a street's line to the front of its houses, as far as nobody knows better."""
FROM_CORNER = 12.0
"""Metres: no house stands on a crossing."""
CLOSE, STRAY = 20, 400
"""House numbers: two known ones this near to each other tell where one between them is better than a street's line
does; one farther off than the other number tells nothing."""
LONGEST_STREET = 2500.0
"""Metres: of a longer street its middle tells too little."""


BESIDE = 8
"""House numbers: beside one this near, a point is as good as one between two."""

Numbered = tuple[int, LonLat]


class Address(NamedTuple):
    """What is asked for."""

    number: str
    street: str
    city: str = ""
    postcode: str = ""


class Known(NamedTuple):
    """An address whose point is known."""

    number: str
    street: str
    city: str
    postcode: str
    lon: float
    lat: float


class Line(NamedTuple):
    """A street's piece with the numbers along its sides."""

    name: str
    geometry: BaseGeometry
    left: Side
    right: Side


@dataclass(frozen=True, slots=True)
class Located:
    """A point, and how well it is known: one of `rows.QUALITIES`."""

    lon: float
    lat: float
    quality: str


class LocalGeocoder(Geocoder):  # type: ignore[misc]
    """Finds addresses among places and streets that are given to it once. It never leaves the machine.

    `geocode` is geopy's: a query of words or of `number`, `street`, `city` and `postcode`; `locate` is the same without
    geopy's clothes.
    """

    def __init__(self, places: Iterable[Known], lines: Iterable[Line]) -> None:
        super().__init__(scheme="http", timeout=1, user_agent="canvass")
        self._at: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._along: dict[str, list[Known]] = defaultdict(list)
        self._towns: dict[str, list[LonLat]] = defaultdict(list)
        self._lines: dict[str, list[Line]] = defaultdict(list)
        for place in places:
            street = normalise_street(place.street)
            self._at[normalise_number(place.number), street].append(place)
            self._along[street].append(place)
            for town in _towns_of(place):
                self._towns[town].append((place.lon, place.lat))
        for line in lines:
            self._lines[normalise_street(line.name)].append(line)

    def geocode(
        self, query: str | dict[str, str], *, exactly_one: bool = True, timeout: object = None
    ) -> Location | list[Location] | None:
        """The address's place, its `raw["quality"]` saying how well it is known; None where nothing is known of it."""
        asked = _asked(query)
        found = self.locate(asked)
        if found is None:
            return None
        words = ", ".join(
            filter(None, (f"{asked.number} {asked.street}".strip(), asked.city, asked.postcode))
        )
        place = Location(words, (found.lat, found.lon), {"quality": found.quality})
        return place if exactly_one else [place]

    def reverse(self, query: object, **_options: object) -> None:
        """Not needed: a door's address is never guessed from its point."""
        raise NotImplementedError

    def locate(self, asked: Address) -> Located | None:
        """Where it is, and how well that is known."""
        street = normalise_street(asked.street)
        ways: tuple[Callable[[Address, str], Located | None], ...] = (
            self._by_place,
            self._between_neighbours,
            self._by_line,
            self._by_neighbours,
            self._by_street,
            self._by_town,
        )
        return next((found for way in ways if (found := way(asked, street))), None)

    def _by_place(self, asked: Address, street: str) -> Located | None:
        same = _nearest_town(self._at.get((normalise_number(asked.number), street), ()), asked)
        return Located(*_middle([(place.lon, place.lat) for place in same]), EXACT) if same else None

    def _by_line(self, asked: Address, street: str) -> Located | None:
        number = first_number(asked.number)
        if number is None:
            return None
        best: tuple[tuple[int, int], Line, str, Side] | None = None
        for line in self._lines.get(street, ()):
            for name, side in (("left", line.left), ("right", line.right)):
                if (fit := _fit(number, side)) is None:
                    continue
                elsewhere = bool(asked.postcode and side.postcode and asked.postcode[:5] != side.postcode[:5])
                rank = (int(elsewhere), fit)
                if best is None or rank < best[0]:
                    best = rank, line, name, side
        if best is None:
            return None
        _, line, name, side = best
        return Located(
            *_on_side(line.geometry, _share(number, side), name, line.left == line.right), ON_RANGE
        )

    def _between_neighbours(self, asked: Address, street: str) -> Located | None:
        below, above = self._neighbours(asked, street)
        near = below and above and above[0] - below[0] <= CLOSE
        return self._by_neighbours(asked, street) if near else None

    def _by_neighbours(self, asked: Address, street: str) -> Located | None:
        """Between the nearest known numbers of its side of the street, or beside one of them."""
        below, above = self._neighbours(asked, street)
        number, near = first_number(asked.number), below or above
        if near is None or number is None:
            return None
        if below is None or above is None or above[0] == below[0]:
            return Located(*near[1], ON_RANGE if abs(near[0] - number) <= BESIDE else ON_STREET)
        share = (number - below[0]) / (above[0] - below[0])
        lon, lat = (a + share * (b - a) for a, b in zip(below[1], above[1], strict=True))
        return Located(round(lon, 7), round(lat, 7), ON_RANGE)

    def _neighbours(self, asked: Address, street: str) -> tuple[Numbered | None, Numbered | None]:
        """The nearest known number of its side up to it, and from it on."""
        number = first_number(asked.number)
        if number is None:
            return None, None
        known = _nearest_town(self._along.get(street, ()), asked)
        told = [(n, (each.lon, each.lat)) for each in known if (n := first_number(each.number)) is not None]
        same = [each for each in told if each[0] % 2 == number % 2 and abs(each[0] - number) <= STRAY]
        below = max((each for each in same if each[0] <= number), default=None)
        above = min((each for each in same if each[0] >= number), default=None)
        return below, above

    def _by_street(self, asked: Address, street: str) -> Located | None:
        places = [(place.lon, place.lat) for place in _nearest_town(self._along.get(street, ()), asked)]
        lines = [line.geometry for line in self._lines.get(street, ())]
        points = places or [
            (point.x, point.y) for point in (line.interpolate(0.5, normalized=True) for line in lines)
        ]
        if not points:
            return None
        middle = _middle(points)
        x, y = LocalProjection(*middle).to_metres(*np.array(points).T)
        if float(np.hypot(x, y).max()) > LONGEST_STREET:
            return None
        nearest = points[int(np.hypot(x, y).argmin())]
        return Located(*nearest, ON_STREET)

    def _by_town(self, asked: Address, _street: str) -> Located | None:
        for town in _towns_of(asked):
            if self._towns.get(town):
                return Located(*_middle(self._towns[town]), IN_TOWN)
        return None


def _asked(query: str | dict[str, str]) -> Address:
    if isinstance(query, dict):
        if unknown := set(query) - set(Address._fields):
            raise GeocoderQueryError(f"not a part of an address: {', '.join(sorted(unknown))}")
        return Address(**{"number": "", "street": "", **query})
    street, *area = [part.strip() for part in query.split(",")]
    number, street, _ = repair("", street, "")
    return Address(number, street, area[0] if area else "", _postcode(area))


def _postcode(area: list[str]) -> str:
    digits = [word for part in area for word in part.split() if word.isdigit() and len(word) == 5]
    return digits[-1] if digits else ""


def _towns_of(place: Address | Known) -> Iterator[str]:
    if place.city:
        yield normalise_street(place.city)
    if place.postcode:
        yield place.postcode[:5]


def _nearest_town(places: Iterable[Known], asked: Address) -> list[Known]:
    """Those of the town that was asked for, where one was: else all, if they are of one."""
    found = list(places)
    for told in _towns_of(asked):
        if inside := [place for place in found if told in _towns_of(place)]:
            return inside
    nowhere = not any(_towns_of(asked))
    return [place for place in found if nowhere or not any(_towns_of(place))]


def _fit(number: int, side: Side) -> int | None:
    """0 where the number lies on this side, None where it does not; of the other parity only where both ends differ."""
    first, last = first_number(side.first), first_number(side.last)
    if first is None or last is None or not min(first, last) <= number <= max(first, last):
        return None
    mixed = first % 2 != last % 2
    return 0 if mixed or number % 2 == first % 2 else 1


def _share(number: int, side: Side) -> float:
    first, last = cast(int, first_number(side.first)), cast(int, first_number(side.last))
    return 0.5 if first == last else (number - first) / (last - first)


def _on_side(geometry: BaseGeometry, share: float, side: str, sideless: bool) -> LonLat:
    """The point so far along the line, off it to the side where the houses stand."""
    parts: Any = shapely.get_parts(geometry)
    line = max(parts, key=lambda part: cast(float, part.length))
    lon0, lat0 = shapely.get_coordinates(line)[0].tolist()
    plane = LocalProjection(lon0, lat0)
    flat = reproject(line, plane.to_metres)
    corner = min(FROM_CORNER, flat.length / 3)
    along = corner + share * (flat.length - 2 * corner)
    at, before, after = (
        shapely.get_coordinates(shapely.line_interpolate_point(flat, metres))[0]
        for metres in (along, max(along - 1, 0), min(along + 1, flat.length))
    )
    ahead = after - before
    length = float(np.hypot(*ahead)) or 1.0
    aside = np.array([-ahead[1], ahead[0]]) / length * (OFF_LINE if side == "left" else -OFF_LINE)
    x, y = at if sideless else at + aside
    lon, lat = plane.to_degrees(float(x), float(y))
    return round(lon, 7), round(lat, 7)


def _middle(points: list[LonLat]) -> LonLat:
    lon, lat = np.median(np.array(points), axis=0).tolist()
    return round(lon, 7), round(lat, 7)
