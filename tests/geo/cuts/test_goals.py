"""From a wish to numbers."""

import numpy as np
import pytest

from canvass.geo.cuts.goals import divide, goal_of
from canvass.geo.cuts.sites import gather
from canvass.geo.cuts.wishes import Canvassers, Shift, Size


@pytest.mark.parametrize(
    ("size", "doors", "count", "low", "high"),
    [(50, 9049, 181, 45, 55), (10, 100, 10, 9, 11), (150, 160, 1, 135, 165), (50, 20, 1, 45, 55)],
)
def test_turfs_of_a_size_are_within_a_tenth(size: float, doors: int, count: int, low: int, high: int) -> None:
    goal = goal_of(Size(size), doors)
    assert (goal.count, goal.low, goal.high, goal.pace) == (count, low, high, 0)


def test_no_more_turfs_than_doors() -> None:
    assert goal_of(Canvassers(9), 4).count == 4
    assert goal_of(Canvassers(7), 100).count == 7


def test_a_shift_is_measured_in_doors_and_metres_count_by_the_pace() -> None:
    goal = goal_of(Shift(2, 20, 4000), 500)
    assert (goal.size, goal.low, goal.high, goal.count) == (40, pytest.approx(36), pytest.approx(44), None)
    assert goal.pace == pytest.approx(20 / 4000)


def test_whole_turfs_of_a_tower_stand_alone() -> None:
    rng = np.random.default_rng(0)
    xy = np.concatenate((np.zeros((150, 2)), rng.uniform(-500, 500, (300, 2))))
    building = np.concatenate((np.zeros(150), np.arange(1, 301))).astype(int)
    nothing = np.full(450, -1)
    sites = gather(xy, building, nothing, nothing, 55)
    division = divide(sites, goal_of(Size(50), 450))
    assert sites.doors[division.alone].tolist() == [50, 50, 50]
    assert (division.parts, len(division.members)) == (6, 300)


@pytest.mark.parametrize("houses", [[54] * 11, [55] * 6])
def test_there_are_no_more_turfs_than_buildings_beside_a_tower(houses: list[int]) -> None:
    sizes = [*houses, 100]
    rng = np.random.default_rng(0)
    building = np.repeat(np.arange(len(sizes)), sizes)
    nothing = np.full(len(building), -1)
    goal = goal_of(Size(50), len(building))
    sites = gather(rng.uniform(-500, 500, (len(sizes), 2))[building], building, nothing, nothing, goal.most)
    division = divide(sites, goal)
    assert division.parts == len(division.members) == len(houses)
    assert sites.doors[division.alone].tolist() == [50, 50]


def test_so_few_doors_are_cut_round_their_own_mean() -> None:
    rng = np.random.default_rng(0)
    nothing = np.full(130, -1)
    sites = gather(rng.uniform(0, 500, (130, 2)), nothing, nothing, nothing, 55)
    division = divide(sites, goal_of(Size(50), 130))
    assert division.parts == 3
    assert division.low <= 130 / 3 <= division.high
