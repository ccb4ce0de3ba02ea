"""Many points asked for by polygon: the same ones as asked one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box

from canvass.geo.buckets import Buckets
from canvass.geo.shapes import contains

degree = st.integers(-20, 20).map(lambda at: at / 10)
points = st.lists(st.tuples(degree, degree), max_size=60)


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """So narrow that few points fill several strips."""
    monkeypatch.setattr("canvass.geo.buckets._IN_A_STRIP", 5)


@settings(max_examples=150)
@given(points, degree, degree, st.floats(0.01, 3))
def test_what_lies_inside_is_what_each_polygon_says(
    some: list[tuple[float, float]], x: float, y: float, size: float
) -> None:
    lon, lat = np.array(some).reshape(-1, 2).T
    buckets = Buckets(lon, lat)
    areas = [
        box(x, y, x + size, y + size),
        Point(x, y).buffer(size),
        Polygon([(x, y), (x + size, y), (x, y + size)]),
        MultiPolygon([box(x, y, x + size, y + 0.3), box(-x, -y, size - x, 0.3 - y)]).buffer(0),
    ]
    for area in areas:
        assert buckets.inside(area).tolist() == np.flatnonzero(contains(area, lon, lat)).tolist()


def test_many_points_on_one_spot_are_all_inside_or_all_outside() -> None:
    buckets = Buckets([1.0] * 50, [2.0] * 50)
    assert buckets.inside(box(0, 1, 2, 3)).tolist() == list(range(50))
    assert buckets.inside(box(3, 3, 4, 4)).tolist() == []
