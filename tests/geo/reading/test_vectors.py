"""GeoJSON, GeoPackage and Shapefile: the same rows as from a table, whatever the file's grid."""

import gzip
import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
import shapely
from pyogrio import raw

from canvass.geo.lists.rows import NO_COORDINATES, AddressRow, BadRow
from canvass.geo.reading import gdal, vectors
from canvass.geo.reading.source_errors import EmptySource, SourceError, SourceTooLarge
from canvass.geo.reading.tables import LONGEST_FIELD
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
    monkeypatch.setattr(gdal, "MOST_ROWS", 3)
    assert [len(said) for said in gdal.tell(path, "points", 2)][1:] == [3]
    assert len(list(read_lines(path))) == 3
    monkeypatch.setattr(gdal, "MOST_ROWS", 2)
    with pytest.raises(SourceTooLarge):
        list(gdal.tell(path, "lines", 2))


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and what it is asked for."""
    paths: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Noting) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/list", paths
        server.shutdown()


def in_zip(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("list.shp", text)
    return out.getvalue()


FEATURE = {"type": "Feature", "properties": {"number": "1", "street": "Elm"}, "geometry": None}
HOSTILE: dict[str, Callable[[str], bytes]] = {
    "a grid to be fetched": lambda there: json.dumps(
        {
            "type": "FeatureCollection",
            "crs": {"type": "link", "properties": {"href": there, "type": "ogcwkt"}},
            "features": [FEATURE],
        }
    ).encode(),
    "a program of GDAL's": lambda there: json.dumps(
        {
            "type": "gdal_streamed_alg",
            "command_line": f"gdal vector pipeline ! read /vsicurl/{there}.csv",
        }
    ).encode(),
    "a list elsewhere": lambda there: in_zip(
        f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/vsicurl/{there}.csv</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    ),
    "a service": lambda there: in_zip(f"<OGRWFSDataSource><URL>{there}</URL></OGRWFSDataSource>"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_in_a_file_makes_the_server_ask_another(
    tmp_path: Path, asked: tuple[str, list[str]], what: str
) -> None:
    there, paths = asked
    path = tmp_path / "list"
    path.write_bytes(HOSTILE[what](there))
    with suppress(SourceError):
        rows_of(path)
    assert paths == []


def test_gdal_knows_no_drivers_but_those_for_these_files() -> None:
    program = "import pyogrio; print(*pyogrio.list_drivers(), sep=chr(10))"
    known = subprocess.check_output(
        [sys.executable, "-c", program], env={**os.environ, **vectors.CONFINED}, text=True
    )
    assert set(known.splitlines()) == set(vectors.DRIVERS)


def test_a_query_in_a_geopackage_that_never_ends_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "a.gpkg", "GPKG", POINTS)
    with closing(sqlite3.connect(path)) as file, file:
        file.executescript(
            "CREATE VIEW v AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS fid FROM n;"
            "DELETE FROM gpkg_contents; DELETE FROM gpkg_geometry_columns;"
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('v', 'attributes', 'v');"
        )
    monkeypatch.setattr(vectors, "LOOK_SECONDS", 1)
    with pytest.raises(SourceError):
        preview(path)


def test_a_file_that_unpacks_to_more_than_the_memory_there_is_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "a.gpkg", "GPKG", POINTS)
    with closing(sqlite3.connect(path)) as file, file:
        file.executescript(
            "CREATE VIEW v AS SELECT 1 AS fid, printf('%.*c', 900000000, 'x') AS number,"
            " printf('%.*c', 900000000, 'x') AS street, printf('%.*c', 900000000, 'x') AS unit;"
            "DELETE FROM gpkg_contents; DELETE FROM gpkg_geometry_columns;"
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('v', 'attributes', 'v');"
        )
    with pytest.raises(SourceError):
        preview(path)


def test_a_cell_of_megabytes_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "list"
    long = {**FEATURE, "properties": {"number": "1", "street": "Elm", "told": "x" * 3_000_000}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [long]}))
    assert max(len(cell) for row in preview(path).sample for cell in row) == LONGEST_FIELD
