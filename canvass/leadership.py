"""The leadership track: people on the ladder of engagement, sealed; the server sees step, owner and next date."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from canvass import followups
from canvass.db import Base
from canvass.followups import Due, FollowUp, SealedNote

VAULT = "leadership"
STEPS = ("met", "one_on_one", "event", "task", "role", "leads")


class PersonNote(SealedNote, Base):
    """A note of a one-on-one."""

    __tablename__ = "ladder_notes"
    __table_args__ = ({"sqlite_with_rowid": False},)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("ladder.id"), index=True)


class Person(FollowUp, Base):
    """Somebody on the ladder, sealed to the `leadership` vault under an id of its own."""

    __tablename__ = "ladder"
    __table_args__ = (
        CheckConstraint(f"step IN {STEPS!r}", name="step"),
        Index("ix_ladder_next_on", "next_on"),
        {"sqlite_with_rowid": False},
    )

    step: Mapped[str] = mapped_column(String(20), default="met")
    # In the order of random ids: when each was written stands inside its seal.
    notes: Mapped[list[PersonNote]] = relationship(order_by=PersonNote.id, viewonly=True)


def welcome(
    person_id: UUID, *, key_id: str, sealed: bytes, step: str, assignee_id: UUID | None, next_on: date | None
) -> Person:
    """Put somebody on the ladder; the same once more is the person who is there."""
    followups.check_assignee(assignee_id)
    person = Person(id=person_id, step=step, assignee_id=assignee_id, next_on=next_on, rev=1)
    person.key_id, person.sealed = key_id, sealed
    return followups.store(person, VAULT)


def find_person(person_id: UUID) -> Person:
    return followups.find(Person, person_id)


def list_people(
    *, step: str | None, assignee: UUID | None, after: Due | None, limit: int
) -> Sequence[Person]:
    """People on the ladder by their next day, those without one last."""
    given = ((Person.step, step), (Person.assignee_id, assignee))
    return followups.list_due(
        Person, after, limit, *(column == value for column, value in given if value is not None)
    )


def change_person(person: Person, rev: int, **changes: Any) -> Person:
    """Change what is given of step, owner, next day and sealed body; `Stale` where `rev` is an old one."""
    return followups.change(person, VAULT, rev, changes)


def add_note(person: Person, note_id: UUID, *, key_id: str, sealed: bytes) -> PersonNote:
    """Add a note; the same once more is the note that is there."""
    return followups.store(PersonNote(id=note_id, person_id=person.id, key_id=key_id, sealed=sealed), VAULT)


def forget_people(ids: Collection[UUID]) -> None:
    """Erase people on the ladder for good, with their notes."""
    followups.forget(Person, PersonNote, PersonNote.person_id, ids)
