"""Shapes: what leads draw becomes an area, or a refusal that says why."""

import time
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from canvass.geo.shapes import (
    CrossesItself,
    NotAPolygon,
    OutsideTheWorld,
    ShapeError,
    TooDetailed,
    TooSmall,
    contains,
    from_geojson,
    label_point,
    line_from_geojson,
    square_metres,
    subtract,
    to_geojson,
)

SQUARE = [[-82.5, 35.6], [-82.49, 35.6], [-82.49, 35.61], [-82.5, 35.61], [-82.5, 35.6]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_a_drawn_polygon_comes_back_as_it_was() -> None:
    area = from_geojson(polygon(SQUARE))
    assert shapely.equals(from_geojson(to_geojson(area)), area)
    assert square_metres(area) == pytest.approx(906 * 1110, rel=0.01)


def test_an_open_ring_is_closed_a_feature_unpacked_and_heights_dropped() -> None:
    open_ring = [[*corner, 640.0] for corner in SQUARE[:-1]]
    feature = {"type": "Feature", "properties": {}, "geometry": polygon(open_ring)}
    assert shapely.equals(from_geojson(feature), from_geojson(polygon(SQUARE)))


def test_outlines_run_anticlockwise() -> None:
    ring = to_geojson(from_geojson(polygon(SQUARE[::-1])))["coordinates"][0]
    assert shapely.LinearRing(ring).is_ccw


def test_a_scribble_is_refused_before_anybody_works_at_it() -> None:
    there = np.random.default_rng(1).uniform((-82.5, 35.6), (-82.4, 35.7), (1500, 2)).tolist()
    began = time.process_time()
    with pytest.raises(CrossesItself):
        from_geojson(polygon(there))
    with pytest.raises(CrossesItself):
        from_geojson(
            {"type": "MultiPolygon", "coordinates": [[there[at : at + 5]] for at in range(0, 1500, 5)]}
        )
    for corners in (1500, 9000):
        with pytest.raises(CrossesItself):
            line_from_geojson({"type": "LineString", "coordinates": there[:1500] * (corners // 1500)})
    assert time.process_time() - began < 5


def test_a_wobble_of_the_finger_is_repaired() -> None:
    wobble = [*SQUARE[:2], [-82.4899, 35.6002], [-82.4901, 35.6001], *SQUARE[2:]]
    area = from_geojson(polygon(wobble))
    assert area.is_valid
    assert square_metres(area) == pytest.approx(square_metres(from_geojson(polygon(SQUARE))), rel=0.01)


@pytest.mark.parametrize(
    ("geojson", "error"),
    [
        ({"type": "Point", "coordinates": [0, 0]}, NotAPolygon),
        ({}, NotAPolygon),
        (polygon(), NotAPolygon),
        (polygon(SQUARE[:2]), NotAPolygon),
        (polygon([["a", "b"]] * 4), NotAPolygon),
        (polygon("xyz"), NotAPolygon),
        ({"type": "Polygon", "coordinates": None}, NotAPolygon),
        ({"type": "Polygon"}, NotAPolygon),
        (polygon([[-200, 0], [0, 0], [0, 1], [-200, 0]]), OutsideTheWorld),
        (polygon([[0, 0], [float("nan"), 0], [0, 1], [1, 1]]), OutsideTheWorld),
        (polygon([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]), CrossesItself),
        (polygon([SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[0]]), TooSmall),
        (polygon([[-82.5, 35.6], [-82.499999, 35.6], [-82.5, 35.600001]]), TooSmall),
        (polygon([[x / 1e6, (x % 7) / 1e6] for x in range(10_001)]), TooDetailed),
    ],
)
def test_what_is_no_area_is_refused_with_its_reason(geojson: dict[str, Any], error: type[ShapeError]) -> None:
    with pytest.raises(error):
        from_geojson(geojson)


def test_every_refusal_has_a_code_of_its_own() -> None:
    kinds: list[type[ShapeError]] = [ShapeError, *ShapeError.__subclasses__()]
    assert len({kind.code for kind in kinds}) == len(kinds)


def test_many_points_are_asked_at_once() -> None:
    inside = contains(from_geojson(polygon(SQUARE)), [-82.495, -82.48], [35.605, 35.605])
    assert inside.tolist() == [True, False]


def test_what_others_hold_is_cut_away() -> None:
    area = from_geojson(polygon(SQUARE))
    half = shapely.box(-82.5, 35.6, -82.495, 35.61)
    rest = subtract(area, [half])
    assert rest is not None
    assert square_metres(rest) == pytest.approx(square_metres(area) / 2, rel=1e-3)
    assert not contains(rest, [-82.498], [35.605])[0]
    assert subtract(area, [area]) is None
    assert shapely.equals(subtract(area, []), area)


def test_the_label_stands_inside_even_of_a_horseshoe() -> None:
    corners = [(0, 0), (3, 0), (3, 17), (15, 17), (15, 0), (20, 0), (20, 20), (0, 20)]
    horseshoe = shapely.Polygon([(-82.5 + x / 1000, 35.6 + y / 1000) for x, y in corners])
    assert horseshoe.contains(shapely.Point(label_point(horseshoe)))
    assert not horseshoe.contains(horseshoe.centroid)


@given(st.lists(st.tuples(st.floats(-83, -82), st.floats(35, 36)), min_size=3, max_size=12))
def test_any_scribble_becomes_a_valid_area_or_a_refusal(corners: list[tuple[float, float]]) -> None:
    try:
        area = from_geojson(polygon([list(corner) for corner in corners]))
    except ShapeError:
        return
    assert area.is_valid
    assert np.isfinite(label_point(area)).all()
    assert from_geojson(to_geojson(area)).is_valid
