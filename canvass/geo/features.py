"""What an area has beside addresses: streets, what cannot be walked across, water, parks, outlines of buildings."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from canvass.geo.packing import Pile

STREET = "street"
BARRIER = "barrier"
WATER = "water"
PARK = "park"
BUILDING = "building"
RANGE = "range"
"""A line along which addresses lie between two numbers, and that nobody walks for its own sake."""

KINDS = (STREET, BARRIER, WATER, PARK, BUILDING, RANGE)


AT_ONCE = 2000


class Side(NamedTuple):
    """The house numbers along one side of a line, from its first end to its last; "" where nothing is known."""

    first: str = ""
    last: str = ""
    postcode: str = ""


class Feature(NamedTuple):
    """A line or an area, WGS84. `detail` is what its source calls it (OpenStreetMap's value of `highway`, `railway`,
    `waterway`, `building`); `source_id` names it within its source; left and right are as one walks along the line."""

    kind: str
    detail: str
    name: str
    source_id: str
    wkb: bytes
    left: Side = Side()
    right: Side = Side()


class FeaturePile:
    """Many features in little room, in parts."""

    def __init__(self) -> None:
        self._pile, self._loose = Pile(), list[Feature]()
        self.kinds: Counter[str] = Counter()

    @property
    def count(self) -> int:
        return self.kinds.total()

    def add(self, feature: Feature) -> None:
        self.kinds[feature.kind] += 1
        self._loose.append(feature)
        if len(self._loose) == AT_ONCE:
            self._pile.add([(*each[:5], tuple(each.left), tuple(each.right)) for each in self._loose])
            self._loose = []

    def __iter__(self) -> Iterator[list[Feature]]:
        for part in self._pile:
            yield [Feature._make((*each[:5], Side(*each[5]), Side(*each[6]))) for each in part]
        if self._loose:
            yield self._loose
