"""Turfs: the doors one canvasser or pair walks in a shift, and the polygon round them."""

from uuid import UUID, uuid4

from shapely.geometry.base import BaseGeometry
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base, Geometry


class Turf(Base):
    """A turf of a campaign. Which doors it has is stored in `TurfDoor`, never re-derived from the polygon."""

    __tablename__ = "turfs"
    __table_args__ = (CheckConstraint("state IN ('live', 'retired')", name="state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(10), default="live")
    polygon: Mapped[BaseGeometry] = mapped_column(Geometry)
    walk_metres: Mapped[int] = mapped_column(default=0)
    rev: Mapped[int] = mapped_column(default=1)


class TurfDoor(Base):
    """A door in a turf, at its place in the walking order. A removed one stays as a tombstone for the phones.

    `live` says that the turf is live and the door not removed: in one campaign a door is live in one turf at most.
    `revision` is the log's number of the last change of anything a phone shows of this row.
    """

    __tablename__ = "turf_doors"
    __table_args__ = (
        Index(
            "uq_turf_doors_live",
            "campaign_id",
            "door_id",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
        Index("ix_turf_doors_turf_id_revision", "turf_id", "revision"),
    )

    turf_id: Mapped[UUID] = mapped_column(ForeignKey("turfs.id"), primary_key=True)
    door_id: Mapped[UUID] = mapped_column(ForeignKey("doors.id"), primary_key=True, index=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    position: Mapped[int]
    removed: Mapped[bool] = mapped_column(default=False)
    live: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int]
