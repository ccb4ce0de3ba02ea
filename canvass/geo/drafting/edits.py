"""What a lead may do to a plan, and why it cannot be done."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from canvass.errors import N_, Conflict, Invalid

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """A turf in two: along a line (WGS84), or even ones."""

    turf: int
    line: LineString | None = None


@dataclass(frozen=True)
class Merge:
    """Two turfs become one; it keeps the first one's number and name."""

    turf: int
    other: int


@dataclass(frozen=True)
class Move:
    """Doors, by their numbers, go to another turf; 0: to none. Their buildings go with them."""

    doors: Ints
    to: int


@dataclass(frozen=True)
class MoveStreet:
    """All doors of a street in one turf go to another."""

    street: str
    turf: int
    to: int


@dataclass(frozen=True)
class Redraw:
    """A turf gets the doors within this polygon (WGS84), whosever they were; its own outside it are left over."""

    turf: int
    polygon: BaseGeometry


@dataclass(frozen=True)
class Rename:
    """A turf gets another name."""

    turf: int
    name: str


@dataclass(frozen=True)
class Dissolve:
    """A turf is no more; its doors are left over."""

    turf: int


@dataclass(frozen=True)
class CutLeftOver:
    """The doors left over become new turfs, as large as the plan's are to be."""


Edit = Split | Merge | Move | MoveStreet | Redraw | Rename | Dissolve | CutLeftOver


class TurfUnknown(Invalid):
    """The plan has no turf of that number any more."""

    code = "plan_turf_unknown"
    message = N_("Esta zona ya no está en el borrador.")


class TurfPublished(Conflict):
    """It is on phones already: it is changed as a live turf."""

    code = "plan_turf_published"
    message = N_("Esta zona ya se publicó. Cámbiela en la lista de zonas.")


class LineMisses(Invalid):
    """On one side of the line there is no door."""

    code = "plan_line_misses"
    message = N_("La línea no divide la zona: trácela de lado a lado, con puertas en ambas partes.")


class CannotSplit(Invalid):
    """All of it is one building."""

    code = "plan_cannot_split"
    message = N_("Esta zona es un solo edificio y no se puede dividir así.")


class NameTaken(Conflict):
    """Another turf of the plan is called that."""

    code = "plan_name_taken"
    message = N_("Otra zona del borrador ya se llama así. Elija otro nombre.")


class NothingToMove(Invalid):
    """None of these doors can be moved there."""

    code = "plan_nothing_to_move"
    message = N_("Aquí no hay ninguna puerta que se pueda mover.")


class NothingLeftOver(Invalid):
    """Every door is in a turf."""

    code = "plan_nothing_left_over"
    message = N_("No queda ninguna puerta suelta.")


class TooManyLeftOver(Invalid):
    """So many are cut as a plan of their own, in the background."""

    code = "plan_left_over_many"
    message = N_(
        "Son demasiadas puertas sueltas para hacerlo aquí: el máximo son %(most)s. Haga otro borrador."
    )
