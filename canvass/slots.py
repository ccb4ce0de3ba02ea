"""Slots: the conversations that office hours make in the coming weeks, each free or kept for somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass import hours
from canvass.audit import write_act
from canvass.db import Base, db, insert_into
from canvass.errors import NotFound
from canvass.revisions import take_turn
from canvass.weeks import WEEK_DAYS

SLOT_STATES = ("free", "kept")
WEEKS_AHEAD = 2
REMEMBERED = timedelta(days=30)


class Slot(Base):
    """A conversation's place in a week. It says nothing of who comes: that stands sealed elsewhere."""

    __tablename__ = "slots"
    __table_args__ = (
        CheckConstraint(f"state IN {SLOT_STATES!r}", name="state"),
        UniqueConstraint("day", "begins", "hours_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    hours_id: Mapped[UUID]
    """Of which line of the week, which may be gone by now."""
    day: Mapped[date]
    begins: Mapped[str] = mapped_column(String(5))
    ends: Mapped[str] = mapped_column(String(5))
    place: Mapped[str] = mapped_column(String(hours.LONGEST_PLACE))
    languages: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="free")
    rev: Mapped[int] = mapped_column(default=1)


class Key(NamedTuple):
    day: date
    begins: str
    hours_id: UUID


@dataclass(frozen=True)
class Face:
    """What is told of a slot, beside when it is."""

    ends: str
    place: str
    languages: list[str]


def list_slots(today: date) -> Sequence[Slot]:
    """Those of today and of the coming weeks, by day and hour."""
    query = select(Slot).where(Slot.day >= today)
    return db.session.scalars(query.order_by(Slot.day, Slot.begins, Slot.place, Slot.id)).all()


def find_slot(slot_id: UUID) -> Slot:
    """A slot, or `NotFound`."""
    found = db.session.get(Slot, slot_id)
    if found is None:
        raise NotFound
    return found


def set_state(slot: Slot, rev: int, state: Literal["free", "kept"], by: UUID) -> Slot:
    """Keep a slot for somebody, or free it; `Stale`."""
    take_turn(slot, rev)
    slot.state = state
    db.session.flush()
    write_act("slot_set", actor=by, subject=slot.id, state=state)
    return slot


def lay_out(today: date) -> None:
    """Bring the coming weeks' slots in step with the office hours, from tomorrow on.

    What is kept stays, whatever became of its hours: somebody was promised it.
    """
    after = Slot.day > today
    there = {
        Key(slot.day, slot.begins, slot.hours_id): slot
        for slot in db.session.scalars(select(Slot).where(after).order_by(Slot.id).with_for_update())
    }
    # Only now: whose slots are seen by then, their hours are seen too, and nobody else's are taken for gone.
    planned = _planned(today)
    for key, slot in there.items():
        if slot.state == "free":
            _bring_in_step(slot, planned.get(key))
    db.session.flush()
    _add({key: face for key, face in planned.items() if key not in there})


def _bring_in_step(slot: Slot, face: Face | None) -> None:
    if face is None:
        db.session.delete(slot)
    elif face != Face(slot.ends, slot.place, list(slot.languages)):
        slot.ends, slot.place, slot.languages = face.ends, face.place, face.languages
        slot.rev += 1


def _planned(today: date) -> Mapping[Key, Face]:
    """What the office hours make of the days from tomorrow to the end of the coming weeks."""
    off = {each.day for each in hours.list_days_off(today)}
    last = today + timedelta(days=WEEK_DAYS - today.isoweekday() + WEEKS_AHEAD * WEEK_DAYS)
    days = [today + timedelta(days=n) for n in range(1, (last - today).days + 1)]
    return {
        Key(day, begins, line.id): Face(ends, line.place, list(line.languages))
        for line in hours.list_hours()
        for day in days
        if day.isoweekday() == line.weekday and day not in off
        for begins, ends in hours.conversations(line)
    }


def _add(planned: Mapping[Key, Face]) -> None:
    rows = [
        {
            **key._asdict(),
            "id": uuid4(),
            "ends": face.ends,
            "place": face.place,
            "languages": face.languages,
            "state": "free",
            "rev": 1,
        }
        for key, face in planned.items()
    ]
    if rows:
        db.session.execute(insert_into(Slot).on_conflict_do_nothing(), rows)


def forget(today: date) -> None:
    """Slots and days off that are long over."""
    db.session.execute(delete(Slot).where(Slot.day < today - REMEMBERED))
    hours.forget_days_off(today - REMEMBERED)


def pass_night(today: date) -> None:
    """The coming weeks laid out, what is long over forgotten."""
    lay_out(today)
    forget(today)
