"""Places and their doors. A door keeps its id whatever lists say; every campaign honours do-not-knock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from canvass.db import Base, db
from canvass.errors import NotFound
from canvass.geo.lists.addresses import natural_key
from canvass.geo.lists.rows import GIVEN, UNSURE

KINDS = ("house", "apartment_building", "mobile_home_park", "public_space", "other")
REASONS = ("asked", "sign", "hostile")
"""Why a lead marks a door as not to be knocked at."""

IS_UNSURE = text(f"quality IN {UNSURE!r} AND vanished_at IS NULL")
"""Places that lists name, and of which nobody knows well where they are. Few among many: they have an index of their own."""


class Place(Base):
    """An address point, WGS84. Found again by `source` and `source_id`, else by `address_key` within 30 m.

    `quality` says how well the point is known (`geo.rows.QUALITIES`): from its list, by a geocoder, or by somebody who
    put it there. `rev` counts the changes of the point.
    """

    __tablename__ = "places"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        Index("ix_places_lon_lat", "lon", "lat"),
        Index("ix_places_unsure", "quality", sqlite_where=IS_UNSURE, postgresql_where=IS_UNSURE),
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
    quality: Mapped[str] = mapped_column(String(10), default=GIVEN, server_default=GIVEN)
    rev: Mapped[int] = mapped_column(default=1, server_default="1")
    all_doors: Mapped[list["Door"]] = relationship(viewonly=True)

    @property
    def doors(self) -> list["Door"]:
        """Its doors in the order in which people count their labels, vanished ones too."""
        return sorted(self.all_doors, key=lambda door: (natural_key(door.label), door.id))

    @property
    def address(self) -> str:
        """What a person would call it: number and street, or the name of what has none."""
        return f"{self.number} {self.street}".strip() or self.name or ""


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

    @property
    def vanished(self) -> bool:
        """Whether no list names it any more."""
        return self.vanished_at is not None


@dataclass(frozen=True)
class DoorName:
    """What a door is called by: its place, and its label among the doors there."""

    id: UUID
    place: UUID
    name: str | None
    number: str
    street: str
    label: str


def door_names(doors: Collection[UUID]) -> dict[UUID, DoorName]:
    """What each of these doors is called by; those that nobody knows left out."""
    query = select(Door.id, Place.id.label("place"), Place.name, Place.number, Place.street, Door.label)
    found = query.join(Place, Place.id == Door.place_id).where(Door.id.in_(doors))
    return {row.id: DoorName(*row) for row in db.session.execute(found)} if doors else {}


def find_place(place_id: UUID) -> Place:
    """The place; places belong to the organisation, and every lead may look at them."""
    place = db.session.get(Place, place_id)
    if place is None:
        raise NotFound
    return place


def find_door(door_id: UUID) -> Door:
    """The door, locked until the transaction ends: a mark must not be lost to somebody else's. Its key is not: whoever puts
    the door into a turf meanwhile waits for nobody (PostgreSQL)."""
    door = db.session.get(Door, door_id, with_for_update={"key_share": True})
    if door is None:
        raise NotFound
    return door


def set_mark(door: Door, do_not_knock: bool, reason: str) -> None:
    """Mark the door as not to be knocked at, or lift the mark, by a lead: no visit is its cause any more."""
    door.do_not_knock, door.do_not_knock_reason, door.do_not_knock_event_id = do_not_knock, reason, None
    db.session.flush()
