"""The flat map: true lengths over a whole state, across the antimeridian, near a pole."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from canvass.geo.distance import LocalProjection, geodesic_metres
from canvass.geo.plane import Plane, in_the_world, reproject


@given(
    lon0=st.floats(-180, 180), lat0=st.floats(-85, 85), east=st.floats(-1e5, 1e5), north=st.floats(-1e5, 1e5)
)
def test_there_and_back(lon0: float, lat0: float, east: float, north: float) -> None:
    plane = Plane(lon0, lat0)
    x, y = plane.to_metres(*plane.to_degrees(east, north))
    assert (float(x), float(y)) == pytest.approx((east, north), abs=1e-4)


@given(
    lat0=st.floats(-70, 70),
    east=st.floats(-1.3e5, 1.3e5),
    north=st.floats(-1.3e5, 1.3e5),
    turn=st.floats(0, 6.3),
)
def test_a_kilometre_is_one_to_a_thousandth_130_km_from_the_middle(
    lat0: float, east: float, north: float, turn: float
) -> None:
    plane = Plane(179.5, lat0)
    ends = [(east, north), (east + 1000 * np.cos(turn), north + 1000 * np.sin(turn))]
    a, b = (tuple(float(each) for each in plane.to_degrees(*end)) for end in ends)
    assert geodesic_metres((a[0], a[1]), (b[0], b[1])) == pytest.approx(1000, rel=1e-3)


def test_near_its_middle_it_is_the_local_projection() -> None:
    here = LocalProjection(-82.55, 35.59).to_metres(-82.54, 35.6)
    assert Plane(-82.55, 35.59).to_metres(-82.54, 35.6) == pytest.approx(here, abs=0.2)


def test_the_middle_of_points_on_both_sides_of_the_antimeridian_is_between_them() -> None:
    plane = Plane.round(np.array([179.0, -179.0]), np.array([-17.0, -17.0]))
    assert abs(plane.lon0) == pytest.approx(180)


def test_a_shape_across_the_antimeridian_is_cut_there() -> None:
    plane = Plane(180.0, -17.0)
    square = reproject(shapely.box(-1000, -1000, 1000, 1000), plane.to_degrees)
    cut = in_the_world(square)
    assert cut.geom_type == "MultiPolygon"
    assert (cut.bounds[0], cut.bounds[2]) == (-180, 180)
    assert cut.area == pytest.approx(square.area)


def test_a_shape_of_nothing_stays_one() -> None:
    assert in_the_world(shapely.Polygon()).is_empty
