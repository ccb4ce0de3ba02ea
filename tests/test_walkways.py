"""The ground between doors: a drawn turf is walked along the streets that were imported, else round what cannot be crossed."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import numpy as np
import pytest
import shapely
from flask import Flask

from canvass.geo.distance import LocalProjection
from canvass.geo.features import Feature
from canvass.streets import replace_features
from canvass.walkways import KnownGround, barriers_within, box_round, network_within

Writing = Callable[[], AbstractContextManager[None]]

PLANE = LocalProjection(-82.5, 35.6)
DOORS = [(100.0, 4.0), (100.0, 196.0), (160.0, 4.0)]
"""Two on one street, and one on the street behind it."""


def line(source_id: str, kind: str, *points: tuple[float, float]) -> Feature:
    wkb = shapely.to_wkb(shapely.LineString([PLANE.to_degrees(x, y) for x, y in points]))
    return Feature(kind, "residential", source_id, source_id, wkb)


def streets(prefix: str) -> list[Feature]:
    return [
        line(f"{prefix}1", "street", (0, 0), (400, 0)),
        line(f"{prefix}2", "street", (0, 200), (400, 200)),
        line(f"{prefix}3", "street", (300, -50), (300, 250)),
    ]


RIVER = line("way/9", "barrier", (-900, 100), (900, 100))


def metres() -> list[int]:
    """From the first door to each of the others."""
    lon, lat = PLANE.to_degrees(*np.array(DOORS).T)
    return [round(float(each)) for each in KnownGround().metres(lon, lat)[0, 1:]]


def test_without_an_import_it_is_as_the_crow_flies(app: Flask) -> None:
    with app.app_context():
        assert metres() == [192, 60]


def test_a_river_costs_the_way_to_a_bridge(app: Flask, writing: Writing) -> None:
    with writing():
        replace_features("osm", [[RIVER]])
    with app.app_context():
        assert metres() == [342, 60]


def test_a_plan_is_cut_round_the_shore_of_a_lake(app: Flask, writing: Writing) -> None:
    lake = Feature("water", "pond", "", "way/8", shapely.to_wkb(shapely.box(-82.5, 35.6005, -82.49, 35.601)))
    with writing():
        replace_features("osm", [[RIVER, lake]])
    with app.app_context():
        lines = barriers_within(box_round(np.array([-82.5]), np.array([35.6])))
        assert [each.geom_type for each in lines] == ["LineString", "LineString"]


@pytest.mark.parametrize(("prefix", "far"), [("road/", 600), ("way/", 800)])
def test_streets_are_walked_along_and_a_bridge_of_openstreetmap_is_no_crossing(
    app: Flask, writing: Writing, prefix: str, far: int
) -> None:
    """OpenStreetMap's ways that cross without a corner pass over each other: here only an end is near the other street."""
    with writing():
        replace_features("import", [[*streets(prefix), RIVER]])
    with app.app_context():
        assert metres() == [far, 60]


def test_ground_too_wide_for_one_map_has_no_network(app: Flask, writing: Writing) -> None:
    with writing():
        replace_features("import", [streets("road/")])
    with app.app_context():
        assert network_within(box_round(np.array([-82.5]), np.array([35.6]))) is not None
        assert network_within((-83.0, 35.0, -82.0, 36.0)) is None
