"""A flat map of a whole state: metres round a middle, true to a thousandth within 130 km of it."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from canvass.geo.distance import LocalProjection

Floats = NDArray[np.float64]
Shape = TypeVar("Shape", BaseGeometry, NDArray[np.object_])


@dataclass(frozen=True)
class Plane:
    """The azimuthal equidistant map round (lon0, lat0), with the ellipsoid's own radii there.

    At its middle it is `LocalProjection`; unlike that it knows the antimeridian and the poles, and 130 km away
    lengths are still true to 0.1 %.
    """

    lon0: float
    lat0: float
    east: float = field(init=False)
    north: float = field(init=False)

    def __post_init__(self) -> None:
        near = LocalProjection(self.lon0, min(89.0, max(-89.0, self.lat0)))
        object.__setattr__(self, "north", math.degrees(near.north))
        object.__setattr__(self, "east", math.degrees(near.east) / math.cos(math.radians(near.lat0)))

    @classmethod
    def round(cls, lon: Floats, lat: Floats) -> "Plane":
        """The map round the middle of some points, wherever on the globe."""
        a, b = np.radians(lon), np.radians(lat)
        x, y, z = (float(np.mean(each)) for each in (np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)))
        return cls(math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y))))

    def to_metres(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        """Metres east and north of the middle; floats or arrays."""
        turn, b, b0 = np.radians(np.asarray(lon) - self.lon0), np.radians(lat), math.radians(self.lat0)
        east = np.cos(b) * np.sin(turn)
        north = np.sin(b - b0) + math.sin(b0) * np.cos(b) * (1 - np.cos(turn))
        sine = np.hypot(east, north)
        cosine = math.sin(b0) * np.sin(b) + math.cos(b0) * np.cos(b) * np.cos(turn)
        stretch = np.where(sine > 1e-12, np.arctan2(sine, cosine) / np.where(sine > 1e-12, sine, 1), 1)
        return self.east * stretch * east, self.north * stretch * north

    def to_degrees(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Longitude and latitude of metres; the longitude runs on beyond 180° where the map does."""
        east, north = np.asarray(x) / self.east, np.asarray(y) / self.north
        far, b0 = np.hypot(east, north), math.radians(self.lat0)
        sine = np.where(far > 1e-12, np.sin(far) / np.where(far > 1e-12, far, 1), 1)
        lat = np.arcsin(np.clip(np.cos(far) * math.sin(b0) + north * sine * math.cos(b0), -1, 1))
        turn = np.arctan2(east * sine, np.cos(far) * math.cos(b0) - north * sine * math.sin(b0))
        return self.lon0 + np.degrees(turn), np.degrees(lat)


def reproject(shape: Shape, convert: Callable[[Any, Any], tuple[Any, Any]]) -> Shape:
    """The geometry, or array of them, with its points converted: `plane.to_metres` or `plane.to_degrees`."""
    return shapely.transform(shape, lambda xy: np.column_stack(convert(xy[:, 0], xy[:, 1])))


def in_the_world(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry with longitudes from -180 to 180: cut at the antimeridian where it crosses it, as RFC 7946 asks."""
    west, _, east, _ = geometry.bounds
    if geometry.is_empty or (west >= -180 and east <= 180):
        return geometry
    turns = range(math.floor((west + 180) / 360), math.floor((east + 180) / 360) + 1)
    worlds = [shapely.box(-180 + 360 * turn, -90, 180 + 360 * turn, 90) for turn in turns]
    found = [
        affinity.translate(shapely.intersection(geometry, world), -360 * turn)
        for turn, world in zip(turns, worlds, strict=True)
    ]
    return shapely.union_all([each for each in found if not each.is_empty])
