"""Where the addresses of a list are that says it not: looked for among what is imported, and on this server alone."""

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import select

from canvass.db import db, table_of
from canvass.geo.addresses import normalise_street
from canvass.geo.geocoding import Address, Known, Line, LocalGeocoder
from canvass.geo.rows import EXACT, GIVEN, IN_TOWN, AddressRow, BadRow, Placeless
from canvass.places import Place, PlaceSource
from canvass.streets import lines_named

AT_ONCE = 10_000

Others = Callable[[], Iterable[AddressRow | BadRow]]
"""Reads the list once more, for its rows that do have a point."""


def locate(missing: list[Placeless], others: Others, source: str) -> Iterator[AddressRow | BadRow]:
    """Each of the rows with its point and how well it is known, or as it was: unusable.

    What is known are the list's own other rows, the places of other lists, and the streets' house numbers. A town's middle
    is no point to knock at.
    """
    if not missing:
        return
    streets = {normalise_street(each.address.street) for each in missing}
    here = (
        _known(row)
        for row in others()
        if isinstance(row, AddressRow) and normalise_street(row.street) in streets
    )
    lines = [Line(line.name, line.geometry, line.left, line.right) for line in lines_named(streets)]
    geocoder = LocalGeocoder([*here, *_known_places(streets, source)], lines)
    for row, refused in missing:
        found = geocoder.locate(Address(row.number, row.street, row.city, row.postcode))
        if found is None or found.quality == IN_TOWN:
            yield refused
        else:
            yield row._replace(lon=found.lon, lat=found.lat, quality=found.quality)


def _known(row: AddressRow) -> Known:
    return Known(row.number, row.street, row.city, row.postcode, row.lon, row.lat)


def _known_places(streets: set[str], source: str) -> Iterator[Known]:
    """Places on these streets whose points somebody told, but for those that only the list itself made: it would find
    itself again, and not where it was."""
    c, names = table_of(Place).c, table_of(PlaceSource).c
    others = select(names.place_id).where(names.source != source)
    own = select(names.place_id).where(names.source == source, names.place_id.not_in(others))
    told = select(c.number, c.street, c.city, c.postcode, c.lon, c.lat).where(
        c.vanished_at.is_(None), c.quality.in_((GIVEN, EXACT)), c.id.not_in(own)
    )
    for part in db.session.execute(told.order_by(c.id)).partitions(AT_ONCE):
        yield from (Known(*row) for row in part if normalise_street(row.street) in streets)
