"""From a first cut to the one with the shortest walks: the annealing's schedule, and what it is given.

First a turf may fall into pieces (it costs edges), so that sites find their way through their neighbours. Then pieces
that were left over join the turfs around them, and from then on every turf stays in one piece. At the end, turfs that
are still too large or too small are annealed anew together with those around them: see `canvass.geo.cuts.settling`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvass.geo import compiled
from canvass.geo.cuts.joining import joined
from canvass.geo.cuts.settling import settle
from canvass.geo.cuts.sites import NEAR, Sites, near_ones
from canvass.geo.cuts.ways import Ways

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SWEEPS = ((4_000, 90), (8_000, 340), (50_000, 500), (100_000, 220), (1 << 40, 150))
"""Up to so many sites, so many sweeps: small towns at once, cities well, a state in time."""
PILOT = 40
SOFT = 0.7
STREET_HEAT = 2.0
LAST_SWEEPS = 60
CHUNK = 20
HEAT = 0.5
COLD = 0.05
EDGE = 0.15
PENALTY = 0.3
LAST_PENALTY = 10.0
ROOM = 24
NARROWER = 0.1
STARTS_NEAR = 4
UNEVEN = (0.3, 20.0)


@dataclass(frozen=True)
class Load:
    """What turfs shall carry: each site's part, how much a metre walked counts, and the limits."""

    of_site: Floats
    pace: float
    low: float
    high: float


@dataclass
class Annealer:
    """Turfs on their way. What changes is changed in place: `who`, `tour`, `count`, `turfs`.

    Turfs that are `fixed` stay as they are.
    """

    sites: Sites
    load: Load
    ways: Ways
    seed: int
    parts: int
    fixed: Ints
    who: NDArray[np.int32] = field(init=False)
    tour: NDArray[np.int32] = field(init=False)
    count: Ints = field(init=False)
    turfs: Floats = field(init=False)
    ground: tuple[Any, ...] = field(init=False)
    state: NDArray[np.uint64] = field(init=False)
    free: NDArray[np.bool_] = field(init=False)
    kernels: Any = field(init=False)
    pieces: Any = field(init=False)

    def __post_init__(self) -> None:
        self.state = np.array([(self.seed * 2654435761 + 88172645463325252) % (1 << 63) | 1], np.uint64)
        self.kernels = compiled.kernels("annealing")
        self.pieces = compiled.kernels("pieces")
        self.free = np.ones(self.parts, bool)
        self.free[self.fixed] = False

    def begin(self, turf: Ints) -> None:
        """Take over a first cut: tours in the order of the sites."""
        count, sites = len(self.sites), self.sites
        near, spacing = self._near_and_spacing(turf)
        site = np.column_stack((sites.xy, self.load.of_site, spacing[turf], self.ways.side))
        owner = np.repeat(np.arange(count), np.diff(sites.first))
        cut = (site[owner, 3] + site[sites.beside, 3]) / 2
        cut[self.ways.barred] = 0.0
        first = sites.first.astype(np.int32)
        self.ground = (
            np.ascontiguousarray(site), self.ways.key, self.ways.far, near, first, sites.beside, cut,
        )  # fmt: skip
        sizes = np.bincount(turf, minlength=self.parts)
        room = int(max(sizes.max(), 2 * count / self.parts)) + ROOM
        self.who = np.zeros((count, 2), np.int32)
        self.tour = np.zeros((self.parts, room), np.int32)
        self.turfs = np.zeros((self.parts, 5))
        self.turfs[:, 1], self.turfs[:, 2], self.turfs[:, 3] = self.load.low, self.load.high, spacing
        self.turfs[:, 4] = self.load.pace
        order = np.argsort(turf, kind="stable")
        self.lay_out([order[end - size : end] for size, end in zip(sizes, np.cumsum(sizes), strict=True)])

    def lay_out(self, tours: list[Ints]) -> None:
        """Let these be the tours."""
        self.count = np.array([len(tour) for tour in tours], np.int64)
        if self.count.max() > self.tour.shape[1] - ROOM // 2:
            self.tour = np.zeros((self.parts, int(self.count.max()) + ROOM), np.int32)
        for number, tour in enumerate(tours):
            self.tour[number, : len(tour)] = tour
        every = np.concatenate(tours)
        self.who[every, 0] = np.repeat(np.arange(self.parts), self.count)
        starts = np.repeat(np.cumsum(self.count) - self.count, self.count)
        self.who[every, 1] = np.arange(len(every)) - starts
        self.turfs[:, 0] = np.bincount(self.who[:, 0], self.load.of_site, self.parts)
        if self.load.pace:
            self.turfs[:, 0] += self.load.pace * self.lengths()

    def join(self) -> None:
        """See to it that each turf is in one piece."""
        before = self.who[:, 0].astype(np.int64)
        self.move_to(joined(self.sites, before, self.load.of_site, self.free))

    def move_to(self, turf: Ints) -> None:
        """Let sites change turfs, each to where it is the least detour in the new one's tour."""
        before = self.who[:, 0].astype(np.int64)
        moved = turf != before
        if not moved.any():
            return
        tours = self.tours()
        for one in np.unique(before[moved]):
            tours[one] = tours[one][~moved[tours[one]]]
        for site in np.flatnonzero(moved):
            tours[turf[site]] = _inserted(self.sites, tours[turf[site]], int(site))
        self.lay_out(tours)

    def run(
        self, sweeps: int, heat: tuple[float, float], penalty: tuple[float, float], *, hard: bool
    ) -> None:
        """So many sweeps over everything."""
        active = np.flatnonzero(self.free[self.who[:, 0]])
        self.anneal(active, self.free, sweeps, heat, penalty, hard=hard)

    def anneal(
        self,
        active: Ints,
        free: NDArray[np.bool_],
        sweeps: int,
        heat: tuple[float, float],
        penalty: tuple[float, float],
        *,
        hard: bool,
    ) -> None:
        """So many sweeps over the active sites, among the free turfs."""
        self.kernels.anneal(
            *self.ground, self.who, self.tour, self.count, self.turfs, active, free, self.state,
            sweeps, heat[0], heat[1], EDGE, penalty[0], penalty[1], hard,
        )  # fmt: skip

    def narrow(self, which: NDArray[np.bool_], by: float) -> Floats:
        """Make the limits of some turfs narrower on both sides, by a part of what is between; the old limits of all.

        What is too much in one place then finds its way to where there is room: turfs at the limit do not stop it.
        """
        limits = self.turfs[:, 1:3].copy()
        room = by * (limits[which, 1] - limits[which, 0])
        self.turfs[which, 1] += room
        self.turfs[which, 2] -= room
        return limits

    def lengths(self) -> Floats:
        """Metres of each turf's closed tour."""
        found: Floats = self.pieces.lengths(*self.ground[:3], self.tour, self.count)
        return found

    def metres_of_sites(self) -> Floats:
        """Half of the way to each site and from it on."""
        xy, found = self.sites.xy, np.zeros(len(self.sites))
        for tour in self.tours():
            legs = np.hypot(*(xy[tour] - xy[np.roll(tour, -1)]).T)
            found[tour] = (legs + np.roll(legs, 1)) / 2
        return found

    def tours(self) -> list[Ints]:
        """Each turf's sites in the order of its tour."""
        return [self.tour[k, :size].astype(np.int64) for k, size in enumerate(self.count)]

    def outside(self) -> Floats:
        """By how much each turf's load is outside the limits."""
        load = self.turfs[:, 0]
        over: Floats = np.maximum(np.maximum(load - self.turfs[:, 2], self.turfs[:, 1] - load), 0.0)
        return np.where(over > 1e-6, over, 0.0)

    def _near_and_spacing(self, turf: Ints) -> tuple[NDArray[np.int32], Floats]:
        """The table of near sites (their number first), and how far apart sites stand in each turf."""
        near, many = near_ones(self.sites, self.ways.barred)
        table = np.zeros((len(self.sites), 1 + NEAR), np.int32)
        table[:, 0], table[:, 1:] = many, near
        away = self.sites.xy[near[:, :STARTS_NEAR]] - self.sites.xy[:, None]
        apart = np.hypot(away[..., 0], away[..., 1]).mean(axis=1)
        spacing = np.bincount(turf, apart, self.parts) / np.maximum(
            np.bincount(turf, minlength=self.parts), 1
        )
        usual = max(float(np.median(spacing)), 1.0)
        return table, np.clip(spacing, UNEVEN[0] * usual, UNEVEN[1] * usual)


def sweeps_for(sites: int) -> int:
    """As many sweeps as so many sites are worth."""
    return next(sweeps for most, sweeps in SWEEPS if sites <= most)


def shorten(annealer: Annealer, sweeps: int, tell: Callable[[float], None]) -> None:
    """The whole schedule; `tell` hears how far it is, from 0 to 1, and may raise to stop it."""
    hottest = STREET_HEAT if annealer.ways.key.size else HEAT
    soft, last = int(sweeps * SOFT), min(LAST_SWEEPS, sweeps // 2)
    every = sweeps + last
    limits = annealer.narrow(annealer.free, NARROWER)
    for start in range(0, sweeps, CHUNK):
        if start <= soft < start + CHUNK:
            annealer.turfs[:, 1:3] = limits
            annealer.join()
        size = min(CHUNK, sweeps - start)
        heat = _between(hottest, COLD, start / sweeps), _between(hottest, COLD, (start + size) / sweeps)
        penalty = (
            _between(PENALTY, LAST_PENALTY, start / sweeps),
            _between(PENALTY, LAST_PENALTY, (start + size) / sweeps),
        )
        annealer.run(size, heat, penalty, hard=start + CHUNK > soft)
        tell((start + size) / every)
    annealer.join()
    annealer.run(last, (0.15, COLD), (LAST_PENALTY, 2 * LAST_PENALTY), hard=True)
    settle(annealer)
    tell(1.0)


def _between(start: float, end: float, along: float) -> float:
    return float(start * (end / start) ** along)


def _inserted(sites: Sites, tour: Ints, site: int) -> Ints:
    """The tour with the site where it is the least detour."""
    here, there = sites.xy[tour], sites.xy[np.roll(tour, -1)]
    to, on = here - sites.xy[site], there - sites.xy[site]
    detour = np.hypot(*to.T) + np.hypot(*on.T) - np.hypot(*(there - here).T)
    return np.insert(tour, int(np.argmin(detour)) + 1, site)
