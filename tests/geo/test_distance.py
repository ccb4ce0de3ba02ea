"""Metres: the local map agrees with the ellipsoid where people walk."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.geo.distance import LocalProjection, geodesic_metres, local_metres, path_metres

LATITUDES = st.floats(-65, 65)
OFFSETS = st.floats(-0.02, 0.02)


@given(st.floats(-170, 170), LATITUDES, OFFSETS, OFFSETS)
def test_the_local_map_is_true_within_a_town(lon: float, lat: float, east: float, north: float) -> None:
    a, b = (lon, lat), (lon + east, lat + north)
    assert local_metres(a, b) == pytest.approx(geodesic_metres(a, b), rel=1e-3, abs=0.01)


@given(st.floats(-170, 170), LATITUDES, OFFSETS, OFFSETS)
def test_there_and_back_is_the_same_point(lon: float, lat: float, east: float, north: float) -> None:
    plane = LocalProjection(lon, lat)
    back = plane.to_degrees(*plane.to_metres(lon + east, lat + north))
    assert back == pytest.approx((lon + east, lat + north), abs=1e-9)


def test_a_known_length() -> None:
    """One minute of latitude at 45° is 1,852.2 m on WGS84."""
    assert geodesic_metres((0, 45 - 1 / 120), (0, 45 + 1 / 120)) == pytest.approx(1852.2, abs=0.1)
    assert local_metres((0, 45 - 1 / 120), (0, 45 + 1 / 120)) == pytest.approx(1852.2, abs=0.1)


def test_a_walk_is_the_sum_of_its_steps() -> None:
    corners = [(-82.5, 35.6), (-82.49, 35.6), (-82.49, 35.61)]
    steps = geodesic_metres(*corners[:2]) + geodesic_metres(*corners[1:])
    assert path_metres(corners) == pytest.approx(steps, rel=1e-3)
    assert path_metres(corners[:1]) == path_metres([]) == 0.0


def test_arrays_go_in_and_come_out() -> None:
    x, y = LocalProjection(-82.5, 35.6).to_metres(np.array([-82.5, -82.49]), np.array([35.6, 35.6]))
    assert x.shape == y.shape == (2,)
