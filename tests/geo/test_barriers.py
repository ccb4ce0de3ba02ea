"""What people don't walk across, and which side of it they are on."""

import numpy as np
import pytest
from shapely.geometry import LineString, Point

from canvass.geo.barriers import AROUND, barriers_of, crossed, is_barrier
from canvass.geo.distance import LocalProjection
from canvass.geo.kernels import pieces

PLANE = LocalProjection(-82.5, 35.6)


def degrees(*points: tuple[float, float]) -> list[tuple[float, float]]:
    return [PLANE.to_degrees(x, y) for x, y in points]


RIVER = LineString(degrees((-500, 100), (500, 110)))
LAKE = Point(degrees((-200, 0))[0]).buffer(0.0005)
DOORS = np.array([(0.0, 0.0), (0.0, 200.0), (300.0, 0.0), (10.0, 210.0)])


def test_the_way_over_the_river_is_crossed_and_the_way_along_it_is_not() -> None:
    river = barriers_of([RIVER], PLANE)
    a, b = DOORS[[0, 0, 1]], DOORS[[1, 2, 3]]
    assert crossed(river, a[:, 0], a[:, 1], b[:, 0], b[:, 1]).tolist() == [True, False, False]
    metres = river.metres(*PLANE.to_degrees(*DOORS.T))
    assert metres[0, :3].round(6).tolist() == [0, 350, 300]
    assert (metres == metres.T).all()


def test_the_way_to_an_island_in_a_lake_is_crossed() -> None:
    island, near, far = np.array([-200.0, 0.0]), np.array([-100.0, 0.0]), np.array([100.0, 0.0])
    lake = barriers_of([LAKE], PLANE)
    assert crossed(lake, *np.array([[*island, *near], [*near, *far]]).T).tolist() == [True, False]


def test_cuts_and_walks_pay_as_much_for_a_barrier() -> None:
    assert pieces.BARRIER == AROUND


def test_many_ways_are_looked_at_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = DOORS[[0, 0, 1]], DOORS[[1, 2, 3]]
    monkeypatch.setattr("canvass.geo.barriers.AT_ONCE", 2)
    assert crossed(barriers_of([RIVER], PLANE), *b.T, *a.T).tolist() == [True, False, False]
    assert crossed(barriers_of([RIVER], PLANE), *b[::-1].T, *a[::-1].T).tolist() == [False, False, True]


def test_where_there_are_no_barriers_nothing_is_crossed() -> None:
    none = barriers_of([], PLANE)
    assert not crossed(none, *DOORS.T, *DOORS[::-1].T).any()


def test_rivers_railways_and_highways_are_barriers_and_brooks_and_streets_are_not() -> None:
    assert is_barrier(waterway="river")
    assert is_barrier(railway="rail")
    assert is_barrier(highway="motorway")
    assert not is_barrier(waterway="stream")
    assert not is_barrier(highway="residential")
