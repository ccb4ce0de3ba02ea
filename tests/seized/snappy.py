"""Snappy, as LevelDB and IndexedDB store what compresses well."""


class NotSnappy(ValueError):
    """These bytes are something else."""


def decompress(data: bytes) -> bytes:
    """What was compressed; `NotSnappy` where the bytes are something else."""
    try:
        size, at = read_varint(data, 0)
        found = bytearray()
        while len(found) < size:
            at = _read_piece(data, at, found)
    except (IndexError, ValueError) as error:
        raise NotSnappy from error
    if len(found) != size:
        raise NotSnappy
    return bytes(found)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The number that begins there, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _read_piece(data: bytes, at: int, found: bytearray) -> int:
    """Take in one piece: bytes as they are, or a copy of earlier ones."""
    tag = data[at]
    at += 1
    kind, size = tag & 3, tag >> 2
    if kind == 0:
        if size >= 60:
            width = size - 59
            size = int.from_bytes(data[at : at + width], "little")
            at += width
        if at + size + 1 > len(data):
            raise NotSnappy
        found += data[at : at + size + 1]
        return at + size + 1
    if kind == 1:
        size, back, at = (size & 7) + 4, (tag >> 5) << 8 | data[at], at + 1
    else:
        width = 2 * kind - 2 if kind == 2 else 4
        back = int.from_bytes(data[at : at + width], "little")
        size, at = size + 1, at + width
    if not 0 < back <= len(found):
        raise NotSnappy
    for _ in range(size):
        found.append(found[-back])
    return at
