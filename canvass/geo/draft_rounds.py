"""The round through a draft turf's doors: from building to building by the shortest way found, and back."""

import numpy as np
from numpy.typing import NDArray

from canvass.geo.compiled import NotCompiled
from canvass.geo.layouts import PlanDoors, Terms
from canvass.geo.sites import hilbert
from canvass.geo.tours import shortest_order, tour_metres

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_SITES = 2_000
"""Beyond that the search would keep people waiting; nobody walks so much in one turf."""


def go_round(doors: PlanDoors, members: Ints, terms: Terms) -> tuple[Ints, float]:
    """These doors in walking order, and the metres of the closed round: from where the lead says, else from the end of
    its longest leg."""
    members = np.sort(members)
    units, of_door = np.unique(doors.unit[members], return_inverse=True)
    xy = middles(doors.xy[members], of_door)
    order, metres = _closed_tour(xy, _start(doors, terms), terms.seed)
    rank = np.empty(len(units), np.int64)
    rank[order] = np.arange(len(units))
    walked = np.lexsort((members, -doors.floor[members], rank[of_door]))
    return members[walked], metres


def middles(xy: Floats, group: Ints) -> Floats:
    """The middle of each group of points."""
    count = np.bincount(group)
    return np.column_stack([np.bincount(group, xy[:, axis]) / count for axis in (0, 1)])


def closed_order(xy: Floats, seed: int) -> Ints:
    """The points in the order of a short round through them."""
    if len(xy) <= MOST_SITES:
        try:
            return shortest_order(xy, closed=True, seed=seed).astype(np.int64)
        except NotCompiled:
            pass
    return np.argsort(hilbert(xy), kind="stable")


def _closed_tour(xy: Floats, start: Floats | None, seed: int) -> tuple[Ints, float]:
    if start is not None:
        every = np.concatenate((start[None], xy))
        order = closed_order(every, seed)
        order = np.roll(order, -int(np.flatnonzero(order == 0)[0]))
        return order[1:] - 1, tour_metres(every, order, closed=True)
    order = closed_order(xy, seed)
    legs = np.hypot(*(xy[order] - xy[np.roll(order, 1)]).T)
    return np.roll(order, -int(np.argmax(legs))), float(legs.sum())


def _start(doors: PlanDoors, terms: Terms) -> Floats | None:
    if terms.start is None:
        return None
    x, y = doors.plane.to_metres(*terms.start)
    return np.array([float(x), float(y)])
