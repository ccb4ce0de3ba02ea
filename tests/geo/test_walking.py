"""The order of a walk: short, no building left half done, and by street where there is no compiled code."""

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString

from canvass.geo.barriers import barriers_of
from canvass.geo.compiled import NotCompiled
from canvass.geo.distance import LocalProjection
from canvass.geo.street_metres import AlongStreets
from canvass.geo.streets import build_network
from canvass.geo.walking import Degrees, WalkDoor, by_street, walk_order

Walk = Callable[[list[WalkDoor]], list[str]]

EAST = 0.0002


def door(
    number: str, street: str = "Calle Roble", label: str = "", x: float = 0, y: float = 0, **more: object
) -> WalkDoor:
    place = str(more.get("place", f"{number} {street}"))
    floor = more.get("floor")
    return WalkDoor(
        id=f"{number} {street} {label}".strip(),
        number=number,
        street=street,
        label=label,
        lon=-82.5 + x * EAST,
        lat=35.6 + y * EAST,
        place=place,
        floor=floor if isinstance(floor, int) else None,
    )


def walked(doors: list[WalkDoor]) -> list[str]:
    names = {each.id: (each.label or each.number) for each in doors}
    return [names[each] for each in by_street(doors)]


def test_up_the_odd_side_and_down_the_even_one() -> None:
    street = [door(str(n), x=n, y=n % 2) for n in (10, 2, 9, 4, 1, 3)] + [
        door("6 1/2", x=6),
        door("83-85", x=50, y=1),
    ]
    assert walked(street) == ["1", "3", "9", "83-85", "10", "6 1/2", "4", "2"]


def test_a_building_is_walked_from_the_top_and_as_one() -> None:
    flats = [door("5", label=f"{floor}0{unit}", floor=floor) for floor in (1, 3, 2) for unit in (2, 1)]
    assert walked([door("3"), *flats, door("7")]) == ["3", "301", "302", "201", "202", "101", "102", "7"]


def test_lots_of_a_park_follow_their_numbers() -> None:
    lots = [door("120", label=f"Lot {n}", x=n % 3, y=n) for n in (12, 9, 1, 10, 2)]
    assert walked(lots) == ["Lot 1", "Lot 2", "Lot 9", "Lot 10", "Lot 12"]


def test_the_next_street_is_the_near_one_entered_at_its_near_end() -> None:
    streets = [
        *(door(str(n), "Calle Roble", x=n) for n in (1, 3, 5)),
        *(door(str(n), "Calle Arce", x=20 - n) for n in (1, 3, 5)),
        *(door(str(n), "Calle Tilo", x=8 + n) for n in (1, 3)),
    ]
    far = [each.split(" ", 1) for each in by_street(streets)]
    assert [street for street, _ in groupby(name for _, name in far)] == [
        "Calle Arce",
        "Calle Tilo",
        "Calle Roble",
    ]
    assert [number for number, name in far if name == "Calle Roble"] == ["5", "3", "1"]


def test_the_shortest_walk_crosses_the_street_rather_than_come_back() -> None:
    houses = [door(str(n), x=n, y=n % 2) for n in range(1, 7)]
    assert [each.split()[0] for each in walk_order(houses)] == ["1", "2", "3", "4", "5", "6"]
    assert [each.split()[0] for each in by_street(houses)] == ["1", "3", "5", "6", "4", "2"]


def test_it_begins_where_the_lead_says_and_comes_back_when_closed() -> None:
    houses = [door(str(n), x=n) for n in range(1, 7)]
    car = (-82.5 + 6.5 * EAST, 35.6)
    assert [each.split()[0] for each in walk_order(houses, start=car)] == ["6", "5", "4", "3", "2", "1"]
    ring = [door(str(n), x=x, y=y) for n, (x, y) in enumerate([(0, 0), (9, 0), (9, 9), (0, 9), (4, 9)], 1)]
    closed = [each.split()[0] for each in walk_order(ring, start=(-82.5, 35.5999), closed=True)]
    assert closed in (["1", "2", "3", "5", "4"], ["1", "4", "5", "3", "2"])


def test_the_metric_decides_what_is_near() -> None:
    """A river between the even and the odd side: each bank is walked by itself."""
    houses = [door(str(n), x=n, y=n % 2) for n in range(1, 7)]
    plane = LocalProjection(-82.5, 35.6)
    river = barriers_of([LineString([(-82.6, 35.6 + EAST / 2), (-82.4, 35.6 + EAST / 2)])], plane)
    banks = [int(each.split()[0]) % 2 for each in walk_order(houses, metric=river)]
    assert banks == sorted(banks) or banks == sorted(banks, reverse=True)


def test_it_goes_round_by_the_streets() -> None:
    """Two dead-end streets back to back: near as the crow flies, far on foot."""
    plane = LocalProjection(-82.5, 35.6)
    one, other = 35.6 + EAST, 35.6 - EAST
    lines = [
        [(-82.5, one), (-82.49, one)],
        [(-82.5, other), (-82.49, other)],
        [(-82.49, one), (-82.49, other)],
    ]
    streets = build_network([LineString(line) for line in lines], plane, crossings=True)
    houses = [door(str(n), x=n * 4, y=1.1 if n % 2 else -1.1) for n in range(1, 9)]
    order = [int(each.split()[0]) for each in walk_order(houses, metric=AlongStreets(streets))]
    assert order == [1, 3, 5, 7, 8, 6, 4, 2]


def test_a_building_is_climbed_once_from_the_top_also_where_its_entrances_lie_apart() -> None:
    flats = [
        door("5", label=f"{floor}0{unit}", x=unit / 2, floor=floor) for floor in (1, 3, 2) for unit in (2, 1)
    ]
    names = {each.id: each.label or each.number for each in [door("3"), *flats, door("7", x=3)]}
    order = [names[each] for each in walk_order([door("3"), *flats, door("7", x=3)])]
    assert order == ["3", "301", "302", "201", "202", "101", "102", "7"]


def test_the_lots_of_a_park_are_walked_along_its_lanes() -> None:
    # Two lanes that come nearer to each other at their far end.
    lots = [door("120", label=f"Lot {n}", x=(4 - n / 10) * (n % 2), y=n) for n in range(1, 13)]
    order = [int(each.split()[-1]) for each in walk_order(lots)]
    assert order == [1, 3, 5, 7, 9, 11, 12, 10, 8, 6, 4, 2]


def test_without_compiled_code_the_walk_is_by_street(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*given: object, **more: object) -> None:
        raise NotCompiled

    houses = [door(str(n), x=n, y=n % 2) for n in range(1, 9)]
    monkeypatch.setattr("canvass.geo.walking.shortest_order", none)
    assert walk_order(houses) == by_street(houses)


def test_a_walk_over_the_antimeridian_or_round_the_pole_is_walked_as_any_other() -> None:
    houses = [replace(door(str(n)), lon=(180.001 - 0.0004 * n + 180) % 360 - 180) for n in range(1, 7)]
    assert {each.lon > 0 for each in houses} == {True, False}
    assert [each.split()[0] for each in walk_order(houses)] == ["1", "2", "3", "4", "5", "6"]
    car = (-179.998, 35.6)
    assert walk_order(houses[::-1], start=car)[0] == houses[0].id
    pole = [replace(door(str(n)), lon=60.0 * n - 180, lat=89.9999) for n in range(6)]
    assert sorted(walk_order(pole)) == sorted(each.id for each in pole)


@pytest.mark.parametrize("walk", [by_street, walk_order])
def test_no_doors_make_no_walk(walk: Walk) -> None:
    assert walk([]) == []
    assert walk([door("1")]) == [door("1").id]


def test_no_doors_ask_no_metric() -> None:
    class Strict:
        def metres(self, lon: Degrees, lat: Degrees) -> Degrees:
            raise AssertionError("nobody walks")

    assert walk_order([], metric=Strict()) == []


def test_a_walk_from_somewhere_to_nowhere_is_none() -> None:
    assert walk_order([], start=(-82.5, 35.6), closed=True) == []
    assert walk_order([door("1")], start=(-82.5, 35.6), closed=True) == [door("1").id]


NUMBERS = st.sampled_from(["", "1", "2", "2B", "6 1/2", "12", "83-85", "144B"])
DOORS = st.lists(
    st.builds(
        door,
        NUMBERS,
        st.sampled_from(["Calle Roble", "calle roble", "Elm St", "Elm Street"]),
        st.sampled_from(["", "1", "12B", "Lot 3", "405"]),
        st.floats(-20, 20),
        st.floats(-20, 20),
        floor=st.none() | st.integers(1, 5),
    ),
    max_size=25,
    unique_by=lambda each: each.id,
)


@given(DOORS, st.randoms())
def test_by_street_every_door_comes_once_and_places_stay_together_in_whatever_order_they_come(
    doors: list[WalkDoor], chance: Random
) -> None:
    order = by_street(doors)
    assert sorted(order) == sorted(each.id for each in doors)
    place = {each.id: each.place for each in doors}
    visited = [name for name, _ in groupby(place[each] for each in order)]
    assert len(visited) == len(set(visited))
    shuffled = list(doors)
    chance.shuffle(shuffled)
    assert by_street(shuffled) == order


BUILDINGS = st.lists(
    st.tuples(
        st.integers(0, 8), st.integers(0, 8), st.lists(st.none() | st.integers(1, 5), min_size=1, max_size=5)
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(BUILDINGS, st.none() | st.tuples(st.floats(-83, -82), st.floats(35, 36)), st.booleans(), st.randoms())
def test_the_shortest_walk_leaves_no_building_half_done_and_no_door_out(
    buildings: list[tuple[int, int, list[int | None]]],
    start: tuple[float, float] | None,
    closed: bool,
    chance: Random,
) -> None:
    """Several buildings may stand on one spot, and doors of one a few metres apart."""
    doors = [
        door(str(number), label=f"Apt {at}", x=x + at / 100, y=y, floor=floor)
        for number, (x, y, floors) in enumerate(buildings)
        for at, floor in enumerate(floors)
    ]
    order = walk_order(doors, start=start, closed=closed, seed=3)
    assert sorted(order) == sorted(each.id for each in doors)
    by_id = {each.id: each for each in doors}
    visits = [
        list(inside) for _, inside in groupby((by_id[each] for each in order), key=lambda each: each.place)
    ]
    assert len(visits) == len({visit[0].place for visit in visits})
    for visit in visits:
        floors = [-1 if each.floor is None else each.floor for each in visit]
        assert floors == sorted(floors, reverse=True)
    shuffled = list(doors)
    chance.shuffle(shuffled)
    assert walk_order(shuffled, start=start, closed=closed, seed=3) == order
