"""Cuts a `.osm.pbf` into parts that can be read one by one: osmium, once it looks for something rare in a whole file, neither
tells how far it is nor can be stopped.

A file is a row of blocks: the length of a head (4 bytes), the head, which says the length of what follows, and that.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from canvass.geo.reading.source_errors import SourceError

PART = 4 << 20
LONGEST_HEAD, LONGEST = 64 << 10, 32 << 20
"""The format's own limits."""
LENGTH = 3 << 3
"""The tag of the length, a number, in a head."""


def parts_of(path: Path) -> Iterator[bytes]:
    """The file in parts of some megabytes, each a whole file by itself. `SourceError` for one that ends amid a block."""
    with path.open("rb") as file:
        blocks = _blocks(file)
        # What the file says of itself stands in its first block, and is needed with every part.
        first = next(blocks, b"")
        part, size = [first], 0
        for block in blocks:
            part.append(block)
            size += len(block)
            if size > PART:
                yield b"".join(part)
                part, size = [first], 0
    if size:
        yield b"".join(part)


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while length := file.read(4):
        head = file.read(min(int.from_bytes(length), LONGEST_HEAD))
        rest = file.read(min(_length_in(head), LONGEST))
        if len(length) < 4 or len(head) != int.from_bytes(length) or len(rest) != _length_in(head):
            raise SourceError
        yield length + head + rest


def _length_in(head: bytes) -> int:
    """The number under `LENGTH` in a head, whose other fields are texts."""
    at = 0
    while at < len(head):
        tag, (number, after) = head[at], _number(head, at + 1)
        if tag == LENGTH:
            return number
        at = after + number * (tag & 7 == 2)
    raise SourceError


def _number(head: bytes, at: int) -> tuple[int, int]:
    """Protobuf's number that begins there: seven bits a byte, the lowest first. And where it ends."""
    number = 0
    for shift, byte in enumerate(head[at : at + 5]):
        number |= (byte & 0x7F) << 7 * shift
        if byte < 0x80:
            return number, at + shift + 1
    raise SourceError
