"""Geocoding: the address itself, else between known numbers, else along the street, and how well that is known."""

from pathlib import Path

import pytest
import shapely
from geopy.exc import GeocoderQueryError

from canvass.geo.distance import local_metres
from canvass.geo.features import Side
from canvass.geo.geocoding import Address, Known, Line, LocalGeocoder
from canvass.geo.lists.rows import AddressRow
from canvass.geo.reading.centrelines import read_centrelines
from canvass.geo.sources import preview, read_lines, read_rows

DATA = Path(__file__).parents[3] / "shared" / "data"
EAST = 0.0011


def house(number: str, at: float, street: str = "Calle Roble", city: str = "Barrio") -> Known:
    return Known(number, street, city, "28801", -82.5 + at * EAST, 35.6)


def street(first: str, last: str, right: Side | None = None) -> Line:
    """A hundred metres eastward; its left side is the north."""
    line = shapely.LineString([(-82.5, 35.6), (-82.5 + EAST, 35.6)])
    return Line("Calle Roble", line, Side(first, last), right or Side("2", "98"))


def test_an_address_of_another_list_is_exact_however_it_is_spelt() -> None:
    found = LocalGeocoder([house("12", 0.3)], []).locate(Address("12", "C. ROBLE", "barrio"))
    assert found
    assert (found.quality, found.lon) == ("exact", pytest.approx(-82.5 + 0.3 * EAST))


def test_of_two_towns_the_one_that_was_asked_for_counts() -> None:
    geocoder = LocalGeocoder([house("12", 0), house("12", 90, city="Otra")], [])
    found = geocoder.locate(Address("12", "Calle Roble", "Otra"))
    assert found
    assert found.lon == pytest.approx(-82.5 + 90 * EAST)


def test_between_two_neighbours_of_its_side_a_number_lies_between_them() -> None:
    geocoder = LocalGeocoder([house("10", 0.1), house("11", 0.9), house("14", 0.5)], [])
    found = geocoder.locate(Address("12", "Calle Roble", "Barrio"))
    assert found
    assert (found.quality, found.lon) == ("range", pytest.approx(-82.5 + 0.3 * EAST))


@pytest.mark.parametrize(("number", "north"), [("51", True), ("50", False)])
def test_along_a_line_a_number_stands_on_its_side(number: str, north: bool) -> None:
    found = LocalGeocoder([], [street("1", "101")]).locate(Address(number, "Calle Roble"))
    assert found
    assert found.quality == "range"
    assert (found.lat > 35.6) is north
    assert 5 < local_metres((found.lon, found.lat), (found.lon, 35.6)) < 15
    assert found.lon == pytest.approx(-82.5 + 0.5 * EAST, abs=1e-5)


def test_without_a_known_number_the_street_is_better_than_nothing_and_a_town_is_a_town() -> None:
    geocoder = LocalGeocoder([house("10", 0.1), house("3", 0.9, "Pino")], [])
    on_street = geocoder.locate(Address("9999", "Calle Roble", "Barrio"))
    in_town = geocoder.locate(Address("1", "Sin Nombre", "Barrio"))
    assert on_street
    assert in_town
    assert (on_street.quality, in_town.quality) == ("street", "town")
    assert geocoder.locate(Address("1", "Sin Nombre", "Lejos")) is None


def test_it_is_a_geocoder_of_geopy() -> None:
    geocoder = LocalGeocoder([house("12", 0.3)], [])
    found = geocoder.geocode("12 Calle Roble, Barrio, NC 28801")
    assert found.raw["quality"] == "exact"
    assert (found.latitude, found.address) == (35.6, "12 Calle Roble, Barrio, 28801")
    assert geocoder.geocode({"number": "12", "street": "Calle Roble"}, exactly_one=False) != []
    assert geocoder.geocode("1 Nada, Lejos") is None
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode({"owner": "Ana"})


@pytest.mark.realdata
@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data (real addresses) is not on this machine")
@pytest.mark.parametrize("neighbours", [True, False])
def test_addresses_of_cambridge_that_were_held_back_are_found_again(neighbours: bool) -> None:
    """Every tenth row loses its point; with its neighbours known, and by the ranges of the centrelines alone."""
    path = DATA / "addresses" / "cambridge_ma.csv.gz"
    rows = [row for row in read_rows(path, preview(path).mapping) if isinstance(row, AddressRow)]
    lines = read_centrelines(read_lines(DATA / "streets" / "cambridge_ma_centrelines.geojson.gz"))
    kept = [row for nth, row in enumerate(rows) if nth % 10 and neighbours]
    geocoder = LocalGeocoder(
        [Known(row.number, row.street, row.city, row.postcode, row.lon, row.lat) for row in kept],
        [Line(each.name, shapely.from_wkb(each.wkb), each.left, each.right) for each in lines],
    )
    missed = []
    for row in rows[::10]:
        found = geocoder.locate(Address(row.number, row.street, row.city, row.postcode))
        missed.append(local_metres((row.lon, row.lat), (found.lon, found.lat)) if found else 1e6)
    missed.sort()
    assert missed[len(missed) // 2] <= 25
    assert sum(metres <= 100 for metres in missed) / len(missed) >= 0.9
