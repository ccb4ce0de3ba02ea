"""A whole list's places, worked out street by street, so that a state's list needs little more memory than a town's.

All rows of one place are of one street, or of streets that one park has lots on; these are worked out together.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b

import numpy as np

from canvass.geo.lists.addresses import normalise_street
from canvass.geo.lists.clusters import park_key
from canvass.geo.lists.drafts import PlaceDraft, own_ids
from canvass.geo.lists.grouping import places_of
from canvass.geo.lists.rows import UNSURE, AddressRow
from canvass.geo.packing import Bundles, Pile

ROWS_AT_ONCE = 4096
_DIGEST = 16

Fit = Callable[[PlaceDraft], PlaceDraft]
Told = Callable[[int, int], None]


class Gathered:
    """The places that a list describes, in parts: places of one address are in one part."""

    def __init__(self, fit: Fit) -> None:
        self._fit = fit
        self._parts = Pile()
        self._door_ids, self._place_ids = array("q"), array("q")
        self._shared: tuple[frozenset[int], frozenset[int]] = frozenset(), frozenset()
        self._sum = 0
        self.places = self.doors = self.without_doors = self.duplicates = self.unsure = 0

    def __iter__(self) -> Iterator[list[PlaceDraft]]:
        doors, places = self._shared
        for part in self._parts:
            drafts = [PlaceDraft.unpacked(packed) for packed in part]
            if doors or places:
                drafts = [
                    own_ids(draft, lambda name: hash(name) in doors, lambda name: hash(name) in places)
                    for draft in drafts
                ]
            yield [self._fit(draft) for draft in drafts]

    def add(self, drafts: list[PlaceDraft]) -> None:
        for draft in drafts:
            self._sum += int.from_bytes(blake2b(repr(tuple(draft)).encode(), digest_size=_DIGEST).digest())
            self.places += 1
            self.doors += len(draft.doors)
            self.without_doors += not draft.doors
            self.duplicates += draft.duplicates
            self.unsure += bool(draft.doors) and draft.quality in UNSURE
            self._place_ids.extend(map(hash, draft.source_ids))
            self._door_ids.extend(hash(door.source_id) for door in draft.doors if door.source_id)
        self._parts.add([draft.packed() for draft in drafts])

    def digest(self, source: str) -> str:
        """What two lists of that name have in common that tell the same, in whatever order."""
        return blake2b(f"{source}|{self._sum:x}".encode(), digest_size=_DIGEST).hexdigest()

    def close(self) -> None:
        """All is there: now it can be told which ids are shared, and so name nothing."""
        self._shared = _repeated(self._door_ids), _repeated(self._place_ids)
        self._door_ids, self._place_ids = array("q"), array("q")


def gather(rows: Iterable[AddressRow], fit: Fit, tell: Told) -> Gathered:
    """The places of these rows, each as `fit` would have it; `tell` is told how many rows are worked out, of how many."""
    streets = _Streets()
    for row in rows:
        streets.add(row)
    gathered = Gathered(fit)
    for done, part in streets.parts():
        gathered.add(places_of(part))
        tell(done, streets.count)
    gathered.close()
    return gathered


class _Streets:
    """Rows by street, and which streets a park connects."""

    def __init__(self) -> None:
        self.count = 0
        self._rows = Bundles()
        self._first_of_park: dict[str, str] = {}
        self._joined_to: dict[str, str] = {}

    def add(self, row: AddressRow) -> None:
        street = normalise_street(row.street)
        self._rows.add(street, tuple(row))
        self.count += 1
        if park := park_key(row):
            first = self._root(self._first_of_park.setdefault(park, street))
            if first != self._root(street):
                self._joined_to[self._root(street)] = first

    def parts(self) -> Iterator[tuple[int, list[AddressRow]]]:
        """Rows of some streets at a time, and how many have come so far; none comes twice."""
        part: list[AddressRow] = []
        done = 0
        for streets in self._together():
            for street in streets:
                part.extend(map(AddressRow._make, self._rows.take(street)))
            if len(part) >= ROWS_AT_ONCE:
                done += len(part)
                yield done, part
                part = []
        if part:
            yield done + len(part), part

    def _together(self) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for street in self._rows.sizes:
            found.setdefault(self._root(street), []).append(street)
        return list(found.values())

    def _root(self, street: str) -> str:
        while street in self._joined_to:
            street = self._joined_to[street]
        return street


def _repeated(hashes: "array[int]") -> frozenset[int]:
    """The values that stand there more than once."""
    values = np.sort(np.frombuffer(hashes, dtype=np.int64)) if hashes else np.empty(0, dtype=np.int64)
    return frozenset(values[1:][values[1:] == values[:-1]].tolist())
