"""Weeks sort as texts, also over the turn of a year, and no phone's clock is believed beyond what can be."""

from datetime import date, timedelta

from canvass.weeks import believable, last_ended_by, week_of

NEW_YEAR = date(2026, 12, 30)


def test_weeks_sort_as_their_days_do() -> None:
    days = [NEW_YEAR + timedelta(days=n) for n in range(-400, 400)]
    told = [week_of(day) for day in days]
    assert told == sorted(told)
    assert (week_of(date(2027, 1, 3)), week_of(date(2027, 1, 4))) == ("2026-W53", "2027-W01")


def test_a_week_has_ended_on_its_sunday() -> None:
    sunday = date(2026, 11, 29)
    assert last_ended_by(sunday) == week_of(sunday) == "2026-W48"
    assert {last_ended_by(sunday + timedelta(days=n)) for n in range(7)} == {"2026-W48"}
    assert last_ended_by(sunday - timedelta(days=1)) == "2026-W47"


def test_a_week_is_believed_that_a_phone_can_have_waited() -> None:
    today = date(2026, 11, 27)
    assert believable("2026-W45", today) == "2026-W45"
    assert believable("2020-W01", today) == "2026-W40"
    assert believable("2031-W09", today) == "2026-W48"
