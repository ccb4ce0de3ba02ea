"""Whether turfs hang together, and how many Delaunay edges a move cuts.

`mark` and `reached` hold for each site the `tick` at which it was last met, so that nothing has to be cleared.
"""

from numba import njit

from canvass.geo.kernels.pieces import TURF, in_piece, step


@njit(cache=True)
def cut_change(who, tour, count, first, beside, cut, turf, i, by, length, other):  # type: ignore[no-untyped-def]
    """By how much the cut edges grow if the piece goes to the other turf."""
    change = 0.0
    size = count[turf]
    for k in range(length):
        s = tour[turf, step(size, i, by * k)]
        for e in range(first[s], first[s + 1]):
            q = beside[e]
            if who[q, TURF] == turf:
                if not in_piece(who, size, q, turf, i, by, length):
                    change += cut[e]
            elif who[q, TURF] == other:
                change -= cut[e]
    return change


@njit(cache=True)
def mark_piece(tour, count, mark, turf, i, by, length, tick):  # type: ignore[no-untyped-def]
    """Mark the sites of a piece."""
    for k in range(length):
        mark[tour[turf, step(count[turf], i, by * k)]] = tick


@njit(cache=True)
def trade_cut(who, tour, count, first, beside, cut, mark, turf, i, by, length, other, tick):  # type: ignore[no-untyped-def]
    """The cut edges' growth at one of two pieces that change places, both marked from `tick` on."""
    change = 0.0
    for k in range(length):
        s = tour[turf, step(count[turf], i, by * k)]
        for e in range(first[s], first[s + 1]):
            q = beside[e]
            if mark[q] >= tick:
                continue
            if who[q, TURF] == turf:
                change += cut[e]
            elif who[q, TURF] == other:
                change -= cut[e]
    return change


@njit(cache=True)
def whole_after(who, first, beside, mark, reached, stack, tick, turf, gone, come, seed, wanted):  # type: ignore[no-untyped-def]
    """Whether the turf without the sites marked `gone` and with those marked `come` hangs together."""
    tick[1] += 1
    now = tick[1]
    stack[0] = seed
    top, met = 1, 1
    reached[seed] = now
    while top:
        top -= 1
        s = stack[top]
        for e in range(first[s], first[s + 1]):
            q = beside[e]
            if reached[q] == now:
                continue
            if mark[q] == come or (who[q, TURF] == turf and mark[q] != gone):
                reached[q] = now
                met += 1
                stack[top] = q
                top += 1
    return met == wanted


@njit(cache=True)
def whole_without(who, tour, count, first, beside, mark, reached, stack, tick, turf, i, by, length):  # type: ignore[no-untyped-def]
    """Whether the turf hangs together without the piece: whether all that lay beside the piece is still joined."""
    tick[0] += 1
    gone = tick[0]
    mark_piece(tour, count, mark, turf, i, by, length, gone)
    tick[1] += 2
    wanted, met = tick[1] - 1, tick[1]
    missing, seed = 0, -1
    for k in range(length):
        s = tour[turf, step(count[turf], i, by * k)]
        for e in range(first[s], first[s + 1]):
            q = beside[e]
            if who[q, TURF] == turf and mark[q] != gone and reached[q] != wanted:
                reached[q] = wanted
                missing += 1
                seed = q
    if missing == 0:
        return count[turf] == length
    reached[seed] = met
    missing -= 1
    stack[0] = seed
    top = 1
    while top and missing:
        top -= 1
        s = stack[top]
        for e in range(first[s], first[s + 1]):
            q = beside[e]
            if who[q, TURF] == turf and mark[q] != gone and reached[q] != met:
                if reached[q] == wanted:
                    missing -= 1
                reached[q] = met
                stack[top] = q
                top += 1
    return missing == 0


@njit(cache=True)
def joins(who, tour, count, first, beside, reached, tick, turf, i, by, length, other):  # type: ignore[no-untyped-def]
    """Whether every site of the piece would hang together with the other turf."""
    tick[1] += 1
    now = tick[1]
    joined, found = 0, 1
    while found:
        found = 0
        for k in range(length):
            s = tour[turf, step(count[turf], i, by * k)]
            if reached[s] == now:
                continue
            for e in range(first[s], first[s + 1]):
                if who[beside[e], TURF] == other or reached[beside[e]] == now:
                    reached[s] = now
                    found += 1
                    break
        joined += found
    return joined == length


def warm() -> None:
    """All of this is compiled with what calls it."""
