"""What a list of addresses says, row by row, once it is read: usable, or not and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from canvass.errors import N_

NO_COORDINATES = "no_coordinates"
NOT_A_NUMBER = "not_a_number"
OUTSIDE_THE_WORLD = "outside_the_world"
NO_STREET = "no_street"
NO_NUMBER = "no_number"
UNREADABLE = "unreadable"
NO_GEOMETRY = "no_geometry"
NOT_A_LINE = "not_a_line"
NO_HOUSE_NUMBER = "no_house_number"

PLACED, CONFIRMED, GIVEN, EXACT, ON_RANGE, ON_STREET, IN_TOWN = QUALITIES = (
    "placed", "confirmed", "given", "exact", "range", "street", "town",
)  # fmt: skip
"""How well a point is known, the best first: somebody put it there; somebody says that it is right; the list gave it; it is
that of the same address elsewhere; it lies between house numbers; it is on the street; it is in the town."""
BY_HAND = (PLACED, CONFIRMED)
UNSURE = (IN_TOWN, ON_STREET, ON_RANGE)
"""What a person had better look at, the worst first."""

REASONS: Mapping[str, str] = {
    NO_COORDINATES: N_("Sin coordenadas"),
    NOT_A_NUMBER: N_("No es un número"),
    OUTSIDE_THE_WORLD: N_("Fuera del mundo"),
    NO_STREET: N_("Sin calle"),
    NO_NUMBER: N_("Sin número ni nombre"),
    UNREADABLE: N_("Fila ilegible"),
    NO_GEOMETRY: N_("Sin trazo"),
    NOT_A_LINE: N_("No es una línea"),
    NO_HOUSE_NUMBER: N_("No es un número de casa; la calle sí se leyó"),
}
"""Why a row isn't imported: stable code, and what people read."""


class AddressRow(NamedTuple):
    """One usable row. `row` is its number as a spreadsheet shows it (the header is row 1); lon and lat are
    WGS84 degrees; `source_id` is "" where the list has none, `unit_count` 0 where it counts none,
    `residential` None where it doesn't say; `quality` is one of `QUALITIES`."""

    row: int
    source_id: str
    number: str
    street: str
    unit: str
    city: str
    state: str
    postcode: str
    name: str
    kind: str
    unit_count: int
    residential: bool | None
    parent: bool
    lon: float
    lat: float
    quality: str = GIVEN


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that can't be used: its number, the column at fault by the file's own name, a code of `REASONS`,
    and what stood there."""

    row: int
    column: str
    reason: str
    value: str


class Placeless(NamedTuple):
    """A row that says everything but where it is: its address with a point that is no number, and why it can't be used
    unless somebody finds it."""

    address: AddressRow
    refused: BadRow
