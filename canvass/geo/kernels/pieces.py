"""Tours as rows of an array, and what moves in them: metres, places in a tour, pieces taken out and put in.

`site` holds a row for each site: east, north, doors, spacing, side. `who` says its turf and its place in the tour.
Plain arrays as arguments, everywhere: bundles of them cost more to hand over than a proposal takes.
"""

from math import sqrt

import numpy as np
from numba import njit

EAST, NORTH, DOORS, SPACING, SIDE = 0, 1, 2, 3, 4
TURF, PLACE = 0, 1
LOAD, LOW, HIGH, SCALE, PACE = 0, 1, 2, 3, 4
FAR = 1.5
FAR_MORE = 50.0
BARRIER = 150.0
"""`canvass.geo.barriers.AROUND`: that one is needed where there is no compiler."""


@njit(cache=True, forceinline=True)
def draw(state):  # type: ignore[no-untyped-def]
    """The next 64 bits of xorshift64* (Vigna 2016): the same on every machine."""
    s = state[0]
    s ^= s >> np.uint64(12)
    s ^= s << np.uint64(25)
    s ^= s >> np.uint64(27)
    state[0] = s
    return s * np.uint64(2685821657736338717)


@njit(cache=True, forceinline=True)
def apart(site, key, far, i, j):  # type: ignore[no-untyped-def]
    """Metres from site to site: along the streets where they are known for the two, else as the crow flies."""
    dx = site[i, EAST] - site[j, EAST]
    dy = site[i, NORTH] - site[j, NORTH]
    metres = sqrt(dx * dx + dy * dy)
    if site[i, SIDE] != site[j, SIDE]:
        metres += BARRIER
    if key.shape[0] and i != j:
        width = key.shape[1]
        at = (j * 40503) & (width - 1)
        while key[i, at] >= 0:
            if key[i, at] == j:
                return np.float64(far[i, at])
            at = (at + 1) & (width - 1)
        return metres * FAR + FAR_MORE
    return metres


@njit(cache=True, forceinline=True)
def outside(turfs, turf, load):  # type: ignore[no-untyped-def]
    """What a load outside the turf's limits counts."""
    over = max(load - turfs[turf, HIGH], turfs[turf, LOW] - load)
    if over <= 0.0:
        return 0.0
    return over + 0.3 * over * over


@njit(cache=True, forceinline=True)
def reload(turfs, turf, load, penalty):  # type: ignore[no-untyped-def]
    """What it costs that a turf's load becomes this."""
    change = outside(turfs, turf, load) - outside(turfs, turf, turfs[turf, LOAD])
    return penalty * turfs[turf, SCALE] * change


@njit(cache=True, forceinline=True)
def step(size, at, by):  # type: ignore[no-untyped-def]
    """The place so many further on in a tour of this size."""
    at += by
    if at >= size:
        at -= size
    elif at < 0:
        at += size
    return at


@njit(cache=True, forceinline=True)
def in_piece(who, size, q, turf, i, by, length):  # type: ignore[no-untyped-def]
    """Whether site q stands in the piece of `length` that begins at place i."""
    if who[q, TURF] != turf:
        return False
    off = (who[q, PLACE] - i) * by
    if off < 0:
        off += size
    return off < length


@njit(cache=True, forceinline=True)
def work(site, key, far, tour, count, pace, turf, i, by, length):  # type: ignore[no-untyped-def]
    """What a piece of a tour counts: its doors and, where walking counts, the way from its first to its last."""
    at = tour[turf, i]
    load = site[at, DOORS]
    for k in range(1, length):
        following = tour[turf, step(count[turf], i, by * k)]
        load += site[following, DOORS]
        if pace > 0.0:
            load += pace * apart(site, key, far, at, following)
        at = following
    return load


@njit(cache=True)
def turn_round(who, tour, count, turf, i, j):  # type: ignore[no-untyped-def]
    """Turn the tour round from place i forwards to place j; or what is left, if that is shorter."""
    size = count[turf]
    inner = j - i
    if inner < 0:
        inner += size
    inner += 1
    if inner * 2 > size:
        i, j, inner = step(size, j, 1), step(size, i, -1), size - inner
    for _ in range(inner // 2):
        a, b = tour[turf, i], tour[turf, j]
        tour[turf, i], tour[turf, j] = b, a
        who[b, PLACE], who[a, PLACE] = i, j
        i += 1
        if i >= size:
            i = 0
        j -= 1
        if j < 0:
            j = size - 1


@njit(cache=True)
def take_out(who, tour, count, turf, i, by, length, into):  # type: ignore[no-untyped-def]
    """Take a piece out of its tour, in its order, into an array; close the gap."""
    size = count[turf]
    for k in range(length):
        into[k] = tour[turf, step(size, i, by * k)]
    start = i if by == 1 else step(size, i, 1 - length)
    skip = length
    if start + length > size:
        skip = start + length - size
        start = 0
    for k in range(start, size - length):
        s = tour[turf, k + skip]
        tour[turf, k] = s
        who[s, PLACE] = k
    count[turf] = size - length


@njit(cache=True)
def put_in(who, tour, count, turf, at, piece, length, flip):  # type: ignore[no-untyped-def]
    """Put a piece into the tour so that its first (its last, if flipped) stands at place `at`."""
    size = count[turf]
    for k in range(size - 1, at - 1, -1):
        s = tour[turf, k]
        tour[turf, k + length] = s
        who[s, PLACE] = k + length
    for k in range(length):
        s = piece[length - 1 - k] if flip else piece[k]
        tour[turf, at + k] = s
        who[s, PLACE] = at + k
        who[s, TURF] = turf
    count[turf] = size + length


@njit(cache=True)
def put_beside(who, tour, count, turf, b, by, piece, length, flip):  # type: ignore[no-untyped-def]
    """Put a piece into the gap beside b in direction `by`, its first next to b unless flipped."""
    at = np.int64(who[b, PLACE])
    if by == 1:
        put_in(who, tour, count, turf, at + 1, piece, length, flip)
    else:
        put_in(who, tour, count, turf, at, piece, length, not flip)


@njit(cache=True)
def lengths(site, key, far, tour, count):  # type: ignore[no-untyped-def]
    """Metres of each closed tour."""
    metres = np.zeros(count.size)
    for turf in range(count.size):
        for k in range(count[turf]):
            metres[turf] += apart(site, key, far, tour[turf, k], tour[turf, step(count[turf], k, 1)])
    return metres


@njit(cache=True)
def tabulate(key, far, one, two, metres):  # type: ignore[no-untyped-def]
    """Fill the hashed rows of a table of metres: from each of `one` to the one beside it. What finds no room is left out."""
    width = key.shape[1]
    held = np.zeros(key.shape[0], np.int64)
    for k in range(one.size):
        i, j = one[k], two[k]
        if held[i] >= width - 1:
            continue
        at = (j * 40503) & (width - 1)
        while key[i, at] >= 0:
            at = (at + 1) & (width - 1)
        key[i, at], far[i, at] = j, metres[k]
        held[i] += 1


@njit(cache=True)
def square(site, key, far, members):  # type: ignore[no-untyped-def]
    """Metres from each to each of some sites."""
    metres = np.zeros((members.size, members.size))
    for i in range(members.size):
        for j in range(i):
            metres[i, j] = metres[j, i] = apart(site, key, far, members[i], members[j])
    return metres


def warm() -> None:
    """Compile what is called from Python."""
    key, far = np.zeros((0, 1), np.int32), np.zeros((0, 1), np.float32)
    none = np.zeros(0, np.int64)
    tabulate(key, far, none, none, np.zeros(0, np.float32))
    square(np.ones((1, 5)), key, far, np.zeros(1, np.int64))
    lengths(np.ones((1, 5)), key, far, np.zeros((1, 1), np.int32), np.ones(1, np.int64))
