"""Chains: a turf that has a few doors too many hands a site to a neighbour, that one hands on what it cannot keep, and so
on, until somebody has room. The shortest chain that leaves no turf outside its limits; the other way round for too few.
"""

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

LONGEST = 40
CHOICES = 3


@dataclass(frozen=True)
class Step:
    """A site that goes from one turf to another, and the step of the chain before it (-1: none)."""

    site: int
    giver: int
    taker: int
    before: int


def hand_on(annealer: Any, worst: int) -> bool:
    """Bring a turf into its limits, or nearer to them, by one chain; whether there was one."""
    gives = annealer.turfs[worst, 0] > annealer.turfs[worst, 2]
    chain = _find(annealer, worst, gives)
    if not chain:
        return False
    turf = annealer.who[:, 0].astype(np.int64)
    for step in chain:
        turf[step.site] = step.taker
    for number in {each for step in chain for each in (step.giver, step.taker)}:
        if not _whole(annealer.sites, np.flatnonzero(turf == number)):
            return False
    annealer.move_to(turf)
    return True


def _find(annealer: Any, worst: int, gives: bool) -> list[Step]:
    """Breadth first, from the turf that is wrong to one where the chain can end."""
    load, low, high = annealer.turfs[:, 0], annealer.turfs[:, 1], annealer.turfs[:, 2]
    steps: list[Step] = []

    def _nearer(left: float) -> bool:
        return bool(low[worst] <= left < load[worst] if gives else load[worst] < left <= high[worst])

    seen = {worst}
    waiting = deque([(worst, 0.0, -1, 0)])
    while waiting:
        turf, come, before, depth = waiting.popleft()
        for site, other in _candidates(annealer, turf, gives):
            weight = annealer.load.of_site[site]
            left = load[turf] + come + (-weight if gives else weight)
            if other in seen or not (low[turf] <= left <= high[turf] or (turf == worst and _nearer(left))):
                continue
            seen.add(other)
            steps.append(Step(site, *((turf, other) if gives else (other, turf)), before))
            arrived = load[other] + (weight if gives else -weight)
            if low[other] <= arrived <= high[other]:
                return _back(steps)
            if depth < LONGEST:
                waiting.append((other, weight if gives else -weight, len(steps) - 1, depth + 1))
    return []


def _back(steps: list[Step]) -> list[Step]:
    chain = [steps[-1]]
    while chain[-1].before >= 0:
        chain.append(steps[chain[-1].before])
    return chain


def _candidates(annealer: Any, turf: int, gives: bool) -> list[tuple[int, int]]:
    """Sites at the turf's border and the neighbour on the other side: for each neighbour and weight the few that cost
    the least detour, and without which the giver still hangs together."""
    sites, who = annealer.sites, annealer.who
    members = annealer.tour[turf, : annealer.count[turf]].astype(np.int64)
    beside = sites.around(members)
    inner = np.repeat(members, np.diff(sites.first)[members])
    border = (who[beside, 0] != turf) & annealer.free[who[beside, 0]]
    pairs = np.column_stack((inner[border], beside[border]))
    moving = pairs[:, 0] if gives else pairs[:, 1]
    others = who[pairs[:, 1], 0]
    apart = np.hypot(*(sites.xy[pairs[:, 0]] - sites.xy[pairs[:, 1]]).T)
    found: list[tuple[int, int]] = []
    counts: dict[tuple[int, float], int] = {}
    for at in np.argsort(apart, kind="stable"):
        site, other = int(moving[at]), int(others[at])
        key = (other, float(annealer.load.of_site[site]))
        if counts.get(key, 0) >= CHOICES or (site, other) in found:
            continue
        counts[key] = counts.get(key, 0) + 1
        giver = turf if gives else other
        rest = annealer.tour[giver, : annealer.count[giver]].astype(np.int64)
        if len(rest) > 1 and _whole(sites, rest[rest != site]):
            found.append((site, other))
    return found


def _whole(sites: Any, members: Ints) -> bool:
    """Whether these sites hang together."""
    if not len(members):
        return False
    left = set(members.tolist())
    waiting = [left.pop()]
    while waiting:
        site = waiting.pop()
        for other in sites.beside[sites.first[site] : sites.first[site + 1]].tolist():
            if other in left:
                left.remove(other)
                waiting.append(other)
    return not left
