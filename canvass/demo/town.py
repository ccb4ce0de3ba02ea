"""A fictional mountain town, deterministic by its seed, whose address list goes through the real import.

It lies in the woods of the Great Smoky Mountains National Park (North Carolina), so that no door of it is
anybody's.
"""

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar

import numpy as np
import shapely
from shapely import LineString, Polygon

from canvass.demo import names
from canvass.demo.homes import Address, addresses
from canvass.demo.roads import lay_ground
from canvass.geo.distance import LocalProjection

SEED = 7
LON, LAT = -83.58, 35.53
TURNED = math.radians(28)
"""The valley runs from the south-west to the north-east, as the ranges do."""

COLUMNS = (
    *("number", "street", "unit", "city", "state", "postcode", "lon", "lat"),
    *("use", "unit_count", "place_name", "source_id"),
)

Shape = TypeVar("Shape", LineString, Polygon)


@dataclass(frozen=True)
class Street:
    """A street's name and its middle line (WGS84)."""

    name: str
    line: LineString


@dataclass(frozen=True)
class Town:
    """The town in WGS84: the rows of its address list by `COLUMNS`, and what its map shows. `highway` is one
    of the streets too; `parks` are mobile-home parks."""

    name: str
    addresses: list[dict[str, str]]
    streets: list[Street]
    river: LineString
    highway: LineString
    parks: list[Polygon]


def build_town(seed: int = SEED) -> Town:
    """The town of this seed: the same seed gives the same town, to the last digit."""
    rng = Random(seed)  # noqa: S311 - a town, not a secret
    ground = lay_ground(rng)
    found = sorted(addresses(ground, rng), key=lambda a: (a.street, a.number, a.unit, a.at))
    return Town(
        name=names.TOWN,
        addresses=[_row(each, number) for number, each in enumerate(found, start=1)],
        streets=[Street(road.name, _on_earth(road.line)) for road in ground.roads],
        river=_on_earth(ground.river),
        highway=_on_earth(ground.road(names.HIGHWAY).line),
        parks=[_on_earth(ground.park)],
    )


def write_addresses(town: Town, path: Path) -> None:
    """The town's address list as CSV, as a county would publish it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(town.addresses)


def _row(each: Address, number: int) -> dict[str, str]:
    lon, lat = _degrees(np.array([each.at]))[0]
    where = (names.TOWN, names.STATE, names.POSTCODE, f"{lon:.6f}", f"{lat:.6f}")
    told = (
        each.number,
        each.street,
        each.unit,
        *where,
        each.use,
        str(each.unit_count),
        each.name,
        f"{names.TOWN}-{number}",
    )
    return dict(zip(COLUMNS, told, strict=True))


def _on_earth(shape: Shape) -> Shape:
    return shapely.transform(shape, _degrees)


def _degrees(xy: np.ndarray) -> np.ndarray:
    """Metres along and across the valley, as longitude and latitude."""
    x, y = xy[:, 0], xy[:, 1]
    east, north = x * math.cos(TURNED) - y * math.sin(TURNED), x * math.sin(TURNED) + y * math.cos(TURNED)
    return np.column_stack(LocalProjection(LON, LAT).to_degrees(east, north))
