"""Push: what comes late, and from whom who has the turf no more or never had it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import update

from canvass.db import db
from canvass.turfs import Turf
from canvass.visits import Visit
from tests.cast import Cast
from tests.test_sync import count, event
from tests.walk import Ground, Phone, lend, reasons

Writing = Callable[[], AbstractContextManager[None]]


def test_late_visits_of_an_old_generation_are_facts_and_flagged(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    late = phone.visit(ground.doors[0], "conversation")
    dario = lend(cast, ground.turf, cast.dario)

    [verdict] = phone.push(late).json["verdicts"]
    assert (verdict["verdict"], verdict["late"]) == ("accepted", True)
    # The answer was lost: the phone asks again, and has to say so all the same.
    [verdict] = phone.push(late).json["verdicts"]
    assert (verdict["verdict"], verdict["late"]) == ("duplicate", True)

    row = dario.row(ground.turf, ground.doors[0])
    assert (row["last"]["late"], row["last"]["mine"], row["attempts"]) == (True, False, 1)
    assert event(cast, late).late is True
    assert phone.person.get(f"/api/turfs/{ground.turf}/snapshot").status_code == 404


def test_a_lease_that_ended_still_hands_in(cast: Cast, ground: Ground) -> None:
    phone = lend(cast, ground.turf, cast.alma, hours=-0.5)
    within_grace = phone.visit(ground.doors[0])
    assert phone.hand_in(within_grace) == ["accepted"]
    assert event(cast, within_grace).late is False

    long_ago = lend(cast, ground.turf, cast.alma, hours=-48)
    item = long_ago.visit(ground.doors[1])
    assert long_ago.hand_in(item) == ["accepted"]
    assert event(cast, item).late is True


def test_a_door_that_left_the_turf_and_a_retired_turf_take_what_happened(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    with writing():
        db.session.execute(update(Turf).where(Turf.id == ground.turf).values(state="retired"))
    assert phone.hand_in(phone.visit(ground.doors[0])) == ["accepted"]


def test_what_a_revoked_phone_hands_in_waits_for_a_human(cast: Cast, ground: Ground, phone: Phone) -> None:
    kept = phone.visit(ground.doors[0])
    phone.hand_in(kept)
    cast.beto.delete(f"/api/devices/{cast.alma.device_id}")
    after = phone.visit(ground.doors[1])

    answer = phone.push(kept, after)

    assert [each["verdict"] for each in answer.json["verdicts"]] == ["duplicate", "quarantined"]
    assert reasons(answer)[1] == "revoked"
    assert answer.json["outboxes"][0]["contiguous_through"] == 2
    assert count(cast, Visit) == 1
    assert phone.hand_in(after) == ["quarantined"]


def test_an_inactive_members_phone_is_as_good_as_revoked(cast: Cast, ground: Ground, phone: Phone) -> None:
    assert cast.elena.patch(f"/api/members/{cast.alma.member_id}", {"active": False}).status_code == 200

    assert reasons(phone.push(phone.visit(ground.doors[0]))) == ["revoked"]


def test_nobody_speaks_for_a_lease_that_is_not_theirs(cast: Cast, ground: Ground, phone: Phone) -> None:
    stranger = Phone(cast.dario, phone.assignment, phone.generation)
    without = Phone(cast.alma)
    wrong = Phone(cast.alma, phone.assignment, 7)

    assert reasons(stranger.push(stranger.visit(ground.doors[0]))) == ["not_your_turf"]
    assert reasons(without.push(without.visit(ground.doors[0]))) == ["not_your_turf"]
    assert reasons(wrong.push(wrong.visit(ground.doors[0]))) == ["bad_body"]
    assert without.hand_in(without.freeze("shift.started", {"turf": None})) == ["accepted"]
