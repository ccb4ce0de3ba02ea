"""What could not be let in: those who lead there make of it a fact or nothing, once."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from canvass import visits
from canvass.audit import Act
from canvass.db import db
from canvass.log import Event
from canvass.quarantine import Quarantined
from tests.apart import EAST, accept, differences, discard, listed
from tests.cast import Cast, Person
from tests.walk import Ground, Phone, lay_ground, lend, new_id

Writing = Callable[[], AbstractContextManager[None]]


def test_a_revoked_phones_visit_becomes_a_fact_when_a_lead_says_so(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    other = lend(cast, ground.turf, cast.dario)
    revoke(cast.alma)
    visit = phone.visit(ground.doors[0], "conversation", literature=True)
    assert phone.hand_in(visit) == ["quarantined"]

    [item] = listed(cast.beto)
    assert (item["reason"], item["by"], item["turf"], item["acceptable"]) == (
        "revoked",
        "Alma",
        "Arroyo",
        True,
    )
    assert item["said"]["door"]["number"] == "10"
    assert (item["said"]["result"], item["decision"]) == ("conversation", None)
    assert other.row(ground.turf, ground.doors[0])["attempts"] == 0
    assert cast.beto.get("/api/quarantine/waiting").json == {"items": 1, "findings": 0, "phones": 0}

    done = accept(cast.beto, visit, reason="Alma me lo contó")
    assert done.status_code == 200, done.json
    assert (done.json["decision"], done.json["decided_by"]) == ("accepted", "Beto")
    assert done.json["said"]["door"] is None

    row = other.row(ground.turf, ground.doors[0])
    assert (row["attempts"], row["last"]["result"], row["last"]["late"]) == (1, "conversation", True)
    assert phone.hand_in(visit) == ["duplicate"]
    assert cast.beto.get("/api/quarantine/waiting").json["items"] == 0
    assert differences(cast) == []
    # Its place in the log is the last one: whoever pulls is told.
    with cast.app.app_context():
        assert db.session.scalar(select(Event.late).where(Event.id == uuid.UUID(visit["id"])))
        acts = db.session.scalars(select(Act.act).where(Act.subject_id == uuid.UUID(visit["id"]))).all()
    assert acts == ["quarantine_accepted"]


def test_those_who_pull_are_told_of_what_was_let_in(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    other = lend(cast, ground.turf, cast.dario)
    cursor = other.snapshot(ground.turf)["cursor"]
    revoke(cast.alma)
    visit = phone.visit(ground.doors[1], "vacant")
    phone.hand_in(visit)
    accept(cast.beto, visit)

    pulled = cast.dario.get("/api/sync/pull", query_string={"turf": ground.turf, "cursor": cursor}).json

    assert [(row["door"], row["last"]["result"]) for row in pulled["rows"]] == [
        (str(ground.doors[1]), "vacant")
    ]
    assert pulled["digest"] == other.snapshot(ground.turf)["digest"]


def test_deciding_again_changes_nothing_and_otherwise_is_refused(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    revoke(cast.alma)
    first, second = phone.visit(ground.doors[0]), phone.visit(ground.doors[1])
    phone.hand_in(first, second)

    assert accept(cast.beto, first).json == accept(cast.elena, first).json
    assert discard(cast.beto, second).json == discard(cast.elena, second).json
    assert discard(cast.elena, first).json["code"] == "already_decided"
    assert accept(cast.elena, second).status_code == 409
    with cast.app.app_context():
        decided = db.session.scalars(select(Act.act).where(Act.act.like("quarantine%")).order_by(Act.n)).all()
    assert decided == ["quarantine_accepted", "quarantine_discarded"]


def test_what_was_discarded_is_gone_but_known(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    revoke(cast.alma)
    visit = phone.visit(ground.doors[0])
    phone.hand_in(visit)

    assert discard(cast.beto, visit, "").status_code == 422
    done = discard(cast.beto, visit, "Fue una prueba")

    assert (done.json["decision"], done.json["decision_reason"]) == ("discarded", "Fue una prueba")
    answer = phone.push(visit)
    assert [each["verdict"] for each in answer.json["verdicts"]] == ["quarantined"]
    assert answer.json["outboxes"][0]["contiguous_through"] == 1
    with cast.app.app_context():
        [kept] = db.session.scalars(select(Quarantined)).all()
        assert (kept.raw, kept.door_id, kept.detail) == (None, None, None)
        assert db.session.scalar(select(Event.id)) is None
    assert [item["decision"] for item in listed(cast.beto)] == ["discarded"]
    assert differences(cast) == []


def test_a_visit_in_anothers_turf_is_stored_under_its_newest_lease(cast: Cast, ground: Ground) -> None:
    home = lay_ground(cast, campaign=ground.campaign, middle=EAST)
    lend(cast, ground.turf, cast.alma)
    now_alma = lend(cast, ground.turf, cast.alma)
    dario = lend(cast, home.turf, cast.dario)
    astray = dario.visit(ground.doors[2], "conversation")
    assert dario.hand_in(astray) == ["quarantined"]

    assert accept(cast.beto, astray).status_code == 200

    with cast.app.app_context():
        event = db.session.get_one(Event, uuid.UUID(astray["id"]))
        assert (event.assignment_id, event.generation, event.late) == (now_alma.assignment, 2, False)
        assert event.body == astray["envelope"]
    assert now_alma.row(ground.turf, ground.doors[2])["attempts"] == 1
    assert differences(cast) == []


def test_what_was_said_under_a_lease_that_is_over_is_late(cast: Cast, ground: Ground) -> None:
    old = lend(cast, ground.turf, cast.alma)
    lend(cast, ground.turf, cast.alma)
    borrowed = Phone(cast.dario, old.assignment, old.generation)
    visit = borrowed.visit(ground.doors[0])
    assert borrowed.hand_in(visit) == ["quarantined"]

    accept(cast.beto, visit)

    late = cast.beto.get(f"/api/turfs/{ground.turf}/late-visits").json
    assert (late["count"], [(each["by"], each["result"]) for each in late["items"]]) == (
        1,
        [("Darío", "not_home")],
    )


def test_what_is_said_of_a_visit_goes_with_that_visit(cast: Cast, ground: Ground, phone: Phone) -> None:
    """Whoever walks under another lease cannot correct a visit by themselves; with the lead's word they can."""
    home = lay_ground(cast, campaign=ground.campaign, middle=EAST)
    dario = lend(cast, home.turf, cast.dario)
    visit = phone.visit(ground.doors[0], "not_home")
    phone.hand_in(visit)
    mended, voided = dario.correct(visit["id"], ground.doors[0], "vacant"), dario.void(visit["id"])
    assert dario.hand_in(mended, voided) == ["quarantined", "quarantined"]

    assert accept(cast.beto, mended).status_code == 200
    assert phone.row(ground.turf, ground.doors[0])["last"]["result"] == "vacant"
    assert accept(cast.beto, voided).status_code == 200
    assert phone.row(ground.turf, ground.doors[0])["attempts"] == 0
    assert differences(cast) == []


def test_a_door_found_at_a_place_of_another_turf_can_be_added(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    home = lay_ground(cast, campaign=ground.campaign, middle=EAST)
    door = uuid.uuid4()
    found = phone.add_door(ground.turf, door, place=str(home.places[0]), label="B")
    visit = phone.visit(door, "conversation")
    assert phone.hand_in(found, visit) == ["quarantined", "accepted"]
    [item] = listed(cast.beto)
    assert (item["reason"], item["field"], item["acceptable"]) == ("door_unknown", "place", True)

    assert accept(cast.beto, found).status_code == 200

    row = phone.row(ground.turf, door)
    assert (row["label"], row["attempts"]) == ("B", 1)
    assert differences(cast) == []


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda phone, ground: {"id": str(new_id()), "envelope": "{"}, "unreadable"),
        (lambda phone, ground: phone.visit(ground.doors[0], "moved"), "bad_body"),
        (lambda phone, ground: phone.visit(ground.doors[0], generation=7), "bad_body"),
        (lambda phone, ground: {**phone.visit(ground.doors[0]), "id": str(new_id())}, "wrong_id"),
        (
            lambda phone, ground: phone.add_door(ground.turf, uuid.uuid4(), place=str(uuid.uuid4())),
            "door_unknown",
        ),
        (lambda phone, ground: Phone(phone.person).visit(uuid.uuid4()), "not_your_turf"),
        (lambda phone, ground: Phone(phone.person).void(str(uuid.uuid4())), "not_your_turf"),
    ],
)
def test_what_says_nothing_that_could_be_a_fact_can_only_be_discarded(
    cast: Cast, ground: Ground, phone: Phone, make: Callable[[Phone, Ground], Any], reason: str
) -> None:
    item = make(phone, ground)
    phone.hand_in(item)
    [shown] = listed(cast.beto)

    assert (shown["reason"], shown["acceptable"]) == (reason, False)
    refused = accept(cast.beto, item)
    assert (refused.status_code, refused.json["code"]) == (422, "not_acceptable")
    assert "descartarlo" in refused.json["message"]
    assert discard(cast.beto, item).status_code == 200


def test_what_comes_under_an_id_that_meant_something_else_shows_both(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    visit = phone.visit(ground.doors[0], "not_home")
    phone.hand_in(visit)
    other = {**visit, "envelope": visit["envelope"].replace("not_home", "vacant")}
    assert phone.hand_in(other) == ["conflict"]

    [item] = listed(cast.beto)
    assert (item["reason"], item["said"]["result"], item["other"]["result"]) == (
        "other_body",
        "vacant",
        "not_home",
    )
    assert item["other"]["door"]["number"] == "10"
    assert accept(cast.beto, other).json["code"] == "not_acceptable"
    assert discard(cast.beto, other).status_code == 200
    assert phone.hand_in(visit, other) == ["conflict"]
    assert phone.row(ground.turf, ground.doors[0])["last"]["result"] == "not_home"


def test_of_several_versions_one_is_chosen(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    revoke(cast.alma)
    visit = phone.visit(ground.doors[0], "not_home")
    other = {**visit, "envelope": visit["envelope"].replace("not_home", "vacant")}
    phone.hand_in(visit)
    phone.hand_in(other)

    assert accept(cast.beto, visit).json["code"] == "several_versions"
    versions = {
        each["said"]["result"]: each for each in cast.beto.get(f"/api/quarantine/{visit['id']}").json["items"]
    }
    assert accept(cast.beto, visit, digest=versions["vacant"]["digest"]).status_code == 200
    again = cast.beto.get(f"/api/quarantine/{visit['id']}").json["items"]
    assert [each["acceptable"] for each in again] == [False, False]
    assert accept(cast.beto, visit, digest=versions["not_home"]["digest"]).json["code"] == "not_acceptable"


def test_what_speaks_of_a_forgotten_visit_brings_it_not_back(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    home = lay_ground(cast, campaign=ground.campaign, middle=EAST)
    dario = lend(cast, home.turf, cast.dario)
    visit = phone.visit(ground.doors[0])
    phone.hand_in(visit)
    mended = dario.correct(visit["id"], ground.doors[0], "vacant")
    dario.hand_in(mended)
    with writing():
        visits.forget([uuid.UUID(visit["id"])], datetime.now(UTC))

    assert accept(cast.beto, mended).status_code in (404, 422)
    assert phone.row(ground.turf, ground.doors[0])["last"] is None
