"""Turns a row's cells into an address, by a mapping of columns: the same for every kind of file."""

import math
from collections.abc import Callable, Mapping, Sequence

from canvass.geo.lists.addresses import repair, tidy
from canvass.geo.lists.rows import (
    NO_COORDINATES,
    NO_NUMBER,
    NO_STREET,
    NOT_A_NUMBER,
    OUTSIDE_THE_WORLD,
    AddressRow,
    BadRow,
    Placeless,
)
from canvass.geo.reading.columns import FIELDS, check_mapping

Cells = Sequence[str]

_YES = frozenset(("true", "t", "1", "yes", "y", "si", "sí", "r", "res", "residential"))
_NO = frozenset(("false", "f", "0", "no", "n", "c", "com", "commercial", "nonresidential"))
_FLAGS: Mapping[str, bool] = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
_LONGEST_VALUE = 200


class CellReader:
    """Reads rows of one table, by column numbers that are checked once; `MappingError` where they don't fit it."""

    def __init__(self, header: Sequence[str], mapping: Mapping[str, str]) -> None:
        self.header = list(header)
        self.columns = check_mapping(header, mapping)
        self._cells = {field: _reading(self.columns.get(field, ())) for field in FIELDS}

    def read(self, number: int, cells: Cells) -> AddressRow | BadRow | Placeless:
        """The row as an address, or why it cannot be used."""
        told = self._cells
        where = self._point(number, cells)
        refused = where if isinstance(where, BadRow) else None
        if refused and refused.reason != NO_COORDINATES:
            return refused
        house, street, unit = repair(told["number"](cells), told["street"](cells), told["unit"](cells))
        name = tidy(told["name"](cells))
        if not street:
            return refused or self._bad(number, "street", NO_STREET, cells)
        if not (house or name or unit):
            return refused or self._bad(number, "number", NO_NUMBER, cells)
        lon, lat = (math.nan, math.nan) if isinstance(where, BadRow) else where
        address = AddressRow(
            row=number,
            source_id=told["source_id"](cells),
            number=house,
            street=street,
            unit=unit,
            city=tidy(told["city"](cells)),
            state=told["state"](cells),
            postcode=told["postcode"](cells),
            name=name,
            kind=tidy(told["kind"](cells)),
            unit_count=_count(told["unit_count"](cells)),
            residential=_FLAGS.get(told["residential"](cells).casefold()),
            parent=_FLAGS.get(told["parent"](cells).casefold()) is True,
            lon=lon,
            lat=lat,
        )
        return Placeless(address, refused) if refused else address

    def _point(self, number: int, cells: Cells) -> tuple[float, float] | BadRow:
        texts = {"lon": self._cells["lon"](cells), "lat": self._cells["lat"](cells)}
        for field, text in texts.items():
            if not text:
                return self._bad(number, field, NO_COORDINATES, cells)
        lon, lat = _degrees(texts["lon"]), _degrees(texts["lat"])
        if lon is None or lat is None:
            return self._bad(number, "lon" if lon is None else "lat", NOT_A_NUMBER, cells)
        if lon == 0 and lat == 0:
            return self._bad(number, "lon", NO_COORDINATES, cells)
        if abs(lon) > 180 or abs(lat) > 90:
            return self._bad(number, "lat" if abs(lat) > 90 else "lon", OUTSIDE_THE_WORLD, cells)
        return lon, lat

    def _bad(self, number: int, field: str, reason: str, cells: Cells) -> BadRow:
        column = "+".join(self.header[n] for n in self.columns.get(field, ()))
        return BadRow(number, column or field, reason, self._cells[field](cells)[:_LONGEST_VALUE])


def _reading(columns: tuple[int, ...]) -> Callable[[Cells], str]:
    """What reads these columns of a row; a short row has no more cells, and that is no fault."""
    if not columns:
        return lambda cells: ""
    if len(columns) == 1:
        (only,) = columns
        return lambda cells: cells[only].strip() if only < len(cells) else ""
    return lambda cells: " ".join(part for n in columns if n < len(cells) and (part := cells[n].strip()))


def _degrees(text: str) -> float | None:
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _count(text: str) -> int:
    value = _degrees(text) if text else None
    return int(value) if value is not None and 0 <= value <= 5000 else 0
