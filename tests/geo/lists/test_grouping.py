"""Grouping: which rows are one place, and which doors it has."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.geo import packing
from canvass.geo.lists import gathering, grouping
from canvass.geo.lists.addresses import normalise_unit
from canvass.geo.lists.drafts import PlaceDraft
from canvass.geo.lists.rows import AddressRow
from tests.gathered import places_in

METRE = 1 / 111_000


def row(number: str = "12", unit: str = "", north: float = 0, **more: Any) -> AddressRow:
    told: dict[str, Any] = dict.fromkeys(("source_id", "postcode", "name", "kind"), "")
    told |= {"row": 2, "street": "Elm Street", "city": "Barrio", "state": "NC"}
    told |= {"unit_count": 0, "residential": None, "parent": False, "lon": -82.5, "lat": 35.6 + north * METRE}
    return AddressRow(number=number, unit=unit, **(told | more))


def only(*rows: AddressRow) -> PlaceDraft:
    (place,) = places_in(rows)
    return place


def labels(place: PlaceDraft) -> list[str]:
    return [door.label for door in place.doors]


def test_a_house_has_one_door_without_a_label() -> None:
    house = only(row(source_id="7", kind="SINGLE FAMILY DWELLING"))
    assert (house.kind, labels(house), house.doors[0].source_id, house.source_ids) == (
        "house",
        [""],
        "7",
        ("7",),
    )


def test_units_of_one_address_are_one_building() -> None:
    building = only(row(unit="#405/2"), row(unit="101", street="ELM ST."), row(unit="Apt 12", north=20))
    assert building.kind == "apartment_building"
    assert sorted(labels(building)) == ["#405/2", "101", "Apt 12"]
    assert {door.label: door.floor for door in building.doors}["101"] == 1


def test_the_same_address_farther_off_is_another_place() -> None:
    near, far = places_in([row(), row(north=25), row(north=900)])
    assert sorted((len(near.doors), len(far.doors))) == [1, 2]


def test_units_counted_without_labels_are_numbered() -> None:
    building = only(row(source_id="7", unit_count=3, kind="MULTI-FAMILY DWELLING"))
    assert labels(building) == ["1", "2", "3"]
    assert [door.source_id for door in building.doors] == ["7#1", "7#2", "7#3"]


def test_numbered_doors_pass_over_the_labels_in_use() -> None:
    assert labels(only(row(unit="1", source_id="a"), row(unit_count=2, source_id="b"))) == ["1", "2", "3"]


def test_a_shell_makes_the_place_and_no_door() -> None:
    building = only(row(parent=True, source_id="s", kind="CONDO-BLDG"), row(unit="1"), row(unit="2"))
    assert labels(building) == ["1", "2"]
    assert building.source_ids == ("s",)


def test_a_shell_with_another_number_on_the_same_point_is_the_same_building() -> None:
    flats = [row("112-114", unit=unit, source_id=unit) for unit in ("1", "2")]
    building = only(*flats, row("114", parent=True, source_id="s"))
    assert (building.number, len(building.doors), building.source_ids) == ("112-114", 2, ("1", "2", "s"))


def test_a_bare_row_beside_units_is_the_building_itself() -> None:
    assert labels(only(row(), row(unit="1"), row(unit="2"))) == ["1", "2"]


def test_what_is_no_home_is_a_place_without_doors() -> None:
    rows = [
        row("1", kind="UTILITY POLE W/PHONE"),
        row("2", kind="CEMETERY"),
        row("3", kind="OFFICE BUILDING", unit_count=8),
        row("4", kind="PUMP STATION"),
        row("5", kind="PARKING-LOT"),
        row("6", kind="SNGL-FAM-RES", residential=False),
        row("7", kind="STATE PARK"),
    ]
    found = places_in(rows)
    assert [len(place.doors) for place in found] == [0] * 7
    assert found[-1].kind == "public_space"


def test_a_residential_flag_outweighs_the_use() -> None:
    assert len(only(row(kind="RETAIL-STORE", residential=True)).doors) == 1


def test_shops_with_a_flat_above_are_homes() -> None:
    assert len(only(row(kind="COMMERCIAL W/RESIDENCE", unit_count=4)).doors) == 4


def test_the_same_unit_twice_is_merged_and_counted() -> None:
    building = only(row(unit="Apt 4"), row(unit="#4"), row(unit="5"))
    assert (len(building.doors), building.duplicates) == (2, 1)


def test_the_same_house_twice_is_merged_and_counted() -> None:
    house = only(row(source_id="1"), row(source_id="2", north=1))
    assert (labels(house), house.duplicates) == ([""], 1)


def test_flats_without_labels_are_told_apart_by_their_ids() -> None:
    building = only(*(row(source_id=str(n), kind="CONDOMINIUM") for n in range(3)))
    assert (labels(building), building.duplicates) == (["1", "2", "3"], 0)


def test_lots_at_one_address_are_one_park_however_wide() -> None:
    lots = [row(unit=f"Lot {n}", north=n * 40, kind="MOBILE HOME", source_id=str(n)) for n in range(1, 31)]
    park = only(*lots)
    assert (park.kind, len(park.doors), labels(park)[:2]) == ("mobile_home_park", 30, ["Lot 1", "Lot 2"])
    assert park.doors[0].lat != park.doors[1].lat


def test_mobile_homes_at_one_address_are_a_park_also_without_lots() -> None:
    homes = [row(north=n * 60, kind="MOBILE HOME", source_id=str(n)) for n in range(4)]
    park = only(*homes)
    assert (park.kind, labels(park)) == ("mobile_home_park", ["1", "2", "3", "4"])


def test_lanes_of_a_named_park_are_one_park() -> None:
    lanes = [
        row(
            str(n),
            street=lane,
            kind="MOBILE HOME",
            name="Los Sauces",
            north=n * 20 + 10 * (lane == "Gorrión Ln"),
        )
        for lane in ("Gorrión Ln", "Tórtola Ln")
        for n in (1, 2)
    ]
    park = only(*lanes)
    assert (park.kind, park.name, len(park.doors)) == ("mobile_home_park", "Los Sauces", 4)
    assert labels(park) == ["1 Gorrión Ln", "1 Tórtola Ln", "2 Gorrión Ln", "2 Tórtola Ln"]


def test_an_id_shared_by_several_doors_names_none_of_them() -> None:
    places = places_in(
        [row("1", source_id="parcel"), row("3", source_id="parcel", north=90), row("5", source_id="own")]
    )
    assert [door.source_id for place in places for door in place.doors] == [None, None, "own"]
    assert [place.source_ids for place in places] == [(), (), ("own",)]


ROWS = st.builds(
    row,
    st.sampled_from(["1", "12", "12-14", "6 1/2", ""]),
    st.sampled_from(["", "1", "Apt 1", "2", "Lot 3", "405"]),
    st.sampled_from([0, 0, 1, 20, 45, 300]),
    row=st.integers(2, 99),
    street=st.sampled_from(["Elm Street", "ELM ST", "Oak Trailer Park"]),
    source_id=st.sampled_from(["", "a", "b", "c10", "c9"]),
    kind=st.sampled_from(["", "MOBILE HOME", "CONDOMINIUM", "CEMETERY", "SINGLE FAMILY DWELLING"]),
    unit_count=st.sampled_from([0, 1, 3]),
    residential=st.sampled_from([None, None, True, False]),
    parent=st.sampled_from([False, False, True]),
    name=st.sampled_from(["", "", "Los Sauces"]),
)


@given(st.lists(ROWS, max_size=14), st.randoms())
def test_places_do_not_depend_on_the_order_of_rows(rows: list[AddressRow], chance: Any) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert places_in(shuffled) == places_in(rows)


@given(st.lists(ROWS, max_size=14))
def test_doors_of_a_place_can_be_told_apart(rows: list[AddressRow]) -> None:
    for place in places_in(rows):
        names = [normalise_unit(door.label) for door in place.doors]
        assert len(set(names)) == len(names)
        ids = [door.source_id for door in place.doors if door.source_id]
        assert len(set(ids)) == len(ids)


@given(ROWS)
def test_the_short_way_for_a_lone_house_makes_what_the_long_one_makes(told: AddressRow) -> None:
    alone = told._replace(unit="", unit_count=min(told.unit_count, 1))
    assert grouping._lone(alone) == grouping._shared([alone])


@given(st.lists(ROWS, max_size=14), st.integers(1, 5))
def test_places_worked_out_street_by_street_are_the_same(rows: list[AddressRow], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gathering, "ROWS_AT_ONCE", at_once)
        patch.setattr(packing, "FLUSH", at_once)
        parts = places_in(rows)
    assert parts == places_in(rows)
