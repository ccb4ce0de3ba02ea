"""The shortest way through places: one walk, open or closed, its ends fixed or free.

An iterated local search, compiled (2-opt, moves of short segments, double bridges that stay in one neighbourhood):
0.03 % above LKH's walks at 50 places in 1.4 ms, 0.6 % at 300 in 11 ms (`bench/walking.py`). It holds a matrix of 4 n²
bytes, and is meant for up to some thousands of places.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from canvass.geo.compiled import kernels

Order = NDArray[np.intp]

LEAST_KICKS = 200
KICKS_PER_PLACE = 4


def shortest_order(
    places: ArrayLike,
    *,
    start: int | None = None,
    end: int | None = None,
    closed: bool = False,
    kicks: int | None = None,
    seed: int = 0,
) -> Order:
    """The numbers of the places, intp (n,), in the order of a short walk: a permutation of 0 to n-1.

    `places` are points in metres (n, 2), or metres from each to each (n, n), symmetric; what cannot be reached is
    infinite there. `start` and `end` are the places that must come first and last; a walk that has neither begins
    at the end with the lower number. A closed walk goes back to its first place, and so has no `end`. The same
    places, seed and kicks give the same order. Raises `NotCompiled` where there is no compiler.
    """
    given = np.asarray(places, dtype=float)
    n = len(given)
    if given.size and (given.ndim != 2 or given.shape[1] not in (2, n) or np.isnan(given).any()):
        raise ValueError("places are points (n, 2) or a matrix (n, n) of numbers")
    if closed and end is not None:
        raise ValueError("a closed walk ends where it starts")
    if start is not None and start == end and n > 1:
        raise ValueError("a walk cannot start and end at one place of several: close it")
    if n <= 3 and (closed or n < 3):
        return _turned(np.arange(n), start, end, closed)
    apart = _with_gap(_metres(given), [] if closed else [at for at in (start, end) if at is not None], closed)
    tour = kernels("tours").search(
        apart, max(LEAST_KICKS, KICKS_PER_PLACE * n) if kicks is None else kicks, seed
    )
    found = np.asarray(tour, dtype=np.intp)
    if not closed:
        found = np.roll(found, -int(np.flatnonzero(found == n)[0]))[1:]
    return _turned(found, start, end, closed)


def round_metres(apart: NDArray[np.float64], order: Order) -> float:
    """The length of the closed walk in that order; `apart`: metres from each to each (n, n)."""
    return float(apart[order, np.roll(order, -1)].sum())


def tour_metres(places: ArrayLike, order: Order, *, closed: bool = False) -> float:
    """The length of the walk in that order, over points (n, 2) in metres."""
    given = np.asarray(places, dtype=float)
    if len(order) < 2:
        return 0.0
    onwards = np.append(order, order[0]) if closed else order
    return float(np.hypot(*np.diff(given[onwards], axis=0).T).sum())


def _metres(given: NDArray[np.float64]) -> NDArray[np.float32]:
    """float32 (n, n): exact to a millimetre in a turf, and half the memory."""
    if given.shape[1] == 2:
        middle = given - given.mean(axis=0)
        metres: NDArray[np.float32] = kernels("tours").between(middle[:, 0].copy(), middle[:, 1].copy())
        return metres
    known = np.isfinite(given)
    beyond = 10 * given[known].max(initial=1.0)
    return np.where(known, given, beyond).astype(np.float32)


def _with_gap(apart: NDArray[np.float32], ends: list[int], closed: bool) -> NDArray[np.float32]:
    """An open walk is a closed one through one more place, last, that is nowhere: no way from any, and much
    worth to be beside the ends that are asked for."""
    if closed:
        return apart
    wide = np.pad(apart, (0, 1))
    worth = -4 * float(apart.max()) - 1
    wide[-1, ends] = worth
    wide[ends, -1] = worth
    return wide


def _turned(found: Order, start: int | None, end: int | None, closed: bool) -> Order:
    """The same walk from its start, in the direction that was asked for or else in a fixed one."""
    if len(found) < 2:
        return found
    if closed:
        found = np.roll(found, -int(np.flatnonzero(found == (start or 0))[0]))
        return found if found[1] <= found[-1] else np.roll(found[::-1], 1)
    if start is None and end is None:
        return found if found[0] < found[-1] else found[::-1].copy()
    backwards = found[-1] == start if start is not None else found[0] == end
    return found[::-1].copy() if backwards else found
