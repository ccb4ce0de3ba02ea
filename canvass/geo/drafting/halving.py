"""A draft turf in two: evenly, each half a stretch of the turf's own round, or along a line."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString
from shapely.ops import split

from canvass.geo.drafting.draft_rounds import closed_order, middles
from canvass.geo.drafting.edits import CannotSplit, LineMisses
from canvass.geo.drafting.layouts import DraftTurf, PlanDoors
from canvass.geo.plane import reproject

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EVEN = 0.05
"""How far from half, as a share of the turf, a shorter walk may lead."""
BEYOND = 10.0
"""How far a line runs on at its ends, in the size of the turf."""


def evenly(doors: PlanDoors, turf: DraftTurf, most: float, seed: int) -> tuple[Ints, Ints]:
    """Two halves of the round with about as many doors: of all ways to part it, the one with the shortest two rounds.

    A turf that is one building of more than `most` doors is parted between two floors.
    """
    units, of_door = np.unique(doors.unit[turf.doors], return_inverse=True)
    if len(units) < 2:
        return _by_floor(doors, turf, most)
    xy = middles(doors.xy[turf.doors], of_door)
    order = closed_order(xy, seed)
    weight = np.bincount(of_door)[order]
    first, last = _best_stretch(xy[order], weight)
    stretch = np.zeros(len(units), bool)
    stretch[order[np.arange(first, last) % len(order)]] = True
    mine = stretch[of_door]
    return turf.doors[mine], turf.doors[~mine]


def along(doors: PlanDoors, turf: DraftTurf, line: LineString) -> tuple[Ints, Ints]:
    """What lies left of a line (WGS84) and right of it; a building is where its middle is."""
    of_door = np.unique(doors.unit[turf.doors], return_inverse=True)[1]
    xy = middles(doors.xy[turf.doors], of_door)
    left = _left_of(shapely.get_coordinates(reproject(line, doors.plane.to_metres)), xy)
    mine = left[of_door]
    if mine.all() or not mine.any():
        raise LineMisses
    return turf.doors[mine], turf.doors[~mine]


def _by_floor(doors: PlanDoors, turf: DraftTurf, most: float) -> tuple[Ints, Ints]:
    """The upper and the lower half of one building, whole floors."""
    floors = doors.floor[turf.doors]
    borders = np.unique(floors)[1:]
    if not len(borders) or len(floors) <= most:
        raise CannotSplit
    upper = np.array([(floors >= border).sum() for border in borders])
    border = borders[int(np.argmin(np.abs(upper - len(floors) / 2)))]
    return turf.doors[floors >= border], turf.doors[floors < border]


def _best_stretch(xy: Floats, weight: Ints) -> tuple[int, int]:
    """First site and the one after the last, along the round; the last may lie beyond its end."""
    count, total = len(xy), int(weight.sum())
    sums = np.concatenate(([0], np.cumsum(np.tile(weight, 2))))
    starts = np.arange(count)
    ends = np.searchsorted(sums, sums[starts] + total / 2)
    ends = np.concatenate((ends, ends - 1))
    starts = np.tile(starts, 2)
    ends = np.clip(ends, starts + 1, starts + count - 1)
    off = np.abs(sums[ends] - sums[starts] - total / 2)

    def legs(one: Ints, two: Ints) -> Floats:
        apart: Floats = np.hypot(*(xy[one % count] - xy[two % count]).T)
        return apart

    longer = legs(starts, ends - 1) + legs(ends, starts - 1) - legs(starts - 1, starts) - legs(ends - 1, ends)
    fits = off <= max(float(off.min()), EVEN * total)
    best = int(np.argmin(np.where(fits, longer, np.inf)))
    return int(starts[best]), int(ends[best])


def _left_of(line: Floats, xy: Floats) -> NDArray[np.bool_]:
    """Which points lie left of the line, run on at both ends until it parts the map."""
    low, high = np.minimum(xy.min(axis=0), line.min(axis=0)), np.maximum(xy.max(axis=0), line.max(axis=0))
    size = max(float(np.hypot(*(high - low))), 1.0)
    keep = np.concatenate(([True], np.hypot(*np.diff(line, axis=0).T) > 0))
    line = line[keep]
    if len(line) < 2:
        raise LineMisses
    ends = [_onwards(line[1], line[0], BEYOND * size), _onwards(line[-2], line[-1], BEYOND * size)]
    whole = LineString(np.concatenate((ends[:1], line, ends[1:])))
    parts = list(split(shapely.box(*(low - size), *(high + size)), whole).geoms)
    if len(parts) != 2:
        raise LineMisses
    shapely.prepare(parts[0])
    inside: NDArray[np.bool_] = np.asarray(shapely.intersects_xy(parts[0], *xy.T))
    return inside


def _onwards(before: Floats, end: Floats, far: float) -> Floats:
    step: Floats = end - before
    onwards: Floats = end + step / np.hypot(*step) * far
    return onwards
