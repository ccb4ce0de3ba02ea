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
from canvass.geo.cuts.annealing import PILOT, Annealer, Load, shorten, sweeps_for
from canvass.geo.cuts.goals import Division, Goal, divide, goal_of
from canvass.geo.cuts.joining import joined
from canvass.geo.cuts.noting import take_notes
from canvass.geo.cuts.plans import CutTurf, Plan
from canvass.geo.cuts.rounds import from_longest_leg, shortest_rounds, straight_metres
from canvass.geo.cuts.sites import gather
from canvass.geo.cuts.starting import first_cut
from canvass.geo.cuts.tiling import tile
from canvass.geo.cuts.ways import find_ways
from canvass.geo.cuts.wishes import DoorsToCut, TooFarApart, Wish, check, hours_of
from canvass.geo.drafting.layouts import in_degrees
from canvass.geo.plane import Plane, reproject
from canvass.geo.streets import Network

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Tell = Callable[[float], None]

FARTHEST = 1_000_000.0
PILOT_SHARE = 0.15


def _tell_nobody(_far: float) -> None:
    """For those who don't ask how far it is."""


def cut(
    doors: DoorsToCut,
    wish: Wish,
    *,
    area: BaseGeometry | None = None,
    barriers: Sequence[BaseGeometry] = (),
    network: Network | None = None,
    seed: int = 0,
    sweeps: int | None = None,
    tell: Tell = _tell_nobody,
) -> Plan:
    """Cut the doors into turfs. `area` and `barriers` are WGS84; the same input and seed give the same plan.

    Walks are as the crow flies, 150 m longer from one side of a barrier to the other; along the streets where a
    network is given (its own plane is good for some 50 km). More `sweeps` take longer and shorten the walks: 1,000
    by one or two per cent. `tell` hears now and then how far it is, from 0 to 1; what it raises ends the work. Raises
    a `CannotCut`.
    """
    check(doors, wish)
    if not len(doors):
        return Plan(np.zeros(0, np.int64), (), (), seed)
    cutter = Cutter(doors, wish, area, barriers, network)
    return cutter.plan(cutter.walk(seed, sweeps, tell), seed)


@dataclass(frozen=True)
class Walked:
    """Rounds of sites, one for each turf; within which limits they were sought, and by whom, if anybody."""

    tours: list[Ints]
    division: Division
    annealer: Annealer | None


class Cutter:
    """The doors of one cut on their way from sites to turfs. `doors` are at least one."""

    def __init__(
        self,
        doors: DoorsToCut,
        wish: Wish,
        area: BaseGeometry | None = None,
        barriers: Sequence[BaseGeometry] = (),
        network: Network | None = None,
    ) -> None:
        self.doors, self.wish, self.network = doors, wish, network
        self.plane = Plane.round(doors.lon, doors.lat)
        xy = np.column_stack(self.plane.to_metres(doors.lon, doors.lat))
        if np.abs(xy).max() > FARTHEST:
            raise TooFarApart(km=round(2 * FARTHEST / 1000))
        self.goal = goal_of(wish, len(doors))
        most = np.inf if self.goal.count == 1 else self.goal.most
        inside = None if area is None else reproject(area, self.plane.to_metres)
        self.sites = gather(xy, doors.building, doors.floor, doors.lane, most, inside)
        lines = [reproject(line, self.plane.to_metres) for line in barriers]
        self.ways = find_ways(self.sites, lines, network, self.plane)

    def walk(self, seed: int = 0, sweeps: int | None = None, tell: Tell = _tell_nobody) -> Walked:
        """Turfs of sites, as rounds. Where walking counts, a quick cut says first how much of it there is."""
        of_site, division = self.sites.doors, divide(self.sites, self.goal)
        if not compiled.can_compile():
            return self._without_compiler(division)
        done = 0.0
        if self.goal.pace:
            done = PILOT_SHARE
            straight = replace(self.goal, pace=0.0)
            pilot = self._anneal(
                of_site, straight, division, seed, PILOT, lambda far: tell(far * PILOT_SHARE)
            )
            of_site = self.sites.doors + self.goal.pace * pilot.metres_of_sites()
            division = divide(self.sites, self.goal, self.goal.pace * float(pilot.lengths().sum()))
        every = sweeps_for(len(self.sites)) if sweeps is None else sweeps
        made = self._anneal(
            of_site, self.goal, division, seed, every, lambda far: tell(done + (1 - done) * far)
        )
        return Walked(made.tours(), division, made)

    def _anneal(
        self, start: Floats, goal: Goal, division: Division, seed: int, sweeps: int, tell: Tell
    ) -> Annealer:
        load = Load(self.sites.doors, goal.pace, division.low, division.high)
        fixed = division.parts + np.arange(len(division.alone))
        annealer = Annealer(self.sites, load, self.ways, seed, division.parts + len(fixed), fixed)
        annealer.begin(self._first(start, division))
        shorten(annealer, sweeps, tell)
        return annealer

    def _first(self, load: Floats, division: Division) -> Ints:
        turf = first_cut(self.sites, load, division.parts, division.members, self.ways.side)
        turf[division.alone] = division.parts + np.arange(len(division.alone))
        return turf

    def _without_compiler(self, division: Division) -> Walked:
        """The power diagram, in one piece, each turf's sites in the order of the Hilbert curve."""
        every = division.parts + len(division.alone)
        free = np.arange(every) < division.parts
        turf = joined(self.sites, self._first(self.sites.doors, division), self.sites.doors, free)
        tours = [np.flatnonzero(turf == number) for number in range(every)]
        return Walked(tours, division, None)

    def plan(self, walked: Walked, seed: int) -> Plan:
        """The plan in WGS84: turfs numbered along the Hilbert curve, each walk from the end of its longest leg."""
        sites, doors = self.sites, self.doors
        found = walked.tours
        if walked.annealer:
            found, metres = shortest_rounds(walked.annealer)
        rank = np.argsort([float(tour.mean()) for tour in found], kind="stable")
        tours = [from_longest_leg(sites.xy, found[number]) for number in rank]
        of_site, place = np.empty((2, len(sites)), np.int64)
        of_site[np.concatenate(tours)] = np.repeat(np.arange(len(tours)), [len(tour) for tour in tours])
        place[np.concatenate(tours)] = np.arange(len(sites))
        turf = of_site[sites.of_door]
        order = np.lexsort((np.arange(len(doors)), -doors.floor, place[sites.of_door]))
        if walked.annealer and self.network is not None:
            metres = metres[rank]
        else:
            metres = np.array([straight_metres(sites.xy[tour]) for tour in tours])
        sizes = np.bincount(turf, minlength=len(tours))
        hours = [hours_of(self.wish, *told) for told in zip(sizes.tolist(), metres.tolist(), strict=True)]
        shapes = [in_degrees(shape, self.plane) for shape in tile(sites, of_site, len(tours))]
        turfs = tuple(map(CutTurf, np.split(order, np.cumsum(sizes)[:-1]), metres.tolist(), hours, shapes))
        notes = take_notes(doors, self.goal, sites, of_site, walked, self.ways.side, metres)
        return Plan(turf, turfs, notes, seed)
