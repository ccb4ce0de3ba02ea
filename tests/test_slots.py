"""Slots: what office hours make of the coming weeks, and what of it stays when they change."""

from datetime import date
from typing import Any

import pytest

from canvass import hours, slots
from canvass.db import db
from canvass.hours import OfficeHours
from canvass.slots import Slot
from tests.cast import Cast, writing_to
from tests.test_hours import LINE

WEDNESDAY = date(2026, 11, 25)
MONDAYS = [date(2026, 11, 30), date(2026, 12, 7)]


def laid_out(cast: Cast, today: date = WEDNESDAY) -> list[tuple[date, str, str]]:
    """Slots after laying the weeks out: day, hour, state."""
    with writing_to(cast.app):
        slots.lay_out(today)
    with cast.app.app_context():
        return [(each.day, each.begins, each.state) for each in slots.list_slots(today)]


@pytest.fixture
def line(cast: Cast) -> OfficeHours:
    with writing_to(cast.app):
        return hours.add_hours(cast.celia.member_id, **LINE)


def keep(cast: Cast, day: date) -> None:
    """Somebody is promised the day's first conversation."""
    with writing_to(cast.app):
        slot = next(each for each in slots.list_slots(day) if each.day == day)
        slots.set_state(slot, slot.rev, "kept", cast.celia.member_id)


def change(cast: Cast, **changes: Any) -> None:
    with writing_to(cast.app):
        found = hours.list_hours()[0]
        hours.change_hours(found, found.rev, cast.celia.member_id, **changes)


def test_the_coming_weeks_are_laid_out_from_tomorrow_on(cast: Cast, line: OfficeHours) -> None:
    expected = [(day, begins, "free") for day in MONDAYS for begins in ("09:00", "09:40")]
    assert laid_out(cast) == expected
    assert laid_out(cast) == expected, "once more changes nothing"
    # Of a Monday itself nothing is made any more: it is too late for that.
    assert [day for day, _, _ in laid_out(cast, MONDAYS[1])] == [
        MONDAYS[1],
        MONDAYS[1],
        *[date(2026, 12, n) for n in (14, 14, 21, 21)],
    ]


def test_nobody_is_received_on_a_day_off(cast: Cast, line: OfficeHours) -> None:
    laid_out(cast)
    keep(cast, MONDAYS[0])
    with writing_to(cast.app):
        hours.set_day_off(MONDAYS[0], "Feriado", cast.celia.member_id)
    assert laid_out(cast) == [
        (MONDAYS[0], "09:00", "kept"),
        (MONDAYS[1], "09:00", "free"),
        (MONDAYS[1], "09:40", "free"),
    ]
    with writing_to(cast.app):
        hours.end_day_off(MONDAYS[0], cast.celia.member_id)
    assert len(laid_out(cast)) == 4


def test_what_is_promised_stays_when_hours_change_or_go(cast: Cast, line: OfficeHours) -> None:
    laid_out(cast)
    keep(cast, MONDAYS[1])
    change(cast, begins="14:00", ends="14:40")
    assert laid_out(cast) == [
        (MONDAYS[0], "14:00", "free"),
        (MONDAYS[1], "09:00", "kept"),
        (MONDAYS[1], "14:00", "free"),
    ]
    with writing_to(cast.app):
        found = hours.list_hours()[0]
        hours.remove_hours(found, found.rev, cast.celia.member_id)
    assert laid_out(cast) == [(MONDAYS[1], "09:00", "kept")]


def test_a_free_slot_follows_its_hours_to_another_place(cast: Cast, line: OfficeHours) -> None:
    laid_out(cast)
    keep(cast, MONDAYS[0])
    change(cast, place="Biblioteca", languages=["es"])
    laid_out(cast)
    with cast.app.app_context():
        told = {(each.place, each.state) for each in slots.list_slots(WEDNESDAY)}
    assert told == {("Centro comunitario", "kept"), ("Biblioteca", "free")}


def test_the_night_lays_out_and_forgets_what_is_long_over(cast: Cast, line: OfficeHours) -> None:
    laid_out(cast)
    with writing_to(cast.app):
        slots.pass_night(date(2026, 12, 31))
    with cast.app.app_context():
        days = [each.day for each in db.session.scalars(db.select(Slot).order_by(Slot.day))]
    assert min(days) == MONDAYS[1]
    assert max(days) == date(2027, 1, 11)
