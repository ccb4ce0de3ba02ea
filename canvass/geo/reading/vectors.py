"""Reads GeoJSON, GeoPackage and zipped Shapefiles, as rows of cells and as lines, from what `gdal` tells of them.

That is a process of its own, for each reading a new one: see there why. Whoever reads no further ends it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from canvass.geo.reading.source_errors import EmptySource, SourceError, SourceTooLarge
from canvass.geo.reading.tables import Numbered

LON, LAT = "geometry_lon", "geometry_lat"
"""The columns that a feature's own geometry fills."""

LOOK_SECONDS, READ_SECONDS = 20, 600
"""Of a processor: to look at a file while somebody waits, and to read it."""
LOOKED_AT = 500
"""Features that are read at once where somebody only looks."""
DRIVERS = ("GeoJSON", "GPKG", "ESRI Shapefile", "OGR_VRT", "MEM")
"""Those that read such files, and what turns their grids."""
OTHERS = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,CSV,CSW,Carto,DGN,DXF,EDIGEO,EEDA,ESRIJSON,Elasticsearch,FlatGeobuf,GDALG,GML,"
    "GPSBabel,GPX,GTFS,GeoJSONSeq,GeoRSS,HTTP,Idrisi,JML,JSONFG,KML,LIBKML,LVBAG,MBTiles,MVT,MapInfo File,MapML,"
    "MiraMonVector,NGW,OAPIF,ODS,OGCAPI,OGR_GMT,OGR_PDS,OSM,OpenFileGDB,PCIDSK,PDF,PDS4,PGDUMP,PLSCENES,PMTiles,S57,SQLite,"
    "SXF,Selafin,TopoJSON,VDV,VFK,VICAR,WAsP,WFS,XLSX"
)
"""All the others that pyogrio brings along: they would follow addresses and names of files that stand in a file."""
NOWHERE = "http://127.0.0.1:9"
"""Whom the process has to ask for anything else: nobody listens there."""
CONFINED = {
    "OGR_SKIP": OTHERS,
    "OGR_SQLITE_STATIC_VIRTUAL_OGR": "NO",
    "PROJ_NETWORK": "OFF",
    **{
        name: NOWHERE
        for scheme in ("http", "https", "all")
        for name in (f"{scheme}_proxy", f"{scheme}_PROXY".upper())
    },
    "GDAL_HTTP_PROXY": NOWHERE,
    "NO_PROXY": "",
    "no_proxy": "",
    "OPENBLAS_NUM_THREADS": "1",
}
OURS = ("CANVASS_", "DATABASE_", "PG")
"""What of our environment it has no business with: passwords stand there."""
_ERRORS = {error.code: error for error in (SourceError, EmptySource, SourceTooLarge)}


@contextmanager
def reading_vectors(path: Path, *, looking: bool = False) -> Iterator[tuple[list[str], Numbered]]:
    """The file's columns, its geometry's at their end, and its rows as texts, with their numbers."""
    with _told(path, "points", looking=looking) as (head, rows):
        yield [*head["columns"], LON, LAT], enumerate(rows, 2)


def read_lines(path: Path, *, looking: bool = False) -> Iterator[tuple[dict[str, str], BaseGeometry | None]]:
    """Every feature's values by their columns, and its geometry if it has one."""
    with _told(path, "lines", looking=looking) as (head, rows):
        for *values, wkb in rows:
            yield (
                dict(zip(head["columns"], values, strict=True)),
                shapely.from_wkb(wkb) if wkb else None,
            )


def count_features(path: Path) -> int:
    """How many there are."""
    with _told(path, "points", looking=True) as (head, _):
        return int(head["features"])


@contextmanager
def _told(
    path: Path, shapes: str, *, looking: bool = False
) -> Iterator[tuple[dict[str, Any], Iterator[list[str]]]]:
    """What the process tells of the file, and its rows; it is ended with the block."""
    seconds, at_once = (LOOK_SECONDS, [str(LOOKED_AT)]) if looking else (READ_SECONDS, [])
    command = [sys.executable, "-m", "canvass.geo.reading.gdal", str(path), shapes, str(seconds), *at_once]
    process = subprocess.Popen(  # noqa: S603 - our own program, and no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not name.startswith(OURS)} | CONFINED,
        text=True,
        encoding="utf-8",
    )
    try:
        parts = _parts(process)
        head = next(parts)
        yield head, chain.from_iterable(parts)
    finally:
        process.kill()
        with suppress(OSError):
            process.stdout and process.stdout.close()
        process.wait()


def _parts(process: subprocess.Popen[str]) -> Iterator[Any]:
    """What it says, line by line; `SourceError` where it says why not, and where it came to its end before the file's."""
    for line in process.stdout or ():
        try:
            said = json.loads(line)
        except ValueError as error:
            raise SourceError from error
        if isinstance(said, dict) and "error" in said:
            raise _ERRORS.get(said["error"], SourceError)
        yield said
    if process.wait():
        raise SourceError
