"""Where annealing starts: halves of halves, and the power diagram that stands where nothing can be compiled."""

import numpy as np

from canvass.geo.cuts.sites import Sites, gather
from canvass.geo.cuts.starting import bisect, first_cut, power_diagram


def scattered(count: int, seed: int = 0) -> Sites:
    xy = np.random.default_rng(seed).uniform(0, 1000, (count, 2))
    nothing = np.full(count, -1)
    return gather(xy, nothing, nothing, nothing, 55)


def test_bisection_gives_equal_turfs() -> None:
    sites = scattered(700)
    sizes = np.bincount(bisect(sites, sites.doors, 14, np.arange(700)))
    assert sizes.tolist() == [50] * 14


def test_the_power_diagram_is_compact_and_nearly_even() -> None:
    sites = scattered(1000, 1)
    turf = bisect(sites, sites.doors, 20, np.arange(1000))
    better = power_diagram(sites.xy, sites.doors, turf, 20)
    sizes = np.bincount(better, minlength=20)
    assert (np.abs(sizes - 50) <= 7).all()

    def spread(labels: np.ndarray) -> float:
        middle = np.column_stack([np.bincount(labels, sites.xy[:, k]) / np.bincount(labels) for k in (0, 1)])
        return float(((sites.xy - middle[labels]) ** 2).sum())

    assert spread(better) < spread(turf)


def test_no_turf_stays_empty_beside_a_heavy_point() -> None:
    xy = np.concatenate((np.zeros((40, 2)), np.random.default_rng(2).uniform(-1, 1, (3, 2))))
    turf = power_diagram(xy, np.ones(43), np.arange(43) % 6, 6)
    assert (np.bincount(turf, minlength=6) > 0).all()


def test_each_side_of_a_barrier_is_cut_by_itself_where_that_comes_out_even() -> None:
    sites = scattered(600)
    side = (sites.xy[:, 0] > np.median(sites.xy[:, 0])).astype(int)
    turf = first_cut(sites, sites.doors, 12, np.arange(600), side)
    assert set(turf[side == 0]).isdisjoint(turf[side == 1])


def test_a_side_with_few_doors_is_cut_with_the_rest() -> None:
    sites = scattered(600)
    side = (np.argsort(np.argsort(sites.xy[:, 0])) < 20).astype(int)
    turf = first_cut(sites, sites.doors, 12, np.arange(600), side)
    assert set(turf[side == 1]) <= set(turf[side == 0])
