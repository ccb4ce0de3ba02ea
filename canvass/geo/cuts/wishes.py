"""What a lead asks of a cut, of which doors, and when nobody could do it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canvass.errors import N_, Invalid

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST, MOST = 1, 2000
MOST_TURFS = 10_000
"""All of Vermont in turfs of 35 doors."""
EVEN = 0.1
"""By so much of its size may a turf be larger or smaller."""
NORTHMOST = 89.0
DOORS_PER_HOUR = 20.0
METRES_PER_HOUR = 4000.0


class CannotCut(Invalid):
    """The doors or the wish are no input for a cut."""

    code = "cut_unusable"
    message = N_("Con estas puertas o estos números no se pueden cortar zonas.")


class PointsUnusable(CannotCut):
    """A longitude or latitude is missing or outside the world."""

    code = "cut_points_unusable"
    message = N_("Hay puertas sin un lugar válido en el mapa: %(count)s.")


class AtThePole(CannotCut):
    """Round a pole, longitudes mean nothing."""

    code = "cut_at_the_pole"
    message = N_("Tan cerca de un polo no se pueden cortar zonas.")


class TooFarApart(CannotCut):
    """The doors lie farther apart than any campaign's."""

    code = "cut_too_far_apart"
    message = N_("Las puertas están demasiado lejos unas de otras: más de %(km)s km.")


class WishUnusable(CannotCut):
    """Nobody can cut turfs of that size."""

    code = "cut_wish_unusable"
    message = N_("El tamaño pedido no sirve: las zonas tienen de %(least)s a %(most)s puertas.")


class TooManyTurfs(CannotCut):
    """Nobody hands out so many."""

    code = "cut_too_many_turfs"
    message = N_(
        "Saldrían más de %(most)s zonas, y eso ya no se puede manejar. Pida zonas más grandes o corte por partes."
    )


@dataclass(frozen=True)
class DoorsToCut:
    """Doors, as arrays of one length: WGS84 degrees, and what may not be separated.

    Doors of one `building` stay together (-1: the door's point is its building). `floor` says where to divide a
    building that is larger than a turf (-1: unknown, then in the order in which they come). Doors with a `lane` are
    lots of a park: each has a point of its own and goes by it, whatever its building.
    """

    lon: Floats
    lat: Floats
    building: Ints
    floor: Ints
    lane: Ints

    @classmethod
    def at(
        cls,
        lon: Sequence[float] | Floats,
        lat: Sequence[float] | Floats,
        building: Sequence[int] | Ints | None = None,
        floor: Sequence[int] | Ints | None = None,
        lane: Sequence[int] | Ints | None = None,
    ) -> "DoorsToCut":
        """From whatever can become arrays; what is left out is unknown everywhere."""
        x, y = np.asarray(lon, dtype=float).reshape(-1), np.asarray(lat, dtype=float).reshape(-1)
        others = (
            np.full(len(x), -1) if each is None else np.asarray(each) for each in (building, floor, lane)
        )
        return cls(x, y, *(each.astype(np.int64).reshape(-1) for each in others))

    def __len__(self) -> int:
        return len(self.lon)


@dataclass(frozen=True)
class Size:
    """Turfs of about so many doors."""

    doors: float


@dataclass(frozen=True)
class Canvassers:
    """A turf for each of so many people."""

    count: int


@dataclass(frozen=True)
class Shift:
    """Turfs that take so many hours, walking included."""

    hours: float
    doors_per_hour: float = DOORS_PER_HOUR
    metres_per_hour: float = METRES_PER_HOUR


Wish = Size | Canvassers | Shift


def hours_of(wish: Wish, doors: int, metres: float) -> float:
    """How long so many doors and metres take: at the wish's pace, else at the usual one."""
    pace = wish if isinstance(wish, Shift) else Shift(1.0)
    return doors / pace.doors_per_hour + metres / pace.metres_per_hour


def check(doors: DoorsToCut, wish: Wish) -> None:
    """Raise a `CannotCut` for points that are none and for wishes that nobody could fulfil."""
    if len({len(each) for each in (doors.lon, doors.lat, doors.building, doors.floor, doors.lane)}) > 1:
        raise CannotCut
    wrong = ~(np.isfinite(doors.lon) & np.isfinite(doors.lat))
    wrong |= ~((np.abs(doors.lon) <= 360) & (np.abs(doors.lat) <= 90))
    if wrong.any():
        raise PointsUnusable(count=int(wrong.sum()))
    if len(doors) and np.abs(doors.lat).max() > NORTHMOST:
        raise AtThePole
    match wish:
        case Size(size):
            fits = LEAST <= size <= MOST
        case Canvassers(count):
            fits, size = count >= 1, max(1.0, len(doors) / max(count, 1))
        case Shift(hours, doors_per_hour, metres_per_hour):
            fits = all(math.isfinite(each) and each > 0 for each in (hours, doors_per_hour, metres_per_hour))
            size = hours * doors_per_hour
            fits = fits and LEAST <= size <= MOST
    if not fits:
        raise WishUnusable(least=LEAST, most=MOST)
    if len(doors) > MOST_TURFS * size:
        raise TooManyTurfs(most=MOST_TURFS)
