"""Where the addresses of a list are that says it not: looked for among what is imported, and on this server first."""

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import select

from canvass.bulk import one_of
from canvass.db import db, table_of
from canvass.geo.geocoding import Address, Known, Line, LocalGeocoder, Located
from canvass.geo.lists.addresses import address_key, normalise_street
from canvass.geo.lists.rows import BY_HAND, EXACT, GIVEN, IN_TOWN, AddressRow, BadRow, Placeless
from canvass.known_places import chunks
from canvass.outside import Ask
from canvass.pinned import told_of_pinned
from canvass.places import Place, PlaceSource
from canvass.streets import lines_named

AT_ONCE = 10_000

Others = Callable[[], Iterable[AddressRow | BadRow]]
"""Reads the list once more, for its rows that do have a point."""


def locate(
    missing: list[Placeless], others: Others, source: str, ask: Ask | None = None
) -> Iterator[AddressRow | BadRow]:
    """Each of the rows with its point and how well it is known, or as it was: unusable.

    What is known are the list's own other rows, the places of other lists, and the streets' house numbers. A town's middle
    is no point to knock at. What nobody here knows `ask` is asked for, once: where it was found before, it stays.
    Reads in a transaction of its own, which is over before anybody is asked.
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
    unknown: list[Placeless] = []
    for row, refused in missing:
        found = geocoder.locate(_asked(row))
        if found is None or found.quality == IN_TOWN:
            unknown.append(Placeless(row, refused))
        else:
            yield _at(row, found)
    before = _found_before(unknown) if ask else {}
    # Who is asked outside takes a second for each: no transaction waits for that.
    db.session.rollback()
    for row, refused in unknown:
        answer = before.get(_key(row)) or (ask(_asked(row)) if ask else None)
        yield _at(row, answer) if answer else refused


def _asked(row: AddressRow) -> Address:
    return Address(row.number, row.street, row.city, row.postcode)


def _at(row: AddressRow, found: Located) -> AddressRow:
    return row._replace(lon=found.lon, lat=found.lat, quality=found.quality)


def _key(row: AddressRow) -> str:
    return address_key(row.number, row.street, row.city, row.postcode)


def _found_before(unknown: list[Placeless]) -> dict[str, Located]:
    """The points of places that were not given but found, by their addresses; of pinned ones what was found before."""
    c = table_of(Place).c
    pinned = told_of_pinned()
    found: dict[str, Located] = {}
    for part in chunks({_key(each.address) for each in unknown}):
        told = select(c.address_key, c.id, c.lon, c.lat, c.quality).where(
            one_of(c.address_key, part), c.quality != GIVEN
        )
        for key, place, *point in db.session.execute(told):
            at = Located(*(pinned[place][:3] if place in pinned else point))
            if at.quality != GIVEN:
                found[key] = at
    return found


def _known(row: AddressRow) -> Known:
    return Known(row.number, row.street, row.city, row.postcode, row.lon, row.lat)


def _known_places(streets: set[str], source: str) -> Iterator[Known]:
    """Places on these streets whose points somebody told, but for those that only the list itself made: it would find
    itself again, and not where it was."""
    c, names = table_of(Place).c, table_of(PlaceSource).c
    others = select(names.place_id).where(names.source != source)
    own = select(names.place_id).where(names.source == source, names.place_id.not_in(others))
    told = select(c.number, c.street, c.city, c.postcode, c.lon, c.lat).where(
        c.vanished_at.is_(None), c.quality.in_((*BY_HAND, GIVEN, EXACT)), c.id.not_in(own)
    )
    for part in db.session.execute(told.order_by(c.id)).partitions(AT_ONCE):
        yield from (Known(*row) for row in part if normalise_street(row.street) in streets)
