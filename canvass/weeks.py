"""ISO weeks, as the people's stream counts time: nothing of it is kept that is finer. As texts they sort by time."""

from datetime import date, timedelta

WEEK_DAYS = 7


def week_of(day: date) -> str:
    """The day's week: `2026-W48`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def last_ended_by(day: date) -> str:
    """The last week of which this day, or one before it, was the Sunday."""
    return week_of(day - timedelta(days=day.isoweekday() % WEEK_DAYS))


def believable(week: str, today: date, most: int = 8) -> str:
    """A week that a phone names, as far as its clock can be believed: at most so many weeks old, and not to come."""
    earliest, latest = week_of(today - timedelta(weeks=most)), week_of(today + timedelta(days=1))
    return max(earliest, min(week, latest))
