"""The leadership track: people on the ladder of engagement, sealed; the server sees step, owner and next date."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from canvass import followups, steps, tracks
from canvass.db import Base, db
from canvass.followups import TASK_STATES, FollowUp, SealedNote, SealedTask
from canvass.steps import Step
from canvass.tracks import Track

VAULT = "leadership"


class PersonNote(SealedNote, Base):
    """A note of a one-on-one, or of a move on the ladder."""

    __tablename__ = "ladder_notes"
    __table_args__ = ({"sqlite_with_rowid": False},)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("ladder.id"), index=True)
    of_id = synonym("person_id")


class PersonTask(SealedTask, Base):
    """What was agreed with a person by a day: a one-on-one, a next step."""

    __tablename__ = "ladder_tasks"
    __table_args__ = (
        CheckConstraint(f"state IN {TASK_STATES!r}", name="state"),
        Index("ix_ladder_tasks_next_on", "next_on"),
        {"sqlite_with_rowid": False},
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("ladder.id"), index=True)
    of_id = synonym("person_id")


class Person(FollowUp, Base):
    """Somebody on the ladder, sealed to the `leadership` vault under an id of its own."""

    __tablename__ = "ladder"
    __table_args__ = (
        Index("ix_ladder_next_on", "next_on"),
        {"sqlite_with_rowid": False},
    )

    step: Mapped[str] = mapped_column(String(20))
    # In the order of random ids: when each was written stands inside its seal.
    notes: Mapped[list[PersonNote]] = relationship(order_by=PersonNote.id, viewonly=True)
    tasks: Mapped[list[PersonTask]] = relationship(order_by=PersonTask.id, viewonly=True)


LEADERSHIP = Track(VAULT, "ladder", Person, PersonNote, PersonTask)


def welcome(
    person_id: UUID,
    *,
    key_id: str,
    sealed: bytes,
    step: str | None,
    to: UUID | None,
    next_on: date | None,
    by: UUID,
) -> Person:
    """Put somebody on the ladder, on its first step unless another is named, and offer them to an organiser.

    The same once more is the person who is there. `StepRetired`.
    """
    if step is None:
        step = steps.first()
    steps.check_live(step)
    person = Person(id=person_id, step=step, next_on=next_on, rev=1, key_id=key_id, sealed=sealed)
    return followups.begin(person, VAULT, to=to, by=by)


def change_person(
    person: Person, rev: int, changes: dict[str, Any], by: UUID, note: dict[str, Any] | None
) -> Person:
    """Change what is given, with a move's note. As `tracks.change`, and `StepRetired`."""
    is_repeated = tracks.is_noted(LEADERSHIP, person, note)
    if not is_repeated and changes.get("step") not in (None, person.step):
        steps.check_live(changes["step"])
    changed: Person = tracks.change(LEADERSHIP, person, rev, changes, by, note)
    return changed


def change_steps(rev: str, given: Sequence[Step], by: UUID) -> list[Step]:
    """Put these steps in the place of those that `rev` names; one with people on it cannot be retired. As `steps.replace`."""
    return steps.replace(rev, given, _people_on_steps, by)


def _people_on_steps() -> dict[str, int]:
    people = select(Person.step, func.count().label("number")).group_by(Person.step)
    return {row.step: row.number for row in db.session.execute(people)}


def forget_people(ids: Collection[UUID]) -> None:
    """Erase people on the ladder for good, with their notes and tasks."""
    tracks.forget(LEADERSHIP, ids)
