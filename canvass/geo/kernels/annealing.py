"""Annealing on the walking tours themselves: sites change turfs, and tours change with them.

A proposal takes a site at random and one of its near ones. In the same turf the tour is turned round between them
(2-opt), or a short piece is moved beside the near one; in different turfs a piece goes over, or two pieces change
places. What a proposal costs: metres of tour, `edge` for each Delaunay edge that it cuts, and `penalty` for what lies
outside a turf's limits. All are measured by how far apart homes stand where they are, so that a turf in the hills is
not frozen while one in the town boils.
"""

import numpy as np
from numba import njit

from canvass.geo.kernels.pieces import (
    LOAD,
    PACE,
    PLACE,
    SPACING,
    TURF,
    apart,
    draw,
    in_piece,
    put_beside,
    reload,
    step,
    take_out,
    turn_round,
    work,
)
from canvass.geo.kernels.unity import (
    cut_change,
    joins,
    mark_piece,
    trade_cut,
    whole_after,
    whole_without,
)

LONGEST = 8
BLOCK = 512
LUCK = 4096
"""How many degrees of luck there are: a table of logarithms, each as likely as the others."""


@njit(cache=True, forceinline=True)
def turn(site, key, far, who, tour, count, turfs, a, b, bits, slack, penalty):  # type: ignore[no-untyped-def]
    """2-opt: put a and b beside each other, and those after them (or those before)."""
    turf = who[a, TURF]
    size = count[turf]
    i, j = np.int64(who[a, PLACE]), np.int64(who[b, PLACE])
    by = 1 if bits & 1 else -1
    after_a, after_b = tour[turf, step(size, i, by)], tour[turf, step(size, j, by)]
    if after_a == b or after_b == a:
        return False
    change = apart(site, key, far, a, b) - apart(site, key, far, a, after_a)
    change += apart(site, key, far, after_a, after_b) - apart(site, key, far, b, after_b)
    if change > slack:
        return False
    pace = turfs[turf, PACE]
    if pace > 0.0:
        load = turfs[turf, LOAD] + pace * change
        if change + reload(turfs, turf, load, penalty) > slack:
            return False
        turfs[turf, LOAD] = load
    if by == 1:
        turn_round(who, tour, count, turf, step(size, i, 1), j)
    else:
        turn_round(who, tour, count, turf, i, step(size, j, -1))
    return True


@njit(cache=True, forceinline=True)
def shift(site, key, far, who, tour, count, turfs, a, b, bits, slack, penalty, room):  # type: ignore[no-untyped-def]
    """Or-opt: a piece of one to three that begins at a goes beside b, in the same tour."""
    turf = who[a, TURF]
    size = count[turf]
    by = 1 if bits & 1 else -1
    length = 1 + ((bits >> 1) & 3) % 3
    if size < length + 3:
        return False
    i = np.int64(who[a, PLACE])
    if in_piece(who, size, b, turf, i, by, length):
        return False
    side = 1 if bits & 16 else -1
    c = tour[turf, step(size, np.int64(who[b, PLACE]), side)]
    if in_piece(who, size, c, turf, i, by, length):
        return False
    before, last = tour[turf, step(size, i, -by)], tour[turf, step(size, i, by * (length - 1))]
    after = tour[turf, step(size, i, by * length)]
    change = apart(site, key, far, a, b) - apart(site, key, far, before, a)
    change += apart(site, key, far, last, c) - apart(site, key, far, b, c)
    change += apart(site, key, far, before, after) - apart(site, key, far, last, after)
    if change > slack:
        return False
    pace = turfs[turf, PACE]
    if pace > 0.0:
        load = turfs[turf, LOAD] + pace * change
        if change + reload(turfs, turf, load, penalty) > slack:
            return False
        turfs[turf, LOAD] = load
    take_out(who, tour, count, turf, i, by, length, room)
    put_beside(who, tour, count, turf, b, side, room, length, False)
    return True


@njit(cache=True, forceinline=True)
def go_over(  # type: ignore[no-untyped-def]
    site, key, far, who, tour, count, turfs, first, beside, cut, mark, reached, stack, tick,
    a, b, bits, slack, edge, penalty, hard, room,
):  # fmt: skip
    """A piece that begins at a leaves its turf for b's, and goes beside b."""
    one, two = who[a, TURF], who[b, TURF]
    by = 1 if bits & 1 else -1
    length = 1 + ((bits >> 2) & 7 if bits & 2 else 0)
    size, size_two = count[one], count[two]
    if length >= size or size_two + length > tour.shape[1]:
        return False
    i, j = np.int64(who[a, PLACE]), np.int64(who[b, PLACE])
    before, last = tour[one, step(size, i, -by)], tour[one, step(size, i, by * (length - 1))]
    after = tour[one, step(size, i, by * length)]
    saved = apart(site, key, far, before, a) + apart(site, key, far, last, after)
    saved -= apart(site, key, far, before, after)
    ahead, behind = tour[two, step(size_two, j, 1)], tour[two, step(size_two, j, -1)]
    more_ahead = apart(site, key, far, last, ahead) - apart(site, key, far, b, ahead)
    more_behind = apart(site, key, far, last, behind) - apart(site, key, far, b, behind)
    more = apart(site, key, far, a, b) + min(more_ahead, more_behind)
    most = edge * (2 + 4 * length) * site[a, SPACING]
    change = more - saved
    if penalty == 0.0 and change - most > slack:
        return False
    pace = turfs[one, PACE]
    moved = work(site, key, far, tour, count, pace, one, i, by, length)
    leaner = turfs[one, LOAD] - moved - pace * saved
    fuller = turfs[two, LOAD] + moved + pace * more
    change += reload(turfs, one, leaner, penalty) + reload(turfs, two, fuller, penalty)
    if change - most > slack:
        return False
    change += edge * cut_change(who, tour, count, first, beside, cut, one, i, by, length, two)
    if change > slack:
        return False
    if hard:
        if not joins(who, tour, count, first, beside, reached, tick, one, i, by, length, two):
            return False
        if not whole_without(who, tour, count, first, beside, mark, reached, stack, tick, one, i, by, length):
            return False
    take_out(who, tour, count, one, i, by, length, room)
    put_beside(who, tour, count, two, b, 1 if more_ahead <= more_behind else -1, room, length, False)
    turfs[one, LOAD], turfs[two, LOAD] = leaner, fuller
    return True


@njit(cache=True, forceinline=True)
def trade(  # type: ignore[no-untyped-def]
    site, key, far, who, tour, count, turfs, first, beside, cut, mark, reached, stack, tick,
    a, b, bits, slack, edge, penalty, hard, room, more_room,
):  # fmt: skip
    """A piece that begins at a and one that begins at b, or beside it, change places."""
    one, two = who[a, TURF], who[b, TURF]
    by, to = 1 if bits & 1 else -1, 1 if bits & 2 else -1
    length, back = 1 + ((bits >> 2) & 7), 1 + ((bits >> 5) & 7)
    if bits & 256:
        length = back = 1
    size, size_two = count[one], count[two]
    if length >= size or back >= size_two:
        return False
    if max(size - length + back, size_two - back + length) > tour.shape[1]:
        return False
    i, j = np.int64(who[a, PLACE]), np.int64(who[b, PLACE])
    if bits & 512:
        j = step(size_two, j, to)
    tail, tail2 = tour[one, step(size, i, by * (length - 1))], tour[two, step(size_two, j, to * (back - 1))]
    before, after = tour[one, step(size, i, -by)], tour[one, step(size, i, by * length)]
    before2, after2 = tour[two, step(size_two, j, -to)], tour[two, step(size_two, j, to * back)]
    head2 = tour[two, j]
    straight = apart(site, key, far, before2, a) + apart(site, key, far, tail, after2)
    flipped = apart(site, key, far, before2, tail) + apart(site, key, far, a, after2)
    more = min(straight, flipped)
    more -= apart(site, key, far, before2, head2) + apart(site, key, far, tail2, after2)
    most = edge * 4 * (length + back) * site[a, SPACING]
    straight2 = apart(site, key, far, before, head2) + apart(site, key, far, tail2, after)
    flipped2 = apart(site, key, far, before, tail2) + apart(site, key, far, head2, after)
    more2 = min(straight2, flipped2)
    more2 -= apart(site, key, far, before, a) + apart(site, key, far, tail, after)
    pace = turfs[one, PACE]
    moved = work(site, key, far, tour, count, pace, one, i, by, length)
    moved -= work(site, key, far, tour, count, pace, two, j, to, back)
    leaner = turfs[one, LOAD] - moved + pace * more2
    fuller = turfs[two, LOAD] + moved + pace * more
    change = more + more2 + reload(turfs, one, leaner, penalty) + reload(turfs, two, fuller, penalty)
    if change - most > slack:
        return False
    tick[0] += 2
    gone, come = tick[0] - 1, tick[0]
    mark_piece(tour, count, mark, one, i, by, length, gone)
    mark_piece(tour, count, mark, two, j, to, back, come)
    change += edge * (
        trade_cut(who, tour, count, first, beside, cut, mark, one, i, by, length, two, gone)
        + trade_cut(who, tour, count, first, beside, cut, mark, two, j, to, back, one, gone)
    )
    if change > slack:
        return False
    if hard:
        wanted, wanted2 = size - length + back, size_two - back + length
        if not whole_after(
            who, first, beside, mark, reached, stack, tick, one, gone, come, head2, wanted
        ) or not whole_after(who, first, beside, mark, reached, stack, tick, two, come, gone, a, wanted2):
            return False
    take_out(who, tour, count, one, i, by, length, room)
    take_out(who, tour, count, two, j, to, back, more_room)
    put_beside(who, tour, count, two, before2, to, room, length, flipped < straight)
    put_beside(who, tour, count, one, before, by, more_room, back, flipped2 < straight2)
    turfs[one, LOAD], turfs[two, LOAD] = leaner, fuller
    return True


@njit(cache=True)
def anneal(  # type: ignore[no-untyped-def]
    site, key, far, near, first, beside, cut, who, tour, count, turfs, active, free, state,
    sweeps, heat, end_heat, edge, penalty, end_penalty, hard,
):  # fmt: skip
    """So many sweeps of two proposals for each of `active`, from `heat` to `end_heat` spacings; how many were taken.

    Nothing comes into a turf that is not `free`. With `hard`, turfs that hang together go on doing so.
    """
    room, more_room = np.empty(LONGEST, np.int64), np.empty(LONGEST, np.int64)
    mark, reached = np.zeros(who.shape[0], np.int64), np.zeros(who.shape[0], np.int64)
    stack, tick = np.zeros(who.shape[0], np.int64), np.ones(2, np.int64)
    patience = -np.log((np.arange(LUCK) + 0.5) / LUCK)
    taken = 0
    for sweep in range(sweeps):
        along = sweep / max(1, sweeps - 1)
        hot = heat * (end_heat / heat) ** along
        dear = penalty * (end_penalty / penalty) ** along
        for start in range(0, active.size, BLOCK):
            size = min(BLOCK, active.size - start)
            for _ in range(2 * size):
                drawn, more = draw(state), draw(state)
                a = active[start + np.int64(((drawn >> np.uint64(40)) * np.uint64(size)) >> np.uint64(24))]
                low = np.int64(drawn & np.uint64(0xFFFF)) >> 2
                b = near[a, 1 + ((low * near[a, 0]) >> 14)]
                bits = np.int64((drawn >> np.uint64(16)) & np.uint64(0xFFFFFF))
                slack = hot * site[a, SPACING] * patience[np.int64(more >> np.uint64(50)) & (LUCK - 1)]
                kind = bits & 1
                bits >>= 1
                two = who[b, TURF]
                if who[a, TURF] == two:
                    if kind:
                        done = turn(site, key, far, who, tour, count, turfs, a, b, bits, slack, dear)
                    else:
                        done = shift(site, key, far, who, tour, count, turfs, a, b, bits, slack, dear, room)
                elif not free[two]:
                    done = False
                elif kind:
                    done = go_over(
                        site, key, far, who, tour, count, turfs, first, beside, cut, mark, reached, stack,
                        tick, a, b, bits, slack, edge, dear, hard, room,
                    )  # fmt: skip
                else:
                    done = trade(
                        site, key, far, who, tour, count, turfs, first, beside, cut, mark, reached, stack,
                        tick, a, b, bits, slack, edge, dear, hard, room, more_room,
                    )  # fmt: skip
                taken += done
    return taken


def warm() -> None:
    """Compile `anneal`, with all that it calls."""
    site, near = np.ones((4, 5)), np.ones((4, 12), np.int32)
    site[:, :2] = np.arange(8).reshape(4, 2)
    near[:, 1] = (1, 0, 3, 2)
    key, far = np.zeros((0, 1), np.int32), np.zeros((0, 1), np.float32)
    first, beside = np.arange(5, dtype=np.int32), np.array([1, 0, 3, 2], np.int32)
    who = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.int32)
    tour, count = np.array([[0, 1, 0, 0], [2, 3, 0, 0]], np.int32), np.array([2, 2])
    turfs, free, state = np.ones((2, 5)), np.ones(2, np.bool_), np.ones(1, np.uint64)
    anneal(
        site, key, far, near, first, beside, np.ones(4), who, tour, count, turfs, np.arange(4), free, state,
        1, 1.0, 0.1, 0.1, 0.1, 1.0, True,
    )  # fmt: skip
