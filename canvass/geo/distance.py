"""Lengths on the ground, in metres: the geodesic for what people read, a flat local map for what is computed
often."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from geopy.distance import geodesic

LonLat = tuple[float, float]
Degrees = Any
"""A float, or an array of them: what goes in comes out."""

_WGS84_AXIS = 6378137.0
_WGS84_E2 = 0.00669437999014


@dataclass(frozen=True)
class LocalProjection:
    """WGS84 degrees to metres east and north of (lon0, lat0), and back.

    An equirectangular map with the ellipsoid's own radii of curvature at lat0 (Bowring 1987; Snyder, Map
    Projections, USGS 1395, eq. 4-18 and 4-20): within 10 km of its origin, lengths are true to about 0.1 % at
    the latitudes where people live.
    """

    lon0: float
    lat0: float
    east: float = field(init=False)
    north: float = field(init=False)

    def __post_init__(self) -> None:
        bend = 1 - _WGS84_E2 * math.sin(math.radians(self.lat0)) ** 2
        meridian = _WGS84_AXIS * (1 - _WGS84_E2) / bend**1.5
        parallel = _WGS84_AXIS / math.sqrt(bend) * math.cos(math.radians(self.lat0))
        object.__setattr__(self, "north", math.radians(meridian))
        object.__setattr__(self, "east", math.radians(parallel))

    def to_metres(self, lon: Degrees, lat: Degrees) -> tuple[Any, Any]:
        """Metres east and north of the origin; floats or arrays."""
        return (lon - self.lon0) * self.east, (lat - self.lat0) * self.north

    def to_degrees(self, x: Degrees, y: Degrees) -> tuple[Any, Any]:
        """Longitude and latitude of metres east and north of the origin; floats or arrays."""
        return self.lon0 + x / self.east, self.lat0 + y / self.north


def geodesic_metres(a: LonLat, b: LonLat) -> float:
    """The length of the shortest way over the ellipsoid from a to b (Karney 2013, by geopy)."""
    return float(geodesic((a[1], a[0]), (b[1], b[0])).meters)


def local_metres(a: LonLat, b: LonLat) -> float:
    """The distance from a to b on a local map: 100 times quicker than the geodesic, for points within some
    kilometres."""
    flat = LocalProjection(a[0], (a[1] + b[1]) / 2)
    (ax, ay), (bx, by) = flat.to_metres(*a), flat.to_metres(*b)
    return math.hypot(bx - ax, by - ay)


def path_metres(points: Sequence[LonLat]) -> float:
    """The length of a walk through the points in their order, as the crow flies between them; 0 for fewer
    than two."""
    if len(points) < 2:
        return 0.0
    lon, lat = np.asarray(points, dtype=float).T
    if np.ptp(lon) > 180:
        lon = lon % 360
    x, y = LocalProjection(float(lon.mean()), float(lat.mean())).to_metres(lon, lat)
    return float(np.hypot(np.diff(x), np.diff(y)).sum())
