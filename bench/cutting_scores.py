"""What a cut is worth: metres a door by one solver for all, sizes, pieces, buildings split."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bench.cutting_peers import Ground
from canvass.geo.cuts.sites import components
from canvass.geo.street_metres import door_matrix
from canvass.geo.streets import Network, Snapped
from canvass.geo.tours import round_metres, shortest_order, tour_metres

Ints = NDArray[np.int64]

KICKS = 300
LIMIT = 1500.0


@dataclass(frozen=True)
class Score:
    """Of one method on one town. `cpu_s` is the time of one thread."""

    cpu_s: float
    metres_per_door: float
    within_10_pct: float
    smallest: int
    largest: int
    worst_size_ratio: float
    in_one_piece_pct: float
    buildings_split: int
    street_metres_per_door: float | None = None


def score(ground: Ground, building: Ints, turf: Ints, cpu_s: float) -> Score:
    """All but the street metres."""
    sizes = np.bincount(turf)
    sizes = sizes[sizes > 0]
    low, high = ground.limits
    return Score(
        cpu_s=cpu_s,
        metres_per_door=straight_metres(ground, turf) / len(turf),
        within_10_pct=100 * float(((sizes >= low) & (sizes <= high)).mean()),
        smallest=int(sizes.min()),
        largest=int(sizes.max()),
        worst_size_ratio=float(max(sizes.max() / ground.size, ground.size / sizes.min())),
        in_one_piece_pct=100 * in_one_piece(ground, turf),
        buildings_split=split(building, turf, high),
    )


def places_of(ground: Ground, turf: Ints) -> tuple[Ints, Ints]:
    """Each point with each turf that has doors there, sorted by turf: (points, where each turf's begin)."""
    pairs = np.unique(np.column_stack((turf, ground.sites.of_door)), axis=0)
    return pairs[:, 1], np.searchsorted(pairs[:, 0], np.arange(int(turf.max()) + 2))


def straight_metres(ground: Ground, turf: Ints) -> float:
    """The rounds through all turfs, as the crow flies."""
    places, starts = places_of(ground, turf)
    total = 0.0
    for start, end in pairwise(starts):
        xy = ground.sites.xy[places[start:end]]
        if len(xy) > 1:
            total += tour_metres(xy, shortest_order(xy, closed=True, kicks=KICKS), closed=True)
    return total


def street_metres(ground: Ground, turf: Ints, network: Network, snapped: Snapped) -> float:
    """The same along the streets."""
    places, starts = places_of(ground, turf)
    total = 0.0
    for start, end in pairwise(starts):
        mine = places[start:end]
        if len(mine) > 1:
            here = Snapped(*(getattr(snapped, name)[mine] for name in Snapped.__dataclass_fields__))
            metres = door_matrix(network, here, LIMIT)
            total += round_metres(metres, shortest_order(metres, closed=True, kicks=KICKS))
    return total


def in_one_piece(ground: Ground, turf: Ints) -> float:
    """The share of turfs whose points hang together over neighbours."""
    sites, count = ground.sites, len(ground.sites)
    pairs = np.unique(turf * count + sites.of_door)
    degree = np.diff(sites.first)[pairs % count]
    one = np.repeat(np.arange(len(pairs)), degree)
    within = np.arange(len(one)) - np.repeat(np.cumsum(degree) - degree, degree)
    beside = (pairs // count)[one] * count + sites.beside[sites.first[pairs % count][one] + within]
    at = np.minimum(np.searchsorted(pairs, beside), len(pairs) - 1)
    met = pairs[at] == beside
    piece = components(one[met], at[met], len(pairs))
    found = np.unique(np.column_stack((pairs // count, piece)), axis=0)[:, 0]
    return float((np.unique(found, return_counts=True)[1] == 1).mean())


def split(building: Ints, turf: Ints, most: int) -> int:
    """Buildings in several turfs that were no larger than one."""
    pairs = np.unique(np.column_stack((building, turf)), axis=0)
    torn = np.flatnonzero(np.bincount(pairs[:, 0]) > 1)
    return int((np.bincount(building)[torn] <= most).sum())
