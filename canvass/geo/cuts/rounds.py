"""The round through each turf, once it is known which sites are in it: a last search for a shorter one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvass.geo import compiled
from canvass.geo.tours import round_metres, shortest_order

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KICKS = 60
FEWEST = 5


def shortest_rounds(annealer: Any) -> tuple[list[Ints], Floats]:
    """The turfs' rounds and their metres. Where walking counts, a turf keeps the work that it needs to be one."""
    square = compiled.kernels("pieces").square
    site, key, far = annealer.ground[:3]
    tours, metres = annealer.tours(), annealer.lengths()
    for number, tour in enumerate(tours):
        if len(tour) < FEWEST:
            continue
        apart = square(site, key, far, tour)
        order = shortest_order(apart, closed=True, kicks=KICKS, seed=annealer.seed)
        length = round_metres(apart, order)
        less = annealer.load.pace * (metres[number] - length)
        load = annealer.turfs[number, 0]
        if length < metres[number] and (load - less >= annealer.load.low or load < annealer.load.low):
            tours[number], metres[number] = tour[order], length
    return tours, metres


def from_longest_leg(xy: Floats, tour: Ints) -> Ints:
    """The same closed tour, begun at the end of its longest leg: so nobody walks that one on the way out."""
    return np.roll(tour, -int(np.argmax(_legs(xy[tour]))))


def from_start(xy: Floats, tour: Ints, start: Floats) -> tuple[Ints, float]:
    """The same closed tour, begun where it is the least detour from a start beside it and back; and that detour's metres."""
    there = np.hypot(*(xy[tour] - start).T)
    detour = there + np.roll(there, 1) - _legs(xy[tour])
    first = int(np.argmin(detour))
    return np.roll(tour, -first), float(detour[first])


def straight_metres(xy: Floats) -> float:
    """The length of a round as the crow flies."""
    return float(_legs(xy).sum())


def _legs(xy: Floats) -> Floats:
    """Metres to each point from the one before it, to the first from the last."""
    legs: Floats = np.hypot(*(xy - np.roll(xy, 1, axis=0)).T)
    return legs
