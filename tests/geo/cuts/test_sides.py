"""Barriers among sites: who lies across from whom."""

import numpy as np
import shapely

from canvass.geo.cuts.sides import part
from canvass.geo.cuts.sites import Sites, gather


def grid() -> Sites:
    xy = np.indices((12, 12)).reshape(2, -1).T * 20.0
    nothing = np.full(len(xy), -1)
    return gather(xy, nothing, nothing, nothing, 55)


def test_a_river_through_the_town_makes_two_sides() -> None:
    sites = grid()
    parted = part(sites, [shapely.LineString([(110, -50), (110, 300)])])
    west = sites.xy[:, 0] < 110
    assert len(set(parted.side[west])) == len(set(parted.side[~west])) == 1
    assert parted.side[west][0] != parted.side[~west][0]
    owner = np.repeat(np.arange(len(sites)), np.diff(sites.first))
    assert (parted.barred == (west[owner] != west[sites.beside])).all()


def test_a_bridge_that_breaks_the_line_on_the_map_does_not_join_the_sides() -> None:
    halves = [shapely.LineString([(110, -50), (110, 100)]), shapely.LineString([(110, 130), (110, 300)])]
    assert len(set(part(grid(), halves).side)) == 2


def test_a_line_that_ends_in_the_open_makes_no_sides_but_is_no_way() -> None:
    parted = part(grid(), [shapely.LineString([(110, -50), (110, 100)])])
    assert set(parted.side) == {0}
    assert parted.barred.any()


def test_without_barriers_there_is_one_side() -> None:
    parted = part(grid(), [])
    assert not parted.side.any()
    assert not parted.barred.any()
