"""What people don't walk across: rivers, railways, highways. Where no street network is known, a way from one side
to the other counts 150 m more."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from canvass.geo.distance import LocalProjection
from canvass.geo.noding import Lines, Metres, straight
from canvass.geo.plane import reproject

AROUND = 150.0
"""Metres: what it costs to get to the other side of a barrier, as far as nobody knows better."""

AT_ONCE = 500_000
"""Ways: each is a line, of some hundred bytes, and 2,000 places have two million."""

RAILWAYS = frozenset(("rail", "light_rail", "narrow_gauge", "subway"))
WATERWAYS = frozenset(("river", "canal", "riverbank", "dock"))
HIGHWAYS = frozenset(("motorway", "motorway_link", "trunk", "trunk_link"))


@dataclass(frozen=True)
class Barriers:
    """Lines that cannot be walked across: object (n,), LineStrings in metres on `plane`."""

    plane: LocalProjection
    lines: Lines

    @cached_property
    def tree(self) -> STRtree:
        """An index of the lines."""
        return STRtree(self.lines)

    def metres(self, lon: Metres, lat: Metres) -> Metres:
        """Metres from each point to each, float64 (n, n), of WGS84 degrees (n,): the straight line, and 150 m more
        where it meets a barrier."""
        points = np.column_stack(self.plane.to_metres(lon, lat))
        metres: Metres = np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1))
        a, b = np.triu_indices(len(points), 1)
        more = AROUND * crossed(self, points[a, 0], points[a, 1], points[b, 0], points[b, 1])
        metres[a, b] += more
        metres[b, a] += more
        return metres


def barriers_of(geometries: Sequence[BaseGeometry], plane: LocalProjection) -> Barriers:
    """Barriers from lines and areas (a lake's shore) in WGS84 degrees."""
    given = np.array(geometries, dtype=object)
    area = shapely.get_dimensions(given) == 2
    parts = shapely.get_parts(np.where(area, shapely.boundary(given), given))
    lines = parts[np.isin(shapely.get_type_id(parts), (1, 2)) & ~shapely.is_empty(parts)]
    return Barriers(plane, reproject(lines, plane.to_metres))


def is_barrier(highway: str = "", railway: str = "", waterway: str = "") -> bool:
    """Whether what OpenStreetMap tags so is walked around (bridges and tunnels are the caller's to leave out)."""
    return highway in HIGHWAYS or railway in RAILWAYS or waterway in WATERWAYS


def crossed(barriers: Barriers, ax: Metres, ay: Metres, bx: Metres, by: Metres) -> NDArray[np.bool_]:
    """Whether the straight way from each point a to the point b beside it meets a barrier; all float64 (n,)."""
    there = np.zeros(np.shape(ax), dtype=bool)
    if not len(barriers.lines):
        return there
    for first in range(0, len(there), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        ways = straight(np.column_stack([ax[some], ay[some]]), np.column_stack([bx[some], by[some]]))
        there[first + barriers.tree.query(ways, "intersects")[0]] = True
    return there
