"""Cutting: whatever the doors, each is in one turf, turfs are even, in one piece, and tile the area."""

import math
from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from canvass.geo import compiled
from canvass.geo.cuts import plans
from canvass.geo.cuts.plans import Plan
from canvass.geo.cuts.wishes import (
    MOST_TURFS,
    AtThePole,
    Canvassers,
    DoorsToCut,
    PointsUnusable,
    Shift,
    Size,
    TooFarApart,
    TooManyTurfs,
    Wish,
    WishUnusable,
)
from canvass.geo.cutting import cut

HERE = (-82.55, 35.59)
METRE = 1 / 111_000


def scattered(count: int, seed: int = 0, width: float = 900, at: tuple[float, float] = HERE) -> DoorsToCut:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-width / 2, width / 2, (2, count)) * METRE
    return DoorsToCut.at(at[0] + x / math.cos(math.radians(min(at[1], 89.0))), np.minimum(at[1] + y, 90.0))


def built(sizes: list[int], seed: int = 0) -> DoorsToCut:
    """Buildings with so many doors each."""
    at, building = scattered(len(sizes), seed), np.repeat(np.arange(len(sizes)), sizes)
    return DoorsToCut.at(at.lon[building], at.lat[building], building)


def codes(plan: Plan) -> set[str]:
    return {note.code for note in plan.notes}


def check(plan: Plan, doors: DoorsToCut) -> None:
    """What holds for every plan."""
    every = np.sort(np.concatenate([turf.order for turf in plan.turfs]))
    assert every.tolist() == list(range(len(doors)))
    for number, turf in enumerate(plan.turfs):
        assert turf.doors > 0
        assert (plan.turf[turf.order] == number).all()
        assert turf.metres >= 0
        assert turf.hours > 0
        assert turf.polygon.is_valid
    assert shapely.coverage_is_valid(np.array([turf.polygon for turf in plan.turfs], dtype=object))


def inside(plan: Plan, doors: DoorsToCut, slack: float = 0.5 * METRE) -> float:
    """The share of doors within half a metre of their turf's polygon."""
    near = [
        shapely.dwithin(
            turf.polygon, shapely.points(doors.lon[turf.order], doors.lat[turf.order]), slack
        ).sum()
        for turf in plan.turfs
    ]
    return float(sum(near)) / len(doors)


towns = st.builds(
    scattered,
    count=st.integers(3, 400),
    seed=st.integers(0, 1000),
    width=st.sampled_from([0.2, 30.0, 900.0, 20_000.0]),
) | st.builds(
    built, st.lists(st.sampled_from([1, 2, 54, 55, 100, 151]), min_size=1, max_size=12), st.integers(0, 1000)
)
wishes: st.SearchStrategy[Wish] = st.one_of(
    st.builds(Size, st.integers(10, 150)),
    st.builds(Canvassers, st.integers(1, 20)),
    st.builds(Shift, st.floats(0.5, 6), st.floats(10, 30), st.floats(2000, 5000)),
)


@settings(max_examples=30, deadline=None)
@given(doors=towns, wish=wishes, seed=st.integers(0, 3))
@example(doors=built([*[54] * 11, 100]), wish=Size(50), seed=0)
@example(doors=built([*[55] * 6, 100]), wish=Size(50), seed=0)
def test_every_door_is_in_one_turf_of_a_valid_tiling(doors: DoorsToCut, wish: Wish, seed: int) -> None:
    plan = cut(doors, wish, seed=seed, sweeps=40)
    check(plan, doors)
    assert inside(plan, doors) == 1
    assert plans.NOT_IN_ONE_PIECE not in codes(plan)


@settings(max_examples=10, deadline=None)
@given(
    count=st.integers(200, 600), size=st.integers(20, 60), seed=st.integers(0, 99), units=st.integers(1, 3)
)
def test_sizes_keep_within_a_tenth(count: int, size: int, seed: int, units: int) -> None:
    doors = scattered(count, seed)
    building = np.arange(count) // units
    lon, lat = doors.lon[building * units], doors.lat[building * units]
    plan = cut(DoorsToCut.at(lon, lat, building), Size(size), seed=seed)
    mean = count / len(plan.turfs)
    low, high = math.floor(0.9 * min(size, mean)), math.ceil(1.1 * max(size, mean))
    # Of twos and threes not every sum can be made.
    assert units > 1 or all(low <= turf.doors <= high for turf in plan.turfs)
    wrong = [note for note in plan.notes if note.code == plans.OUTSIDE_LIMITS]
    assert all(0.8 < note.values["load"] * len(plan.turfs) / count < 1.2 for note in wrong)
    for number in range(building.max() + 1):
        assert len(set(plan.turf[building == number])) == 1


def test_the_same_seed_gives_the_same_turfs_and_another_one_others() -> None:
    doors = scattered(500)
    first, again, other = (cut(doors, Size(40), seed=seed) for seed in (1, 1, 2))
    assert (first.turf == again.turf).all()
    assert [turf.order.tolist() for turf in first.turfs] == [turf.order.tolist() for turf in again.turfs]
    assert (first.turf != other.turf).any()


def test_as_many_turfs_as_canvassers() -> None:
    plan = cut(scattered(333), Canvassers(7))
    assert len(plan.turfs) == 7
    assert max(turf.doors for turf in plan.turfs) <= math.ceil(1.1 * 333 / 7)


def test_a_shift_counts_walking_too() -> None:
    """The far half has a tenth of the doors' density, and so fewer doors to a turf."""
    near, far = scattered(600, 1, 800), scattered(200, 2, 4000, (HERE[0] + 0.05, HERE[1]))
    doors = DoorsToCut.at(np.append(near.lon, far.lon), np.append(near.lat, far.lat))
    plan = cut(doors, Shift(2.5, 20, 3000))
    hours = np.array([turf.hours for turf in plan.turfs])
    assert ((hours > 2.2) & (hours < 2.8)).mean() > 0.9
    rural = [turf.doors for turf in plan.turfs if (turf.order >= 600).all()]
    assert max(rural) < min(turf.doors for turf in plan.turfs if (turf.order < 600).all())


def test_a_tower_larger_than_a_turf_is_divided_between_floors() -> None:
    houses = scattered(200)
    lon = np.append(houses.lon, np.full(120, HERE[0]))
    lat = np.append(houses.lat, np.full(120, HERE[1]))
    building = np.append(np.arange(200), np.full(120, 999))
    floor = np.append(np.full(200, -1), np.arange(120) // 6)
    doors = DoorsToCut.at(lon, lat, building, floor)
    plan = cut(doors, Size(40))
    check(plan, doors)
    note = next(note for note in plan.notes if note.code == plans.BUILDING_DIVIDED)
    assert note.values["building"] == 999
    assert note.values["by"] == "floor"
    for each in range(20):
        assert len(set(plan.turf[floor == each])) == 1
    for turf in plan.turfs:
        floors = [int(each) for each in floor[turf.order] if each >= 0]
        assert floors == sorted(floors, reverse=True)


def test_lots_of_a_park_go_by_their_own_points() -> None:
    lots = scattered(200, width=400)
    lane = np.arange(200) // 20
    plan = cut(DoorsToCut.at(lots.lon, lots.lat, np.full(200, 5), None, lane), Size(40))
    assert [turf.doors <= 44 for turf in plan.turfs] == [True] * 5


def test_rather_not_across_the_river() -> None:
    doors = scattered(800, 3)
    river = shapely.LineString([(HERE[0] - 0.01, HERE[1]), (HERE[0] + 0.01, HERE[1])])
    north = doors.lat > HERE[1]

    def torn(plan: Plan) -> int:
        return sum(len(set(north[turf.order])) > 1 for turf in plan.turfs)

    free, parted = cut(doors, Size(40)), cut(doors, Size(40), barriers=[river])
    assert torn(parted) <= 1 < torn(free)
    assert sum(note.code == plans.ACROSS_BARRIER for note in parted.notes) == torn(parted)


def test_the_area_is_tiled_and_nothing_else() -> None:
    area: BaseGeometry = shapely.Point(*HERE).buffer(700 * METRE)
    doors = scattered(400, width=700)
    plan = cut(doors, Size(50), area=area)
    whole = shapely.union_all([turf.polygon for turf in plan.turfs])
    assert whole.symmetric_difference(area).area < 1e-6 * area.area
    assert inside(plan, doors) == 1


def degenerate() -> Iterator[tuple[str, DoorsToCut]]:
    yield "one", DoorsToCut.at([HERE[0]], [HERE[1]])
    yield "two", DoorsToCut.at([HERE[0], HERE[0] + 0.001], [HERE[1]] * 2)
    yield "all on one point", DoorsToCut.at([HERE[0]] * 203, [HERE[1]] * 203)
    yield "on a line", DoorsToCut.at(HERE[0] + np.arange(200) * 1e-4, np.full(200, HERE[1]))
    yield "a grid", DoorsToCut.at(*(HERE[k] + np.indices((15, 15))[k].ravel() * 3e-4 for k in (0, 1)))
    yield "twice", DoorsToCut.at(*(np.tile(each, 2) for each in (scattered(90).lon, scattered(90).lat)))
    yield "near a pole", scattered(200, width=500, at=(20, 88.98))
    shifted = scattered(300, width=2000, at=(180.0, -16.8))
    yield "antimeridian", DoorsToCut.at((shifted.lon + 180) % 360 - 180, shifted.lat)


@pytest.mark.parametrize(("name", "doors"), list(degenerate()))
def test_odd_places_get_an_answer(name: str, doors: DoorsToCut) -> None:
    plan = cut(doors, Size(20))
    check(plan, doors)
    sizes = [turf.doors for turf in plan.turfs]
    assert max(sizes) <= 22
    assert len(sizes) == max(1, round(len(doors) / 20))
    for turf in plan.turfs:
        west, south, east, north = turf.polygon.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90


def test_no_door_no_turf() -> None:
    plan = cut(DoorsToCut.at([], []), Size(20))
    assert (plan.turfs, plan.notes, len(plan.turf)) == ((), (), 0)


@pytest.mark.parametrize("lon", [math.nan, math.inf, 361])
def test_a_door_that_is_nowhere_is_refused(lon: float) -> None:
    with pytest.raises(PointsUnusable) as refused:
        cut(DoorsToCut.at([0, lon], [0, 0]), Size(20))
    assert refused.value.params == {"count": 1}


def test_doors_round_a_pole_are_refused() -> None:
    with pytest.raises(AtThePole):
        cut(DoorsToCut.at([0, 90, 180], [89.99] * 3), Size(20))


def test_doors_on_two_continents_are_refused() -> None:
    with pytest.raises(TooFarApart):
        cut(DoorsToCut.at([0, 100], [0, 0]), Size(20))


@pytest.mark.parametrize(
    "wish", [Size(0), Size(5000), Canvassers(0), Shift(0), Shift(2, -1), Shift(math.nan), Size(math.nan)]
)
def test_a_wish_that_nobody_can_fulfil_is_refused(wish: Wish) -> None:
    with pytest.raises(WishUnusable):
        cut(scattered(50), wish)


def test_it_says_how_far_it_is_and_can_be_stopped() -> None:
    class Stop(Exception):
        pass

    heard: list[float] = []

    def tell(far: float) -> None:
        heard.append(far)
        if far > 0.5:
            raise Stop

    with pytest.raises(Stop):
        cut(scattered(300), Size(20), tell=tell)
    assert heard == sorted(heard)
    assert len(heard) > 2


def test_without_a_compiler_there_is_a_plan_and_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "can_compile", lambda: False)
    doors = scattered(400)
    plan = cut(doors, Size(40))
    check(plan, doors)
    assert plans.NOT_COMPILED in codes(plan)
    assert np.mean([34 <= turf.doors <= 46 for turf in plan.turfs]) > 0.7


def test_nobody_is_given_more_turfs_than_can_be_handed_out() -> None:
    many = np.zeros(MOST_TURFS + 1)
    for wish in (Size(1), Canvassers(MOST_TURFS + 1)):
        with pytest.raises(TooManyTurfs):
            cut(DoorsToCut.at(many, many), wish)
