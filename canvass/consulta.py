"""Consulta: cases of one-on-one support. The server sees a case's state, owner and next date; the rest is sealed."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from canvass import followups
from canvass.db import Base, db
from canvass.followups import Due, FollowUp, SealedNote
from canvass.weeks import week_of

VAULT = "consulta"
CASE_STATES = ("open", "waiting", "resolved", "closed")


class CaseNote(SealedNote, Base):
    """A note on a case."""

    __tablename__ = "case_notes"
    __table_args__ = ({"sqlite_with_rowid": False},)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)


class Case(FollowUp, Base):
    """A contact's Consulta work, sealed to the `consulta` vault under an id of its own; `done_week` is that of its closing."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(f"state IN {CASE_STATES!r}", name="state"),
        Index("ix_cases_next_on", "next_on"),
        {"sqlite_with_rowid": False},
    )

    state: Mapped[str] = mapped_column(String(10), default="open")
    done_week: Mapped[str | None] = mapped_column(String(8))
    # In the order of random ids: when each was written stands inside its seal.
    notes: Mapped[list[CaseNote]] = relationship(order_by=CaseNote.id, viewonly=True)


def open_case(
    case_id: UUID, *, key_id: str, sealed: bytes, assignee_id: UUID | None, next_on: date | None
) -> Case:
    """Open a case; the same once more is the case that is there."""
    followups.check_assignee(assignee_id)
    case = Case(
        id=case_id,
        state="open",
        assignee_id=assignee_id,
        next_on=next_on,
        rev=1,
        key_id=key_id,
        sealed=sealed,
    )
    return followups.store(case, VAULT)


def find_case(case_id: UUID) -> Case:
    return followups.find(Case, case_id)


def list_cases(*, state: str | None, assignee: UUID | None, after: Due | None, limit: int) -> Sequence[Case]:
    """Cases by their next day, those without one last."""
    given = ((Case.state, state), (Case.assignee_id, assignee))
    return followups.list_due(
        Case, after, limit, *(column == value for column, value in given if value is not None)
    )


def change_case(case: Case, rev: int, **changes: Any) -> Case:
    """Change what is given of state, owner, next day and sealed body; `Stale` where `rev` is an old one."""
    changed = followups.change(case, VAULT, rev, changes)
    if (changed.state == "closed") != (changed.done_week is not None):
        changed.done_week = week_of(datetime.now(UTC).date()) if changed.state == "closed" else None
        db.session.flush()
    return changed


def add_note(case: Case, note_id: UUID, *, key_id: str, sealed: bytes) -> CaseNote:
    """Add a note; the same once more is the note that is there."""
    return followups.store(CaseNote(id=note_id, case_id=case.id, key_id=key_id, sealed=sealed), VAULT)


def forget_cases(ids: Collection[UUID]) -> None:
    """Erase cases for good, with their notes."""
    followups.forget(Case, CaseNote, CaseNote.case_id, ids)
