"""Polygons of turfs: a tiling of the area that holds each door where it belongs."""

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from canvass.geo.cuts import tiling
from canvass.geo.cuts.sites import Sites, gather
from canvass.geo.cuts.starting import first_cut
from canvass.geo.cuts.tiling import tile


def scattered(count: int, seed: int, area: BaseGeometry | None = None) -> Sites:
    xy = np.random.default_rng(seed).uniform(0, 1000, (count, 2))
    if area is not None:
        xy = xy[shapely.contains_xy(area, *xy.T)]
    nothing = np.full(len(xy), -1)
    return gather(xy, nothing, nothing, nothing, 55, area)


AREAS = {
    "all that is near": None,
    "a circle": shapely.Point(500, 500).buffer(480),
    "a U": shapely.box(0, 0, 1000, 1000).difference(shapely.box(350, 200, 650, 1000)),
    "with a lake": shapely.box(0, 0, 1000, 1000).difference(shapely.Point(500, 500).buffer(200)),
    "two islands": shapely.union(shapely.box(0, 0, 450, 1000), shapely.box(550, 0, 1000, 1000)),
}


@pytest.mark.parametrize("name", AREAS)
@pytest.mark.parametrize("seed", range(3))
def test_polygons_tile_the_area(name: str, seed: int) -> None:
    sites = scattered(600, seed, AREAS[name])
    turf = first_cut(sites, sites.doors, 15, np.arange(len(sites)), np.zeros(len(sites), int))
    shapes = np.array(tile(sites, turf, 15), dtype=object)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).symmetric_difference(sites.area).area < 1e-6 * sites.area.area
    assert shapely.contains_xy(shapes[turf], *sites.xy.T).all()


def test_outlines_are_simpler_than_the_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    sites = scattered(2000, 5)
    turf = (sites.xy[:, 0] // 250).astype(int)
    simple = shapely.get_num_coordinates(tile(sites, turf, 4)).sum()
    monkeypatch.setattr(tiling, "TOLERANCES", ())
    assert simple < 0.8 * shapely.get_num_coordinates(tile(sites, turf, 4)).sum()


def test_a_turf_may_lie_within_another() -> None:
    sites = scattered(800, 6)
    turf = (np.hypot(*(sites.xy - 500).T) < 200).astype(int)
    outer, inner = tile(sites, turf, 2)
    assert len(shapely.get_rings(outer)) == 2
    assert shapely.coverage_is_valid([outer, inner])
