"""Reads CSV as it comes: plain or gzipped, any delimiter, UTF-8 or not.

Rows are streamed: a state's list needs no more memory than a town's.
"""

import codecs
import csv
import gzip
import io
import itertools
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from canvass.geo.reading.source_errors import (
    MOST_BYTES,
    MOST_ROWS,
    EmptySource,
    LineTooLong,
    SourceError,
    SourceTooLarge,
)

LONGEST_LINE, LONGEST_ROW = 100_000, 200_000
"""Characters; a row in quotation marks may go over several lines, and must not go over all of them."""
LONGEST_FIELD = 10_000
_BROKEN = (EOFError, gzip.BadGzipFile, zlib.error)
_DELIMITERS = ",;\t|"
_GZIP_MAGIC = b"\x1f\x8b"
_END: list[str] = []
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PART = 1 << 20
_FEWEST_COLUMNS = 3

Numbered = Iterator[tuple[int, list[str] | None]]


@contextmanager
def reading_table(path: Path) -> Iterator[tuple[list[str], Numbered]]:
    """The file's header, and its rows with their numbers; None for a row that the CSV reader refuses.

    Raises `SourceError` for a file that is no list.
    """
    encoding = _encoding(path)
    with opened(path) as raw:
        text: TextIO = io.TextIOWrapper(raw, encoding=encoding, newline="")
        try:
            lines = _Lines(text)
            first = next(lines, "")
            csv.field_size_limit(LONGEST_FIELD)
            table = csv.reader(
                itertools.chain([first], lines), delimiter=_delimiter(first), skipinitialspace=True
            )
            yield _header(table), _numbered(table, lines)
        except (*_BROKEN, UnicodeError) as error:
            raise SourceError from error


def count_lines(path: Path) -> int:
    """How many lines the file has, header and all: about as many as rows, and told in no time."""
    return sum(part.count(b"\n") for part in _parts(path))


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, unpacked where they are gzipped."""
    zipped = is_gzipped(path)
    with path.open("rb") as plain:
        yield cast(BinaryIO, gzip.GzipFile(fileobj=plain)) if zipped else plain


def is_gzipped(path: Path) -> bool:
    """Whether the file says of itself that it is."""
    with path.open("rb") as plain:
        return plain.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC


def first_bytes(path: Path, count: int = 64) -> bytes:
    """How the file starts, unpacked."""
    try:
        with opened(path) as raw:
            return raw.read(count)
    except _BROKEN as error:
        raise SourceError from error


def _numbered(table: Iterator[list[str]], lines: "_Lines") -> Numbered:
    for number in itertools.count(2):
        lines.in_row = 0
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
    if len(header) < _FEWEST_COLUMNS:
        # A letter, a web page or a picture: no list says where its addresses are in so few columns.
        raise SourceError
    return [name.strip() for name in header]


class _Lines:
    """The text's lines without NULs, none of them, and no row of them, read further than it can be."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.read = self.in_row = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.text.readline(LONGEST_LINE + 1)
        self.in_row += len(line)
        if len(line) > LONGEST_LINE or self.in_row > LONGEST_ROW:
            raise LineTooLong(line=self.read)
        if not line:
            raise StopIteration
        self.read += 1
        return line.replace("\0", "")


def _parts(path: Path) -> Iterator[bytes]:
    """The file's bytes, unpacked, as far as any list goes."""
    unpacked = 0
    try:
        with opened(path) as raw:
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
