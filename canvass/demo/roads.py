"""The ground of the demo town: a river in its valley, a highway beside it, a small grid, roads that wind up
the slopes.

All in metres on a local map, x along the valley (east), y across it (north); everything follows from one
random generator.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from shapely import LineString, Point, Polygon
from shapely.ops import substring

from canvass.demo import names

Xy = tuple[float, float]
Curve = Callable[[float], float]

STEP = 12.0
HALF_VALLEY = 1900.0
CLEARANCE = 75.0
MOUTH = 90.0
TRIES = 300

LANE_SPACING = 44.0
LOT_SPACING = 15.5
LOTS_A_SIDE = 8
GAPS = frozenset((17, 36, 50, 51))


@dataclass(frozen=True)
class Road:
    """A street's middle line, how far apart its houses stand (0: nobody lives on it) and how far back."""

    name: str
    line: LineString
    spacing: float
    setback: float = 16.0


@dataclass
class Ground:
    """All that doesn't move: the river, the roads in the order they were built, the park and its lots."""

    river: LineString
    roads: list[Road] = field(default_factory=list)
    park: Polygon = field(default_factory=Polygon)
    lots: list[Xy] = field(default_factory=list)

    def road(self, name: str) -> Road:
        """The road of that name."""
        return next(road for road in self.roads if road.name == name)

    def fits(self, line: LineString) -> bool:
        """Whether a road along the line would keep its distance from all that is there, but for its own
        mouth."""
        mouth, beyond = substring(line, STEP / 2, MOUTH), substring(line, MOUTH, line.length)
        if not line.is_simple or line.crosses(self.river) or beyond.distance(self.river) < CLEARANCE:
            return False
        if beyond.distance(self.park) < CLEARANCE:
            return False
        return all(beyond.distance(r.line) > CLEARANCE and not mouth.intersects(r.line) for r in self.roads)


def lay_ground(rng: Random) -> Ground:
    """The town's ground, the same from generators in the same state."""
    phase = rng.uniform(0, math.tau)

    def valley(x: float) -> float:
        return 190 * math.sin(x / 620 + phase) + 50 * math.sin(x / 290 + 2 * phase)

    def river(x: float) -> float:
        return valley(x) + 42 * math.sin(x / 105 + phase) * math.cos(x / 510)

    ground = Ground(river=_along(river, -HALF_VALLEY - 300, HALF_VALLEY + 300))
    _lay_town(ground, valley)
    _lay_park(ground)
    _lay_mountain_roads(ground, rng)
    _lay_spurs(ground, rng)
    return ground


def _along(curve: Curve, start: float, end: float) -> LineString:
    steps = round((end - start) / STEP)
    xs = [start + (end - start) * i / steps for i in range(steps + 1)]
    return LineString([(x, curve(x)) for x in xs])


def _lay_town(ground: Ground, valley: Curve) -> None:
    """The highway and a back street north of the river, Main and a terrace south of it, bridges and short
    streets."""

    def highway(x: float) -> float:
        return 0.8 * valley(x) + 190

    def back(x: float) -> float:
        return highway(x) + 130

    def main(x: float) -> float:
        return 0.85 * valley(x) - 140

    def terrace(x: float) -> float:
        return main(x) - 125

    add = ground.roads.append
    add(Road(names.HIGHWAY, _along(highway, -HALF_VALLEY, HALF_VALLEY), 105, 30))
    add(Road(names.MAIN, _along(main, -820, 980), 27))
    add(Road(names.BACK, _along(back, -640, 660), 28))
    add(Road(names.TERRACE, _along(terrace, -580, 640), 29))
    add(Road(names.PARK_ROAD, _along(main, 980, 1720), 50))
    for name, x in zip(names.BRIDGES, (-330, 400), strict=True):
        bridge = [(x, back(x)), (x + 9, highway(x + 9)), (x + 24, main(x + 24)), (x + 20, terrace(x + 20))]
        add(Road(name, LineString(bridge), 32))
    for name, x in zip(names.CROSS_STREETS[:4], (-600, -80, 160, 620), strict=True):
        add(Road(name, LineString([(x, highway(x)), (x + 8, back(x + 8))]), 24))
    for name, x in zip(names.CROSS_STREETS[4:], (-540, -110, 150, 600), strict=True):
        add(Road(name, LineString([(x, main(x)), (x - 8, terrace(x - 8))]), 24))


def _lay_park(ground: Ground) -> None:
    """A mobile-home park south of its road: a drive, four lanes across it, lots along both sides of each
    lane."""
    road = ground.road(names.PARK_ROAD).line
    gate = road.interpolate(330)
    ahead = road.interpolate(331)
    turn = math.atan2(ahead.y - gate.y, ahead.x - gate.x)
    width, depth = LOTS_A_SIDE * LOT_SPACING, LANE_SPACING * len(names.LANES)

    def place(east: float, south: float) -> Xy:
        """Metres along the road from the gate, and away from the road, on the map."""
        return (
            gate.x + east * math.cos(turn) + south * math.sin(turn),
            gate.y + east * math.sin(turn) - south * math.cos(turn),
        )

    corners = [(-15, 18), (width + 15, 18), (width + 15, depth + 34), (-15, depth + 34)]
    ground.park = Polygon([place(*corner) for corner in corners])
    for lane, name in enumerate(names.LANES):
        south = 40 + LANE_SPACING * lane
        start = place(0, 0) if lane == 0 else place(0, south - LANE_SPACING)
        bend = [place(0, south), place(width * 0.5, south + 5), place(width, south)]
        ground.roads.append(Road(name, LineString([start, *bend]), 0))
        up = [place(LOT_SPACING * (i + 0.5), south - 12) for i in range(LOTS_A_SIDE)]
        down = [place(LOT_SPACING * (i + 0.5), south + 15) for i in reversed(range(LOTS_A_SIDE))]
        ground.lots += up + down
    ground.lots = [lot for number, lot in enumerate(ground.lots) if number not in GAPS]


def _lay_mountain_roads(ground: Ground, rng: Random) -> None:
    """Roads that leave the valley on both sides and wind up the slopes."""
    north, south = (names.HIGHWAY, names.BACK), (names.TERRACE, names.PARK_ROAD, names.MAIN)
    parents = [*((name, 1.0) for name in north), *((name, -1.0) for name in south)]
    for name in names.MOUNTAIN_ROADS:
        spacing = rng.uniform(72, 108)

        def candidate() -> LineString:
            parent, side = rng.choices(parents, weights=(5, 1, 2, 2, 2))[0]
            trunk = ground.road(parent).line
            start = trunk.interpolate(rng.uniform(0.01, 0.99), normalized=True)
            heading = side * math.pi / 2 + rng.uniform(-0.85, 0.85)
            return _winding(rng, start, heading, rng.uniform(420, 1150), 0.95)

        _build(ground, name, spacing, candidate)


def _lay_spurs(ground: Ground, rng: Random) -> None:
    """Short dead ends off the mountain roads."""
    trunks = [
        ground.road(name).line for name in names.MOUNTAIN_ROADS if any(r.name == name for r in ground.roads)
    ]
    for name in names.SPURS:

        def candidate() -> LineString:
            trunk = rng.choice(trunks)
            at = rng.uniform(0.2, 0.95) * trunk.length
            start, ahead = trunk.interpolate(at), trunk.interpolate(min(at + 5, trunk.length))
            heading = math.atan2(ahead.y - start.y, ahead.x - start.x) + rng.choice((-1, 1)) * rng.uniform(
                0.9, 1.6
            )
            return _winding(rng, start, heading, rng.uniform(150, 360), 0.5)

        _build(ground, name, rng.uniform(46, 66), candidate)


def _build(ground: Ground, name: str, spacing: float, candidate: Callable[[], LineString]) -> None:
    """The first of many candidates that fits the ground; a road that fits nowhere isn't built."""
    lines = (candidate() for _ in range(TRIES))
    line = next((line for line in lines if ground.fits(line)), None)
    if line is not None:
        ground.roads.append(Road(name, line, spacing, 20))


def _winding(rng: Random, start: Point, heading: float, length: float, sway: float) -> LineString:
    """A road that swings to and fro about its heading, as a grader follows the contour."""
    long, short = rng.uniform(60, 105), rng.uniform(22, 40)
    a, b = rng.uniform(0, math.tau), rng.uniform(0, math.tau)
    points = [(start.x, start.y)]
    for i in range(round(length / STEP)):
        s = i * STEP
        grow = min(1.0, s / 120)
        turn = heading + grow * sway * (0.8 * math.sin(s / long + a) + 0.35 * math.sin(s / short + b))
        x, y = points[-1]
        points.append((x + STEP * math.cos(turn), y + STEP * math.sin(turn)))
    return LineString(points)
