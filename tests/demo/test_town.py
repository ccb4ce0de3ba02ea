"""The demo town: invented, the same every time, and a list that the real import takes whole."""

from pathlib import Path

import shapely

from canvass.demo.town import COLUMNS, build_town, write_addresses
from canvass.geo.lists.drafts import PlaceDraft
from canvass.geo.lists.rows import AddressRow
from canvass.geo.sources import preview, read_rows
from tests.gathered import places_in

TOWN = build_town()


def imported(folder: Path) -> list[PlaceDraft]:
    path = folder / "town.csv"
    write_addresses(TOWN, path)
    rows = list(read_rows(path, preview(path).mapping))
    assert all(isinstance(row, AddressRow) for row in rows)
    return places_in(row for row in rows if isinstance(row, AddressRow))


def test_the_same_seed_builds_the_same_town() -> None:
    again = build_town()
    assert again.addresses == TOWN.addresses
    assert again.river == TOWN.river
    assert build_town(seed=8).addresses != TOWN.addresses


def test_its_list_makes_every_kind_of_place_without_any_column_named(tmp_path: Path) -> None:
    places = imported(tmp_path)
    assert {place.kind for place in places} == {
        "house", "apartment_building", "mobile_home_park", "public_space", "other",
    }  # fmt: skip
    assert 650 <= sum(len(place.doors) for place in places) <= 780
    assert sum(not place.doors for place in places) == 13


def test_the_park_has_its_lots_where_they_stand(tmp_path: Path) -> None:
    (park,) = [place for place in imported(tmp_path) if place.kind == "mobile_home_park"]
    assert [door.label for door in park.doors] == [f"Lot {n}" for n in range(1, 61)]
    assert len({(door.lon, door.lat) for door in park.doors}) == 60
    assert all(TOWN.parks[0].contains(shapely.Point(door.lon, door.lat)) for door in park.doors)


def test_flats_have_floors(tmp_path: Path) -> None:
    buildings = [
        place for place in imported(tmp_path) if place.name and len(place.doors) > 10 and place.doors[0].floor
    ]
    assert len(buildings) == 5
    assert {max(door.floor or 0 for door in place.doors) for place in buildings} == {2, 3, 4}


def test_no_address_is_there_twice_and_no_house_stands_in_the_river() -> None:
    assert len({(a["number"], a["street"], a["unit"]) for a in TOWN.addresses}) == len(TOWN.addresses)
    homes = [shapely.Point(float(a["lon"]), float(a["lat"])) for a in TOWN.addresses]
    assert min(TOWN.river.distance(home) for home in homes) > 0.0002


def test_every_row_fills_the_columns_of_a_list() -> None:
    assert all(tuple(row) == COLUMNS for row in TOWN.addresses)
    assert len({row["source_id"] for row in TOWN.addresses}) == len(TOWN.addresses)
