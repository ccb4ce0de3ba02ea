"""Reads lists of addresses as they come: CSV, plain or gzipped, any delimiter, any column order, UTF-8 or not.

Rows are streamed: a state's list needs no more memory than a town's. What can't be used comes back as a
`BadRow` and stops nothing.
"""

import codecs
import csv
import gzip
import io
import itertools
import math
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from canvass.errors import N_, Invalid
from canvass.geo.addresses import repair, tidy
from canvass.geo.columns import REQUIRED, check_mapping, guess_columns
from canvass.geo.rows import (
    NO_COORDINATES,
    NO_NUMBER,
    NO_STREET,
    NOT_A_NUMBER,
    OUTSIDE_THE_WORLD,
    UNREADABLE,
    AddressRow,
    BadRow,
)

SAMPLE_ROWS = 200
MOST_BYTES = 256 * 1024 * 1024
"""Unpacked. Vermont's 331,710 addresses take 34 million; a small gzip file can hold a thousand times its size."""
MOST_ROWS = 2_000_000
LONGEST_LINE = 100_000
_BROKEN = (EOFError, gzip.BadGzipFile, zlib.error)
_DELIMITERS = ",;\t|"
_GZIP_MAGIC = b"\x1f\x8b"
_END: list[str] = []
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_FIELD = 10_000
_PART = 1 << 20
_YES = frozenset(("true", "t", "1", "yes", "y", "si", "sí", "r", "res", "residential"))
_NO = frozenset(("false", "f", "0", "no", "n", "c", "com", "commercial", "nonresidential"))


class SourceError(Invalid):
    """The file cannot be read as a list of addresses."""

    code = "source_unreadable"
    message = N_(
        "El archivo no se puede leer como lista de direcciones. "
        "Guárdelo como CSV (en Excel: «Guardar como») y elíjalo otra vez."
    )


class EmptySource(SourceError):
    """The file has no header."""

    code = "source_empty"
    message = N_("El archivo está vacío.")


class NoUsableRow(SourceError):
    """The list has no row that can be used: brought in, it would only mark everything as vanished."""

    code = "source_unusable"
    message = N_("La lista no tiene ninguna fila que sirva. No se importó nada.")


class SourceTooLarge(SourceError):
    """More than any list of addresses that one import can take."""

    code = "source_too_large"
    message = N_(
        "La lista es demasiado grande: caben %(megabytes)s MB sin comprimir y %(rows)s filas. Divídala."
    )

    def __init__(self) -> None:
        super().__init__(megabytes=MOST_BYTES // 1024**2, rows=MOST_ROWS)


class LineTooLong(SourceError):
    """A line so long that this is no list."""

    code = "source_line_too_long"
    message = N_("Hay una línea demasiado larga para una lista de direcciones (después de la fila %(line)s).")


@dataclass(frozen=True, slots=True)
class Preview:
    """A file's columns, the guessed mapping and its first rows."""

    columns: list[str]
    mapping: dict[str, str]
    sample: list[list[str]]


def preview(path: Path, overrides: Mapping[str, str] | None = None, rows: int = SAMPLE_ROWS) -> Preview:
    """What the file looks like, and which column seems to hold what; `overrides` win. `SourceError` for no list."""
    with _table(path) as table:
        header = _header(table)
        sample = [cells for _, cells in itertools.islice(_numbered(table), rows) if cells]
    return Preview(header, guess_columns(header, sample) | dict(overrides or {}), sample)


def read_rows(path: Path, mapping: Mapping[str, str]) -> Iterator[AddressRow | BadRow]:
    """The file's rows in order, each usable or not. Raises `SourceError` for a file that is no list, and
    `MappingError` for a mapping that doesn't fit it, before the first row."""
    with _table(path) as table:
        header = _header(table)
        reader = _RowReader(header, check_mapping(header, mapping))
        for number, cells in _numbered(table):
            if cells is None:
                yield BadRow(number, "", UNREADABLE, "")
            elif any(cells):
                yield reader.read(number, cells)


def count_lines(path: Path) -> int:
    """How many lines the file has, header and all: about as many as rows, and told in no time."""
    return sum(part.count(b"\n") for part in _parts(path))


class _RowReader:
    """Turns a row's cells into an address, by column numbers that were checked once."""

    def __init__(self, header: list[str], columns: Mapping[str, tuple[int, ...]]) -> None:
        self.header = header
        self.columns = columns

    def read(self, number: int, cells: list[str]) -> AddressRow | BadRow:
        where = self._point(number, cells)
        if isinstance(where, BadRow):
            return where
        house, street, unit = repair(*(self._joined(cells, field) for field in ("number", "street", "unit")))
        name = tidy(self._joined(cells, "name"))
        if not street:
            return self._bad(number, "street", NO_STREET, cells)
        if not (house or name or unit):
            return self._bad(number, "number", NO_NUMBER, cells)
        return AddressRow(
            row=number,
            source_id=self._joined(cells, "source_id"),
            number=house,
            street=street,
            unit=unit,
            city=tidy(self._joined(cells, "city")),
            state=self._joined(cells, "state"),
            postcode=self._joined(cells, "postcode"),
            name=name,
            kind=tidy(self._joined(cells, "kind")),
            unit_count=_count(self._joined(cells, "unit_count")),
            residential=_flag(self._joined(cells, "residential")),
            parent=_flag(self._joined(cells, "parent")) is True,
            lon=where[0],
            lat=where[1],
        )

    def _point(self, number: int, cells: list[str]) -> tuple[float, float] | BadRow:
        texts = {field: self._joined(cells, field) for field in ("lon", "lat")}
        for field, text in texts.items():
            if not text:
                return self._bad(number, field, NO_COORDINATES, cells)
        degrees = {field: _degrees(text) for field, text in texts.items()}
        for field, value in degrees.items():
            if value is None:
                return self._bad(number, field, NOT_A_NUMBER, cells)
        lon, lat = cast(float, degrees["lon"]), cast(float, degrees["lat"])
        if lon == 0 and lat == 0:
            return self._bad(number, "lon", NO_COORDINATES, cells)
        if abs(lon) > 180 or abs(lat) > 90:
            return self._bad(number, "lat" if abs(lat) > 90 else "lon", OUTSIDE_THE_WORLD, cells)
        return lon, lat

    def _joined(self, cells: list[str], field: str) -> str:
        numbers = self.columns.get(field, ())
        if len(numbers) == 1:
            return cells[numbers[0]].strip() if numbers[0] < len(cells) else ""
        return " ".join(part for n in numbers if n < len(cells) and (part := cells[n].strip()))

    def _bad(self, number: int, field: str, reason: str, cells: list[str]) -> BadRow:
        column = "+".join(self.header[n] for n in self.columns.get(field, ()))
        return BadRow(number, column or field, reason, self._joined(cells, field)[:200])


def _degrees(text: str) -> float | None:
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _count(text: str) -> int:
    value = _degrees(text) if text else None
    return int(value) if value is not None and 0 <= value <= 5000 else 0


def _flag(text: str) -> bool | None:
    word = text.casefold()
    return True if word in _YES else False if word in _NO else None


def _numbered(table: Iterator[list[str]]) -> Iterator[tuple[int, list[str] | None]]:
    """Rows with their numbers; None for one that the CSV reader refuses."""
    for number in itertools.count(2):
        try:
            cells = next(table, _END)
        except csv.Error:
            cells = None
        if cells is _END:
            return
        if number > MOST_ROWS + 1:
            raise SourceTooLarge
        yield number, cells


def _header(table: Iterator[list[str]]) -> list[str]:
    try:
        header = next((row for row in table if any(row)), None)
    except csv.Error as error:
        raise SourceError from error
    if header is None:
        raise EmptySource
    if any(ord(letter) < ord(" ") for name in header for letter in name.strip()):
        raise SourceError
    if len(header) < len(REQUIRED):
        # A letter, a web page or a picture: no list says where its addresses are in so few columns.
        raise SourceError
    return [name.strip() for name in header]


@contextmanager
def _table(path: Path) -> Iterator[Iterator[list[str]]]:
    encoding = _encoding(path)
    with _opened(path) as raw:
        text: TextIO = io.TextIOWrapper(raw, encoding=encoding, newline="")
        try:
            lines = _lines(text)
            first = next(lines, "")
            csv.field_size_limit(_LONGEST_FIELD)
            yield csv.reader(
                itertools.chain([first], lines), delimiter=_delimiter(first), skipinitialspace=True
            )
        except (*_BROKEN, UnicodeError) as error:
            raise SourceError from error


def _lines(text: TextIO) -> Iterator[str]:
    """The text's lines without NULs, none of them read further than a line can be."""
    for number in itertools.count(1):
        line = text.readline(LONGEST_LINE + 1)
        if len(line) > LONGEST_LINE:
            raise LineTooLong(line=number - 1)
        if not line:
            return
        yield line.replace("\0", "")


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as plain:
        zipped = plain.read(2) == _GZIP_MAGIC
        plain.seek(0)
        yield cast(BinaryIO, gzip.GzipFile(fileobj=plain)) if zipped else plain


def _parts(path: Path) -> Iterator[bytes]:
    """The file's bytes, unpacked, as far as any list goes."""
    unpacked = 0
    try:
        with _opened(path) as raw:
            while part := raw.read(_PART):
                unpacked += len(part)
                if unpacked > MOST_BYTES:
                    raise SourceTooLarge
                yield part
    except _BROKEN as error:
        raise SourceError from error


def _encoding(path: Path) -> str:
    """UTF-8 where the whole file is, UTF-16 by its mark, else Latin-1, which reads everything."""
    decoder, start, is_utf8 = codecs.getincrementaldecoder("utf-8")(), b"", True
    for part in itertools.chain(_parts(path), [b""]):
        start = start or part[:2]
        try:
            decoder.decode(part, final=not part)
        except UnicodeDecodeError:
            is_utf8 = False
    return "utf-16" if start in _UTF16_MARKS else "utf-8-sig" if is_utf8 else "latin-1"


def _delimiter(line: str) -> str:
    unquoted = "".join(part for part in line.split('"')[::2])
    return max(_DELIMITERS, key=unquoted.count)
