"""Lines of streets and walkways as counties publish them, with the house numbers along their sides."""

import re
from collections.abc import Iterable, Iterator, Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from canvass.geo.addresses import fold, tidy
from canvass.geo.columns import guess_columns
from canvass.geo.features import STREET, Feature, Side

ROAD, PATH = "road", "path"
"""What a line is called whose source doesn't say it in OpenStreetMap's words."""

_SQUEEZED = re.compile(r"[^a-z0-9]")
_SIDES = {
    "first": "from fromadd fromaddr fadd fromaddress low lo addfrom fromhn",
    "last": "to toadd toaddr tadd toaddress high hi addto tohn",
    "postcode": "zip zipcode postcode postalcode zip5",
}
_IDS = ("id", "segmentid", "segid", "objectid", "osmid", "fid", "gid", "globalid")
_LINES = ("LineString", "MultiLineString")


def read_centrelines(features: Iterable[tuple[Mapping[str, str], BaseGeometry]]) -> Iterator[Feature]:
    """A street for every line among the features; what is no line is passed over."""
    columns: _Columns | None = None
    for nth, (values, geometry) in enumerate(features, 1):
        columns = columns or _Columns(values)
        if geometry.geom_type not in _LINES:
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


def _column_of(squeezed: Mapping[str, str], side: str, words: Iterable[str]) -> str:
    """The column of a side's first number, say: `L_From`, `FROM_LEFT`, `LFADD`, `LeftFromAddress`."""
    for word in words:
        for name in (f"{side[0]}{word}", f"{side}{word}", f"{word}{side[0]}", f"{word}{side}"):
            if name in squeezed:
                return squeezed[name]
    return ""
