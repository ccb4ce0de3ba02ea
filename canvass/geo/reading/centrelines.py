"""Lines of streets and walkways as counties publish them, with the house numbers along their sides."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from canvass.geo.features import STREET, Feature, Side
from canvass.geo.lists.addresses import first_number, fold, tidy
from canvass.geo.lists.rows import NO_GEOMETRY, NO_HOUSE_NUMBER, NOT_A_LINE, OUTSIDE_THE_WORLD, BadRow
from canvass.geo.reading.columns import guess_columns

ROAD, PATH = "road", "path"
"""What a line is called whose source doesn't say it in OpenStreetMap's words."""

GEOMETRY = "geometry"
"""What is at fault where a feature's shape is."""

_SQUEEZED = re.compile(r"[^a-z0-9]")
_SIDES = {
    "first": "from fromadd fromaddr fadd fromaddress low lo addfrom fromhn",
    "last": "to toadd toaddr tadd toaddress high hi addto tohn",
    "postcode": "zip zipcode postcode postalcode zip5",
}
_IDS = ("id", "segmentid", "segid", "objectid", "osmid", "fid", "gid", "globalid")
_LINES = ("LineString", "MultiLineString")


def read_centrelines(
    features: Iterable[tuple[Mapping[str, str], BaseGeometry | None]],
    refuse: Callable[[BadRow], object] = lambda bad: None,
) -> Iterator[Feature]:
    """A street for every line among the features; what is not read, and why, is told to `refuse` by the feature's number."""
    columns: _Columns | None = None
    for nth, (values, geometry) in enumerate(features, 1):
        columns = columns or _Columns(values)
        bad = _bad_shape(nth, geometry)
        for each in [bad] if bad else columns.unreadable(nth, values):
            refuse(each)
        if geometry is None or bad:
            continue
        name = columns.name(values)
        yield Feature(
            STREET,
            values.get("highway") or (ROAD if name else PATH),
            name,
            columns.id(values) or str(nth),
            shapely.to_wkb(geometry),
            columns.side(values, "left"),
            columns.side(values, "right"),
        )


def _bad_shape(nth: int, geometry: BaseGeometry | None) -> BadRow | None:
    """Why this is no street, if it is none."""
    if geometry is None or geometry.is_empty:
        return BadRow(nth, GEOMETRY, NO_GEOMETRY, "")
    if geometry.geom_type not in _LINES:
        return BadRow(nth, GEOMETRY, NOT_A_LINE, geometry.geom_type)
    west, south, east, north = geometry.bounds
    # Written so that what is no number is outside, too.
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90 and geometry.length < math.inf):
        return BadRow(nth, GEOMETRY, OUTSIDE_THE_WORLD, f"{west:g} {south:g}")
    if not geometry.length:
        return BadRow(nth, GEOMETRY, NOT_A_LINE, "Point")
    return None


class _Columns:
    """Which column of a list of lines holds what."""

    def __init__(self, values: Mapping[str, str]) -> None:
        squeezed = {_SQUEEZED.sub("", fold(name)): name for name in values}
        guessed = guess_columns(list(values), [list(values.values())]).get("street", "")
        # OpenStreetMap's own word, where the list was made from it.
        self._name = [guessed] if guessed in values else [part for part in guessed.split("+") if part]
        self._name = self._name or [squeezed[name] for name in ("name",) if name in squeezed]
        self._id = next((squeezed[name] for name in _IDS if name in squeezed), "")
        self._sides = {
            side: [_column_of(squeezed, side, words.split()) for words in _SIDES.values()]
            for side in ("left", "right")
        }

    def name(self, values: Mapping[str, str]) -> str:
        return tidy(" ".join(values[column] for column in self._name))

    def id(self, values: Mapping[str, str]) -> str:
        return values.get(self._id, "")

    def side(self, values: Mapping[str, str], side: str) -> Side:
        told = [tidy(values.get(column, "")) for column in self._sides[side]]
        return Side(*("" if text == "0" else text for text in told))

    def unreadable(self, nth: int, values: Mapping[str, str]) -> list[BadRow]:
        """House numbers that are none: the line is a street all the same, and nothing is looked for along that side."""
        numbers = [column for columns in self._sides.values() for column in columns[:2] if column]
        told = ((column, tidy(values.get(column, ""))) for column in numbers)
        return [
            BadRow(nth, column, NO_HOUSE_NUMBER, text)
            for column, text in told
            if text and first_number(text) is None
        ]


def _column_of(squeezed: Mapping[str, str], side: str, words: Iterable[str]) -> str:
    """The column of a side's first number, say: `L_From`, `FROM_LEFT`, `LFADD`, `LeftFromAddress`."""
    for word in words:
        for name in (f"{side[0]}{word}", f"{side}{word}", f"{word}{side[0]}", f"{word}{side}"):
            if name in squeezed:
                return squeezed[name]
    return ""
