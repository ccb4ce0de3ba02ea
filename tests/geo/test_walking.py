"""Walking by street and number: a round, no building left half done."""

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from canvass.geo.walking import WalkDoor, by_street

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


def test_no_doors_make_no_walk() -> None:
    assert by_street([]) == []


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
def test_every_door_once_buildings_together_in_whatever_order_they_come(
    doors: list[WalkDoor], chance: object
) -> None:
    order = by_street(doors)
    assert sorted(order) == sorted(each.id for each in doors)
    place = {each.id: each.place for each in doors}
    visited = [name for name, _ in groupby(place[each] for each in order)]
    assert len(visited) == len(set(visited))
    shuffled = list(doors)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert by_street(shuffled) == order
