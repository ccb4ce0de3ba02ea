"""Centrelines: names and house numbers, whatever the county calls their columns."""

import pytest
import shapely

from canvass.geo.features import Side
from canvass.geo.lists.rows import BadRow
from canvass.geo.reading.centrelines import read_centrelines

LINE = shapely.LineString([(-82.5, 35.6), (-82.4, 35.6)])


@pytest.mark.parametrize(
    "columns",
    [
        ("Street", "L_From", "L_To", "R_From", "R_To", "ZIP_Left"),
        ("FULLNAME", "LFROMADD", "LTOADD", "RFROMADD", "RTOADD", "ZIPL"),
        ("ST_NAME", "FROMADDR_L", "TOADDR_L", "FROMADDR_R", "TOADDR_R", "POSTCODE_L"),
        ("name", "left_from", "left_to", "right_from", "right_to", "left_zip"),
    ],
)
def test_ranges_are_read_by_side(columns: tuple[str, ...]) -> None:
    values = dict(zip(columns, ("Roble St", "1", "99", "2", "98", "28801"), strict=True))
    (found,) = read_centrelines([(values, LINE)])
    assert (found.kind, found.detail, found.name) == ("street", "road", "Roble St")
    assert (found.left, found.right) == (Side("1", "99", "28801"), Side("2", "98", ""))


def test_a_footpath_has_no_name_and_no_numbers_and_what_is_no_line_is_no_street() -> None:
    values = {"type": "PFOOTPATH-CL", "L_FROM": "0"}
    (found,) = read_centrelines([(values, LINE), (values, shapely.Point(0, 0))])
    assert (found.detail, found.name, found.left) == ("path", "", Side())


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (None, "no_geometry"),
        (shapely.LineString(), "no_geometry"),
        (shapely.Point(0, 0), "not_a_line"),
        (shapely.LineString([(-82.5, 35.6), (-82.5, 35.6)]), "not_a_line"),
        (shapely.LineString([(-82.5, 35.6), (500_000, 4_000_000)]), "outside_the_world"),
        (shapely.LineString([(-82.5, 35.6), (float("nan"), 35.7)]), "outside_the_world"),
    ],
)
def test_what_is_no_street_is_told_by_its_number(shape: shapely.Geometry | None, reason: str) -> None:
    refused: list[BadRow] = []

    found = list(read_centrelines([({"name": "Roble"}, LINE), ({"name": "Pino"}, shape)], refused.append))

    assert [street.name for street in found] == ["Roble"]
    assert [(bad.row, bad.column, bad.reason) for bad in refused] == [(2, "geometry", reason)]
