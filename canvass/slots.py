"""Slots: the conversations that office hours make in the coming weeks, each free, held or kept for somebody.

A few of the next week travel with the phones. Every phone has the same ones, chosen once a week: a slot that only some phones
had would tell which of them, and so which door, whoever holds it comes from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, Select, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass import hours
from canvass.audit import write_act
from canvass.db import Base, db, insert_into
from canvass.errors import NotFound
from canvass.revisions import take_turn
from canvass.weeks import WEEK_DAYS

SLOT_STATES = ("free", "held", "kept", "off")
"""`held`: at a door, and staff has yet to see it; `off`: there is none any more, but phones may still offer it."""
FEW = 8
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
    travels: Mapped[bool] = mapped_column(default=False)
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
    query = select(Slot).where(Slot.day >= today, Slot.state != "off")
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

    What is held or kept stays, whatever became of its hours: somebody was promised it. What travels is ended, not changed:
    phones show it as it was.
    """
    after = Slot.day > today
    there = {
        Key(slot.day, slot.begins, slot.hours_id): slot
        for slot in db.session.scalars(select(Slot).where(after).order_by(Slot.id).with_for_update())
    }
    # Only now: whose slots are seen by then, their hours are seen too, and nobody else's are taken for gone.
    planned = _planned(today)
    for key, slot in there.items():
        if slot.state in ("free", "off"):
            _bring_in_step(slot, planned.get(key))
    db.session.flush()
    _add({key: face for key, face in planned.items() if key not in there})


def _bring_in_step(slot: Slot, face: Face | None) -> None:
    is_same = face == Face(slot.ends, slot.place, list(slot.languages))
    if slot.travels:
        wanted = "free" if is_same else "off"
        slot.rev += slot.state != wanted
        slot.state = wanted
    elif face is None:
        db.session.delete(slot)
    elif not is_same:
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
            "travels": False,
            "state": "free",
            "rev": 1,
        }
        for key, face in planned.items()
    ]
    if rows:
        db.session.execute(insert_into(Slot).on_conflict_do_nothing(), rows)


def publish(today: date) -> None:
    """Choose the few of the next week that travel, once: those that follow later would tell who asked when."""
    first, last = _next_week(today)
    of_week = select(Slot).where(Slot.day >= first, Slot.day <= last).order_by(Slot.day, Slot.begins, Slot.id)
    found = db.session.scalars(of_week.with_for_update()).all()
    if any(slot.travels for slot in found):
        return
    free = [slot for slot in found if slot.state == "free"]
    for n in range(min(FEW, len(free))):
        free[n * len(free) // min(FEW, len(free))].travels = True
    db.session.flush()


def travelling(today: date) -> Sequence[Slot]:
    """What every phone is given this week, whatever became of it since: the same for all, whenever they ask."""
    first, last = _next_week(today)
    there = Slot.travels, Slot.day >= first, Slot.day <= last
    return db.session.scalars(select(Slot).where(*there).order_by(Slot.day, Slot.begins, Slot.id)).all()


def _next_week(today: date) -> tuple[date, date]:
    first = today + timedelta(days=WEEK_DAYS + 1 - today.isoweekday())
    return first, first + timedelta(days=WEEK_DAYS - 1)


def forget(today: date, still_named: Select[UUID] | tuple[()] = ()) -> None:
    """Slots and days off that are long over, but for those that are `still_named` by what is kept: its hour is read there."""
    over = Slot.day < today - REMEMBERED
    db.session.execute(delete(Slot).where(over, Slot.id.not_in(still_named)))
    hours.forget_days_off(today - REMEMBERED)


def pass_night(today: date, still_named: Select[UUID] | tuple[()] = ()) -> None:
    """The coming weeks laid out, what is long over forgotten. As `forget`."""
    lay_out(today)
    publish(today)
    forget(today, still_named)
