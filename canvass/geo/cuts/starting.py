"""Where the annealing starts, and what stands where nothing can be compiled: a bisection, then a balanced power
diagram."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from canvass.geo.cuts.sites import Sites

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ANGLES = 12
PLAIN = 50_000
ROUNDS = 20
CENTRES = 12
UPDATES = 4
STEP = 0.5
SIDE_EVEN = 0.07


def bisect(sites: Sites, load: Floats, parts: int, members: Ints) -> Ints:
    """Cut the members in two again and again by straight lines, each time the one of twelve that cuts the fewest edges."""
    turf = np.zeros(len(sites), np.int64)
    angles = 1 if len(sites) > PLAIN else ANGLES
    waiting = [(members, 0, parts)]
    while waiting:
        members, number, count = waiting.pop()
        if count == 1:
            turf[members] = number
            continue
        half = count // 2
        left = _best_half(sites, load, members, half, count, angles)
        waiting.append((members[left], number, half))
        waiting.append((members[~left], number + half, count - half))
    return turf


def _best_half(
    sites: Sites, load: Floats, members: Ints, half: int, count: int, angles: int
) -> NDArray[np.bool_]:
    """Which members fall on the first side, so that it has room for its `half` of `count` turfs."""
    xy, weight = sites.xy[members], load[members]
    if angles == 1:
        turns = np.array([0.0 if np.ptp(xy[:, 0]) > np.ptp(xy[:, 1]) else np.pi / 2])
    else:
        turns = np.arange(angles) * np.pi / angles
    along = xy @ np.array([np.cos(turns), np.sin(turns)])
    lefts = np.empty((len(turns), len(members)), bool)
    for k in range(len(turns)):
        order = np.argsort(along[:, k], kind="stable")
        sums = np.cumsum(weight[order])
        cut = int(np.argmin(np.abs(sums - sums[-1] * half / count))) + 1
        cut = min(max(cut, half), len(members) - (count - half)) if len(members) >= count else cut
        lefts[k] = False
        lefts[k, order[:cut]] = True
    best = int(np.argmin(_cut_edges(sites, members, lefts))) if len(turns) > 1 else 0
    chosen: NDArray[np.bool_] = lefts[best]
    return chosen


def _cut_edges(sites: Sites, members: Ints, lefts: NDArray[np.bool_]) -> Ints:
    """How many Delaunay edges among the members each of the cuts goes through."""
    rank = np.full(len(sites) + 1, -1, np.int32)
    rank[members] = np.arange(len(members))
    counts = sites.first[members + 1] - sites.first[members]
    starts = np.repeat(sites.first[members] - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
    two = rank[sites.beside[starts + np.arange(int(counts.sum()))]]
    one = np.repeat(np.arange(len(members)), counts)
    inner = (two >= 0) & (one < two)
    found: Ints = (lefts[:, one[inner]] != lefts[:, two[inner]]).sum(axis=1)
    return found


def power_diagram(xy: Floats, load: Floats, turf: Ints, parts: int) -> Ints:
    """k-means on power distances, whose weights follow each turf's load until all are nearly equal."""
    target = float(load.sum()) / parts
    bonus = np.zeros(parts)
    near = min(CENTRES, parts)
    centres = _centres(xy, load, turf, parts)
    for round_ in range(ROUNDS):
        if round_ < ROUNDS * 0.8:
            centres = _centres(xy, load, turf, parts, centres)
        far, which = cKDTree(centres).query(xy, near)
        far, which = far.reshape(len(xy), near) ** 2, which.reshape(len(xy), near)
        spread = np.bincount(turf, load * ((xy - centres[turf]) ** 2).sum(axis=1), parts) / target
        for _ in range(UPDATES):
            turf = which[np.arange(len(xy)), np.argmin(far - bonus[which], axis=1)]
            loads = np.bincount(turf, load, parts)
            bonus += STEP * spread * np.clip((target - loads) / target, -1, 1)
    return _none_empty(load, turf, parts)


def _none_empty(load: Floats, turf: Ints, parts: int) -> Ints:
    """Where a turf got no site, halve the one with the most; a turf for each site at least where there are so few."""
    counts = np.bincount(turf, minlength=parts)
    loads = np.where(counts > 1, np.bincount(turf, load, parts), -1)
    turf = turf.copy()
    for empty in np.flatnonzero(counts == 0):
        fullest = int(np.argmax(loads))
        members = np.flatnonzero(turf == fullest)
        if len(members) < 2:
            break
        taken = members[len(members) // 2 :]
        turf[taken] = empty
        for each in (fullest, int(empty)):
            inside = turf == each
            loads[each] = load[inside].sum() if inside.sum() > 1 else -1
    return turf


def _centres(xy: Floats, load: Floats, turf: Ints, parts: int, before: Floats | None = None) -> Floats:
    loads = np.bincount(turf, load, parts)
    full = np.maximum(loads, 1e-9)
    centres = np.column_stack([np.bincount(turf, load * xy[:, axis], parts) / full for axis in (0, 1)])
    if before is not None:
        centres[loads == 0] = before[loads == 0]
    return centres


def first_cut(sites: Sites, load: Floats, parts: int, members: Ints, side: Ints) -> Ints:
    """The members' turfs, from 0 to `parts` - 1, by a balanced power diagram on each side of barriers; -1 for others."""
    turf, number = np.full(len(sites), -1, np.int64), 0
    for group, count in _by_side(load, parts, members, side):
        first = bisect(sites, load, count, group)[group]
        turf[group] = number + power_diagram(sites.xy[group], load[group], first, count)
        number += count
    return turf


def _by_side(load: Floats, parts: int, members: Ints, side: Ints) -> list[tuple[Ints, int]]:
    """Groups of members with how many turfs each shall have: a side where that comes out even is cut by itself."""
    if not len(members):
        return []
    target = float(load[members].sum()) / parts
    alone, rest, left = [], [], parts
    for each in np.unique(side[members]):
        group = members[side[members] == each]
        weight = float(load[group].sum())
        count = round(weight / target)
        if count and abs(weight / count / target - 1) < SIDE_EVEN and count <= len(group):
            alone.append((group, count))
            left -= count
        else:
            rest.append(group)
    pool = np.concatenate(rest) if rest else members[:0]
    if (left > 0) != bool(len(pool)) or left > len(pool):
        return [(members, parts)]
    if not left:
        return alone
    mean = float(load[pool].sum()) / left / target
    return [*alone, (np.sort(pool), left)] if abs(mean - 1) < SIDE_EVEN else [(members, parts)]
