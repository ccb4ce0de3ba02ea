"""The basemap of the imported region: drawn from what `streets` keeps, a file of the instance folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from canvass.db import db
from canvass.errors import NotFound
from canvass.geo.basemap import Basemap, Drawn, Tell, make_basemap, read_basemap, version_of
from canvass.streets import count_features, every_feature, is_openstreetmap

FILE = "basemap.pmtiles"
OPENSTREETMAP = "openstreetmap"
"""Whose data the map draws, where that has to be said on it."""


def make(instance: Path, tell: Tell) -> dict[str, Any]:
    """Draw all that is known, in a reader's transaction of its own; how much that was. Harmless to repeat."""
    count = sum(sum(kinds.values()) for kinds in count_features().values())
    attribution = OPENSTREETMAP if is_openstreetmap() else ""
    made = make_basemap(_drawn(), instance / FILE, count=count, attribution=attribution, tell=tell)
    return {"features": count, "bytes": made.bytes if made else 0}


def look(instance: Path) -> Basemap | None:
    """The basemap that there is."""
    return read_basemap(instance / FILE)


def open_file(instance: Path) -> tuple[BinaryIO, str]:
    """The tiles, and their version; `NotFound` before they are made. Whoever reads on keeps the file that they opened."""
    try:
        file = (instance / FILE).open("rb")
    except OSError as error:
        raise NotFound from error
    return file, version_of(file)


def _drawn() -> Iterator[list[Drawn]]:
    for part in every_feature():
        yield [Drawn(kind, detail, name, shape) for kind, detail, name, shape in part]
    # Making tiles of it takes its time: no transaction waits for that.
    db.session.rollback()
