"""The ways in which a file can be read: as it lies there, and with undone what its program did to it, as far as we know how."""

import subprocess
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import brotli

from canvass.dumps import POSTGRES_START
from canvass.postgres_programs import find_program
from tests.seized import leveldb, snappy

GZIP = b"\x1f\x8b\x08"
CACHE_ENTRY, CACHE_END = bytes.fromhex("305c72a71b6dfbfc"), bytes.fromhex("d8410d97456ffaf4")
"""How an entry of Chromium's cache begins, and what stands behind each of its bodies."""
CACHE_HEADER = 24
IN_INDEXED_DB = b"\xff\x11\x02"
"""Behind this a value of IndexedDB lies compressed with Snappy."""
WAL_PAGE, WAL_HEAD = 8192, 24


def kind_of(path: Path) -> tuple[str, bool, bool]:
    """What beside its content decides how a file is read."""
    return path.suffix, (path.parent / "CURRENT").exists(), path.parent.name == "pg_wal"


def readings(path: Path, content: bytes) -> Iterator[bytes]:
    """Every way; the file as it lies there comes first."""
    yield content
    for read in (_gunzipped, _cached, _in_leveldb, _dumped, _logged_by_postgres):
        for reading in read(path, content):
            yield reading
            if IN_INDEXED_DB in reading:
                yield from _in_indexed_db(reading)
    if IN_INDEXED_DB in content:
        yield from _in_indexed_db(content)


def _gunzipped(_: Path, content: bytes) -> Iterator[bytes]:
    yield from _undone(content, GZIP, lambda rest: zlib.decompressobj(31).decompress(rest))


def _in_indexed_db(content: bytes) -> Iterator[bytes]:
    yield from _undone(content, IN_INDEXED_DB, lambda rest: snappy.decompress(rest[len(IN_INDEXED_DB) :]))


def _undone(content: bytes, start: bytes, undo: Callable[[bytes], bytes]) -> Iterator[bytes]:
    """What each part that begins so comes to; the same bytes may stand there by chance."""
    at = content.find(start)
    while at >= 0:
        with suppress(zlib.error, snappy.NotSnappy):
            yield undo(content[at:])
        at = content.find(start, at + 1)


def _cached(_: Path, content: bytes) -> Iterator[bytes]:
    """The body of an entry of the browser's cache, where the server sent it in Brotli."""
    if not content.startswith(CACHE_ENTRY):
        return
    begins = CACHE_HEADER + int.from_bytes(content[12:16], "little")
    ends = content.find(CACHE_END, begins)
    try:
        yield brotli.decompress(content[begins : ends if ends >= 0 else None])
    except brotli.error:
        return


def _in_leveldb(path: Path, content: bytes) -> Iterator[bytes]:
    if path.suffix in (".ldb", ".sst"):
        yield from leveldb.read_table(content)
    elif path.suffix == ".log" and (path.parent / "CURRENT").exists():
        yield leveldb.read_log(content)


def _dumped(path: Path, content: bytes) -> Iterator[bytes]:
    if content.startswith(POSTGRES_START):
        yield as_sql(path)


def as_sql(path: Path) -> bytes:
    """What pg_dump wrote compressed."""
    program = [find_program("pg_restore"), "--file=-", "--", str(path)]
    return subprocess.run(program, check=True, capture_output=True).stdout


def _logged_by_postgres(path: Path, content: bytes) -> Iterator[bytes]:
    """A segment of PostgreSQL's log of writes without the heads of its pages: a record may run over several."""
    if path.parent.name == "pg_wal":
        pages = range(0, len(content), WAL_PAGE)
        yield b"".join(content[page + WAL_HEAD : page + WAL_PAGE] for page in pages)
