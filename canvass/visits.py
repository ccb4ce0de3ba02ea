"""Visits: the projection of the door's stream. A visit, and a door's state, are functions of the set of events."""

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base

Result = Literal[
    "conversation",
    "not_home",
    "come_back",
    "other_language",
    "declined",
    "do_not_knock",
    "inaccessible",
    "vacant",
    "not_found",
    "skipped_unsafe",
]
RESULTS: tuple[Result, ...] = get_args(Result)


class Visit(Base):
    """One attempt at a door, as its events now tell it. Its id is that of its `visit.recorded`."""

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint(f"result IN {RESULTS!r}", name="result"),
        Index("ix_visits_campaign_id_door_id", "campaign_id", "door_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    door_id: Mapped[UUID] = mapped_column(index=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    turf_id: Mapped[UUID] = mapped_column(ForeignKey("turfs.id"), index=True)
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    result: Mapped[str] = mapped_column(String(20))
    literature: Mapped[bool]
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    late: Mapped[bool]
    clamped: Mapped[bool]
    voided: Mapped[bool]


class DoorState(Base):
    """A door in a campaign: its last visit that stands, and how many there were."""

    __tablename__ = "door_states"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    door_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    visit_id: Mapped[UUID | None]
    attempts: Mapped[int]
    conversations: Mapped[int]
