"""Reads GeoJSON, GeoPackage and zipped Shapefiles by GDAL (pyogrio), as rows of cells and as lines.

A file's own grid is turned into WGS84. What a file is was told from its first bytes; GDAL is given nothing else, and
what it makes of the file is believed only for these three drivers.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio import raw
from pyogrio.errors import DataLayerError, DataSourceError, FieldError
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from canvass.geo.source_errors import MOST_BYTES, MOST_ROWS, EmptySource, SourceError, SourceTooLarge
from canvass.geo.tables import Numbered, count_lines, is_gzipped

LON, LAT = "geometry_lon", "geometry_lat"
"""The columns that a feature's own geometry fills."""

_AT_ONCE = 100_000
"""Features: each time GDAL reads a GeoJSON from its beginning."""
_DRIVERS = frozenset(("GeoJSON", "GPKG", "ESRI Shapefile"))
_DEGREES = frozenset(("", "EPSG:4326", "OGC:CRS84"))
_WORLD = "OGC:CRS84"
_BROKEN = (
    DataSourceError,
    DataLayerError,
    FieldError,
    zipfile.BadZipFile,
    shapely.GEOSException,
    UnicodeError,
)


@contextmanager
def reading_vectors(path: Path) -> Iterator[tuple[list[str], Numbered]]:
    """The file's columns, its geometry's at their end, and its rows as texts, with their numbers."""
    header, features = _opened(path)
    yield [*header, LON, LAT], _rows(features)


def read_lines(path: Path) -> Iterator[tuple[dict[str, str], BaseGeometry]]:
    """Every feature's values by their columns, and its geometry where it has one."""
    header, features = _opened(path)
    for geometry, values in features:
        if geometry is not None and not geometry.is_empty:
            yield dict(zip(header, values, strict=True)), geometry


def count_features(path: Path) -> int:
    """How many there are."""
    return max(0, int(_looked_at(path)[1]["features"]))


def _rows(features: Iterator[tuple[BaseGeometry | None, list[str]]]) -> Numbered:
    for number, (geometry, values) in enumerate(features, 2):
        yield number, [*values, *_point_of(geometry)]


def _point_of(geometry: BaseGeometry | None) -> tuple[str, str]:
    """A point's own place, or one inside what is larger: a parcel, an outline."""
    if geometry is None or geometry.is_empty:
        return "", ""
    point = geometry if isinstance(geometry, Point) else shapely.point_on_surface(geometry)
    lon, lat = shapely.get_coordinates(point)[0].tolist()
    return repr(round(lon, 7)), repr(round(lat, 7))


def _opened(path: Path) -> tuple[list[str], Iterator[tuple[BaseGeometry | None, list[str]]]]:
    source, info = _looked_at(path)
    header = [str(name) for name in info["fields"]]
    if not header and not info["features"]:
        raise EmptySource
    if info["features"] > MOST_ROWS:
        raise SourceTooLarge
    return header, _features(source, info["layer_name"])


def _features(source: str, layer: str) -> Iterator[tuple[BaseGeometry | None, list[str]]]:
    for start in range(0, MOST_ROWS, _AT_ONCE):
        try:
            _, _, shapes, columns = raw.read(
                source, layer=layer, skip_features=start, max_features=_AT_ONCE, force_2d=True
            )
            geometries = shapely.from_wkb(shapes) if shapes is not None else [None] * len(columns[0])
        except _BROKEN as error:
            raise SourceError from error
        texts = [list(map(_text, column.tolist())) for column in columns]
        for nth, geometry in enumerate(geometries):
            yield geometry, [column[nth] for column in texts]
        if len(geometries) < _AT_ONCE:
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
        if not shapes:
            raise SourceError
        return f"/vsizip/{{{whole}}}/{shapes[0]}"
    if is_gzipped(path):
        count_lines(path)
        return f"/vsigzip/{whole}"
    return whole


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
    return str(value)
