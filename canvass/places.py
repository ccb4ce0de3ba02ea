"""Places and their doors: import, identity across imports, do-not-knock."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base

KINDS = ("house", "apartment_building", "mobile_home_park", "public_space", "other")


class Place(Base):
    """A physical address point, WGS84. Found again by `source` and `source_id`, else by `address_key` within 30 m."""

    __tablename__ = "places"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        Index("ix_places_lon_lat", "lon", "lat"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str | None] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(40))
    street: Mapped[str] = mapped_column(String(120))
    city: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))
    postcode: Mapped[str] = mapped_column(String(12))
    lon: Mapped[float]
    lat: Mapped[float]
    address_key: Mapped[str] = mapped_column(String(200), index=True)
    vanished_at: Mapped[datetime | None]


class PlaceSource(Base):
    """A row of a source that made this place; a building of many rows has many."""

    __tablename__ = "place_sources"

    source: Mapped[str] = mapped_column(String(60), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), index=True)


class Door(Base):
    """One unit at which someone can knock; a house has one, its label empty. Its point is its own, WGS84.

    `do_not_knock` says nothing of who asked; the reason is for leads alone.
    """

    __tablename__ = "doors"
    __table_args__ = (UniqueConstraint("place_id", "label"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    label: Mapped[str] = mapped_column(String(40))
    floor: Mapped[int | None]
    lon: Mapped[float]
    lat: Mapped[float]
    source: Mapped[str | None] = mapped_column(String(60))
    source_id: Mapped[str | None] = mapped_column(String(80), index=True)
    do_not_knock: Mapped[bool] = mapped_column(default=False)
    do_not_knock_reason: Mapped[str | None] = mapped_column(String(200))
    do_not_knock_event_id: Mapped[UUID | None]
    vanished_at: Mapped[datetime | None]
