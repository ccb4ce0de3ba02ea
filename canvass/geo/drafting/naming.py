"""What a draft turf is called until a lead names it: its number and the street that most of its doors are in."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from canvass.geo.drafting.layouts import PlanDoors

Ints = NDArray[np.int64]

LONGEST = 80


def name_of(doors: PlanDoors, members: Ints, n: int, taken: Collection[str] = ()) -> str:
    """A name in no language, that nobody takes for an address: `07 · Calle Roble`."""
    street = doors.streets[int(np.bincount(doors.street[members]).argmax())] if len(members) else ""
    return unlike(f"{n:02d} · {street}" if street else f"{n:02d}", taken)


def unlike(name: str, taken: Collection[str]) -> str:
    """The name, with a number behind it where it is taken."""
    name = name[:LONGEST]
    number, found = 2, name
    while found in taken:
        behind = f" ({number})"
        found, number = name[: LONGEST - len(behind)] + behind, number + 1
    return found
