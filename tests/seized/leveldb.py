"""LevelDB's files, in which a browser keeps IndexedDB and local storage: what they hold, put together again."""

from collections.abc import Iterator

from tests.seized.snappy import NotSnappy, decompress, read_varint

FOOTER, MAGIC = 48, bytes.fromhex("57fb808b247547db")
LOG_BLOCK, LOG_HEAD = 32768, 7
SNAPPY = 1


def read_table(content: bytes) -> Iterator[bytes]:
    """Each block of a table, its keys written out in full; nothing where the file is torn."""
    footer = content[-FOOTER:]
    if not footer.endswith(MAGIC):
        return
    try:
        _, at = read_varint(footer, 0)
        _, at = read_varint(footer, at)
        index, _ = _read_handle(footer, at)
        for _, handle in _entries(_block(content, *index)):
            place, _ = _read_handle(handle, 0)
            yield b"".join(key + value for key, value in _entries(_block(content, *place)))
    except (IndexError, NotSnappy):
        return


def read_log(content: bytes) -> bytes:
    """The records of a log one after the other, without the heads that cut them."""
    found = bytearray()
    for start in range(0, len(content), LOG_BLOCK):
        block, at = content[start : start + LOG_BLOCK], 0
        while at + LOG_HEAD <= len(block):
            size = int.from_bytes(block[at + 4 : at + 6], "little")
            found += block[at + LOG_HEAD : at + LOG_HEAD + size]
            at += LOG_HEAD + size
    return bytes(found)


def _read_handle(data: bytes, at: int) -> tuple[tuple[int, int], int]:
    offset, at = read_varint(data, at)
    size, at = read_varint(data, at)
    return (offset, size), at


def _block(content: bytes, offset: int, size: int) -> bytes:
    block = content[offset : offset + size]
    return decompress(block) if content[offset + size] == SNAPPY else block


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    """A block's keys and values; a key is written as what differs from the one before."""
    ends = len(block) - 4 - 4 * int.from_bytes(block[-4:], "little")
    at, key = 0, b""
    while at < ends:
        shared, at = read_varint(block, at)
        own, at = read_varint(block, at)
        size, at = read_varint(block, at)
        key = key[:shared] + block[at : at + own]
        at += own
        yield key, block[at : at + size]
        at += size
