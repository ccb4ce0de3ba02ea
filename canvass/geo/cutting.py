"""Cutting: doors become turfs of about equal work, each in one piece, with the shortest walks that can be found.

A turf is *in one piece* if one can go from each of its sites (buildings, or points with doors) to each other over
neighbours without leaving it; neighbours are the sites whose cells of the Voronoi diagram touch within the area. No
building is split unless it alone is larger than a turf. What could not be kept is in the plan's notes, with why.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from canvass.geo import compiled
from canvass.geo.annealing import PILOT, SWEEPS, Annealer, Load, Ways, shorten
from canvass.geo.goals import Division, Goal, divide, goal_of
from canvass.geo.joining import joined
from canvass.geo.noting import take_notes
from canvass.geo.plane import Plane, in_the_world, reproject
from canvass.geo.plans import CutTurf, Plan
from canvass.geo.sides import part
from canvass.geo.sites import Sites, gather
from canvass.geo.starting import first_cut
from canvass.geo.tiling import tile
from canvass.geo.wishes import DoorsToCut, Shift, TooFarApart, Wish, check

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Tell = Callable[[float], None]

FARTHEST = 1_000_000.0


def _tell_nobody(_far: float) -> None:
    """For those who don't ask how far it is."""


def cut(
    doors: DoorsToCut,
    wish: Wish,
    *,
    area: BaseGeometry | None = None,
    barriers: Sequence[BaseGeometry] = (),
    seed: int = 0,
    sweeps: int = SWEEPS,
    tell: Tell = _tell_nobody,
) -> Plan:
    """Cut the doors into turfs. `area` and `barriers` are WGS84; the same input and seed give the same plan.

    `tell` hears now and then how far it is, from 0 to 1; what it raises ends the work. Raises a `CannotCut`.
    """
    check(doors, wish)
    if not len(doors):
        return Plan(np.zeros(0, np.int64), (), (), seed)
    plane = Plane.round(doors.lon, doors.lat)
    xy = np.column_stack(plane.to_metres(doors.lon, doors.lat))
    if np.abs(xy).max() > FARTHEST:
        raise TooFarApart(km=round(2 * FARTHEST / 1000))
    goal = goal_of(wish, len(doors))
    most = np.inf if goal.count == 1 else goal.most
    inside = None if area is None else reproject(area, plane.to_metres)
    sites = gather(xy, doors.building, doors.floor, doors.lane, most, inside)
    parted = part(sites, [reproject(line, plane.to_metres) for line in barriers])
    walked = walk_turfs(sites, goal, Ways(parted.side, parted.barred), seed, sweeps, tell)
    return _plan(doors, wish, goal, sites, walked, plane, seed)


@dataclass(frozen=True)
class Walked:
    """Tours of sites, one for each turf; within which limits they were sought, along which ways."""

    tours: list[Ints]
    division: Division
    ways: Ways
    metres: Floats
    is_compiled: bool


def walk_turfs(
    sites: Sites, goal: Goal, ways: Ways, seed: int, sweeps: int, tell: Tell = _tell_nobody
) -> Walked:
    """Turfs of sites, as tours. Where walking counts, a quick cut says first how much of it there is."""
    of_site, division = sites.doors, divide(sites, goal)
    if not compiled.can_compile():
        return _without_compiler(sites, goal, division, ways)
    if goal.pace:
        pilot = _anneal(sites, of_site, replace(goal, pace=0.0), division, ways, seed, PILOT, tell)
        of_site = sites.doors + goal.pace * pilot.metres_of_sites()
        division = divide(sites, goal, goal.pace * float(pilot.lengths().sum()))
    made = _anneal(sites, of_site, goal, division, ways, seed, sweeps, tell)
    return Walked(made.tours(), division, ways, made.lengths(), True)


def _anneal(
    sites: Sites,
    start: Floats,
    goal: Goal,
    division: Division,
    ways: Ways,
    seed: int,
    sweeps: int,
    tell: Tell,
) -> Annealer:
    load = Load(sites.doors, goal.pace, division.low, division.high)
    turf = _first(sites, start, division, ways.side)
    fixed = division.parts + np.arange(len(division.alone))
    annealer = Annealer(sites, load, ways, seed, division.parts + len(fixed), fixed)
    annealer.begin(turf)
    shorten(annealer, sweeps, tell)
    return annealer


def _first(sites: Sites, load: Floats, division: Division, side: Ints) -> Ints:
    turf = first_cut(sites, load, division.parts, division.members, side)
    turf[division.alone] = division.parts + np.arange(len(division.alone))
    return turf


def _without_compiler(sites: Sites, goal: Goal, division: Division, ways: Ways) -> Walked:
    """The power diagram, in one piece, each turf's sites in the order of the Hilbert curve."""
    turf = _first(sites, sites.doors, division, ways.side)
    every = division.parts + len(division.alone)
    turf = joined(sites, turf, sites.doors, np.arange(every) < division.parts)
    tours = [np.flatnonzero(turf == number) for number in range(every)]
    metres = np.array([_round_trip(sites.xy[tour]) for tour in tours])
    return Walked(tours, division, ways, metres, False)


def _round_trip(xy: Floats) -> float:
    return float(np.hypot(*(xy - np.roll(xy, -1, axis=0)).T).sum())


def _plan(
    doors: DoorsToCut, wish: Wish, goal: Goal, sites: Sites, walked: Walked, plane: Plane, seed: int
) -> Plan:
    """The plan in WGS84: turfs numbered along the Hilbert curve, each walk from the end of its longest leg."""
    tours = sorted(
        (_from_longest_leg(sites.xy, tour) for tour in walked.tours), key=lambda tour: float(tour.mean())
    )
    of_site = np.empty(len(sites), np.int64)
    of_site[np.concatenate(tours)] = np.repeat(np.arange(len(tours)), [len(tour) for tour in tours])
    place = np.empty(len(sites), np.int64)
    place[np.concatenate(tours)] = np.arange(len(sites))
    turf = of_site[sites.of_door]
    order = np.lexsort((np.arange(len(doors)), -doors.floor, place[sites.of_door]))
    ends = np.cumsum(np.bincount(turf, minlength=len(tours)))
    pace = wish if isinstance(wish, Shift) else Shift(1.0)
    turfs = []
    for number, polygon in enumerate(tile(sites, of_site, len(tours))):
        mine = order[ends[number - 1] if number else 0 : ends[number]]
        metres = _round_trip(sites.xy[tours[number]])
        hours = len(mine) / pace.doors_per_hour + metres / pace.metres_per_hour
        shape = in_the_world(reproject(polygon, plane.to_degrees))
        turfs.append(CutTurf(mine, metres, hours, shape))
    notes = take_notes(doors, goal, sites, of_site, walked, [each.metres for each in turfs])
    return Plan(turf, tuple(turfs), notes, seed)


def _from_longest_leg(xy: Floats, tour: Ints) -> Ints:
    legs = np.hypot(*(xy[tour] - xy[np.roll(tour, 1)]).T)
    return np.roll(tour, -int(np.argmax(legs)))
