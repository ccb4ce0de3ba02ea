"""Sites: what is cut. A site is a building, or a point with its doors; a building that is larger than a turf is
several, by floor.

Sites at one point are set on a small ring round it, so that each has a cell of the map. They come in the order
of a Hilbert curve: near ones are near in memory.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay, cKDTree
from shapely.geometry.base import BaseGeometry

from canvass.geo.cuts.wishes import EVEN
from canvass.geo.walking import ONE_POINT

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RING = 0.4
NEAREST = 7
NEAR = 11
TOUCH = 0.01
MARGIN = 50.0
"""Metres round the outermost doors, where no area was given."""


@dataclass(frozen=True)
class Sites:
    """Sites in metres: how many doors each has, whose they are, and which sites lie beside each other.

    `first[i]:first[i + 1]` are the places in `beside` of site i's Delaunay neighbours: those whose cells of the map
    touch within the area. `split` are the doors of buildings that had to be divided,
    `whole` says by a number whose. `triangles` has eight points
    more, far outside.
    """

    xy: Floats
    doors: Floats
    of_door: Ints
    split: Ints
    whole: Ints
    first: Ints
    beside: NDArray[np.int32]
    triangles: Delaunay
    area: BaseGeometry

    def __len__(self) -> int:
        return len(self.xy)

    def components(self, shut: NDArray[np.bool_]) -> Ints:
        """For each site the number of what hangs together where some of `beside` are no way."""
        owner = np.repeat(np.arange(len(self)), np.diff(self.first))[~shut]
        return components(owner, self.beside[~shut].astype(np.int64), len(self))

    def around(self, members: Ints) -> NDArray[np.int32]:
        """The neighbours of all these sites, as often as they are one's neighbour."""
        return np.concatenate([self.beside[self.first[each] : self.first[each + 1]] for each in members])


def gather(
    xy: Floats, building: Ints, floor: Ints, lane: Ints, most: float, area: BaseGeometry | None = None
) -> Sites:
    """The sites of these doors, none with more than `most`; in an area, or in all that lies near a door."""
    unit = _units(xy, building, lane)
    unit, split, whole = _divided(unit, floor, most)
    count = int(unit.max()) + 1
    doors = np.bincount(unit, minlength=count).astype(float)
    middle = np.column_stack([np.bincount(unit, xy[:, axis], count) / doors for axis in (0, 1)])
    middle = _apart(middle)
    order = np.argsort(hilbert(middle), kind="stable")
    rank = np.empty(count, np.int64)
    rank[order] = np.arange(count)
    middle = np.ascontiguousarray(middle[order])
    triangles = triangulate(middle)
    inside = area or shapely.MultiPoint(middle).convex_hull.buffer(MARGIN, quad_segs=4)
    first, beside = neighbours(triangles, count, inside)
    return Sites(middle, doors[order], rank[unit], split, whole, first, beside, triangles, inside)


def _units(xy: Floats, building: Ints, lane: Ints) -> Ints:
    """Number of the building of each door; of its point where it has none, or where it is a lot with its own."""
    grain = np.round(xy / ONE_POINT).astype(np.int64)
    _, point = np.unique(grain[:, 0] * (1 << 32) + grain[:, 1], return_inverse=True)
    own = (building < 0) | (lane >= 0)
    key = np.where(own, point, building + int(point.max()) + 1)
    return np.unique(key, return_inverse=True)[1].astype(np.int64)


def _divided(unit: Ints, floor: Ints, most: float) -> tuple[Ints, Ints, Ints]:
    """Units of more than `most` doors in several, floor by floor; the doors that this concerns, and their old units."""
    sizes = np.bincount(unit)
    large = np.flatnonzero(sizes > most)
    if not len(large):
        return unit, np.zeros(0, np.int64), np.zeros(0, np.int64)
    divided, free = unit.copy(), len(sizes)
    touched = []
    for each in large:
        doors = np.flatnonzero(unit == each)
        doors = doors[np.argsort(-floor[doors], kind="stable")]
        touched.append(doors)
        for piece in _pieces(floor[doors], most)[1:]:
            divided[doors[piece]] = free
            free += 1
    split = np.concatenate(touched)
    return divided, split, unit[split]


def _pieces(floor: Ints, most: float) -> list[slice]:
    """Runs of a building's doors (they come floor by floor): each about a turf, of whole floors where these are known.

    Equal ones where that gives turfs; otherwise full ones, and a rest for the neighbours to take.
    """
    size, full = len(floor), max(1, round(most / (1 + EVEN)))
    many = max(1, round(size / full))
    if size > many * most or size < many * math.ceil((1 - EVEN) / (1 + EVEN) * most - 1e-9):
        many = size // full
        wanted = [full * (k + 1) for k in range(many)]
    else:
        wanted = [round(size * (k + 1) / many) for k in range(many)]
    floors = np.flatnonzero(np.diff(floor)) + 1 if floor.min() >= 0 else np.arange(1, size)
    cuts = [0]
    for at in wanted[:-1] if wanted[-1] == size else wanted:
        near = int(floors[np.argmin(np.abs(floors - at))]) if len(floors) else at
        cuts.append(near if cuts[-1] < near <= cuts[-1] + most else min(cuts[-1] + full, size))
    while size - cuts[-1] > most:
        cuts.append(cuts[-1] + full)
    cuts = sorted({*cuts, size})
    return [slice(start, end) for start, end in pairwise(cuts)]


def _apart(xy: Floats) -> Floats:
    """Points that coincide, set on a ring."""
    grain = np.round(xy / ONE_POINT).astype(np.int64)
    _, point, count = np.unique(
        grain[:, 0] * (1 << 32) + grain[:, 1], return_inverse=True, return_counts=True
    )
    crowded = np.flatnonzero(count[point] > 1)
    if not len(crowded):
        return xy
    order = crowded[np.argsort(point[crowded], kind="stable")]
    of = point[order]
    which = np.arange(len(of)) - np.searchsorted(of, of)
    turn, ring = 2 * np.pi * which / count[of], RING * np.sqrt(count[of])
    moved = xy.copy()
    middle = xy[order[np.searchsorted(of, of)]]
    moved[order] = middle + np.column_stack((ring * np.cos(turn), ring * np.sin(turn)))
    return moved


def hilbert(xy: Floats, bits: int = 16) -> Ints:
    """How far along a Hilbert curve each point lies."""
    low, span = xy.min(axis=0), max(float(np.ptp(xy, axis=0).max()), 1e-9)
    side = 1 << bits
    x, y = ((xy - low) / span * (side - 1)).astype(np.int64).T
    far = np.zeros(len(xy), np.int64)
    step = side >> 1
    while step:
        right, up = (x & step) > 0, (y & step) > 0
        far += step * step * ((3 * right) ^ up)
        turned = ~up
        x = np.where(turned & right, side - 1 - x, x)
        y = np.where(turned & right, side - 1 - y, y)
        x, y = np.where(turned, y, x), np.where(turned, x, y)
        step >>= 1
    return far


def triangulate(xy: Floats) -> Delaunay:
    """The sites' Delaunay triangles, with eight points far outside: so a line or a single point has some too."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    turn = np.arange(8) * np.pi / 4 + 0.1
    far = 3 * max(float(np.hypot(*(high - low))), 1000.0)
    ring = (low + high) / 2 + far * np.column_stack((np.cos(turn), np.sin(turn)))
    return Delaunay(np.concatenate((xy, ring)))


def neighbours(triangles: Delaunay, count: int, area: BaseGeometry) -> tuple[Ints, NDArray[np.int32]]:
    """Which sites lie beside each other, as rows of one array: Delaunay neighbours whose cells touch in the area.

    An area in several parts would tear the sites apart; then it is not asked.
    """
    starts, beside = triangles.vertex_neighbor_vertices
    owner = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    inner = (owner < count) & (beside < count)
    owner, beside = owner[inner], beside[inner]
    meets = ~np.isin(owner * (count + 8) + beside, _meeting_outside(triangles, count, area))
    if not components(owner[meets], beside[meets], count).any():
        owner, beside = owner[meets], beside[meets]
    first = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(owner, minlength=count), out=first[1:])
    return first, beside.astype(np.int32)


def components(one: Ints, two: Ints, count: int) -> Ints:
    """For each of `count` things the number of what hangs together by these pairs."""
    graph = csr_array((np.ones(len(one), np.int8), (one, two)), (count, count))
    return connected_components(graph, directed=False)[1].astype(np.int64)  # type: ignore[no-any-return]


def _meeting_outside(triangles: Delaunay, count: int, area: BaseGeometry) -> Ints:
    """The pairs of neighbours (both ways, as numbers) whose cells touch nowhere in the area, or in a corner only."""
    centres = cell_corners(triangles)
    shapely.prepare(area)
    out: NDArray[np.bool_] = ~np.asarray(shapely.contains_xy(area, *centres.T))
    number, pairs = np.arange(len(centres)), []
    for corner in range(3):
        other = triangles.neighbors[:, corner]
        a, b = (triangles.simplices[:, (corner + k) % 3] for k in (1, 2))
        doubtful = out & (out[other] | (other < 0)) & (a < count) & (b < count) & (number < other)
        edges = shapely.linestrings(np.stack((centres[number[doubtful]], centres[other[doubtful]]), axis=1))
        lost = ~shapely.intersects(area, edges)
        corner_only = (np.abs(centres - centres[other]).max(axis=1) < TOUCH) & (other >= 0) & (number < other)
        corner_only &= (a < count) & (b < count)
        one, two = (np.concatenate((each[doubtful][lost], each[corner_only])) for each in (a, b))
        pairs.append(np.column_stack((one, two)))
    both = np.concatenate(pairs).astype(np.int64)
    return np.concatenate((both @ [count + 8, 1], both @ [1, count + 8]))


def cell_corners(triangles: Delaunay) -> Floats:
    """The corners of the sites' cells: the middle of the circle round each triangle."""
    a, b, c = (triangles.points[triangles.simplices[:, k]] for k in range(3))
    b, c = b - a, c - a
    twice = 2 * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
    twice = np.where(np.abs(twice) < 1e-12, 1e-12, twice)
    bb, cc = (b**2).sum(axis=1), (c**2).sum(axis=1)
    middle = np.column_stack((c[:, 1] * bb - b[:, 1] * cc, b[:, 0] * cc - c[:, 0] * bb)) / twice[:, None]
    centres: Floats = a + middle
    return centres


def near_ones(sites: Sites, barred: NDArray[np.bool_] | None = None) -> tuple[NDArray[np.int32], Ints]:
    """For each site its seven nearest, then up to four more Delaunay neighbours: without these, pockets never balance.

    Edges that cross a barrier (`barred`, one for each in `beside`) are no way.
    """
    count = len(sites)
    near = np.zeros((count, NEAR), np.int32)
    k = min(NEAREST + 1, count)
    found = cKDTree(sites.xy).query(sites.xy, k)[1].reshape(count, k)
    owner = np.repeat(np.arange(count), np.diff(sites.first))
    keep = np.ones(len(owner), bool) if barred is None else ~barred
    pairs = np.column_stack((np.repeat(np.arange(count), k), found.reshape(-1)))
    mine = pairs[:, 0] != pairs[:, 1]
    one = np.concatenate((pairs[mine, 0], owner[keep]))
    two = np.concatenate((pairs[mine, 1], sites.beside[keep]))
    place = np.concatenate((np.tile(np.arange(k), count)[mine], np.full(int(keep.sum()), k)))
    apart = np.hypot(*(sites.xy[one] - sites.xy[two]).T)
    order = np.lexsort((apart, place, one * count + two))
    one, two, place, apart = one[order], two[order], place[order], apart[order]
    new = (
        np.concatenate(([True], (one[1:] != one[:-1]) | (two[1:] != two[:-1])))
        if len(one)
        else np.zeros(0, bool)
    )
    one, two, place, apart = one[new], two[new], place[new], apart[new]
    order = np.lexsort((apart, place == k, one))
    one, two = one[order], two[order]
    rank = np.arange(len(one)) - np.searchsorted(one, one)
    fits = rank < NEAR
    near[one[fits], rank[fits]] = two[fits]
    return near, np.bincount(one[fits], minlength=count)
