"""Turfs in one piece: what lies apart joins the turf around it."""

import numpy as np

from canvass.geo.cuts.joining import joined, left_over, pieces
from canvass.geo.cuts.sites import Sites, gather


def row(count: int) -> Sites:
    xy = np.column_stack((np.arange(count) * 10.0, np.zeros(count)))
    nothing = np.full(count, -1)
    return gather(xy, nothing, nothing, nothing, 55)


def along(sites: Sites, turf: str) -> np.ndarray:
    """The turfs of the sites, given from west to east."""
    found = np.empty(len(sites), np.int64)
    found[np.argsort(sites.xy[:, 0])] = [int(each) for each in turf]
    return found


def test_a_turf_in_two_places_is_two_pieces_and_the_lighter_is_left_over() -> None:
    sites = row(8)
    turf = along(sites, "00011001")
    assert pieces(sites, turf).max() + 1 == 4
    piece, later = left_over(sites, turf, sites.doors)
    stray = later[piece][np.argsort(sites.xy[:, 0])]
    assert stray.tolist() == [False] * 5 + [True, True, True]


def test_what_is_left_over_joins_its_neighbour() -> None:
    sites = row(9)
    turf = joined(sites, along(sites, "000100111"), sites.doors, np.ones(2, bool))
    assert (pieces(sites, turf).max() + 1, len(set(turf))) == (2, 2)


def test_nothing_joins_a_turf_that_is_fixed() -> None:
    sites = row(6)
    turf = along(sites, "001220")
    fixed = np.array([True, True, False])
    assert (joined(sites, turf, sites.doors, fixed) == turf).all()
