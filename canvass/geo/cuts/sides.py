"""Rivers, railways and highways: on which side of them each site lies, and which neighbours they part."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from canvass.geo.cuts.sites import Sites

GAP = 60.0
"""Metres: lines whose ends lie as near as this are one barrier. A bridge or a tunnel breaks a line on most maps."""


@dataclass(frozen=True)
class Parted:
    """The side of each site (0 everywhere without barriers), and for each of `sites.beside` whether a barrier lies between."""

    side: NDArray[np.int64]
    barred: NDArray[np.bool_]


def part(sites: Sites, lines: list[BaseGeometry]) -> Parted:
    """Who lies across. Sides are what still hangs together once no neighbour across a barrier counts.

    A barrier that ends amid the sites makes no two sides: one can walk round its end.
    """
    count = len(sites)
    barred = np.zeros(len(sites.beside), bool)
    if not lines or not count:
        return Parted(np.zeros(count, np.int64), barred)
    tree = shapely.STRtree(_closed_up(lines))
    owner = np.repeat(np.arange(count), np.diff(sites.first))
    steps = shapely.linestrings(np.stack((sites.xy[owner], sites.xy[sites.beside]), axis=1))
    barred[np.unique(tree.query(steps, predicate="intersects")[0])] = True
    return Parted(sites.components(barred), barred)


def _closed_up(lines: list[BaseGeometry]) -> list[BaseGeometry]:
    """The lines' parts, and a short one over each gap between a loose end and the next line."""
    parts = [part for line in lines for part in shapely.get_parts(line) if part.length > 0]
    tree = shapely.STRtree(parts)
    bridges = []
    for number, part_ in enumerate(parts):
        for end in (shapely.get_point(part_, 0), shapely.get_point(part_, -1)):
            others = [k for k in tree.query(end, predicate="dwithin", distance=GAP) if k != number]
            if others and min(parts[k].distance(end) for k in others) > 0:
                nearest = min(others, key=lambda k: (parts[k].distance(end), k))
                bridges.append(shapely.shortest_line(end, parts[nearest]))
    return [*parts, *(bridge for bridge in bridges if isinstance(bridge, LineString))]
