"""Reads lists of addresses as they come, whatever kind of file they are; each kind has a reader of its own.

Rows are streamed. What can't be used comes back as a `BadRow` and stops nothing. What a file is, its first bytes tell,
not its name. The readers are loaded when a file of their kind comes: they bring whole libraries with them.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from shapely.geometry.base import BaseGeometry

from canvass.geo.features import Feature
from canvass.geo.lists.rows import UNREADABLE, AddressRow, BadRow, Placeless
from canvass.geo.reading.cells import CellReader
from canvass.geo.reading.columns import check_mapping, guess_columns
from canvass.geo.reading.source_errors import NoStreets
from canvass.geo.reading.tables import Numbered, count_lines, first_bytes, reading_table

SAMPLE_ROWS = 200

Kind = Literal["table", "vectors", "osm"]
Holds = Literal["addresses", "streets", "map"]
LINES = ("LineString", "MultiLineString")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file is and what it seems to hold, its columns, the guessed mapping and its first rows. OpenStreetMap's needs no
    mapping, and has none."""

    columns: list[str]
    mapping: dict[str, str]
    sample: list[list[str]]
    kind: Kind = "table"
    holds: Holds = "addresses"


def kind_of(path: Path) -> Kind:
    """What the file is, by its first bytes; whatever is nothing else may be a table."""
    start = first_bytes(path)
    if start[6:15] == b"OSMHeader":
        return "osm"
    if start.startswith((b"SQLite format 3\0", b"PK\x03\x04")):
        return "vectors"
    return "vectors" if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")) else "table"


def preview(path: Path, overrides: Mapping[str, str] | None = None, rows: int = SAMPLE_ROWS) -> Preview:
    """What the file looks like, and which column seems to hold what; `overrides` win. `SourceError` for no list."""
    kind = kind_of(path)
    if kind == "osm":
        return Preview([], {}, [], kind, "map")
    with _reading(path, kind, looking=True) as (header, table):
        sample = [cells for _, cells in itertools.islice(table, rows) if cells]
    mapping = guess_columns(header, sample) | dict(overrides or {})
    return Preview(header, mapping, sample, kind, _what_is_in(path, kind) if rows else "addresses")


def read_rows(
    path: Path,
    mapping: Mapping[str, str],
    found: Callable[[Feature], None] | None = None,
    placeless: Callable[[Placeless], None] | None = None,
    alive: Callable[[], None] = lambda: None,
) -> Iterator[AddressRow | BadRow]:
    """The file's rows in order, each usable or not; streets and the like, where it has them, go to `found`, and addresses
    without a point to `placeless`, which else cannot be used. `alive` is called where no row comes for long, and may raise
    to stop it. Raises
    `SourceError` for a file that is no list, and `MappingError` for a mapping that doesn't fit it, before the first row.
    """
    kind = kind_of(path)
    if kind == "osm":
        yield from _reader("osm").read_osm(path, found, alive)
        return
    with _reading(path, kind) as (header, table):
        reader = CellReader(header, mapping)
        for number, cells in table:
            if cells is None:
                yield BadRow(number, "", UNREADABLE, "")
            elif any(cells):
                row = reader.read(number, cells)
                if not isinstance(row, Placeless):
                    yield row
                elif placeless:
                    placeless(row)
                else:
                    yield row.refused


def read_lines(path: Path) -> Iterator[tuple[dict[str, str], BaseGeometry | None]]:
    """The values and the geometry of everything in a GeoJSON, GeoPackage or Shapefile; `NoStreets` for other files."""
    check_lines(path)
    lines: Iterator[tuple[dict[str, str], BaseGeometry | None]] = _reader("vectors").read_lines(path)
    return lines


def check_lines(path: Path) -> None:
    """Raise `NoStreets` for a file that can hold no lines."""
    if kind_of(path) != "vectors":
        raise NoStreets


def check_fits(path: Path, mapping: Mapping[str, str]) -> None:
    """Raise `MappingError` for a mapping that doesn't fit the file."""
    found = preview(path, rows=0)
    if found.kind != "osm":
        check_mapping(found.columns, mapping)


def count_rows(path: Path, alive: Callable[[], None] = lambda: None) -> int:
    """About how many rows the file has, told in little time; `alive` is called meanwhile, and may raise to stop it."""
    kind = kind_of(path)
    if kind == "table":
        return count_lines(path)
    count: int = (
        _reader("osm").count_addresses(path, alive)
        if kind == "osm"
        else _reader("vectors").count_features(path)
    )
    return count


def _what_is_in(path: Path, kind: Kind) -> Holds:
    """Streets where most of what comes first are lines: an address is a point, or the outline of a house."""
    if kind != "vectors":
        return "addresses"
    with closing(_reader("vectors").read_lines(path, looking=True)) as features:
        first = [shape.geom_type for _, shape in itertools.islice(features, SAMPLE_ROWS) if shape]
    return "streets" if 2 * sum(shape in LINES for shape in first) > len(first) else "addresses"


def _reading(
    path: Path, kind: Kind, *, looking: bool = False
) -> AbstractContextManager[tuple[list[str], Numbered]]:
    if kind == "table":
        return reading_table(path)
    reading: AbstractContextManager[tuple[list[str], Numbered]] = _reader("vectors").reading_vectors(
        path, looking=looking
    )
    return reading


def _reader(name: str) -> Any:
    return import_module(f"canvass.geo.reading.{name}")
