"""Push: no visit is lost, doubled or skipped, whatever arrives, in whatever order, from whomever."""

import json
import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from canvass import devices, sync
from canvass.arrivals import Outbox
from canvass.db import begin_writing, db
from canvass.log import Event
from canvass.places import Door, Place
from canvass.quarantine import Quarantined
from canvass.visits import DoorState, Visit
from tests.cast import Cast
from tests.walk import Ground, Phone, lay_ground, lend, new_id, reasons

Writing = Callable[[], AbstractContextManager[None]]


def count(cast: Cast, model: Any) -> int:
    with cast.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def event(cast: Cast, item: dict[str, str]) -> Event:
    with cast.app.app_context():
        found = db.session.get_one(Event, uuid.UUID(item["id"]))
        db.session.expunge(found)
    return found


def test_the_same_batch_again_changes_nothing(cast: Cast, ground: Ground, phone: Phone) -> None:
    batch = [phone.visit(door) for door in ground.doors]
    assert phone.hand_in(*batch) == ["accepted"] * 5
    before = phone.snapshot(ground.turf)

    assert phone.hand_in(*batch) == ["duplicate"] * 5
    assert phone.hand_in(*reversed(batch), *batch) == ["duplicate"] * 5
    assert phone.snapshot(ground.turf) == before
    assert count(cast, Event) == count(cast, Visit) == 5


def test_an_answer_that_was_lost_is_told_again(ground: Ground, phone: Phone) -> None:
    first, second = phone.visit(ground.doors[0]), phone.visit(ground.doors[1])
    phone.push(first)

    answer = phone.push(first, second)

    assert [each["verdict"] for each in answer.json["verdicts"]] == ["duplicate", "accepted"]
    assert answer.json["outboxes"][0]["contiguous_through"] == 2


def test_the_same_id_with_other_bytes_is_kept_and_is_no_fact(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    item = phone.visit(ground.doors[0], "not_home")
    phone.hand_in(item)
    other = {**item, "envelope": item["envelope"].replace("not_home", "vacant")}

    answer = phone.push(other, phone.visit(ground.doors[1]))

    assert sorted(each["verdict"] for each in answer.json["verdicts"]) == ["accepted", "conflict"]
    assert phone.hand_in(other) == ["conflict"]
    assert phone.row(ground.turf, ground.doors[0])["last"]["result"] == "not_home"
    with cast.app.app_context():
        held = db.session.scalars(select(Quarantined)).one()
        assert (held.raw.decode(), held.reason) == (other["envelope"], "other_body")


def test_two_bodies_under_one_id_in_one_batch_are_one_fact(cast: Cast, ground: Ground, phone: Phone) -> None:
    item = phone.visit(ground.doors[0], "not_home")
    other = {**item, "envelope": item["envelope"].replace("not_home", "vacant")}

    assert phone.hand_in(item, other) == ["conflict"]
    assert phone.row(ground.turf, ground.doors[0])["last"]["result"] == "not_home"
    assert (count(cast, Event), count(cast, Quarantined)) == (1, 1)


def test_a_found_door_appears_at_the_walks_end_with_the_visits_that_waited(
    ground: Ground, phone: Phone
) -> None:
    found = uuid.uuid4()
    visit = phone.visit(found, "conversation")
    assert phone.hand_in(visit) == ["accepted"]
    assert str(found) not in {row["door"] for row in phone.snapshot(ground.turf)["rows"]}

    phone.hand_in(
        phone.add_door(ground.turf, found, label="Lote 3", kind="mobile_home_park", lon=-82.54, lat=35.58)
    )

    row = phone.row(ground.turf, found)
    assert (row["position"], row["street"], row["label"], row["lon"]) == (6, "Calle Nueva", "Lote 3", -82.54)
    assert (row["attempts"], row["last"]["visit"]) == (1, visit["id"])


def test_a_found_door_without_a_point_stands_where_the_walk_ends(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    found = uuid.uuid4()
    phone.hand_in(phone.add_door(ground.turf, found))

    with cast.app.app_context():
        place = db.session.get_one(Place, db.session.get_one(Door, found).place_id)
        last = db.session.get_one(Place, ground.places[-1])
        assert (place.lon, place.lat, place.city) == (last.lon, last.lat, last.city)


def test_two_people_who_find_the_same_door_make_two_that_can_be_told_apart(
    ground: Ground, phone: Phone
) -> None:
    place, doors = str(ground.places[0]), [uuid.uuid4(), uuid.uuid4()]
    phone.hand_in(*(phone.add_door(ground.turf, door, place=place, label="Apto 4") for door in doors))

    assert [phone.row(ground.turf, door)["label"] for door in doors] == ["Apto 4", "Apto 4 (2)"]


@pytest.mark.parametrize("at_once", [False, True])
def test_a_visit_that_waited_for_its_door_marks_it_though_it_is_corrected_meanwhile(
    cast: Cast, ground: Ground, phone: Phone, at_once: bool
) -> None:
    found = uuid.uuid4()
    waiting = phone.visit(found, "do_not_knock")
    added = phone.add_door(ground.turf, found)
    corrected = phone.correct(waiting["id"], found, "do_not_knock")

    phone.hand_in(waiting)
    for batch in [[added, corrected]] if at_once else [[added], [corrected]]:
        phone.hand_in(*batch)
    assert phone.row(ground.turf, found)["do_not_knock"]
    phone.hand_in(phone.void(waiting["id"]))
    assert not phone.row(ground.turf, found)["do_not_knock"]


@pytest.mark.parametrize("at_once", [False, True])
def test_of_two_who_tell_of_one_door_the_first_is_believed(
    cast: Cast, ground: Ground, phone: Phone, at_once: bool
) -> None:
    found = uuid.uuid4()
    told = [phone.add_door(ground.turf, found, label=label) for label in ("Lote 3", "Lote 4")]

    for batch in [told] if at_once else [[each] for each in told]:
        assert phone.hand_in(*batch) == ["accepted"] * len(batch)
    assert phone.row(ground.turf, found)["label"] == "Lote 3"


def test_a_door_of_elsewhere_cannot_be_pulled_into_ones_own_turf(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    elsewhere = lay_ground(cast)
    answer = phone.push(
        phone.add_door(ground.turf, elsewhere.doors[0]),
        phone.add_door(ground.turf, uuid.uuid4(), place=str(elsewhere.places[0])),
        phone.add_door(elsewhere.turf, uuid.uuid4()),
        phone.visit(elsewhere.doors[0]),
    )

    assert reasons(answer) == ["not_your_turf", "door_unknown", "not_your_turf", "not_your_turf"]
    assert len(phone.snapshot(ground.turf)["rows"]) == 5


def test_a_kind_from_a_newer_phone_is_kept(cast: Cast, ground: Ground, phone: Phone) -> None:
    kind = phone.freeze("table.opened", {"what": "\x00 ever"})
    schema = phone.visit(ground.doors[0], schema=2)

    assert phone.hand_in(kind, schema) == ["accepted", "accepted"]
    assert event(cast, kind).body == kind["envelope"]
    assert count(cast, Visit) == 0


def test_the_server_says_what_never_arrived(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    items = [phone.visit(ground.doors[0]) for _ in range(6)]
    answer = phone.push(items[0], items[1], items[3], items[5])
    arrived = answer.json["outboxes"][0]
    assert (arrived["contiguous_through"], arrived["missing"], arrived["backed_up_through"]) == (2, [3, 5], 0)

    with writing():
        db.session.execute(update(Outbox).values(backed_up_through=Outbox.contiguous_through))
    arrived = phone.push(items[2], items[4]).json["outboxes"][0]
    assert (arrived["contiguous_through"], arrived["missing"], arrived["backed_up_through"]) == (6, [], 2)


def test_what_is_in_quarantine_has_arrived(ground: Ground, phone: Phone) -> None:
    bad = phone.visit(ground.doors[0], "moved")
    answer = phone.push(bad, phone.visit(ground.doors[1]))

    assert reasons(answer) == ["bad_body", None]
    assert answer.json["outboxes"][0]["contiguous_through"] == 2


@pytest.mark.parametrize(
    ("recorded", "offset", "expected"),
    [
        (timedelta(minutes=-10), 0, timedelta(minutes=-10)),
        (timedelta(hours=-5), 5 * 3_600_000, timedelta(0)),
        (timedelta(days=3650), 0, timedelta(minutes=2)),
        (timedelta(days=-3650), 0, timedelta(days=-1, hours=-1)),
        (timedelta(minutes=-10), 1e300, timedelta(minutes=-10)),
        (timedelta(minutes=-10), "soon", timedelta(minutes=-10)),
    ],
)
def test_a_phones_clock_is_believed_only_so_far(
    cast: Cast, ground: Ground, phone: Phone, recorded: timedelta, offset: Any, expected: timedelta
) -> None:
    now = datetime.now(UTC)
    clock = {"offset_ms": offset, "round_trip_ms": 80}
    item = phone.visit(ground.doors[0], recorded_at=(now + recorded).isoformat(), clock=clock)
    assert phone.hand_in(item) == ["accepted"]

    found = event(cast, item)
    assert abs(found.effective_at - (now + expected)) < timedelta(minutes=1)
    assert found.clamped == (abs(recorded) > timedelta(days=1))


def test_two_phones_at_one_door_at_once_are_both_counted(cast: Cast, ground: Ground) -> None:
    alma = lend(cast, ground.turf, cast.alma, cast.dario)
    dario = Phone(cast.dario, alma.assignment, alma.generation)
    start = threading.Barrier(4)
    verdicts: list[str] = []

    def walk(phone: Phone) -> None:
        items = [phone.visit(door) for door in ground.doors]
        start.wait(20)
        for item in items:
            verdicts.extend(phone.hand_in(item))

    phones = [alma, dario, Phone(cast.alma, alma.assignment, 1), Phone(cast.dario, alma.assignment, 1)]
    walkers = [threading.Thread(target=walk, args=(each,)) for each in phones]
    for walker in walkers:
        walker.start()
    for walker in walkers:
        walker.join(60)

    assert verdicts == ["accepted"] * 20
    with cast.app.app_context():
        assert db.session.scalars(select(DoorState.attempts)).all() == [4] * 5


def test_a_push_that_is_still_open_is_counted_by_the_next_one(cast: Cast, ground: Ground) -> None:
    alma = lend(cast, ground.turf, cast.alma, cast.dario)
    dario = Phone(cast.dario, alma.assignment, alma.generation)
    slow, quick = alma.visit(ground.doors[0]), dario.visit(ground.doors[0], "conversation")
    other = threading.Thread(target=lambda: dario.hand_in(quick))
    with cast.app.app_context():
        begin_writing(db.session)
        device = devices.get_device(cast.alma.device_id)
        sync.push(device, [slow], now=datetime.now(UTC), grace=timedelta(0))
        other.start()
        other.join(0.5)
        db.session.commit()
    other.join(30)

    row = alma.row(ground.turf, ground.doors[0])
    assert row["attempts"] == 2


def test_the_same_batch_eight_times_at_once_is_one(cast: Cast, ground: Ground, phone: Phone) -> None:
    batch = [phone.visit(door) for door in ground.doors]
    answers: list[list[str]] = []
    pushes = [threading.Thread(target=lambda: answers.append(phone.hand_in(*batch))) for _ in range(8)]
    for push in pushes:
        push.start()
    for push in pushes:
        push.join(60)

    assert sorted(answers) == [["accepted"] * 5, *([["duplicate"] * 5] * 7)]
    assert count(cast, Event) == 5


POISON: dict[str, Callable[[Phone, Ground], Any]] = {
    "no JSON": lambda phone, ground: {"id": str(new_id()), "envelope": "{"},
    "NaN": lambda phone, ground: {"id": str(new_id()), "envelope": '{"id": NaN}'},
    "a raw NUL": lambda phone, ground: {"id": str(new_id()), "envelope": '{"id": "\x00"}'},
    "a lone surrogate": lambda phone, ground: {"id": str(new_id()), "envelope": '{"id": "\ud800"}'},
    "an escaped surrogate": lambda phone, ground: {"id": str(new_id()), "envelope": '{"id": "\\ud800"}'},
    "deep nesting": lambda phone, ground: {"id": str(new_id()), "envelope": "[" * 50_000},
    "a list": lambda phone, ground: {"id": str(new_id()), "envelope": "[]"},
    "an object": lambda phone, ground: {"id": str(new_id()), "envelope": {"id": 1}},
    "no envelope": lambda phone, ground: {"id": str(new_id())},
    "no id": lambda phone, ground: {"envelope": "{}"},
    "an id that is none": lambda phone, ground: {"id": "\ud800\x00", "envelope": "{}"},
    "nothing": lambda phone, ground: None,
    "a number": lambda phone, ground: 1e308,
    "another id inside": lambda phone, ground: {**phone.visit(ground.doors[0]), "id": str(new_id())},
    "long": lambda phone, ground: phone.freeze("visit.recorded", {"door": "x" * 100_000}),
    "a huge number": lambda phone, ground: phone.visit(ground.doors[0], device_seq=10**40),
    "a true number": lambda phone, ground: phone.visit(ground.doors[0], device_seq=True),
    "an infinite place": lambda phone, ground: phone.add_door(ground.turf, uuid.uuid4(), lon=1e308, lat=0),
    "a NUL in a street": lambda phone, ground: phone.add_door(ground.turf, uuid.uuid4(), street="Roble\x00"),
    "a surrogate in a street": lambda phone, ground: phone.add_door(
        ground.turf, uuid.uuid4(), street="\ud83d"
    ),
    "another result": lambda phone, ground: phone.visit(ground.doors[0], "moved"),
    "no time": lambda phone, ground: phone.visit(ground.doors[0], recorded_at="2026-11-23T14:02:11"),
    "year one": lambda phone, ground: phone.visit(ground.doors[0], recorded_at="0001-01-01T00:00:00+14:00"),
    "the last year": lambda phone, ground: phone.visit(
        ground.doors[0], recorded_at="9999-12-31T23:59:59-14:00"
    ),
    "an unsealed note": lambda phone, ground: phone.visit(ground.doors[0], note="perro bravo"),
    "a note of another size": lambda phone, ground: phone.visit(ground.doors[0], note="AQ"),
    "a visit of itself": lambda phone, ground: phone.freeze("visit.voided", {"visit": None}),
    "a body that is none": lambda phone, ground: phone.freeze("visit.recorded", []),
}


@pytest.mark.parametrize("name", POISON)
def test_poison_is_kept_aside_and_harms_no_neighbour(
    cast: Cast, ground: Ground, phone: Phone, name: str
) -> None:
    poison = POISON[name](phone, ground)
    before, after = phone.visit(ground.doors[1]), phone.visit(ground.doors[2])
    body = json.dumps({"client": "canvass 0.1.0", "events": [before, poison, after]})
    headers = {"Authorization": f"Bearer {cast.alma.push_token}", "Content-Type": "application/json"}

    for expected in ("accepted", "duplicate"):
        answer = cast.app.test_client().post("/api/sync/push", data=body, headers=headers)
        assert answer.status_code == 200, answer.text
        verdicts = {each["id"]: each["verdict"] for each in answer.json["verdicts"]}
        assert verdicts.pop(before["id"]) == verdicts.pop(after["id"]) == expected
        assert list(verdicts.values()) == ["quarantined"]
    assert (count(cast, Event), count(cast, Quarantined)) == (2, 1)
