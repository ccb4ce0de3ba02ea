"""What could not be let in: those who lead there see it and why, and make of it a fact or nothing, once."""

import json
import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from canvass import projections, quarantine, visits
from canvass.audit import Act
from canvass.db import db
from canvass.devices import Device
from canvass.log import Event
from canvass.quarantine import Quarantined
from tests.cast import Cast, Person, join
from tests.walk import Ground, Phone, lay_ground, lend, new_id

Writing = Callable[[], AbstractContextManager[None]]
EAST = (-82.4, 35.59)


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return lay_ground(cast)


@pytest.fixture
def phone(cast: Cast, ground: Ground) -> Phone:
    return lend(cast, ground.turf, cast.alma)


@pytest.fixture
def revoke(writing: Writing) -> Callable[[Person], None]:
    def cut_off(person: Person) -> None:
        with writing():
            db.session.execute(
                update(Device).where(Device.id == person.device_id).values(revoked_at=datetime.now(UTC))
            )

    return cut_off


def listed(person: Person, **query: Any) -> list[dict[str, Any]]:
    answer = person.get("/api/quarantine", query_string=query)
    assert answer.status_code == 200, answer.json
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def accept(person: Person, item: Mapping[str, Any], **body: Any) -> Any:
    return person.post(f"/api/quarantine/{item['id']}/acceptance", body)


def discard(person: Person, item: Mapping[str, Any], reason: str = "Fue una prueba", **body: Any) -> Any:
    return person.post(f"/api/quarantine/{item['id']}/discard", {"reason": reason, **body})


def differences(cast: Cast) -> list[Any]:
    with cast.app.app_context():
        return list(projections.rebuild(fix=False))


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


def test_a_note_stays_sealed(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    revoke(cast.alma)
    visit_id = str(new_id())
    note = cast.sealed_text("field", "visit.note", visit_id, {"v": 1, "id": visit_id, "text": "perro"})
    visit = phone.visit(ground.doors[0], note=note, id=visit_id)
    phone.hand_in(visit)

    assert note not in cast.beto.get("/api/quarantine").text
    accept(cast.beto, visit)
    with cast.app.app_context():
        assert db.session.get_one(visits.Visit, uuid.UUID(visit_id)).note


def test_who_leads_elsewhere_sees_nothing_of_it(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    fabio = join(cast.app, "Fabio", "lead")
    lay_ground(cast, lead=fabio, middle=EAST)
    revoke(cast.alma)
    visit = phone.visit(ground.doors[0])
    phone.hand_in(visit)

    assert listed(fabio) == []
    assert fabio.get("/api/quarantine/waiting").json["items"] == 0
    for answer in (fabio.get(f"/api/quarantine/{visit['id']}"), accept(fabio, visit), discard(fabio, visit)):
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert [item["event"] for item in listed(cast.elena)] == [visit["id"]]
    for person in (cast.alma, cast.dario, cast.celia):
        assert person.get("/api/quarantine").status_code in (401, 403)


@pytest.mark.parametrize("says", ["lease", "turf", "door", "nothing"])
def test_it_belongs_where_it_says_and_else_where_its_member_takes_part(
    cast: Cast, ground: Ground, phone: Phone, says: str
) -> None:
    fabio = join(cast.app, "Fabio", "lead")
    theirs = lay_ground(cast, lead=fabio, middle=EAST)
    dario = lend(cast, theirs.turf, cast.dario)
    alma = Phone(cast.alma)
    item = {
        "lease": lambda: alma.visit(uuid.uuid4(), assignment=str(dario.assignment), generation=1),
        "turf": lambda: alma.add_door(theirs.turf, uuid.uuid4()),
        "door": lambda: alma.visit(theirs.doors[0]),
        "nothing": lambda: {"id": str(new_id()), "envelope": "{"},
    }[says]()
    assert alma.hand_in(item) == ["quarantined"]

    seeing = {name for name, lead in (("beto", cast.beto), ("fabio", fabio)) if listed(lead)}
    assert seeing == ({"beto"} if says == "nothing" else {"fabio"})
    assert len(listed(cast.elena)) == 1


def test_what_nobody_can_place_only_administrators_see(cast: Cast, ground: Ground) -> None:
    stray = Phone(cast.celia)
    assert stray.hand_in(stray.visit(uuid.uuid4())) == ["quarantined"]

    assert listed(cast.beto) == []
    assert [item["acceptable"] for item in listed(cast.elena)] == [False]


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


def test_what_is_open_comes_first_in_pages(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    revoke(cast.alma)
    items = [phone.visit(ground.doors[n % 5]) for n in range(7)]
    for item in items:
        phone.hand_in(item)
    for item in items[4:]:
        discard(cast.beto, item)

    seen, after = [], None
    while True:
        page = cast.beto.get(
            "/api/quarantine", query_string={"limit": 2} | ({"after": after} if after else {})
        ).json
        seen += [each["event"] for each in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [each["id"] for each in [*items[3::-1], *items[:3:-1]]]


def test_two_leads_decide_at_once_while_the_phone_hands_in_again(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    other = lend(cast, ground.turf, cast.dario)
    revoke(cast.alma)
    items = [phone.visit(door) for door in ground.doors]
    assert phone.hand_in(*items) == ["quarantined"] * 5
    start, answers = threading.Barrier(4), {}

    def act(name: str, do: Callable[[dict[str, str]], Any]) -> None:
        start.wait(20)
        answers[name] = [do(item) for item in items]

    doing = {
        "beto": lambda item: accept(cast.beto, item).status_code,
        "elena": lambda item: discard(cast.elena, item).status_code,
        "again": lambda item: accept(cast.elena.at(cast.app), item).status_code,
        "phone": lambda item: phone.hand_in(item)[0],
    }
    threads = [threading.Thread(target=act, args=each) for each in doing.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    with cast.app.app_context():
        kept = db.session.execute(select(Quarantined.event_id, Quarantined.decision)).all()
        facts = set(db.session.scalars(select(Event.id)))
        acts = db.session.scalars(select(Act.subject_id).where(Act.act.like("quarantine%"))).all()
    decided = {str(event_id): decision for event_id, decision in kept}
    assert {uuid.UUID(each) for each, decision in decided.items() if decision == "accepted"} == facts
    assert sorted(map(str, acts)) == sorted(decided)
    for number, item in enumerate(items):
        won = decided[item["id"]]
        assert answers["beto"][number] == answers["again"][number] == (200 if won == "accepted" else 409)
        assert answers["elena"][number] == (200 if won == "discarded" else 409)
        assert answers["phone"][number] in (
            "quarantined",
            "duplicate" if won == "accepted" else "quarantined",
        )
        expected = "duplicate" if won == "accepted" else "quarantined"
        assert phone.hand_in(item) == [expected]
        assert other.row(ground.turf, ground.doors[number])["attempts"] == (won == "accepted")
    assert differences(cast) == []


def test_reading_it_aloud_names_nobody_and_no_body(cast: Cast, ground: Ground, phone: Phone) -> None:
    """A poisoned text reaches the list as what can be read of it, never as it is."""
    item = phone.visit(ground.doors[0], "María Pérez")
    phone.hand_in(item, {"id": "Pérez", "envelope": json.dumps({"name": "María"})})

    text = cast.beto.get("/api/quarantine").text
    assert "María" not in text
    assert "Pérez" not in text


def test_one_phone_leaves_no_more_undecided_than_leads_can_look_through(
    cast: Cast,
    ground: Ground,
    phone: Phone,
    revoke: Callable[[Person], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quarantine, "MOST_UNDECIDED", 3)
    other = lend(cast, lay_ground(cast, campaign=ground.campaign, middle=EAST).turf, cast.dario)
    other.hand_in(good := other.visit(ground.doors[0]), other.visit(uuid.uuid4()))
    revoke(cast.alma)
    items = [phone.visit(door) for door in ground.doors]

    answer = phone.push(*items)

    told = [(each["verdict"], each["reason"]) for each in answer.json["verdicts"]]
    assert told == [("quarantined", "revoked")] * 3 + [("retry", "full")] * 2
    assert {each["retry_after"] for each in answer.json["verdicts"]} == {None, quarantine.FULL_SECONDS}
    assert answer.json["outboxes"][0]["contiguous_through"] == 3
    # What is here already is no more of it, and what may enter always enters.
    assert phone.hand_in(*items) == ["quarantined"] * 3 + ["retry"] * 2
    assert other.hand_in(good, other.visit(ground.doors[1])) == ["quarantined"] * 2

    discard(cast.beto, items[0])
    assert phone.hand_in(*items) == ["quarantined"] * 4 + ["retry"]
    accept(cast.beto, items[1])
    assert phone.hand_in(*items) == ["quarantined", "duplicate", *["quarantined"] * 3]


def test_nor_more_than_the_disk_can_spare(
    cast: Cast, ground: Ground, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = [phone.freeze("visit.recorded", {"door": "x" * 1000}) for _ in range(3)]
    monkeypatch.setattr(quarantine, "MOST_BYTES", 2 * len(long[0]["envelope"].encode()) + 10)

    assert phone.hand_in(*long[:2]) == ["quarantined"] * 2
    assert phone.hand_in(long[2], phone.visit(ground.doors[0])) == ["retry", "accepted"]


def test_the_phone_hears_what_was_decided_when_it_offers_it_again(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    revoke(cast.alma)
    first, second = phone.visit(ground.doors[0]), phone.visit(ground.doors[1])
    phone.hand_in(first, second)
    discard(cast.beto, first)
    accept(cast.beto, second)

    answer = phone.push(first, second)

    told = [(each["verdict"], each["reason"]) for each in answer.json["verdicts"]]
    assert told == [("quarantined", "discarded"), ("duplicate", None)]


def test_an_id_of_elsewhere_shows_nobody_what_was_told_there(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    """Fabián's people send something under ids that they saw on another team's phones."""
    fabian = join(cast.app, "Fabián", "lead")
    elsewhere = lay_ground(cast, lead=fabian, middle=EAST)
    other = lend(cast, elsewhere.turf, cast.dario)
    told = phone.visit(ground.doors[0], "conversation")
    assert phone.hand_in(told) == ["accepted"]
    revoke(cast.alma)
    apart = phone.visit(ground.doors[1], "declined")
    assert phone.hand_in(apart) == ["quarantined"]
    forged = [
        other.visit(door, id=each["id"]) for door, each in zip(elsewhere.doors, (told, apart), strict=False)
    ]

    assert other.hand_in(*forged) == ["conflict", "accepted"]

    [item] = listed(fabian)
    assert (item["event"], item["reason"], item["other"]) == (told["id"], "other_body", None)
    seen = {item["event"]: item["other"] for item in listed(cast.elena) if item["reason"] == "other_body"}
    assert seen[told["id"]]["result"] == "conversation"
