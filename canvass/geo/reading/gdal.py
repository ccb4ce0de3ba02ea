"""What GDAL (pyogrio) makes of GeoJSON, GeoPackage and zipped Shapefiles; a program of its own, that `vectors` runs.

Such files come from anywhere and can hold more than data: addresses of servers to fetch from, other files' names, SQL that
never ends, a gigabyte in a kilobyte. So it knows no other driver and no network, writes nothing but what it tells, and has
so much time and memory. A file's own grid is turned into WGS84. What it tells are lines of JSON: first what the file has
(or why it cannot be read), then its rows, some at a time.
"""

import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio import raw
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from canvass.geo.reading.source_errors import MOST_BYTES, MOST_ROWS, EmptySource, SourceError, SourceTooLarge
from canvass.geo.reading.tables import LONGEST_FIELD, count_lines, is_gzipped

MOST_MEMORY = 3 * 1024**3
MOST_OPEN = 64
AT_ONCE = 100_000
"""Features: each time GDAL reads a GeoJSON from its beginning."""
TOLD_AT_ONCE = 1000

_DRIVERS = frozenset(("GeoJSON", "GPKG", "ESRI Shapefile"))
_SHAPEFILE = b"\x00\x00\x27\x0a"
_DEGREES = frozenset(("", "EPSG:4326", "OGC:CRS84"))
_WORLD = "OGC:CRS84"
_BROKEN = (
    CRSError,
    DataSourceError,
    DataLayerError,
    FeatureError,
    FieldError,
    GeometryError,
    zipfile.BadZipFile,
    shapely.GEOSException,
    UnicodeError,
    NotImplementedError,
    RuntimeError,
)

Features = Iterator[tuple[BaseGeometry | None, list[str]]]


def tell(path: Path, shapes: str, at_once: int = AT_ONCE) -> Iterator[Any]:
    """What the file has, then its rows: their values, and the geometry's point (`points`) or the whole of it (`lines`)."""
    source, info = _looked_at(path)
    header = [str(name) for name in info["fields"]]
    if not header and not info["features"]:
        raise EmptySource
    if info["features"] > MOST_ROWS:
        raise SourceTooLarge
    yield {"columns": header, "features": max(0, int(info["features"]))}
    show = _point_of if shapes == "points" else _line_of
    rows = ([*values, *show(geometry)] for geometry, values in _features(source, info["layer_name"], at_once))
    while part := list(islice(rows, TOLD_AT_ONCE)):
        yield part


def confine(seconds: int) -> None:
    """From here on this process has so many seconds of a processor, and can neither write files nor leave a dump."""
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_NOFILE, MOST_OPEN),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (limit, limit))


def main(path: str, shapes: str, seconds: str, at_once: str = str(AT_ONCE)) -> None:
    """Tell of the file on standard output."""
    confine(int(seconds))
    try:
        for said in tell(Path(path), shapes, int(at_once)):
            print(json.dumps(said), flush=True)  # noqa: T201
    except SourceError as error:
        print(json.dumps({"error": error.code}), flush=True)  # noqa: T201


def _point_of(geometry: BaseGeometry | None) -> tuple[str, str]:
    """A point's own place, or one inside what is larger: a parcel, an outline."""
    if geometry is None or geometry.is_empty:
        return "", ""
    try:
        point = geometry if isinstance(geometry, Point) else shapely.point_on_surface(geometry)
        lon, lat = shapely.get_coordinates(point)[0].tolist()
    except (shapely.GEOSException, IndexError):
        return "", ""
    return repr(round(lon, 7)), repr(round(lat, 7))


def _line_of(geometry: BaseGeometry | None) -> tuple[str]:
    return ("" if geometry is None or geometry.is_empty else shapely.to_wkb(geometry, hex=True),)


def _features(source: str, layer: str, at_once: int) -> Features:
    for start in range(0, MOST_ROWS, at_once):
        try:
            _, _, shapes, columns = raw.read(
                source, layer=layer, skip_features=start, max_features=at_once, force_2d=True
            )
            geometries = shapely.from_wkb(shapes) if shapes is not None else [None] * len(columns[0])
        except _BROKEN as error:
            raise SourceError from error
        texts = [list(map(_text, column.tolist())) for column in columns]
        for nth, geometry in enumerate(geometries):
            yield geometry, [column[nth] for column in texts]
        if len(geometries) < at_once:
            return


def _looked_at(path: Path) -> tuple[str, dict[str, Any]]:
    """What GDAL opens to read the file in degrees, and what it says of it."""
    try:
        source = _source(path)
        layer = _layer(source)
        info = pyogrio.read_info(source, layer=layer, force_feature_count=True)
    except _BROKEN as error:
        raise SourceError from error
    if info["driver"] not in _DRIVERS:
        raise SourceError
    grid = info["crs"] or ""
    if grid in _DEGREES:
        return source, info
    # The grid is the file's own; "warped" by GDAL, that has all of them, it comes out in degrees.
    warped = (
        f"<OGRVRTDataSource><OGRVRTWarpedLayer><OGRVRTLayer name='{escape(layer)}'>"
        f"<SrcDataSource>{escape(source)}</SrcDataSource></OGRVRTLayer>"
        f"<TargetSRS>{_WORLD}</TargetSRS></OGRVRTWarpedLayer></OGRVRTDataSource>"
    )
    return warped, info


def _source(path: Path) -> str:
    whole = str(path.resolve())
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            if sum(each.file_size for each in packed.infolist()) > 4 * MOST_BYTES:
                raise SourceTooLarge
            shapes = sorted(name for name in packed.namelist() if name.lower().endswith(".shp"))
            if not shapes or not _is_shapefile(packed, shapes[0]):
                raise SourceError
        return f"/vsizip/{{{whole}}}/{shapes[0]}"
    if is_gzipped(path):
        count_lines(path)
        return f"/vsigzip/{whole}"
    if path.stat().st_size > 4 * MOST_BYTES:
        raise SourceTooLarge
    return whole


def _is_shapefile(packed: zipfile.ZipFile, name: str) -> bool:
    """By its first bytes: under that name could lie a file of any kind, that says where to read on."""
    with packed.open(name) as file:
        return file.read(len(_SHAPEFILE)) == _SHAPEFILE


def _layer(source: str) -> str:
    """The first layer of points, else the first with any geometry, else the first."""
    layers: list[tuple[str, str | None]] = [(name, kind) for name, kind in pyogrio.list_layers(source)]
    if not layers:
        raise EmptySource
    ranked = sorted(layers, key=lambda layer: 0 if layer[1] in ("Point", "Point Z") else 1 if layer[1] else 2)
    return ranked[0][0]


def _text(value: Any) -> str:
    """A value as a table would have it: whole numbers without a point, nothing where there is nothing."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, np.datetime64):
        return "" if np.isnat(value) else str(value)
    return str(value)[:LONGEST_FIELD]


if __name__ == "__main__":
    main(*sys.argv[1:])
