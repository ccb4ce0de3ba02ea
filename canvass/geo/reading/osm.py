"""Reads OpenStreetMap's `.osm.pbf`: addresses on nodes and buildings, and with them, from the same pass, streets, barriers,
water, parks and buildings.

A building's address stands at its main entrance where it has one, else inside its outline. Nothing rests on the order
of the file's objects but that nodes come before ways, as all extracts have it. Areas of several outlines are put
together from their ways.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import osmium
import shapely
from osmium.filter import KeyFilter
from osmium.osm import NODE, RELATION, WAY
from shapely.geometry.base import BaseGeometry

from canvass.geo.features import RANGE, Feature, Side
from canvass.geo.lists.rows import UNREADABLE, AddressRow, BadRow
from canvass.geo.reading.osm_blocks import parts_of
from canvass.geo.reading.osm_words import addresses_of, area_kind, line_kind
from canvass.geo.reading.source_errors import SourceError

NUMBER = "addr:housenumber"
_FLATS = ("addr:unit", "addr:flats", "addr:door")
_AREA_KEYS = (NUMBER, "building", "natural", "waterway", "leisure", "landuse")
_MAIN = ("main", "yes", "staircase", "home")
_OF_AREAS = ("multipolygon", "boundary", "building")
_FEWEST = 4

Found = Callable[[Feature], None]
Alive = Callable[[], None]
"""Is called every now and then; it may raise to stop the work."""
Xy = tuple[float, float]


def count_addresses(path: Path, alive: Alive = lambda: None) -> int:
    """How many things have a house number, in a fraction of the time that reading them takes."""
    return sum(1 for _ in _search(path, RELATION | WAY | NODE, KeyFilter(NUMBER), alive))


def read_osm(
    path: Path, found: Found | None = None, alive: Alive = lambda: None
) -> Iterator[AddressRow | BadRow]:
    """The file's addresses, each usable or not; everything else goes to `found`. `SourceError` for no such file."""
    reader = _Reader(path, found or (lambda feature: None), alive)
    for rows, (tags, name, where) in enumerate(reader.addressed(), 1):
        if where is None:
            yield BadRow(rows, NUMBER, UNREADABLE, name)
        else:
            yield from addresses_of(tags, name, *where, rows)


class _Reader:
    """One reading of a file, with what ways and relations need to know of the things before them."""

    def __init__(self, path: Path, found: Found, alive: Alive) -> None:
        self.path, self.found, self.alive = path, found, alive
        self.areas: dict[int, tuple[dict[str, str], list[tuple[int, str]]]] = {}
        self.wanted: dict[int, BaseGeometry | None] = {}
        self.entrances: dict[int, tuple[dict[str, str], Xy]] = {}
        self.numbers: dict[int, tuple[str, str]] = {}

    def addressed(self) -> Iterator[tuple[dict[str, str], str, Xy | None]]:
        """Everything with a house number: its tags, its name, its point."""
        self._note_areas()
        keys = KeyFilter(NUMBER, "entrance")
        keys.enable_for(NODE)
        for thing in _walk(osmium.io.File(str(self.path), "pbf"), NODE | WAY, keys, located=True):
            self.alive()
            if thing.is_node():
                yield from self._node(thing)
            else:
                yield from self._way(thing)
        for number, (tags, members) in self.areas.items():
            area = self._joined(members)
            some = [
                (line.coords[0][0], line.coords[0][1])
                for way, _ in members
                if area is None and (line := self.wanted[way])
            ]
            yield from self._area(tags, f"relation/{number}", area, points=some)

    def _note_areas(self) -> None:
        """Relations stand last in a file: which ways they need has to be known before these come by."""
        for relation in _search(self.path, RELATION, KeyFilter(*_AREA_KEYS), self.alive):
            tags = dict(relation.tags)
            members = [(member.ref, member.role) for member in relation.members if member.type == "w"]
            if NUMBER in tags or (tags.get("type") in _OF_AREAS and area_kind(tags)):
                self.areas[relation.id] = tags, members
                self.wanted.update((way, None) for way, _ in members)

    def _node(self, node: Any) -> Iterator[tuple[dict[str, str], str, Xy | None]]:
        tags = dict(node.tags)
        where = (node.lon, node.lat) if node.location.valid() else None
        if NUMBER in tags:
            self.numbers[node.id] = tags[NUMBER], tags.get("addr:street", "")
            yield tags, f"node/{node.id}", where
        elif where and tags.get("entrance", "no") != "no":
            self.entrances[node.id] = tags, where

    def _way(self, way: Any) -> Iterator[tuple[dict[str, str], str, Xy | None]]:
        tags = dict(way.tags)
        wanted = way.id in self.wanted
        if not tags and not wanted:
            return
        if not (
            wanted or NUMBER in tags or area_kind(tags) or line_kind(tags) or "addr:interpolation" in tags
        ):
            return
        points = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
        refs = [node.ref for node in way.nodes]
        if wanted and len(points) > 1:
            self.wanted[way.id] = shapely.LineString(points)
        name = f"way/{way.id}"
        if (kind := line_kind(tags)) and len(points) > 1:
            told = tags.get("name", "") or tags.get("ref", "") * (kind[0] != "street")
            self._tell(*kind, told, name, shapely.LineString(points))
        if "addr:interpolation" in tags and len(points) > 1:
            self._tell_range(tags, name, refs, points)
        if NUMBER in tags or area_kind(tags):
            yield from self._area(tags, name, _outline(points), refs, points)

    def _area(
        self,
        tags: dict[str, str],
        name: str,
        area: BaseGeometry | None,
        refs: Iterable[int] = (),
        points: Iterable[Xy] = (),
    ) -> Iterator[tuple[dict[str, str], str, Xy | None]]:
        if (kind := area_kind(tags)) and area is not None:
            self._tell(*kind, tags.get("name", ""), name, area)
        if NUMBER not in tags:
            return
        doors = [(ref, *self.entrances[ref]) for ref in dict.fromkeys(refs) if ref in self.entrances]
        apart = [door for door in doors if any(key in door[1] for key in _FLATS)]
        for ref, told, where in apart:
            yield {**tags, **{key: told[key] for key in _FLATS if key in told}}, f"node/{ref}", where
        if not apart or any(key in tags for key in _FLATS):
            yield tags, name, _main(doors) or _within(area) or next(iter(points), None)

    def _tell(self, kind: str, detail: str, told: str, name: str, geometry: BaseGeometry) -> None:
        self.found(Feature(kind, detail, told, name, shapely.to_wkb(geometry)))

    def _tell_range(self, tags: dict[str, str], name: str, refs: list[int], points: list[Xy]) -> None:
        """Between two nodes with numbers, the numbers between lie along the line; what side that is nobody asks."""
        ends = [self.numbers.get(refs[0]), self.numbers.get(refs[-1])]
        if ends[0] and ends[1] and len(points) == len(refs):
            street = ends[0][1] or ends[1][1] or tags.get("addr:street", "")
            side = Side(ends[0][0], ends[1][0], tags.get("addr:postcode", ""))
            wkb = shapely.to_wkb(shapely.LineString(points))
            self.found(Feature(RANGE, tags["addr:interpolation"], street, name, wkb, side, side))

    def _joined(self, members: list[tuple[int, str]]) -> BaseGeometry | None:
        """The area that these ways close, without what the inner ones cut out."""
        outer, inner = (
            _polygons(
                [line for way, role in members if (role == "inner") is wanted and (line := self.wanted[way])]
            )
            for wanted in (False, True)
        )
        if outer is None:
            return None
        area = outer if inner is None else shapely.difference(outer, inner)
        return None if shapely.is_empty(area) else area


def _search(path: Path, kinds: Any, keys: Any, alive: Alive) -> Iterator[Any]:
    """The same, without locations, part by part: what is looked for may be rare."""
    for part in parts_of(path):
        alive()
        yield from _walk(osmium.io.FileBuffer(part, "pbf"), kinds, keys)


def _walk(file: Any, kinds: Any, keys: Any, *, located: bool = False) -> Iterator[Any]:
    """The file's things of these kinds that have one of the keys, whatever the file is called."""
    try:
        things = osmium.FileProcessor(file, kinds)
        yield from (things.with_locations() if located else things).with_filter(keys)
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise SourceError from error


def _outline(points: list[Xy]) -> BaseGeometry | None:
    if len(points) < _FEWEST or points[0] != points[-1]:
        return None
    return shapely.make_valid(shapely.Polygon(points))


def _polygons(lines: list[BaseGeometry]) -> BaseGeometry | None:
    if not lines:
        return None
    area = shapely.union_all(shapely.get_parts(shapely.polygonize([shapely.union_all(lines)])))
    return None if shapely.is_empty(area) else area


def _within(area: BaseGeometry | None) -> Xy | None:
    if area is None or area.is_empty:
        return None
    point = shapely.point_on_surface(area)
    return round(point.x, 7), round(point.y, 7)


def _main(doors: list[tuple[int, dict[str, str], Xy]]) -> Xy | None:
    """Where the main entrance is: of several that are no more than entrances, none is."""
    main = [where for _, told, where in doors if told["entrance"] == "main"]
    if main:
        return main[0]
    some = [where for _, told, where in doors if told["entrance"] in _MAIN]
    return some[0] if len(some) == 1 else None
