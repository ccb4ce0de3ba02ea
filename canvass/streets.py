"""What lies between the doors of an imported region: streets, barriers, water, parks, outlines, ranges of house numbers.

Kept by source, and replaced by source: what a newer file no longer has is gone.
"""

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import CheckConstraint, Index, String, delete, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass.bulk import insert_plain, one_of
from canvass.db import Base, Geometry, db, table_of
from canvass.geo.features import KINDS, RANGE, STREET, Feature, Side
from canvass.geo.lists.addresses import normalise_street

Box = tuple[float, float, float, float]
"""West, south, east, north."""


class StreetFeature(Base):
    """A line or an area, WGS84, with its bounding box. Left and right are as one walks along the line."""

    __tablename__ = "street_features"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        Index("ix_street_features_box", "kind", "west", "east"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(60), index=True)
    source_id: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    detail: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(120), index=True)
    left_first: Mapped[str] = mapped_column(String(12))
    left_last: Mapped[str] = mapped_column(String(12))
    left_postcode: Mapped[str] = mapped_column(String(12))
    right_first: Mapped[str] = mapped_column(String(12))
    right_last: Mapped[str] = mapped_column(String(12))
    right_postcode: Mapped[str] = mapped_column(String(12))
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    geometry: Mapped[BaseGeometry] = mapped_column(Geometry)


AT_ONCE = 2000

COLUMNS = tuple(column.name for column in table_of(StreetFeature).columns if column.name != "id")


@dataclass(frozen=True)
class StreetLine:
    """A feature as those see it who compute with it."""

    kind: str
    detail: str
    name: str
    source: str
    source_id: str
    geometry: BaseGeometry
    left: Side
    right: Side


def replace_features(source: str, parts: Iterable[list[Feature]]) -> dict[str, int]:
    """Let the source say what these parts say, and nothing that it said before; how many of each kind there are now."""
    forget_features(source)
    counts: dict[str, int] = {}
    for part in parts:
        kept = [feature for feature in part if _is_somewhere(feature)]
        insert_plain(StreetFeature, COLUMNS, [_plain(source, feature) for feature in kept])
        for feature in kept:
            counts[feature.kind] = counts.get(feature.kind, 0) + 1
    return dict(sorted(counts.items()))


def forget_features(source: str) -> None:
    """Drop all that the source said."""
    db.session.execute(delete(table_of(StreetFeature)).where(table_of(StreetFeature).c.source == source))


def features_within(box: Box, kinds: Collection[str] = KINDS) -> list[StreetLine]:
    """What of these kinds reaches into the box, in the order of its import."""
    west, south, east, north = box
    c = table_of(StreetFeature).c
    inside = c.west <= east, c.east >= west, c.south <= north, c.north >= south
    query = select(*c).where(c.kind.in_(list(kinds)), *inside).order_by(c.id)
    return [_line(row) for row in db.session.execute(query)]


def every_feature() -> Iterator[list[tuple[str, str, str, BaseGeometry]]]:
    """Kind, detail, name and shape of all there is, in parts, in the order of its import."""
    c = table_of(StreetFeature).c
    query = select(c.kind, c.detail, c.name, c.geometry).order_by(c.id)
    for part in db.session.execute(query.execution_options(yield_per=AT_ONCE)).partitions():
        yield [(kind, detail, name, shape) for kind, detail, name, shape in part]


def is_openstreetmap() -> bool:
    """Whether some of it is OpenStreetMap's, whose licence asks for its name on every map."""
    named = table_of(StreetFeature).c.source_id
    ours = select(named).where(or_(named.like("way/%"), named.like("relation/%")))
    return db.session.execute(ours.limit(1)).first() is not None


def lines_named(names: Collection[str]) -> list[StreetLine]:
    """Streets and ranges of these names, however they are spelt."""
    c = table_of(StreetFeature).c
    keys = sorted({normalise_street(name)[:120] for name in names})
    query = select(*c).where(c.kind.in_((STREET, RANGE)), one_of(c.name_key, keys)).order_by(c.id)
    return [_line(row) for row in db.session.execute(query)]


def count_features() -> dict[str, dict[str, int]]:
    """How many features of each kind each source has."""
    c = table_of(StreetFeature).c
    found: dict[str, dict[str, int]] = {}
    for source, kind, count in db.session.execute(
        select(c.source, c.kind, func.count()).group_by(c.source, c.kind).order_by(c.source, c.kind)
    ):
        found.setdefault(source, {})[kind] = count
    return found


def _is_somewhere(feature: Feature) -> bool:
    """Whether it lies in this world and is more than a point: one that is not would be in the way of every cut near it."""
    shape = shapely.from_wkb(feature.wkb)
    west, south, east, north = shapely.bounds(shape).tolist()
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90 and 0 < shape.length < math.inf


def _plain(source: str, feature: Feature) -> tuple[object, ...]:
    bounds = shapely.bounds(shapely.from_wkb(feature.wkb)).tolist()
    sides = [text[:12] for side in (feature.left, feature.right) for text in side]
    name = feature.name[:120]
    key = normalise_street(name)[:120]
    return (
        source[:60],
        feature.source_id[:80],
        feature.kind,
        feature.detail[:40],
        name,
        key,
        *sides,
        *bounds,
        feature.wkb,
    )


def _line(row: object) -> StreetLine:
    r = row._mapping  # type: ignore[attr-defined]
    sides = (Side(r[f"{side}_first"], r[f"{side}_last"], r[f"{side}_postcode"]) for side in ("left", "right"))
    return StreetLine(r["kind"], r["detail"], r["name"], r["source"], r["source_id"], r["geometry"], *sides)
