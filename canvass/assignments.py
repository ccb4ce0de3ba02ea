"""Assignments: leases on a turf in server time, for one or more members, each with a generation."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base


class Assignment(Base):
    """A lease. Handing the turf out again makes a new one with the next generation; the old phone need not be asked."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("turf_id", "generation"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    turf_id: Mapped[UUID] = mapped_column(ForeignKey("turfs.id"))
    generation: Mapped[int]
    starts_at: Mapped[datetime]
    until: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]


class AssignmentMember(Base):
    """Who walks under a lease."""

    __tablename__ = "assignment_members"

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
