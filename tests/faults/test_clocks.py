"""Phones with wrong clocks: used to show and to sort as far as they can be believed, and never to decide."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from canvass.db import db
from canvass.log import Event
from tests.faults.checking import check
from tests.faults.fetching import sync
from tests.faults.field import Field, drain
from tests.faults.phone import Phone

DAY = 86_400.0
OFF = {
    "a day ahead": DAY,
    "a day behind": -DAY,
    "ten years ahead": 3652 * DAY,
    "ten years behind": -3652 * DAY,
}
NEARLY = timedelta(seconds=10)


def event_of(field: Field, id_: str) -> Event:
    with field.app.app_context():
        found = db.session.get_one(Event, UUID(id_))
        db.session.expunge(found)
    return found


def shown(phone: Phone, turf: str, door: str) -> Any:
    row = phone.store.turfs[turf].rows[door][1]
    assert row is not None
    return row


@pytest.mark.parametrize("off", OFF)
def test_a_clock_is_off(field: Field, off: str) -> None:
    walk = field.walk()
    (phone,) = walk.phones
    field.run(sync(phone))
    phone.clock.skew, phone.store.clock = OFF[off], None
    blind = phone.visit(walk.turf, walk.doors[0])
    field.run(sync(phone))
    knowing = phone.visit(walk.turf, walk.doors[0], "conversation")
    now = datetime.now(UTC)

    assert drain(field, [phone]) == [None]
    check(field, [walk])
    # What it said before it ever heard from the server is bounded; afterwards it knew better.
    assert now - timedelta(days=1, hours=2) < event_of(field, blind).effective_at < now + timedelta(minutes=3)
    assert abs(event_of(field, knowing).effective_at - now) < NEARLY
    assert event_of(field, knowing).clamped is False
    assert shown(phone, walk.turf, walk.doors[0])["attempts"] == 2


def test_a_clock_is_set_back_in_the_middle_of_a_shift(field: Field) -> None:
    walk = field.walk()
    (phone,) = walk.phones
    field.run(sync(phone))
    door = walk.doors[0]
    visit = phone.visit(walk.turf, door, "not_home")
    phone.clock.skew -= 2 * 3600
    phone.correct(walk.turf, visit, door, "conversation")
    phone.clock.skew -= 2 * 3600
    phone.correct(walk.turf, visit, door, "come_back")

    assert drain(field, [phone]) == [None]
    check(field, [walk])
    # The last correction is the one that was made last, whatever the clock showed.
    assert shown(phone, walk.turf, door)["last"]["result"] == "come_back"


def test_the_hour_comes_twice_when_summer_time_ends(field: Field) -> None:
    walk = field.walk()
    (phone,) = walk.phones
    second_half_past_one = datetime(2026, 11, 1, 6, 30, tzinfo=UTC).timestamp()
    phone.clock.zone = ZoneInfo("America/New_York")
    phone.clock.skew = second_half_past_one - datetime.now(UTC).timestamp()
    field.run(sync(phone))
    phone.clock.skew -= 3600
    first = phone.visit(walk.turf, walk.doors[0], "not_home")
    phone.clock.skew += 3600
    second = phone.visit(walk.turf, walk.doors[0], "conversation")
    texts = [phone.store.outbox[each].envelope for each in (first, second)]
    assert ["01:30" in text for text in texts] == [True, True]

    assert drain(field, [phone]) == [None]
    check(field, [walk])
    apart = event_of(field, second).effective_at - event_of(field, first).effective_at
    assert abs(apart - timedelta(hours=1)) < NEARLY
    assert shown(phone, walk.turf, walk.doors[0])["last"]["result"] == "conversation"
