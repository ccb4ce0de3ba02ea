"""Many points, asked again and again which of them lie in a polygon: 300,000 doors for 500 turfs."""

import math

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from canvass.geo.shapes import Area

Numbers = NDArray[np.intp]

_IN_A_STRIP = 2_000


class Buckets:
    """Points in WGS84 degrees, sorted into strips from west to east, and within a strip by longitude.

    The strips hold as many points each, so they are narrow where points are many. Whatever lies in a
    polygon's bounding box is one stretch of each strip that it meets; only those points are compared with the
    polygon itself.
    """

    def __init__(self, lon: ArrayLike, lat: ArrayLike) -> None:
        x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        by_lat = np.argsort(y, kind="stable")
        strips = max(1, math.ceil(len(x) / _IN_A_STRIP))
        strip = np.empty(len(x), dtype=np.intp)
        strip[by_lat] = np.arange(len(x)) * strips // max(len(x), 1)
        self.order = np.lexsort((x, strip))
        self.lon, self.lat = x[self.order], y[self.order]
        self.first = np.searchsorted(strip[self.order], np.arange(strips + 1))
        self.south = y[by_lat][np.minimum(self.first[:-1], max(len(x) - 1, 0))] if len(x) else np.zeros(1)

    def inside(self, area: Area) -> Numbers:
        """The numbers of the points inside the area, rising."""
        near = self._in_box(*area.bounds)
        shapely.prepare(area)
        held = near[shapely.contains_xy(area, self.lon[near], self.lat[near])]
        return np.sort(self.order[held])

    def _in_box(self, west: float, south: float, east: float, north: float) -> Numbers:
        """Places in the sorted order."""
        low = max(0, int(np.searchsorted(self.south, south, "left")) - 1)
        high = int(np.searchsorted(self.south, north, "right"))
        stretches = [np.zeros(0, dtype=np.intp)]
        for strip in range(low, high):
            first, last = self.first[strip], self.first[strip + 1]
            begin, end = first + np.searchsorted(self.lon[first:last], (west, np.nextafter(east, np.inf)))
            stretches.append(np.arange(begin, end))
        near = np.concatenate(stretches)
        found: Numbers = near[(self.lat[near] >= south) & (self.lat[near] <= north)]
        return found
