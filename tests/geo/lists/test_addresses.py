"""Addresses: what survives tidying, and what is one when compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canvass.geo.lists.addresses import (
    address_key,
    first_number,
    floor_of,
    natural_key,
    normalise_number,
    normalise_street,
    normalise_unit,
    repair,
    split_unit,
    tidy_number,
)

PIECES = [
    "1/2",
    "½",
    "12",
    "B",
    "R",
    "-",
    " ",
    "#",
    "Apt.",
    "Lote",
    "no",
    "St",
    "Núñez",
    "fl",
    "2nd",
    "0",
    "/",
    ".5",
]
WRITTEN = (
    st.text()
    | st.lists(st.sampled_from(PIECES)).map("".join)
    | st.lists(st.sampled_from(PIECES)).map(" ".join)
)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Abbey Road", "ABBEY RD."),
        ("North Main Street", "N Main St"),
        ("Saint Ann's Avenue", "St. Anns Ave"),
        ("Calle Núñez", "c. nunez"),
        ("Avenida de la Peña", "AVDA DE LA PENA"),
        ("U.S. Highway 25", "US Hwy 25"),
        ("Winston-Salem  Road", "Winston Salem Rd"),
    ],
)
def test_two_spellings_of_a_street_are_one(a: str, b: str) -> None:
    assert normalise_street(a) == normalise_street(b)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("83-85", "83-85"),
        ("83 – 85", "83-85"),
        ("6 1/2", "6 1/2"),
        ("6½", "6 1/2"),
        ("2.5", "2 1/2"),
        ("14.0", "14"),
        ("56R", "56r"),
        ("11-11 R", "11-11r"),
        ("1R-3R", "1r-3r"),
        ("126-C", "126c"),
        ("0042", "42"),
        ("No. 7", "7"),
        ("194-196-", "194-196"),
        ("SLL10", "sll10"),
    ],
)
def test_numbers_keep_ranges_halves_and_suffixes(written: str, normal: str) -> None:
    assert normalise_number(written) == normal


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Apt. 4", "4"),
        ("#4", "4"),
        ("Depto. 4-B", "4b"),
        ("#405/2", "405/2"),
        ("Lot 12", "lot 12"),
        ("Lote 12", "lot 12"),
        ("Spc #012", "lot 12"),
        ("2nd Floor", "fl 2"),
        ("Piso 2", "fl 2"),
        ("C-201", "c201"),
        ("Rear", "rear"),
    ],
)
def test_units_are_compared_without_their_designator(written: str, normal: str) -> None:
    assert normalise_unit(written) == normal


@given(WRITTEN)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    for normalise in (normalise_street, normalise_number, normalise_unit, tidy_number):
        assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("37 Lot 2", ("37", "Lot 2")),
        ("12 Main St Apt. 4", ("12 Main St", "Apt. 4")),
        ("Main St #405/2", ("Main St", "#405/2")),
        ("Oak St, Unit B", ("Oak St", "Unit B")),
        ("Bldg 2 Apt 4", ("", "Bldg 2 Apt 4")),
        ("Lot 12", ("", "Lot 12")),
        ("Kneeland Flats Trailer Park", ("Kneeland Flats Trailer Park", "")),
        ("Space Center Boulevard", ("Space Center Boulevard", "")),
        ("Vermont Route 100", ("Vermont Route 100", "")),
        ("Avenue A", ("Avenue A", "")),
    ],
)
def test_a_unit_is_found_at_the_end_and_nowhere_else(text: str, parts: tuple[str, str]) -> None:
    assert split_unit(text) == parts


@pytest.mark.parametrize(
    ("row", "repaired"),
    [
        (("14", "1/2- 16 1/2 Woodbridge St", "161/2"), ("14 1/2-16 1/2", "Woodbridge St", "16 1/2")),
        (("14", "1/2-16 1/2 Woodbridge St", "14 1/2"), ("14 1/2-16 1/2", "Woodbridge St", "14 1/2")),
        (("14-16", "16/2 Magnolia Ave", "16/2"), ("14-16", "Magnolia Ave", "16/2")),
        (("116", "116 Abbey Road", ""), ("116", "Abbey Road", "")),
        (("", "116 Abbey Road, Montpelier", ""), ("116", "Abbey Road", "")),
        (("", "12B 5th Street Apt 3", ""), ("12B", "5th Street", "Apt 3")),
        (("37 Lot 2", "Cold Brook Road", ""), ("37", "Cold Brook Road", "Lot 2")),
        (("161", "Elm St", "161/2"), ("161", "Elm St", "161/2")),
        (("5", "5th Avenue", ""), ("5", "5th Avenue", "")),
    ],
)
def test_what_spilled_into_the_wrong_column_is_put_back(
    row: tuple[str, str, str], repaired: tuple[str, str, str]
) -> None:
    assert repair(*row) == repaired


@given(WRITTEN, WRITTEN, WRITTEN)
def test_repair_takes_whatever_stands_in_a_list(number: str, street: str, unit: str) -> None:
    assert all(part == part.strip() for part in repair(number, street, unit))


def test_a_postcode_that_a_list_adds_later_keeps_the_address_the_same() -> None:
    assert address_key("4", "Elm Street", "Burlington", "") == address_key(
        "4", "Elm St", "burlington", "05401"
    )
    assert address_key("4", "Elm St", "", "05401-1234") == address_key("4", "Elm St", "", "05401")


def test_numbers_sort_as_people_count() -> None:
    counted = ["2", "6", "6 1/2", "6B", "10", "12B", "83", "83-85", "144B"]
    assert sorted(set(counted), key=natural_key) == counted
    assert sorted(["Lot 12", "Lot 9", "Lot 10"], key=natural_key) == ["Lot 9", "Lot 10", "Lot 12"]


def test_the_first_number_tells_the_side() -> None:
    assert [first_number(text) for text in ("83-85", "6 1/2", "SLL10", "")] == [83, 6, 10, None]


@pytest.mark.parametrize(
    ("label", "number", "floor"),
    [
        ("405", "10", 4),
        ("E1001", "10", 10),
        ("C-201", "10", 2),
        ("Piso 3", "10", 3),
        ("375/12", "375", None),
        ("2A", "10", None),
        ("103", "101-103", None),
        ("Lot 101", "10", None),
        ("PH1", "10", None),
        ("", "10", None),
    ],
)
def test_a_label_tells_its_floor_or_nothing(label: str, number: str, floor: int | None) -> None:
    assert floor_of(label, number) == floor
