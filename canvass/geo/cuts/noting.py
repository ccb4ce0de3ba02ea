"""What a cut could not keep, and why."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvass.geo.cuts import plans
from canvass.geo.cuts.goals import Goal
from canvass.geo.cuts.joining import pieces
from canvass.geo.cuts.plans import Note
from canvass.geo.cuts.sites import Sites
from canvass.geo.cuts.wishes import DoorsToCut

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def take_notes(
    doors: DoorsToCut, goal: Goal, sites: Sites, turf: Ints, walked: Any, side: Ints, metres: Floats
) -> tuple[Note, ...]:
    """All notes on turfs of sites."""
    return (
        *(() if walked.annealer else (Note(plans.NOT_COMPILED),)),
        *_sizes(goal, sites, turf, walked, metres),
        *_divided(doors, sites, turf),
        *_sides(sites, turf, side),
        *_pieces(sites, turf),
    )


def _sizes(goal: Goal, sites: Sites, turf: Ints, walked: Any, metres: Floats) -> Iterator[Note]:
    load = np.bincount(turf, sites.doors) + goal.pace * metres
    mean = float(load.mean())
    if not goal.low <= mean <= goal.high:
        yield Note(plans.SIZE_UNREACHABLE, -1, {"wanted": round(goal.size, 2), "mean": round(mean, 2)})
    low, high = walked.division.low, walked.division.high
    largest = np.zeros(len(load))
    np.maximum.at(largest, turf, sites.doors)
    for number in np.flatnonzero((load < low - 1e-6) | (load > high + 1e-6)):
        values = {"load": float(load[number]), "low": low, "high": high, "largest": int(largest[number])}
        yield Note(plans.OUTSIDE_LIMITS, int(number), {key: round(value, 2) for key, value in values.items()})


def _divided(doors: DoorsToCut, sites: Sites, turf: Ints) -> Iterator[Note]:
    """Buildings in several turfs. Doors without a building are named by their first."""
    split = sites.split
    if not len(split):
        return
    whole = np.where(doors.building[split] >= 0, doors.building[split], -2 - sites.whole)
    for number in np.unique(whole):
        mine = split[whole == number]
        turfs = np.unique(turf[sites.of_door[mine]])
        if len(turfs) > 1:
            by = "floor" if doors.floor[mine].min() >= 0 else "order"
            values = {
                "building": int(doors.building[mine[0]]),
                "doors": len(mine),
                "turfs": len(turfs),
                "by": by,
            }
            yield Note(plans.BUILDING_DIVIDED, -1, values)


def _sides(sites: Sites, turf: Ints, side: Ints) -> Iterator[Note]:
    if not side.any():
        return
    pairs, which = np.unique(turf * (int(side.max()) + 1) + side, return_inverse=True)
    weight = np.bincount(which, sites.doors)
    of_pair = pairs // (int(side.max()) + 1)
    for number in np.flatnonzero(np.bincount(of_pair) > 1):
        far = weight[of_pair == number]
        yield Note(plans.ACROSS_BARRIER, int(number), {"doors": int(far.sum() - far.max())})


def _pieces(sites: Sites, turf: Ints) -> Iterator[Note]:
    piece = pieces(sites, turf)
    of_piece = np.zeros(int(piece.max()) + 1, np.int64)
    of_piece[piece] = turf
    for number, count in enumerate(np.bincount(of_piece)):
        if count > 1:
            yield Note(plans.NOT_IN_ONE_PIECE, number, {"pieces": int(count)})
