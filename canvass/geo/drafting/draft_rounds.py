"""The round through a draft turf's doors: from building to building by the shortest way found, and back."""

import numpy as np
from numpy.typing import NDArray

from canvass.geo.compiled import NotCompiled
from canvass.geo.cuts.rounds import from_longest_leg, from_start, straight_metres
from canvass.geo.cuts.sites import hilbert
from canvass.geo.drafting.layouts import PlanDoors, Terms
from canvass.geo.tours import round_metres, shortest_order
from canvass.geo.walking import MOST_PLACES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def go_round(doors: PlanDoors, members: Ints, terms: Terms) -> tuple[Ints, float]:
    """These doors in walking order, and the metres of the closed round: from where the lead says and back there, else
    from the end of its longest leg."""
    members = np.sort(members)
    units, of_door = np.unique(doors.unit[members], return_inverse=True)
    xy = middles(doors.xy[members], of_door)
    apart = None
    if terms.metric is not None and len(units) <= MOST_PLACES:
        apart = terms.metric.metres(*doors.plane.to_degrees(*xy.T))
    order, start = closed_order(xy, terms.seed, apart), start_of(doors, terms)
    metres = straight_metres(xy[order]) if apart is None else round_metres(apart, order)
    order, detour = (from_longest_leg(xy, order), 0.0) if start is None else from_start(xy, order, start)
    rank = np.empty(len(units), np.int64)
    rank[order] = np.arange(len(units))
    walked = np.lexsort((members, -doors.floor[members], rank[of_door]))
    return members[walked], metres + detour


def begin_at(doors: PlanDoors, walk: Ints, start: Floats) -> tuple[Ints, float]:
    """The same closed round through these doors from the building where it is the least detour from the start; and that
    detour's metres."""
    unit = doors.unit[walk]
    new = unit != np.roll(unit, 1)
    walk, new = np.roll(walk, -int(np.argmax(new))), np.roll(new, -int(np.argmax(new)))
    stop = np.cumsum(new) - int(new[0])
    order, detour = from_start(middles(doors.xy[walk], stop), np.arange(int(stop[-1]) + 1), start)
    return np.roll(walk, -int(np.flatnonzero(stop == order[0])[0])), detour


def middles(xy: Floats, group: Ints) -> Floats:
    """The middle of each group of points."""
    count = np.bincount(group)
    return np.column_stack([np.bincount(group, xy[:, axis]) / count for axis in (0, 1)])


def closed_order(xy: Floats, seed: int, apart: Floats | None = None) -> Ints:
    """The points in the order of a short round through them; `apart`: metres from each to each, where they are no straight
    lines."""
    if len(xy) <= MOST_PLACES:
        try:
            return shortest_order(xy if apart is None else apart, closed=True, seed=seed).astype(np.int64)
        except NotCompiled:
            pass
    return np.argsort(hilbert(xy), kind="stable")


def start_of(doors: PlanDoors, terms: Terms) -> Floats | None:
    """Where walks begin, in the plan's metres; None: anywhere."""
    if terms.start is None:
        return None
    x, y = doors.plane.to_metres(*terms.start)
    return np.array([float(x), float(y)])
