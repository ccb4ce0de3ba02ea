"""The addresses of the demo town: houses along the roads, flats, lots, and what nobody lives in.

Rows are those of a county's address list, as the import takes them; points are metres on the ground's local
map.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from shapely import LineString, Point, STRtree

from canvass.demo import names
from canvass.demo.roads import Ground, Road, Xy

METRES_A_NUMBER = 3.2
"""Numbers tell how far along its road a house stands, as counties do it: 500 a mile here."""

FROM_A_CORNER = 24.0
BETWEEN_HOUSES = 19.0
FROM_A_ROAD = 11.0
FROM_THE_RIVER = 30.0
EMPTY_PLOTS = 0.27
TOWN_SPACING = 35.0
PARK_NUMBER = "410"


@dataclass(frozen=True)
class Address:
    """A row in the making, in metres."""

    number: str
    street: str
    at: Xy
    use: str
    unit: str = ""
    unit_count: int = 1
    name: str = ""


@dataclass
class _Plot:
    """A building plot: the number that its place along the road gives it."""

    number: int
    road: Road
    at: Xy


@dataclass
class _Land:
    """What is built on already."""

    ground: Ground
    taken: list[Point] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.roads = STRtree([road.line for road in self.ground.roads])

    def free(self, at: Xy) -> bool:
        """Whether a house can stand there."""
        point = Point(at)
        if (
            self.ground.river.distance(point) < FROM_THE_RIVER
            or self.ground.park.distance(point) < FROM_A_ROAD
        ):
            return False
        if len(self.roads.query(point, predicate="dwithin", distance=FROM_A_ROAD)):
            return False
        return all(other.distance(point) >= BETWEEN_HOUSES for other in self.taken)


def addresses(ground: Ground, rng: Random) -> list[Address]:
    """Every address of the town: the flats, what nobody lives in, the lots of the park, and houses everywhere
    else."""
    plots = list(_plots(ground, rng))
    town = [plot for plot in plots if plot.road.spacing < TOWN_SPACING]
    big = rng.sample(town, len(names.APARTMENTS) + 1 + len(names.NO_HOMES))
    rest = iter(big)
    found = [flat for building in names.APARTMENTS for flat in _flats(next(rest), *building)]
    found.append(_counted(next(rest), *names.UNLABELLED_FLATS))
    found += [_no_home(next(rest), name, use) for name, use in names.NO_HOMES]
    found += _lots(ground)
    built = {id(plot) for plot in big}
    return found + [_house(plot, rng) for plot in plots if id(plot) not in built]


def _plots(ground: Ground, rng: Random) -> Iterator[_Plot]:
    """Plots along every road, odd numbers on its left, even ones on its right; some lie empty."""
    land = _Land(ground)
    for road in ground.roads:
        for side in (1, 0) if road.spacing else ():
            along = FROM_A_CORNER + rng.uniform(0, road.spacing / 2)
            while along < road.line.length - road.spacing / 4:
                at = _beside(
                    road.line, along, (road.setback + rng.uniform(0, road.setback / 2)) * (1 if side else -1)
                )
                if rng.random() > EMPTY_PLOTS and land.free(at):
                    land.taken.append(Point(at))
                    yield _Plot(2 * round(along / METRES_A_NUMBER / 2) + side, road, at)
                along += road.spacing * rng.uniform(0.8, 1.3)


def _beside(line: LineString, along: float, left: float) -> Xy:
    here, ahead = line.interpolate(along), line.interpolate(along + 1.0)
    turn = math.atan2(ahead.y - here.y, ahead.x - here.x)
    return here.x - left * math.sin(turn), here.y + left * math.cos(turn)


def _flats(plot: _Plot, name: str, floors: int, a_floor: int) -> list[Address]:
    units = [f"{floor}{n:02d}" for floor in range(1, floors + 1) for n in range(1, a_floor + 1)]
    return [
        Address(str(plot.number), plot.road.name, plot.at, "APARTMENT", f"Apt {unit}", 1, name)
        for unit in units
    ]


def _counted(plot: _Plot, name: str, flats: int) -> Address:
    return Address(
        str(plot.number), plot.road.name, plot.at, "MULTI-FAMILY DWELLING", unit_count=flats, name=name
    )


def _no_home(plot: _Plot, name: str, use: str) -> Address:
    return Address(str(plot.number), plot.road.name, plot.at, use, unit_count=0, name=name)


def _lots(ground: Ground) -> list[Address]:
    return [
        Address(PARK_NUMBER, names.PARK_ROAD, at, "MOBILE HOME", f"Lot {n}", 1, names.PARK)
        for n, at in enumerate(ground.lots, start=1)
    ]


def _house(plot: _Plot, rng: Random) -> Address:
    """A house; one in forty is numbered as sheds turned into homes and double houses are."""
    odd = rng.random()
    number, use, homes = str(plot.number), "SINGLE FAMILY DWELLING", 1
    if odd < 0.01:
        number += " 1/2"
    elif odd < 0.018:
        number += "B"
    elif odd < 0.026:
        number, use, homes = f"{plot.number}-{plot.number + 2}", "DUPLEX", 2
    elif plot.road.spacing > TOWN_SPACING and odd > 0.9:
        use = "MOBILE HOME"
    return Address(number, plot.road.name, plot.at, use, unit_count=homes)
