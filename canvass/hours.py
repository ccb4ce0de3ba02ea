"""Office hours: when people are received, where and in which languages, week after week; and the days when they are not.

Nothing of it is about anybody: it is what a sign on the office's door says.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass.audit import write_act
from canvass.db import Base, db, insert_into
from canvass.errors import N_, Invalid, NotFound
from canvass.revisions import take_turn

SHORTEST, LONGEST = 20, 40
"""Minutes of a conversation."""
MOST_LINES, MOST_A_WEEK = 30, 200
MOST_DAYS_OFF = 100
LONGEST_PLACE = 120


class OfficeHours(Base):
    """Once a week, from `begins` to `ends` (`HH:MM` where the organisation is), conversations of so many minutes."""

    __tablename__ = "office_hours"
    __table_args__ = (CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    weekday: Mapped[int]
    begins: Mapped[str] = mapped_column(String(5))
    ends: Mapped[str] = mapped_column(String(5))
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE))
    languages: Mapped[list[str]] = mapped_column(JSON)
    rev: Mapped[int] = mapped_column(default=1)


class DayOff(Base):
    """A day on which nobody is received, and why: a holiday."""

    __tablename__ = "days_off"

    day: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(80))


def list_hours() -> Sequence[OfficeHours]:
    """The week's hours, from Monday on."""
    query = select(OfficeHours).order_by(
        OfficeHours.weekday, OfficeHours.begins, OfficeHours.place, OfficeHours.id
    )
    return db.session.scalars(query).all()


def list_days_off(since: date) -> Sequence[DayOff]:
    """Days on which nobody is received, from this one on."""
    return db.session.scalars(select(DayOff).where(DayOff.day >= since).order_by(DayOff.day)).all()


def find_hours(hours_id: UUID) -> OfficeHours:
    """One line of the week, or `NotFound`."""
    found = db.session.get(OfficeHours, hours_id)
    if found is None:
        raise NotFound
    return found


def add_hours(by: UUID, **given: Any) -> OfficeHours:
    """Receive people once a week more; `Invalid` where no conversation fits in."""
    hours = OfficeHours(id=uuid4(), rev=1, **given)
    _check(hours)
    if (db.session.scalar(select(func.count()).select_from(OfficeHours)) or 0) >= MOST_LINES:
        raise Invalid(errors=[(["weekday"], N_("Son demasiadas líneas: junte algunas."), {})])
    db.session.add(hours)
    db.session.flush()
    _check_week()
    write_act("hours_changed", actor=by, subject=hours.id)
    return hours


def change_hours(hours: OfficeHours, rev: int, by: UUID, **changes: Any) -> OfficeHours:
    """Change what is given of it; `Stale`, `Invalid`."""
    take_turn(hours, rev)
    for name, value in changes.items():
        setattr(hours, name, value)
    _check(hours)
    db.session.flush()
    _check_week()
    write_act("hours_changed", actor=by, subject=hours.id)
    return hours


def remove_hours(hours: OfficeHours, rev: int, by: UUID) -> None:
    """Receive nobody at that time any more; `Stale`."""
    take_turn(hours, rev)
    db.session.delete(hours)
    db.session.flush()
    write_act("hours_changed", actor=by, subject=hours.id)


def set_day_off(day: date, reason: str, by: UUID) -> None:
    """Receive nobody on that day; once more, with another reason."""
    others = select(func.count()).select_from(DayOff).where(DayOff.day != day)
    if (db.session.scalar(others) or 0) >= MOST_DAYS_OFF:
        raise Invalid(errors=[(["day"], N_("Son demasiados días: quite algunos."), {})])
    row = insert_into(DayOff).values(day=day, reason=reason)
    db.session.execute(row.on_conflict_do_update(index_elements=["day"], set_={"reason": reason}))
    write_act("day_off_set", actor=by, day=day.isoformat())


def forget_days_off(before: date) -> None:
    """Days off that are over."""
    db.session.execute(delete(DayOff).where(DayOff.day < before))


def end_day_off(day: date, by: UUID) -> None:
    """Receive people on that day after all; again changes nothing."""
    db.session.execute(delete(DayOff).where(DayOff.day == day))
    write_act("day_off_ended", actor=by, day=day.isoformat())


def conversations(hours: OfficeHours) -> list[tuple[str, str]]:
    """From when to when each conversation is that fits in."""
    begins, ends = minutes_of(hours.begins), minutes_of(hours.ends)
    return [
        (clock_of(start), clock_of(start + hours.minutes))
        for start in range(begins, ends - hours.minutes + 1, hours.minutes)
    ]


def minutes_of(clock: str) -> int:
    """`09:30` as minutes since midnight."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def clock_of(minutes: int) -> str:
    """Minutes since midnight as `09:30`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _check(hours: OfficeHours) -> None:
    if not SHORTEST <= hours.minutes <= LONGEST:
        bounds = N_("Elija entre %(least)s y %(most)s minutos.")
        raise Invalid(errors=[(["minutes"], bounds, {"least": SHORTEST, "most": LONGEST})])
    if not conversations(hours):
        raise Invalid(errors=[(["ends"], N_("Entre esas horas no cabe ninguna cita."), {})])


def _check_week() -> None:
    """A week has only so many conversations: more would be a mistake, and would weigh on every screen."""
    if sum(len(conversations(each)) for each in list_hours()) > MOST_A_WEEK:
        raise Invalid(errors=[(["ends"], N_("Son demasiadas citas para una semana."), {})])
