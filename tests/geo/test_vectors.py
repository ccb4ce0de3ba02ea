"""GeoJSON, GeoPackage and Shapefile: the same rows as from a table, whatever the file's grid."""

import gzip
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyogrio import raw

from canvass.geo import vectors
from canvass.geo.rows import NO_COORDINATES, AddressRow, BadRow
from canvass.geo.source_errors import EmptySource, SourceError, SourceTooLarge
from canvass.geo.sources import count_rows, kind_of, preview, read_lines, read_rows

FIELDS = ("number", "street", "unit", "id")
ROWS = [("12", "Calle Núñez", "", 1.0), ("14", "Calle Núñez", "Lot 3", 2.0), ("16", "Elm St", None, 3.0)]
POINTS = [(-82.55, 35.59), (-82.551, 35.591), (-82.552, 35.592)]


def written(path: Path, driver: str, points: list[tuple[float, float]], crs: str = "EPSG:4326") -> Path:
    columns = [np.array(column, dtype=object) for column in list(zip(*ROWS, strict=True))[:3]]
    columns.append(np.array([row[3] for row in ROWS]))
    wkb = shapely.to_wkb(shapely.points(points))
    raw.write(str(path), wkb, columns, FIELDS, geometry_type="Point", crs=crs, driver=driver)
    return path


def packed(path: Path) -> Path:
    archive = path.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as file:
        for part in path.parent.glob(f"{path.stem}.*"):
            if part != archive:
                file.write(part, f"list/{part.name}")
    return archive


def uploaded(path: Path) -> Path:
    """As it lies on the server: without its ending."""
    return path.rename(path.parent / "upload.list")


def rows_of(path: Path) -> list[AddressRow | BadRow]:
    return list(read_rows(path, preview(path).mapping))


@pytest.mark.parametrize("form", ["GeoJSON", "GPKG", "ESRI Shapefile", "gzipped"])
def test_every_form_gives_the_rows_of_a_table(tmp_path: Path, form: str) -> None:
    driver = "GeoJSON" if form == "gzipped" else form
    path = written(
        tmp_path / f"a.{ {'GPKG': 'gpkg', 'ESRI Shapefile': 'shp'}.get(driver, 'json') }", driver, POINTS
    )
    if form == "ESRI Shapefile":
        path = packed(path)
    if form == "gzipped":
        path.write_bytes(gzip.compress(path.read_bytes()))
    path = uploaded(path)

    assert kind_of(path) == "vectors"
    assert count_rows(path) == 3
    rows = rows_of(path)
    assert [
        (row.number, row.street, row.unit, row.source_id) for row in rows if isinstance(row, AddressRow)
    ] == [
        ("12", "Calle Núñez", "", "1"),
        ("14", "Calle Núñez", "Lot 3", "2"),
        ("16", "Elm St", "", "3"),
    ]
    assert [(row.lon, row.lat) for row in rows if isinstance(row, AddressRow)] == POINTS


def test_a_states_own_grid_comes_out_in_degrees(tmp_path: Path) -> None:
    """North Carolina's counties publish in feet: EPSG:2264, false origin 2,000,000 feet east at 79° west."""
    feet = [(2_000_000.0, 0.0), (2_001_000.0, 0.0), (2_000_000.0, 1000.0)]
    path = uploaded(packed(written(tmp_path / "a.shp", "ESRI Shapefile", feet, "EPSG:2264")))
    first, east, north = (row for row in rows_of(path) if isinstance(row, AddressRow))
    assert (first.lon, first.lat) == pytest.approx((-79.0, 33.75), abs=1e-6)
    assert east.lon - first.lon == pytest.approx(0.00329, abs=2e-5)
    assert north.lat - first.lat == pytest.approx(0.00275, abs=2e-5)


def test_a_parcel_is_an_address_inside_it_and_one_without_geometry_is_told(tmp_path: Path) -> None:
    square = shapely.box(-82.56, 35.59, -82.55, 35.60)
    features = [
        {
            "type": "Feature",
            "properties": {"number": 7, "street": "Elm"},
            "geometry": json.loads(shapely.to_geojson(square)),
        },
        {"type": "Feature", "properties": {"number": 9, "street": "Elm"}, "geometry": None},
    ]
    path = tmp_path / "list"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    inside, nowhere = rows_of(path)
    assert isinstance(inside, AddressRow)
    assert square.contains(shapely.Point(inside.lon, inside.lat))
    assert isinstance(nowhere, BadRow)
    assert nowhere.reason == NO_COORDINATES


@pytest.mark.parametrize(
    "content", [b"{", b'{"type": "Topology"}', b"PK\x03\x04nothing", b"SQLite format 3\0" + bytes(100)]
)
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list"
    path.write_bytes(content)
    with pytest.raises(SourceError):
        preview(path)


def test_an_empty_collection_is_refused_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(EmptySource):
        preview(path)


def test_a_list_is_read_in_parts_and_refused_if_it_has_more_than_an_import_can_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "a.json", "GeoJSON", POINTS)
    monkeypatch.setattr(vectors, "_AT_ONCE", 2)
    monkeypatch.setattr(vectors, "MOST_ROWS", 3)
    assert len(rows_of(path)) == len(list(read_lines(path))) == 3
    monkeypatch.setattr(vectors, "MOST_ROWS", 2)
    with pytest.raises(SourceTooLarge):
        rows_of(path)
    with pytest.raises(SourceTooLarge):
        list(read_lines(path))
