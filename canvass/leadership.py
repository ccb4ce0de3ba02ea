"""The leadership track: people on the ladder of engagement, sealed; the server sees step, owner and next date."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base

STEPS = ("met", "one_on_one", "event", "task", "role", "leads")


class Person(Base):
    """Somebody on the ladder, sealed to the `leadership` vault under an id of its own."""

    __tablename__ = "ladder"
    __table_args__ = (
        CheckConstraint(f"step IN {STEPS!r}", name="step"),
        Index("ix_ladder_next_on", "next_on"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(String(20), default="met")
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    next_on: Mapped[date | None]
    rev: Mapped[int] = mapped_column(default=1)
    key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PersonNote(Base):
    """A note of a one-on-one: a record of its own, never overwritten."""

    __tablename__ = "ladder_notes"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("ladder.id"), index=True)
    key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
