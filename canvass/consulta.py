"""Consulta: cases of one-on-one support. The server sees a case's state, owner and next date; the rest is sealed."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base

CASE_STATES = ("open", "waiting", "resolved", "closed")


class Case(Base):
    """A contact's Consulta work, sealed to the `consulta` vault under an id of its own."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(f"state IN {CASE_STATES!r}", name="state"),
        Index("ix_cases_next_on", "next_on"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default="open")
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    next_on: Mapped[date | None]
    rev: Mapped[int] = mapped_column(default=1)
    key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class CaseNote(Base):
    """A note on a case: a record of its own, never overwritten."""

    __tablename__ = "case_notes"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
