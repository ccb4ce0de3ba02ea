"""The compiled loop behind `canvass.geo.tours`: an iterated local search over one closed tour.

The tour is an array of nodes with the position of every node beside it. All that changes it is a sequence of
reversals, written to a log, so that a kick which led nowhere is undone by the same reversals backwards. Each
function works on the arrays it is given; allocating and calling are what costs in a loop of microseconds.

The arrays, for n nodes: `apart` float32 (n, n), symmetric; `near` int32 (n, NEIGHBOURS), the nearest nodes
first; `tour` and `pos` int32 (n,); `log` int32 (LOG, 2), the positions reversed; `queue` int32 (n,), a ring of
the nodes that wait to be looked at, `waiting` bool (n,); `state` int64 (3,): the ring's head and tail, and how
many reversals are logged.
"""

from typing import Any

import numpy as np
from numba import njit

from canvass.geo.kernels.pieces import draw

NEIGHBOURS = 8
LONGEST_SEGMENT = 3
LONGEST_KICK = 50
LOG = 1000
LEAST_GAIN = 1e-6
"""Metres: less is rounding, and would let two equal tours improve on each other for ever."""

_HEAD, _TAIL, _LOGGED = 0, 1, 2


@njit(cache=True)
def _nearest(apart: Any) -> Any:
    n = apart.shape[0]
    width = min(NEIGHBOURS, n - 1)
    near = np.empty((n, width), np.int32)
    for a in range(n):
        found = 0
        for b in range(n):
            if a == b or (found == width and apart[a, b] >= apart[a, near[a, width - 1]]):
                continue
            at = min(found, width - 1)
            found = at + 1
            while at > 0 and apart[a, near[a, at - 1]] > apart[a, b]:
                near[a, at] = near[a, at - 1]
                at -= 1
            near[a, at] = b
    return near


@njit(cache=True)
def _onwards(apart: Any, near: Any) -> Any:
    """The tour that always goes on to the nearest node that is left, from the last one."""
    n = apart.shape[0]
    tour = np.empty(n, np.int32)
    left = np.ones(n, np.bool_)
    here = n - 1
    for at in range(n):
        tour[at] = here
        left[here] = False
        best = -1
        for k in range(near.shape[1]):
            if left[near[here, k]]:
                best = near[here, k]
                break
        if best < 0:
            for b in range(n):
                if left[b] and (best < 0 or apart[here, b] < apart[here, best]):
                    best = b
        here = best
    return tour


@njit(cache=True)
def _reverse(tour: Any, pos: Any, i: int, j: int) -> None:
    """Reverse the stretch from position i to position j, or all the rest where that is shorter: in a closed
    tour it is the same."""
    n = tour.shape[0]
    inner = j - i + 1
    if inner <= 0:
        inner += n
    if 2 * inner > n:
        i, j, inner = j + 1, i - 1, n - inner
        if i == n:
            i = 0
        if j < 0:
            j = n - 1
    for _ in range(inner >> 1):
        a = tour[i]
        b = tour[j]
        tour[i] = b
        pos[b] = i
        tour[j] = a
        pos[a] = j
        i += 1
        if i == n:
            i = 0
        j -= 1
        if j < 0:
            j = n - 1


@njit(cache=True)
def _undo(tour: Any, pos: Any, log: Any, state: Any) -> None:
    for used in range(state[_LOGGED] - 1, -1, -1):
        _reverse(tour, pos, log[used, 0], log[used, 1])


@njit(cache=True)
def _beside(tour: Any, pos: Any, a: int, forward: bool) -> Any:
    """The node after a, or the one before it."""
    n = tour.shape[0]
    at = pos[a]
    if forward:
        return tour[at + 1 if at + 1 < n else 0]
    return tour[at - 1 if at > 0 else n - 1]


@njit(cache=True)
def _look_at(queue: Any, waiting: Any, state: Any, a: int) -> None:
    if not waiting[a]:
        waiting[a] = True
        tail = state[_TAIL]
        queue[tail] = a
        state[_TAIL] = tail + 1 if tail + 1 < queue.shape[0] else 0


@njit(cache=True)
def _exchange(tour: Any, pos: Any, log: Any, state: Any, a: int, b: int, c: int, d: int) -> None:
    """The steps a-b and c-d become a-c and b-d; b lies on the same side of a as d of c."""
    if _beside(tour, pos, a, True) != b:
        a, b, c, d = b, a, d, c
    i = pos[b]
    j = pos[c]
    _reverse(tour, pos, i, j)
    used = state[_LOGGED]
    log[used, 0] = i
    log[used, 1] = j
    state[_LOGGED] = used + 1


@njit(cache=True)
def _insert(
    tour: Any, pos: Any, log: Any, state: Any, b: int, a: int, s: int, q: int, c: int, d: int
) -> None:
    """The segment a..s leaves its place between b and q, and goes between c and d, with a beside c."""
    if (_beside(tour, pos, b, True) == a) == (_beside(tour, pos, c, True) == d):
        _exchange(tour, pos, log, state, b, a, c, d)
        if c != q:
            _exchange(tour, pos, log, state, b, c, q, s)
        if a != s:
            _exchange(tour, pos, log, state, c, s, a, d)
    else:
        _exchange(tour, pos, log, state, b, a, d, c)
        if d != q:
            _exchange(tour, pos, log, state, b, d, q, s)


@njit(cache=True)
def _better_at(
    a: int, apart: Any, near: Any, tour: Any, pos: Any, log: Any, queue: Any, waiting: Any, state: Any
) -> Any:
    """Make the first exchange of two steps, or the first move of a short segment, at node a that shortens the
    tour; what it gains, 0 where there is none."""
    n = tour.shape[0]
    width = near.shape[1]
    for side in range(2):
        forward = side == 0
        b = _beside(tour, pos, a, forward)
        step = np.float64(apart[a, b])
        for k in range(width):
            c = near[a, k]
            first = step - apart[a, c]
            if first <= LEAST_GAIN:
                break
            d = _beside(tour, pos, c, forward)
            gain = first + apart[c, d] - apart[b, d]
            if gain > LEAST_GAIN:
                _exchange(tour, pos, log, state, a, b, c, d)
                _look_at(queue, waiting, state, a)
                _look_at(queue, waiting, state, b)
                _look_at(queue, waiting, state, c)
                _look_at(queue, waiting, state, d)
                return gain
        # The segment from a (beside b) to s, away from b, goes between c and one of c's neighbours.
        s = a
        for length in range(1, min(LONGEST_SEGMENT, n - 3) + 1):
            if length > 1:
                s = _beside(tour, pos, s, not forward)
            q = _beside(tour, pos, s, not forward)
            freed = step + apart[s, q] - apart[b, q]
            for k in range(width):
                c = near[a, k]
                first = freed - apart[a, c]
                if first <= LEAST_GAIN:
                    break
                inside = pos[a] - pos[c] if forward else pos[c] - pos[a]
                if inside < 0:
                    inside += n
                if inside < length:
                    continue
                for turn in range(2):
                    d = _beside(tour, pos, c, turn == 0)
                    if (c == b and d == a) or (c == q and d == s):
                        continue
                    gain = first + apart[c, d] - apart[s, d]
                    if gain > LEAST_GAIN:
                        _insert(tour, pos, log, state, b, a, s, q, c, d)
                        for node in (a, b, c, d, s, q):
                            _look_at(queue, waiting, state, node)
                        return gain
    return 0.0


@njit(cache=True)
def _random(random: Any, below: int) -> Any:
    """A number from 0 to below-1."""
    high = draw(random) >> np.uint64(33)
    return np.int64((high * np.uint64(below)) >> np.uint64(31))


@njit(cache=True)
def _kick(
    random: Any, apart: Any, tour: Any, pos: Any, log: Any, queue: Any, waiting: Any, state: Any
) -> Any:
    """Two short stretches that follow each other change places (a double bridge that stays in one
    neighbourhood); what it gains, mostly less than 0."""
    n = tour.shape[0]
    longest = min(LONGEST_KICK, (n - 2) // 2)
    at = _random(random, n)
    one = 1 + _random(random, longest)
    two = 1 + _random(random, longest)
    b, a = tour[at], tour[(at + 1) % n]
    s, q = tour[(at + one) % n], tour[(at + one + 1) % n]
    c, d = tour[(at + one + two) % n], tour[(at + one + two + 1) % n]
    gain = np.float64(apart[b, a]) + apart[s, q] + apart[c, d] - apart[b, q] - apart[c, a] - apart[s, d]
    _insert(tour, pos, log, state, b, a, s, q, c, d)
    for node in (a, b, c, d, s, q):
        _look_at(queue, waiting, state, node)
    return gain


@njit(cache=True, nogil=True)
def search(apart: Any, kicks: int, seed: int) -> Any:
    """A short closed tour over the nodes: int32 (n,), from the last node on. apart: float32 (n, n), symmetric,
    n at least 4."""
    n = apart.shape[0]
    near = _nearest(apart)
    tour = _onwards(apart, near)
    pos = np.empty(n, np.int32)
    for at in range(n):
        pos[tour[at]] = at
    log = np.zeros((LOG, 2), np.int32)
    queue = tour.copy()
    waiting = np.ones(n, np.bool_)
    state = np.zeros(3, np.int64)
    random = np.empty(1, np.uint64)
    random[0] = np.uint64(seed) * np.uint64(2654435769) + np.uint64(88172645463325252)
    for kick in range(-1, kicks):
        gain = 0.0
        state[_LOGGED] = 0
        if kick >= 0:
            gain = _kick(random, apart, tour, pos, log, queue, waiting, state)
        while True:
            a = queue[state[_HEAD]]
            if not waiting[a]:
                break
            state[_HEAD] = state[_HEAD] + 1 if state[_HEAD] + 1 < n else 0
            waiting[a] = False
            if kick < 0:
                state[_LOGGED] = 0
            elif state[_LOGGED] > LOG - 4:
                continue
            gain += _better_at(a, apart, near, tour, pos, log, queue, waiting, state)
        if gain < -LEAST_GAIN:
            _undo(tour, pos, log, state)
    return tour


@njit(cache=True)
def between(x: Any, y: Any) -> Any:
    """Metres from every point to every point, float32 (n, n)."""
    n = x.shape[0]
    apart = np.zeros((n, n), np.float32)
    for a in range(n):
        for b in range(n):
            dx = x[a] - x[b]
            dy = y[a] - y[b]
            apart[a, b] = np.sqrt(dx * dx + dy * dy)
    return apart


def warm() -> None:
    """Compile for the types that `canvass.geo.tours` calls with."""
    corners = np.array([0.0, 1.0, 1.0, 0.0])
    search(between(corners, corners[::-1].copy()), 1, 0)
