"""Consulta: cases of one-on-one support. The server sees a case's state, owner and next date; the rest is sealed."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from canvass import erasures, followups, tracks
from canvass.audit import write_act
from canvass.db import Base, db
from canvass.errors import N_, Invalid
from canvass.followups import TASK_STATES, FollowUp, SealedNote, SealedTask
from canvass.tracks import Track
from canvass.weeks import week_of

VAULT = "consulta"
CASE_STATES = ("open", "waiting", "resolved", "closed")


class CaseNote(SealedNote, Base):
    """A note on a case."""

    __tablename__ = "case_notes"
    __table_args__ = ({"sqlite_with_rowid": False},)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    of_id = synonym("case_id")


class CaseTask(SealedTask, Base):
    """What somebody does for a case by a day: a step, an appointment, a referral, advocacy, accompaniment."""

    __tablename__ = "case_tasks"
    __table_args__ = (
        CheckConstraint(f"state IN {TASK_STATES!r}", name="state"),
        Index("ix_case_tasks_next_on", "next_on"),
        {"sqlite_with_rowid": False},
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    of_id = synonym("case_id")


class Case(FollowUp, Base):
    """A contact's Consulta work, sealed to the `consulta` vault under an id of its own; `done_week` is that of its closing.

    `transfer`: once what is offered is accepted, its owner sees the case no more.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(f"state IN {CASE_STATES!r}", name="state"),
        Index("ix_cases_next_on", "next_on"),
        {"sqlite_with_rowid": False},
    )

    state: Mapped[str] = mapped_column(String(10), default="open")
    done_week: Mapped[str | None] = mapped_column(String(8))
    transfer: Mapped[bool] = mapped_column(default=False)
    # In the order of random ids: when each was written stands inside its seal.
    notes: Mapped[list[CaseNote]] = relationship(order_by=CaseNote.id, viewonly=True)
    tasks: Mapped[list[CaseTask]] = relationship(order_by=CaseTask.id, viewonly=True)


class CaseBar(Base):
    """Somebody who gave a case out of their hands: for them it does not exist, whatever their key could open."""

    __tablename__ = "case_bars"
    __table_args__ = ({"sqlite_with_rowid": False},)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True)


def shown_to(member_id: UUID, case_id: Any) -> ColumnElement[bool]:
    """Whether the member has not given this case out of their hands."""
    barred = select(CaseBar.case_id).where(CaseBar.member_id == member_id)
    there: ColumnElement[bool] = case_id.not_in(barred)
    return there


CONSULTA = Track(VAULT, "case", Case, CaseNote, CaseTask, shown_to)


def open_case(
    case_id: UUID, *, key_id: str, sealed: bytes, to: UUID | None, next_on: date | None, by: UUID
) -> Case:
    """Open a case and offer it to somebody; the same once more is the case that is there."""
    case = Case(
        id=case_id, state="open", transfer=False, next_on=next_on, rev=1, key_id=key_id, sealed=sealed
    )
    return followups.begin(case, VAULT, to=to, by=by)


def change_case(
    case: Case, rev: int, changes: dict[str, Any], by: UUID, note: dict[str, Any] | None = None
) -> Case:
    """Change what is given of state, owner, next day and sealed body, with the note that says why. As `tracks.change`.

    Who lets a case go while it is being transferred is out of it once somebody has accepted it, and not before.
    """
    leaving = _gives_away(case, by)
    changed: Case = tracks.change(CONSULTA, case, rev, changes, by, note)
    _settle(changed, leaving)
    if (changed.state == "closed") != (changed.done_week is not None):
        changed.done_week = week_of(datetime.now(UTC).date()) if changed.state == "closed" else None
        db.session.flush()
    return changed


def offer_case(
    case: Case, rev: int, *, to: UUID, by: UUID, transfer: bool, note: dict[str, Any] | None
) -> Case:
    """Offer a case to somebody, with what its person agreed to as a note; by a `transfer` its owner sees it no more, once
    that is accepted. Nobody gives it out of another's hands: `Invalid`; of what is nobody's there is no owner to leave.
    """
    owner = case.assignee_id
    if transfer and owner not in (None, by):
        raise Invalid(
            errors=[(["transfer"], N_("Solo quien lleva el caso puede dejarlo en otras manos."), {})]
        )
    tracks.offer(CONSULTA, case, rev, to=to, by=by, note=note)
    case.transfer = transfer and owner == by
    _settle(case, None)
    return case


def accept_case(case: Case, rev: int, by: UUID) -> Case:
    """Take on a case that is offered. `NotOffered`, `Stale`."""
    leaving = _gives_away(case, by)
    followups.accept(case, rev, by)
    _settle(case, leaving)
    return case


def return_case(case: Case, rev: int, by: UUID, note: dict[str, Any]) -> Case:
    """Return a case that is offered, with the reason as a note. `NotOffered`, `Stale`."""
    tracks.return_record(CONSULTA, case, rev, by, note)
    _settle(case, None)
    return case


def _gives_away(case: Case, to: UUID) -> UUID | None:
    """Who gives it out of their hands to just this one, as it was read, whether or not it is still theirs."""
    return case.offered_by_id if case.transfer and case.offered_to_id == to else None


def _settle(case: Case, leaving: UUID | None) -> None:
    """Once it is another's, who gave it out of their hands is out; what they had to do for it is offered to the next."""
    if leaving and case.assignee_id not in (None, leaving):
        db.session.merge(CaseBar(case_id=case.id, member_id=leaving))
        tracks.hand_on_tasks(CONSULTA, case, leaving, case.assignee_id)
        write_act("case_transferred", actor=case.assignee_id, subject=leaving)
    if case.offered_to_id is None:
        case.transfer = False
    db.session.flush()


def forget_cases(ids: Collection[UUID]) -> None:
    """Erase cases for good, with their notes and tasks."""
    for some in erasures.in_portions(ids):
        db.session.execute(delete(CaseBar).where(CaseBar.case_id.in_(some)))
    tracks.forget(CONSULTA, ids)
