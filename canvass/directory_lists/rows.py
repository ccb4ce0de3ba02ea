"""Tables of text and archives of them, read in memory and within bounds: nothing that they say of themselves is trusted."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from canvass.errors import N_, Invalid

MEGABYTE = 1 << 20
MOST_BYTES = 4 * MEGABYTE
"""Of a file as it comes."""
MOST_UNPACKED = 24 * MEGABYTE
MOST_FILES = 60
MOST_ROWS = 20_000
_DELIMITERS = ",;\t|"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
_ENCRYPTED = 0x1

Row = tuple[int, list[str] | None]


class DirectoryUnreadable(Invalid):
    """The file is no directory of any form that is known."""

    code = "directory_unreadable"
    message = N_(
        "El archivo no se puede leer como directorio. Puede ser un CSV con una columna «organización», o un Open Referral "
        "(HSDS): sus tablas CSV en un .zip, o JSON."
    )


class DirectoryTooLarge(Invalid):
    """It would take more memory than a request may."""

    code = "directory_too_large"
    message = N_(
        "El archivo es demasiado grande: caben %(megabytes)s MB, %(unpacked)s MB sin comprimir y %(rows)s filas por tabla. "
        "Divídalo, por ejemplo por condado."
    )

    def __init__(self) -> None:
        super().__init__(megabytes=MOST_BYTES // MEGABYTE, unpacked=MOST_UNPACKED // MEGABYTE, rows=MOST_ROWS)


def unpack(data: bytes, wanted: frozenset[str]) -> dict[str, bytes]:
    """The files of these names in an archive, in whatever folder, unpacked in memory; the first of a name is taken."""
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_FILES:
                raise DirectoryTooLarge
            for member in members:
                name = PurePosixPath(member.filename.replace("\\", "/")).name.lower()
                if name not in wanted or name in found:
                    continue
                if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
                    raise DirectoryUnreadable
                with archive.open(member) as file:
                    # What it says of its size may be wrong: no more is unpacked than there is room for.
                    found[name] = file.read(left + 1)
                left -= len(found[name])
                if left < 0:
                    raise DirectoryTooLarge
    except _BROKEN as error:
        raise DirectoryUnreadable from error
    return found


def read_table(data: bytes) -> tuple[list[str], list[Row]]:
    """The header, and the rows with their numbers; None for one that cannot be read. Rows without anything are left out."""
    text = _decoded(data).replace("\0", "")
    first = next((line for line in text.splitlines() if line.strip()), "")
    rows = _records(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first)))
    header = next((cells for _, cells in rows if cells), None)
    if header is None:
        raise DirectoryUnreadable
    found: list[Row] = []
    for number, cells in rows:
        if cells is None or any(cell.strip() for cell in cells):
            found.append((number, cells))
        if len(found) > MOST_ROWS:
            raise DirectoryTooLarge
    return [name.strip() for name in header], found


def _records(table: Iterator[list[str]]) -> Iterator[Row]:
    number = 0
    while True:
        number += 1
        try:
            cells = next(table, None)
        except csv.Error:
            yield number, None
            continue
        if cells is None:
            return
        yield number, cells


def _decoded(data: bytes) -> str:
    """UTF-8 where all of it is, UTF-16 by its mark, else Latin-1, which reads everything."""
    try:
        return data.decode("utf-16") if data.startswith(_UTF16_MARKS) else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key="".join(line.split('"')[::2]).count)
