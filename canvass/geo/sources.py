"""Reads lists of addresses as they come, whatever kind of file they are; each kind has a reader of its own.

Rows are streamed. What can't be used comes back as a `BadRow` and stops nothing.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from canvass.geo.cells import CellReader
from canvass.geo.columns import guess_columns
from canvass.geo.rows import UNREADABLE, AddressRow, BadRow
from canvass.geo.tables import count_lines, reading_table

SAMPLE_ROWS = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """A file's columns, the guessed mapping and its first rows."""

    columns: list[str]
    mapping: dict[str, str]
    sample: list[list[str]]


def preview(path: Path, overrides: Mapping[str, str] | None = None, rows: int = SAMPLE_ROWS) -> Preview:
    """What the file looks like, and which column seems to hold what; `overrides` win. `SourceError` for no list."""
    with reading_table(path) as (header, table):
        sample = [cells for _, cells in itertools.islice(table, rows) if cells]
    return Preview(header, guess_columns(header, sample) | dict(overrides or {}), sample)


def read_rows(path: Path, mapping: Mapping[str, str]) -> Iterator[AddressRow | BadRow]:
    """The file's rows in order, each usable or not. Raises `SourceError` for a file that is no list, and
    `MappingError` for a mapping that doesn't fit it, before the first row."""
    with reading_table(path) as (header, table):
        reader = CellReader(header, mapping)
        for number, cells in table:
            if cells is None:
                yield BadRow(number, "", UNREADABLE, "")
            elif any(cells):
                yield reader.read(number, cells)


def count_rows(path: Path) -> int:
    """About how many rows the file has, told in no time."""
    return count_lines(path)
