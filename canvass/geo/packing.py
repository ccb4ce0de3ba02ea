"""Many small tuples in little room: as objects, a state's addresses would take a gigabyte.

What is packed are tuples of texts, numbers and tuples of these; what comes out is equal to what went in.
"""

import marshal
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

FLUSH = 16384
_QUICKLY = 1

Plain = tuple[Any, ...]


class Bundles:
    """Tuples under names, to be taken out by name, each once."""

    def __init__(self) -> None:
        self._loose: dict[str, list[Plain]] = defaultdict(list)
        self._packed: dict[str, list[bytes]] = defaultdict(list)
        self._waiting = 0
        self.sizes: dict[str, int] = defaultdict(int)

    def add(self, name: str, item: Plain) -> None:
        self._loose[name].append(item)
        self.sizes[name] += 1
        self._waiting += 1
        if self._waiting == FLUSH:
            self._pack()

    def take(self, name: str) -> Iterator[Plain]:
        """What was added under the name; it is no longer here afterwards."""
        for packed in self._packed.pop(name, ()):
            yield from marshal.loads(packed)  # noqa: S302
        yield from self._loose.pop(name, ())

    def _pack(self) -> None:
        for name, items in self._loose.items():
            self._packed[name].append(marshal.dumps(items))
        self._loose.clear()
        self._waiting = 0


class Pile:
    """Lists of tuples, to be read again from the first, as often as wanted."""

    def __init__(self, lists: Iterable[list[Plain]] = ()) -> None:
        self._packed: list[bytes] = []
        self.count = 0
        for items in lists:
            self.add(items)

    def add(self, items: list[Plain]) -> None:
        self.count += len(items)
        self._packed.append(zlib.compress(marshal.dumps(items), _QUICKLY))

    def __iter__(self) -> Iterator[list[Plain]]:
        return (marshal.loads(zlib.decompress(packed)) for packed in self._packed)  # noqa: S302

    def __len__(self) -> int:
        return len(self._packed)
