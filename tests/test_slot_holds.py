"""Holds: a slot that two phones hold is the first one's; the other is called."""

import threading
import uuid
from datetime import UTC, datetime

import pytest

from canvass import hours, slot_holds, slots
from tests.cast import Cast, let_all_ask, writing_to
from tests.people import hand_in, held_hour
from tests.test_hours import LINE
from tests.walk import Ground


@pytest.fixture
def given(cast: Cast) -> list[uuid.UUID]:
    """The slots that every phone has."""
    today = datetime.now(UTC).date()
    with writing_to(cast.app):
        for weekday in (2, 4):
            hours.add_hours(cast.celia.member_id, **{**LINE, "weekday": weekday, "ends": "12:20"})
        slots.pass_night(today)
    with cast.app.app_context():
        return [slot.id for slot in slots.travelling(today)]


def states(cast: Cast, *items: dict[str, str]) -> list[str]:
    with cast.app.app_context():
        return [state for _, state in slot_holds.states_of([uuid.UUID(each["id"]) for each in items])]


def test_first_come_first_served(cast: Cast, ground: Ground, given: list[uuid.UUID]) -> None:
    first, second, other, none = (
        held_hour(cast, ground.campaign, slot) for slot in (given[0], given[0], given[1], uuid.uuid4())
    )
    for item in (first, second, other, none):
        assert [each["verdict"] for each in hand_in(cast.alma, item)] == ["accepted"]
    assert [each["verdict"] for each in hand_in(cast.alma, second)] == ["duplicate"]
    assert states(cast, first, second, other, none) == ["confirmed", "taken", "confirmed", "taken"]


def test_two_phones_at_once_get_one_slot_between_them(
    cast: Cast, ground: Ground, given: list[uuid.UUID]
) -> None:
    let_all_ask(cast.app)
    items = [held_hour(cast, ground.campaign, given[0]) for _ in range(4)]
    ready = threading.Barrier(len(items))

    def send(item: dict[str, str]) -> None:
        ready.wait()
        hand_in(cast.alma, item)

    threads = [threading.Thread(target=send, args=[item]) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states(cast, *items)) == ["confirmed", "taken", "taken", "taken"]


def test_what_travels_is_the_same_all_week(cast: Cast, ground: Ground, given: list[uuid.UUID]) -> None:
    today = datetime.now(UTC).date()
    hand_in(cast.alma, held_hour(cast, ground.campaign, given[0]))
    with writing_to(cast.app):
        for line in hours.list_hours():
            hours.remove_hours(line, line.rev, cast.celia.member_id)
        slots.pass_night(today)
    with cast.app.app_context():
        assert [slot.id for slot in slots.travelling(today)] == given
        assert {slots.find_slot(each).state for each in given} == {"held", "off"}
