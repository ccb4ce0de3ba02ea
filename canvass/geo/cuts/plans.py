"""What comes of a cut: turfs with their doors in walking order, and notes on what could not be kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Ints = NDArray[np.int64]

OUTSIDE_LIMITS = "outside_limits"
SIZE_UNREACHABLE = "size_unreachable"
BUILDING_DIVIDED = "building_divided"
ACROSS_BARRIER = "across_barrier"
NOT_IN_ONE_PIECE = "not_in_one_piece"
NOT_COMPILED = "not_compiled"


@dataclass(frozen=True)
class Note:
    """What could not be kept, and why: a stable code, the turf it is about (-1: the whole plan), and values.

    `outside_limits` (load, low, high, largest: the doors of its largest building), `size_unreachable` (wanted, mean:
    so few doors are no whole number of turfs), `building_divided` (building, doors, turfs, by: "floor" or "order"),
    `across_barrier` (doors on the far side), `not_in_one_piece` (pieces), `not_compiled` (walks are longer than need be).
    """

    code: str
    turf: int = -1
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CutTurf:
    """A turf: its doors in walking order (as numbers of the input), the metres of the round through them and back, the
    hours it takes with its doors, and its polygon in WGS84."""

    order: Ints
    metres: float
    hours: float
    polygon: BaseGeometry

    @property
    def doors(self) -> int:
        """How many there are."""
        return len(self.order)


@dataclass(frozen=True)
class Plan:
    """The turf of each door, the turfs, what could not be kept, and the seed that gives the same again."""

    turf: Ints
    turfs: tuple[CutTurf, ...]
    notes: tuple[Note, ...]
    seed: int
