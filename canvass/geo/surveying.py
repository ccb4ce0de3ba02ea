"""What a drawn polygon would make: the free doors in it, the order of their walk, what it overlaps."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from canvass.geo.distance import LonLat, path_metres
from canvass.geo.shapes import Area, contains, square_metres, subtract
from canvass.geo.walking import Metric, WalkDoor, walk_order

LEAST_OVERLAP_SQUARE_METRES = 1.0

Id = TypeVar("Id")


@dataclass(frozen=True, slots=True)
class SeenDoor(Generic[Id]):
    """A door near a polygon. `turf` is the live turf that it is in, or None; a `shunned` one joins no other:
    nobody may knock there, or no list names it any more."""

    door: WalkDoor
    turf: Id | None
    do_not_knock: bool
    shunned: bool


@dataclass(frozen=True, slots=True)
class Claim(Generic[Id]):
    """A live turf: its id, its name and its polygon (WGS84)."""

    turf: Id
    name: str
    polygon: Area


@dataclass(frozen=True, slots=True)
class Overlap(Generic[Id]):
    """A turf that the polygon overlaps, and how many of that turf's doors lie in it."""

    turf: Id
    name: str
    doors: int


@dataclass(frozen=True)
class Survey(Generic[Id]):
    """A polygon's free doors in walking order, and what other turfs leave of the polygon (None if nothing).
    `do_not_knock` counts the doors in it that must not be knocked at."""

    walk: list[WalkDoor]
    do_not_knock: int
    overlapping: list[Overlap[Id]]
    polygon: Area | None

    @property
    def doors(self) -> int:
        return len(self.walk)

    @property
    def places(self) -> int:
        return len({door.place for door in self.walk})

    @property
    def walk_metres(self) -> int:
        """Metres from door to door in the order of the walk, as the crow flies."""
        return round(path_metres([(door.lon, door.lat) for door in self.walk]))


def survey(
    drawn: Area,
    seen: Collection[SeenDoor[Id]],
    others: Sequence[Claim[Id]],
    own: Id | None = None,
    metric: Metric | None = None,
    start: LonLat | None = None,
) -> Survey[Id]:
    """What the drawn polygon (WGS84) would make as a new turf, or as the new polygon of the turf `own`.

    The walk is short by the metric (None: as the crow flies), and begins at `start` (WGS84), or anywhere. The other turfs
    are cut away. A shunned door joins no turf, but stays in `own` while the polygon holds it.
    """
    inside = _within(drawn, seen)
    theirs = Counter(one.turf for one in inside if one.turf not in (None, own))
    left = subtract(drawn, [other.polygon for other in others]) if others else drawn
    free = _within(left, [one for one in inside if one.turf in (None, own)])
    walked = {one.door.id: one.door for one in free if one.turf is not None or not one.shunned}
    return Survey(
        walk=[walked[door] for door in walk_order(walked.values(), start=start, metric=metric)],
        do_not_knock=sum(one.do_not_knock for one in free),
        overlapping=[
            Overlap(other.turf, other.name, theirs[other.turf])
            for other in others
            if theirs[other.turf] or _overlap(drawn, other.polygon)
        ],
        polygon=left,
    )


def _within(area: Area | None, seen: Collection[SeenDoor[Id]]) -> list[SeenDoor[Id]]:
    if area is None or not seen:
        return []
    held = contains(area, [one.door.lon for one in seen], [one.door.lat for one in seen])
    return [one for one, inside in zip(seen, held, strict=True) if inside]


def _overlap(a: Area, b: Area) -> bool:
    return square_metres(a.intersection(b)) >= LEAST_OVERLAP_SQUARE_METRES
