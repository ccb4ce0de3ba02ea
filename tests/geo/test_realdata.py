"""Real towns, whole: the lists that the project was given."""

from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from canvass.geo.lists.drafts import PlaceDraft
from canvass.geo.lists.rows import AddressRow
from canvass.geo.sources import preview, read_rows
from canvass.geo.walking import WalkDoor, by_street
from tests.gathered import places_in

ADDRESSES = Path(__file__).parents[3] / "shared/data/addresses"

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(
        not ADDRESSES.is_dir(), reason="../shared/data (real addresses) is not on this machine"
    ),
]


@lru_cache
def town(name: str) -> list[PlaceDraft]:
    path = ADDRESSES / f"{name}.csv.gz"
    rows = list(read_rows(path, preview(path).mapping))
    assert all(isinstance(row, AddressRow) for row in rows)
    return places_in(row for row in rows if isinstance(row, AddressRow))


def at(name: str, number: str, street: str) -> PlaceDraft:
    return next(place for place in town(name) if (place.number, place.street) == (number, street))


def check(places: list[PlaceDraft], *, doors: int, without_doors: int, kinds: dict[str, int]) -> None:
    assert Counter(place.kind for place in places) == kinds
    assert sum(len(place.doors) for place in places) == doors
    assert sum(not place.doors for place in places) == without_doors
    assert not any(place.duplicates for place in places)


def test_montpelier_is_2954_places_with_2808_doors() -> None:
    check(
        town("montpelier_vt"),
        doors=2808,
        without_doors=427,
        kinds={"apartment_building": 533, "house": 1991, "other": 400, "public_space": 30},
    )


def test_counted_flats_of_montpelier_are_numbered() -> None:
    building = at("montpelier_vt", "73", "Main Street")
    assert [door.label for door in building.doors] == [str(n) for n in range(1, 47)]
    assert at("montpelier_vt", "199", "Elm Street").doors == ()
    assert len(at("montpelier_vt", "144B", "Main Street").doors) == 1


def test_every_home_of_cambridge_has_its_door() -> None:
    check(
        town("cambridge_ma"),
        doors=22884,
        without_doors=1888,
        kinds={"apartment_building": 3545, "house": 7882, "other": 1829, "public_space": 123},
    )


def test_ranges_and_halves_of_cambridge_survive() -> None:
    halves = at("cambridge_ma", "14 1/2-16 1/2", "Woodbridge St")
    assert [door.label for door in halves.doors] == ["14 1/2", "16 1/2"]
    assert len(at("cambridge_ma", "112-114", "Aberdeen Ave").doors) == 2
    tower = at("cambridge_ma", "8-12", "Museum Way")
    assert len(tower.doors) == 431
    assert {door.label: door.floor for door in tower.doors}["N221"] == 2


def test_a_town_is_walked_whole() -> None:
    doors = [
        WalkDoor(
            str(door.source_id),
            place.number,
            place.street,
            door.label,
            door.lon,
            door.lat,
            place.address_key,
            door.floor,
        )
        for place in town("montpelier_vt")
        for door in place.doors
    ]
    assert sorted(by_street(doors)) == sorted(door.id for door in doors)
