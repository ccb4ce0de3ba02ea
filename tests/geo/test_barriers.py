"""What people don't walk across, and which side of it they are on."""

import numpy as np
from shapely.geometry import LineString, Point

from canvass.geo.barriers import barriers_of, crossed, is_barrier, sides
from canvass.geo.distance import LocalProjection

PLANE = LocalProjection(-82.5, 35.6)


def degrees(*points: tuple[float, float]) -> list[tuple[float, float]]:
    return [PLANE.to_degrees(x, y) for x, y in points]


RIVER = LineString(degrees((-500, 100), (500, 110)))
STUB = LineString(degrees((200, -500), (200, 50)))
LAKE = Point(degrees((-200, 0))[0]).buffer(0.0005)
DOORS = np.array([(0.0, 0.0), (0.0, 200.0), (300.0, 0.0), (10.0, 210.0)])


def test_the_way_over_the_river_is_crossed_and_the_way_along_it_is_not() -> None:
    river = barriers_of([RIVER], PLANE)
    a, b = DOORS[[0, 0, 1]], DOORS[[1, 2, 3]]
    assert crossed(river, a[:, 0], a[:, 1], b[:, 0], b[:, 1]).tolist() == [True, False, False]
    metres = river.metres(*PLANE.to_degrees(*DOORS.T))
    assert metres[0, :3].round(6).tolist() == [0, 350, 300]
    assert (metres == metres.T).all()


def test_doors_on_two_banks_have_two_sides_and_a_stub_has_none() -> None:
    ground = sides(barriers_of([RIVER, STUB], PLANE), *DOORS.T)
    assert ground[0] == ground[2] != ground[1] == ground[3]


def test_an_island_in_a_lake_is_a_side_of_its_own() -> None:
    x, y = np.array([-200.0, -100.0, 100.0]), np.array([0.0, 0.0, 0.0])
    ground = sides(barriers_of([LAKE], PLANE), x, y)
    assert ground[0] != ground[1] == ground[2]


def test_where_there_are_no_barriers_all_is_one_side() -> None:
    none = barriers_of([], PLANE)
    assert sides(none, *DOORS.T).tolist() == [0, 0, 0, 0]
    assert not crossed(none, *DOORS.T, *DOORS[::-1].T).any()


def test_rivers_railways_and_highways_are_barriers_and_brooks_and_streets_are_not() -> None:
    assert is_barrier(waterway="river")
    assert is_barrier(railway="rail")
    assert is_barrier(highway="motorway")
    assert not is_barrier(waterway="stream")
    assert not is_barrier(highway="residential")
