"""From a wish to numbers: how many turfs, what each shall carry, which buildings are turfs of their own."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canvass.geo.cuts.sites import Sites
from canvass.geo.cuts.wishes import EVEN, Canvassers, Shift, Size, Wish

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Goal:
    """What turfs shall carry, in doors; where walking counts, a metre counts as `pace` doors.

    `size` is the wish, `low` and `high` the limits. `count` is how many turfs there shall be, None where the work
    decides that.
    """

    size: float
    low: float
    high: float
    pace: float = 0.0
    count: int | None = None

    @property
    def most(self) -> float:
        """A building with more doors is larger than a turf."""
        return (1 + EVEN) * self.size


def goal_of(wish: Wish, doors: int) -> Goal:
    """The wish, for so many doors."""
    match wish:
        case Shift(hours, doors_per_hour, metres_per_hour):
            size = hours * doors_per_hour
            return Goal(size, (1 - EVEN) * size, (1 + EVEN) * size, doors_per_hour / metres_per_hour)
        case Canvassers(people):
            count = min(people, doors)
            return _of_doors(doors / count, count)
        case Size(size):
            return _of_doors(size, _count(doors, size))


def _count(doors: float, size: float) -> int:
    """How many turfs come nearest to the size: 341 doors are rather three of 114 than four of 85 where 100 are wanted."""
    fewer = max(1, math.floor(doors / size))
    return fewer if doors / fewer / size <= size * (fewer + 1) / doors else fewer + 1


def _of_doors(size: float, count: int) -> Goal:
    return Goal(size, *_limits(size), 0.0, count)


def _limits(size: float) -> tuple[float, float]:
    """Whole doors within a tenth of the size."""
    low = min(math.ceil((1 - EVEN) * size - 1e-9), math.floor(size))
    return float(max(1, low)), float(max(math.floor((1 + EVEN) * size + 1e-9), math.ceil(size)))


@dataclass(frozen=True)
class Division:
    """Which sites are annealed (`members`) into how many turfs, within which limits; each of `alone` is a turf."""

    members: Ints
    alone: Ints
    parts: int
    low: float
    high: float


def divide(sites: Sites, goal: Goal, walking: float = 0.0) -> Division:
    """The pieces of a divided building that are whole turfs stand alone, if the rest comes out even without them.

    `walking` is what the metres of all walks together are thought to count.
    """
    every = np.arange(len(sites))
    alone = np.unique(sites.of_door[sites.split])
    alone = _reachable(sites, alone[sites.doors[alone] >= goal.low], goal.high)
    rest = np.setdiff1d(every, alone)
    doors = float(sites.doors[rest].sum()) + walking
    if len(alone) and (not len(rest) or _is_even(doors, goal, len(alone))):
        parts = min(_parts(doors, goal, len(alone)), len(rest))
        return Division(rest, alone, parts, *_around_mean(doors, parts, goal))
    doors = float(sites.doors.sum()) + walking
    parts = min(max(1, _parts(doors, goal, 0)), len(sites))
    return Division(every, every[:0], parts, *_around_mean(doors, parts, goal))


def _parts(doors: float, goal: Goal, alone: int) -> int:
    if goal.count is not None:
        return max(0, goal.count - alone)
    return _count(doors, goal.size) if doors else 0


def _is_even(doors: float, goal: Goal, alone: int) -> bool:
    parts = _parts(doors, goal, alone)
    return parts > 0 and goal.low <= doors / parts <= goal.high


def _around_mean(doors: float, parts: int, goal: Goal) -> tuple[float, float]:
    """The limits; where they cannot hold the mean of all turfs, those around it."""
    mean = doors / max(1, parts)
    if not parts or goal.low <= mean <= goal.high:
        return goal.low, goal.high
    return ((1 - EVEN) * mean, (1 + EVEN) * mean) if goal.pace else _limits(mean)


def _reachable(sites: Sites, alone: Ints, high: float) -> Ints:
    """Without the few that would shut others in, and can take them up: whoever stands alone is no way through."""
    every = np.arange(len(sites))
    owner = np.repeat(every, np.diff(sites.first))
    while len(alone):
        piece = sites.components(np.isin(owner, alone) | np.isin(sites.beside, alone))
        rest = np.setdiff1d(every, alone)
        main = np.bincount(piece[rest]).argmax() if len(rest) else 0
        shut_in = rest[piece[rest] != main]
        if not len(shut_in):
            break
        pocket = shut_in[piece[shut_in] == piece[shut_in[0]]]
        walls = np.intersect1d(alone, sites.around(pocket))
        way_out = [(piece[sites.around(np.array([each]))] == main).any() for each in walls]
        walls = walls[np.lexsort((walls, sites.doors[walls], ~np.array(way_out)))]
        room = np.cumsum(np.maximum(high - sites.doors[walls], 0))
        enough = int(np.searchsorted(room, sites.doors[pocket].sum())) + 1
        alone = np.setdiff1d(alone, walls[:enough])
    return alone
