"""Visits are a function of the set of events: any order, any number of deliveries, any cut into batches."""

import json
import random
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from canvass import devices, log, sync, tellings, visits
from canvass.db import begin_writing, db
from canvass.facts import facts_of
from canvass.log import Event
from canvass.places import Door
from canvass.turfs import TurfDoor
from canvass.visits import DoorState, Visit
from tests.cast import Cast
from tests.walk import Ground, Phone, lay_ground, lend

Writing = Callable[[], AbstractContextManager[None]]
Handed = tuple[uuid.UUID, dict[str, str]]
NOW = datetime.now(UTC)


def story(cast: Cast, ground: Ground, alma: Phone, dario: Phone) -> list[Handed]:
    """A walk of a pair with every turn: corrections, voids, do-not-knock and its lifting, a door that was found."""
    first, second, third = ground.doors[:3]
    found = uuid.uuid4()
    told: list[tuple[Phone, dict[str, str]]] = []

    def say(phone: Phone, item: dict[str, str]) -> str:
        told.append((phone, item))
        return item["id"]

    note = cast.sealed_text("field", "visit.note", "x", {"text": "perro"})
    one = say(alma, alma.visit(first, "not_home", note=note))
    say(alma, alma.correct(one, first, "come_back"))
    say(alma, alma.correct(one, first, "do_not_knock", note=None))
    two = say(dario, dario.visit(first, "conversation"))
    say(alma, alma.void(two))
    three = say(alma, alma.visit(second, "do_not_knock"))
    say(dario, dario.visit(second, "do_not_knock"))
    say(alma, alma.void(three))
    four = say(dario, dario.visit(third, "do_not_knock"))
    say(dario, dario.correct(four, second, "vacant"))
    say(alma, alma.visit(found, "do_not_knock"))
    say(alma, alma.add_door(ground.turf, found))
    say(alma, alma.freeze("door.reported", {"door": str(found), "problem": "unsafe"}))
    say(alma, alma.freeze("shift.ended", {"turf": str(ground.turf)}))
    return [(phone.person.device_id, item) for phone, item in told]


def hand_in(batch: Sequence[Handed]) -> None:
    """Hand a batch in at the verb's level, inside a transaction that the caller rolls back."""
    for device_id in {device_id for device_id, _ in batch}:
        items = [item for device, item in batch if device == device_id]
        answer = sync.push(devices.get_device(device_id), items, now=NOW, grace=timedelta(0))
        assert {verdict.verdict for verdict in answer.verdicts} <= {"accepted", "duplicate"}


def state(ground: Ground) -> dict[str, Any]:
    """Everything that the projection keeps, as values."""
    db.session.flush()
    columns = list(Visit.__table__.columns)
    marks = select(Door.id, Door.do_not_knock, Door.do_not_knock_event_id)
    states = select(DoorState.door_id, DoorState.visit_id, DoorState.attempts, DoorState.conversations)
    shown = select(TurfDoor.door_id, TurfDoor.removed, TurfDoor.position).where(
        TurfDoor.turf_id == ground.turf
    )
    return {
        "visits": sorted(map(tuple, db.session.execute(select(*columns))), key=str),
        "states": sorted((tuple(row) for row in db.session.execute(states) if row.attempts), key=str),
        "marks": sorted(map(tuple, db.session.execute(marks)), key=str),
        "turf": sorted(map(tuple, db.session.execute(shown)), key=str),
    }


def outcome(cast: Cast, ground: Ground, batches: Sequence[Sequence[Handed]]) -> dict[str, Any]:
    with cast.app.app_context():
        begin_writing(db.session)
        for batch in batches:
            hand_in(batch)
        found = state(ground)
        db.session.rollback()
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), keep=st.integers(1, 14), size=st.integers(1, 6))
def test_any_order_any_repetition_any_cut_gives_the_same_state(
    walk: Any, seed: int, keep: int, size: int
) -> None:
    cast, ground, told = walk
    chance = random.Random(seed)
    subset = chance.sample(told, keep)
    shuffled = subset + chance.choices(subset, k=3)
    chance.shuffle(shuffled)
    batches = [shuffled[start : start + size] for start in range(0, len(shuffled), size)]

    in_order = [handed for handed in told if handed in subset]

    assert outcome(cast, ground, batches) == outcome(cast, ground, [in_order])


@pytest.fixture
def walk(cast: Cast) -> tuple[Cast, Ground, list[Handed]]:
    ground = lay_ground(cast)
    alma = lend(cast, ground.turf, cast.alma, cast.dario)
    dario = Phone(cast.dario, alma.assignment, alma.generation)
    return cast, ground, story(cast, ground, alma, dario)


def test_the_story_ends_as_it_was_told(walk: Any) -> None:
    cast, ground, told = walk
    with cast.app.app_context():
        begin_writing(db.session)
        hand_in(told)
        first, second, third = (db.session.get_one(Door, door) for door in ground.doors[:3])
        visit = db.session.get_one(Visit, uuid.UUID(told[0][1]["id"]))

        assert (visit.result, visit.note) == ("do_not_knock", None)
        assert (first.do_not_knock, second.do_not_knock, third.do_not_knock) == (True, True, False)
        there = db.session.get_one(DoorState, (ground.campaign, ground.doors[1]))
        assert (there.attempts, there.conversations) == (2, 0)
        db.session.rollback()


def test_projecting_the_whole_log_again_changes_nothing(walk: Any) -> None:
    cast, ground, told = walk
    with cast.app.app_context():
        begin_writing(db.session)
        hand_in(told)
        before = state(ground)
        subjects = set(db.session.scalars(select(Event.subject_id)))
        visits.project(facts_of(log.events_about(subjects, tellings.KINDS)))
        assert state(ground) == before
        db.session.rollback()


def test_a_sealed_part_that_a_correction_leaves_out_stays(cast: Cast) -> None:
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    note = cast.sealed_text("field", "visit.note", "x", {"text": "perro"})
    visit = phone.visit(ground.doors[0], "not_home", note=note, language=note)
    phone.hand_in(visit, phone.correct(visit["id"], ground.doors[0], "come_back", language=None))

    with cast.app.app_context():
        found = db.session.get_one(Visit, uuid.UUID(visit["id"]))
        assert found.note is not None
        assert found.language is None
        assert found.result == "come_back"


def test_corrections_follow_the_phones_sequence_and_not_its_clock(cast: Cast) -> None:
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    visit = phone.visit(ground.doors[0])
    later = (datetime.now(UTC) + timedelta(days=300)).isoformat()
    first = phone.correct(visit["id"], ground.doors[0], "vacant", recorded_at=later)
    second = phone.correct(visit["id"], ground.doors[0], "declined", recorded_at="2016-01-01T00:00:00Z")
    phone.hand_in(second, first, visit)

    assert phone.row(ground.turf, ground.doors[0])["last"]["result"] == "declined"


def test_only_who_walked_with_it_voids_a_visit(cast: Cast) -> None:
    ground = lay_ground(cast)
    alma = lend(cast, ground.turf, cast.alma)
    visit = alma.visit(ground.doors[0], "conversation")
    dario = lend(cast, ground.turf, cast.dario)

    waiting = dario.void(visit["id"])
    assert dario.hand_in(waiting) == ["accepted"]
    alma.hand_in(visit)
    assert dario.hand_in(dario.void(visit["id"])) == ["quarantined"]

    assert dario.row(ground.turf, ground.doors[0])["attempts"] == 1


def test_a_door_is_unmarked_by_voiding_that_visit_and_by_no_other(cast: Cast) -> None:
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    slip, other = phone.visit(ground.doors[0], "do_not_knock"), phone.visit(ground.doors[0], "not_home")
    phone.hand_in(slip, other)
    assert phone.row(ground.turf, ground.doors[0])["do_not_knock"] is True

    phone.hand_in(phone.void(other["id"]), phone.visit(ground.doors[0], "conversation"))
    assert phone.row(ground.turf, ground.doors[0])["do_not_knock"] is True

    phone.hand_in(phone.void(slip["id"]))
    assert phone.row(ground.turf, ground.doors[0])["do_not_knock"] is False


def test_a_leads_own_mark_outlives_any_visit(cast: Cast) -> None:
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    assert cast.beto.put(f"/api/doors/{ground.doors[0]}/do-not-knock", {"reason": "asked"}).status_code == 204
    slip = phone.visit(ground.doors[0], "do_not_knock")
    phone.hand_in(slip)
    phone.hand_in(phone.void(slip["id"]))

    assert phone.row(ground.turf, ground.doors[0])["do_not_knock"] is True


def test_a_mark_that_a_lead_lifted_is_set_again_only_by_another_visit(cast: Cast) -> None:
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    asked = phone.visit(ground.doors[0], "do_not_knock")
    phone.hand_in(asked)
    assert (
        cast.beto.delete(
            f"/api/doors/{ground.doors[0]}/do-not-knock", {"reason": "Nueva familia"}
        ).status_code
        == 204
    )

    phone.hand_in(asked, phone.correct(asked["id"], ground.doors[0], "do_not_knock"))
    assert phone.row(ground.turf, ground.doors[0])["do_not_knock"] is False

    phone.hand_in(phone.visit(ground.doors[0], "do_not_knock"))
    assert phone.row(ground.turf, ground.doors[0])["do_not_knock"] is True


def test_every_campaign_honours_a_do_not_knock(cast: Cast) -> None:
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    elsewhere = lay_ground(cast, doors=0)
    with cast.app.app_context():
        begin_writing(db.session)
        row = TurfDoor(
            turf_id=elsewhere.turf, door_id=ground.doors[0], campaign_id=elsewhere.campaign, position=1
        )
        row.revision = log.take_number()
        db.session.add(row)
        db.session.commit()
    other = lend(cast, elsewhere.turf, cast.dario)
    before = other.row(elsewhere.turf, ground.doors[0])

    phone.hand_in(phone.visit(ground.doors[0], "do_not_knock"))

    after = other.row(elsewhere.turf, ground.doors[0])
    assert (after["do_not_knock"], after["attempts"], after["last"]) == (True, 0, None)
    assert after["revision"] > before["revision"]


def test_the_events_text_is_kept_byte_for_byte(cast: Cast) -> None:
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    item = phone.visit(ground.doors[0])
    item["envelope"] = json.dumps(json.loads(item["envelope"]), indent=1)
    phone.hand_in(item)

    with cast.app.app_context():
        assert db.session.get_one(Event, uuid.UUID(item["id"])).body == item["envelope"]
