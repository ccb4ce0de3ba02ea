"""The shortest way through places: as short as can be found, its ends where they were asked for."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from canvass.geo.tours import round_metres, shortest_order, tour_metres

metres = st.floats(-5_000, 5_000, allow_nan=False).map(lambda x: round(x, 1))
points = st.lists(st.tuples(metres, metres), min_size=1, max_size=60)
doubled = points.map(lambda some: some + some[: len(some) // 2])


def apart(some: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.hypot(*(some[:, None] - some[None, :]).transpose(2, 0, 1))


@settings(max_examples=60, deadline=None)
@given(points | doubled, st.data())
def test_every_place_once_from_start_to_end(some: list[tuple[float, float]], data: st.DataObject) -> None:
    n = len(some)
    start = data.draw(st.none() | st.integers(0, n - 1))
    end = data.draw(st.none() | st.integers(0, n - 1).filter(lambda at: n == 1 or at != start))
    order = shortest_order(some, start=start, end=end, kicks=30)
    assert sorted(order) == list(range(n))
    assert start is None or order[0] == start
    assert end is None or order[-1] == end
    closed = shortest_order(some, start=start, closed=True, kicks=30)
    assert sorted(closed) == list(range(n))
    assert closed[0] == (start or 0)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(metres, metres), min_size=1, max_size=6), st.booleans(), st.booleans(), st.booleans()
)
def test_few_places_are_walked_as_short_as_can_be(
    some: list[tuple[float, float]], from_first: bool, to_last: bool, closed: bool
) -> None:
    n = len(some)
    start = 0 if from_first else None
    end = n - 1 if to_last and not closed and n > 1 else None
    found = tour_metres(some, shortest_order(some, start=start, end=end, closed=closed), closed=closed)
    ways = (np.array(way) for way in permutations(range(n)))
    allowed = (way for way in ways if (start is None or way[0] == start) and (end is None or way[-1] == end))
    assert found == pytest.approx(min(tour_metres(some, way, closed=closed) for way in allowed), abs=0.05)


def test_the_same_seed_gives_the_same_walk_over_points_and_over_metres() -> None:
    some = np.random.default_rng(4).random((200, 2)) * 800
    first = shortest_order(some, seed=7)
    assert (first == shortest_order(some, seed=7)).all()
    assert (first != shortest_order(some, seed=8)).any()
    by_matrix = tour_metres(some, shortest_order(apart(some), seed=7))
    assert by_matrix == pytest.approx(tour_metres(some, first), rel=0.02)


def test_a_round_of_squares_is_closed_without_a_detour() -> None:
    ring = [(0, 0), (100, 0), (200, 0), (200, 100), (200, 200), (100, 200), (0, 200), (0, 100)]
    mixed = [ring[at] for at in (3, 0, 6, 1, 7, 4, 2, 5)]
    assert tour_metres(mixed, shortest_order(mixed, closed=True), closed=True) == 800
    assert tour_metres(mixed, shortest_order(mixed)) == 700


def test_what_cannot_be_reached_is_crossed_to_once() -> None:
    some = np.array([(x, y) for y in (0, 50) for x in range(0, 200, 20)], dtype=float)
    walls = apart(some)
    walls[:10, 10:] = walls[10:, :10] = np.inf
    order = shortest_order(walls)
    sides = [at >= 10 for at in order]
    assert sides == sorted(sides) or sides == sorted(sides, reverse=True)


def test_places_that_are_no_numbers_are_refused() -> None:
    for wrong in ([(0.0, float("nan")), (1.0, 1.0), (2.0, 2.0)], [(0, 0, 0)] * 4, [1.0, 2.0]):
        with pytest.raises(ValueError, match="points"):
            shortest_order(wrong)
    with pytest.raises(ValueError, match="ends where it starts"):
        shortest_order([(0, 0), (1, 1)], closed=True, end=1)
    assert shortest_order([]).tolist() == []


def test_a_hundred_corners_are_walked_without_a_step_too_many() -> None:
    """A round through a square of 10 by 10 corners, 10 m apart, is 1,000 m long at best."""
    corners = np.array([(10 * x, 10 * y) for x in range(10) for y in range(10)], dtype=float)
    mixed = np.random.default_rng(0).permutation(corners)
    found = [tour_metres(mixed, shortest_order(mixed, closed=True, seed=s), closed=True) for s in range(8)]
    assert sum(found) / 8 < 1_003


def test_a_round_of_two_places_is_there_and_back() -> None:
    assert round_metres(np.array([[0.0, 70.0], [70.0, 0.0]]), np.array([1, 0])) == 140
    assert round_metres(np.zeros((1, 1)), np.array([0])) == 0
