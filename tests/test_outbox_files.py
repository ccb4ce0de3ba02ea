"""The last resort: what a phone could not send arrives by a lead's hand, as if it had been sent."""

import json
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from canvass import devices, sync
from canvass.api.outbox_files import FILE_BYTES
from canvass.audit import Act
from canvass.contacts import AnswerSet, Contact
from canvass.db import db
from canvass.devices import Device
from canvass.log import Event, LogHead
from canvass.outbox_files import MOST_ITEMS, proof_of
from tests.cast import Cast, Person, join
from tests.people import answers, contact
from tests.walk import Ground, Phone, lend

SAMPLES = Path(__file__).parent / "samples"
Writing = Callable[[], AbstractContextManager[None]]
NONE_OF_EVENTS = {"accepted": 0, "duplicate": 0, "quarantined": 0, "conflict": 0, "retry": 0}
NONE_OF_RECORDS = {"accepted": 0, "duplicate": 0, "conflict": 0, "refused": 0}


def file_of(
    phone: Phone | None, events: list[Any], records: list[Any] | None = None, **over: Any
) -> dict[str, Any]:
    """What the phone writes down; `over` is what somebody changes in it afterwards."""
    file = {
        "format": "canvass outbox",
        "version": 1,
        "device": str(phone.person.device_id) if phone else None,
        "events": events,
        "records": records or [],
        "proof": prove(phone.person, events) if phone else None,
    }
    return file | over


def prove(person: Person, events: list[Any]) -> str | None:
    return proof_of(devices.secret_hash(person.push_token), person.device_id, events)


def bring(person: Person, file: dict[str, Any]) -> Any:
    return person.post("/api/sync/outbox-files", file)


def count(cast: Cast, model: Any) -> int:
    with cast.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_file_arrives_as_if_the_phone_had_sent_it(cast: Cast, ground: Ground, phone: Phone) -> None:
    sent = phone.visit(ground.doors[0])
    phone.hand_in(sent)
    waiting = [phone.visit(ground.doors[n % 5]) for n in range(sync.MOST_EVENTS + 30)]
    odd = phone.visit(ground.doors[0], "moved")
    clash = {**sent, "envelope": sent["envelope"].replace("not_home", "vacant")}

    first = bring(cast.beto, file_of(phone, [sent, *waiting, odd, clash]))

    assert first.status_code == 200, first.json
    assert first.json == {
        "events": {**NONE_OF_EVENTS, "accepted": 130, "duplicate": 1, "quarantined": 1, "conflict": 1},
        "records": NONE_OF_RECORDS,
    }
    assert sum(row["attempts"] for row in phone.snapshot(ground.turf)["rows"]) == 131
    # The phone is told of all of it as soon as it gets through.
    answer = phone.push(waiting[0], odd)
    assert [each["verdict"] for each in answer.json["verdicts"]] == ["duplicate", "quarantined"]
    assert answer.json["outboxes"][0]["contiguous_through"] == 132


def test_the_same_file_again_changes_nothing(cast: Cast, ground: Ground, phone: Phone) -> None:
    file = file_of(phone, [phone.visit(door) for door in ground.doors])
    assert bring(cast.beto, file).json["events"] == {**NONE_OF_EVENTS, "accepted": 5}
    before = phone.snapshot(ground.turf)

    assert bring(cast.beto, file).json["events"] == {**NONE_OF_EVENTS, "duplicate": 5}
    assert phone.snapshot(ground.turf) == before
    assert count(cast, Event) == 5


def test_a_revoked_phones_file_waits_for_a_decision(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    with writing():
        revoked = update(Device).where(Device.id == cast.alma.device_id)
        db.session.execute(revoked.values(revoked_at=datetime.now(UTC)))

    answer = bring(cast.beto, file_of(phone, [phone.visit(ground.doors[0])]))

    assert answer.json["events"] == {**NONE_OF_EVENTS, "quarantined": 1}
    assert cast.beto.get("/api/quarantine/waiting").json["items"] == 1


def test_people_and_a_phones_doors_never_come_in_together(cast: Cast, ground: Ground, phone: Phone) -> None:
    both = file_of(phone, [phone.visit(ground.doors[0])], [contact(cast, ground.campaign)])

    answer = bring(cast.beto, both)

    assert (answer.status_code, answer.json["code"]) == (422, "no_outbox_file")
    assert cast.celia.get("/api/contacts").json["items"] == []
    assert phone.row(ground.turf, ground.doors[0])["attempts"] == 0


def test_peoples_records_come_in_and_nothing_says_when_or_from_whom(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    records = [contact(cast, ground.campaign) for _ in range(21)]
    records.append(answers(ground.campaign, ground.script, {"rent": ["yes"]}))

    first = bring(cast.beto, file_of(None, [], [*records, {"id": "x", "envelope": "{"}]))

    assert first.json == {
        "events": NONE_OF_EVENTS,
        "records": {**NONE_OF_RECORDS, "accepted": 22, "refused": 1},
    }
    assert bring(cast.beto, file_of(None, [], records)).json["records"]["duplicate"] == 22
    assert (count(cast, Contact), count(cast, AnswerSet)) == (21, 1)
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).where(Act.act == "outbox_file")) == 0


def test_who_brought_a_phones_events_is_written_down(cast: Cast, ground: Ground, phone: Phone) -> None:
    bring(cast.beto, file_of(phone, [phone.visit(ground.doors[0])]))

    with cast.app.app_context():
        act = db.session.scalars(select(Act).where(Act.act == "outbox_file")).one()
        assert (act.actor_id, act.subject_id, act.facts) == (
            cast.beto.member_id,
            cast.alma.device_id,
            {"events": 1},
        )


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"format": "something else"}, "no_outbox_file"),
        ({"version": None}, "no_outbox_file"),
        ({"version": 2}, "outbox_file_too_new"),
        ({"device": None}, "no_outbox_file"),
        ({"events": {}}, "no_outbox_file"),
        ({"records": None}, "no_outbox_file"),
        ({"device": str(uuid.uuid4())}, "device_unknown"),
    ],
)
def test_what_is_no_such_file_is_refused_and_changes_nothing(
    cast: Cast, ground: Ground, phone: Phone, over: dict[str, Any], code: str
) -> None:
    answer = bring(cast.beto, file_of(phone, [phone.visit(ground.doors[0])]) | over)

    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert count(cast, Event) == 0


def test_a_lead_brings_files_of_their_own_team_alone(cast: Cast, ground: Ground, phone: Phone) -> None:
    fabio = join(cast.app, "Fabio", "lead")
    file = file_of(phone, [phone.visit(ground.doors[0])])

    assert bring(fabio, file).json["code"] == "device_unknown"
    assert bring(cast.alma, file).status_code == 403
    assert count(cast, Event) == 0
    assert bring(cast.elena, file).json["events"]["accepted"] == 1


def test_a_phone_that_a_restore_forgot_is_known_by_its_proof(
    cast: Cast, ground: Ground, writing: Writing
) -> None:
    """It was confirmed as a device of Alma's, under an id that it has never heard of."""
    known = lend(cast, ground.turf, cast.alma)
    old = Person("Alma", cast.alma.member_id, uuid.uuid4(), "a token from before", "", cast.alma.client)
    phone = Phone(old, known.assignment, known.generation)
    file = file_of(phone, [phone.visit(ground.doors[0])])
    assert bring(cast.beto, file).json["code"] == "device_unknown"
    with writing():
        db.session.execute(update(LogHead).values(restored_at=datetime.now(UTC)))
    phone.push(phone.visit(ground.doors[1]))
    (held,) = cast.beto.get("/api/held-pushes").json["items"]
    body = {"member": str(cast.alma.member_id)}
    assert cast.beto.post(f"/api/held-pushes/{held['phone']}/confirmation", body).status_code == 200

    fabio = join(cast.app, "Fabio", "lead")
    assert bring(fabio, file).json["code"] == "device_unknown"
    assert bring(cast.beto, file | {"proof": "another"}).json["code"] == "device_unknown"
    assert bring(cast.beto, file).json["events"]["accepted"] == 1
    assert bring(cast.beto, file).json["events"]["duplicate"] == 1


def test_a_file_may_be_larger_than_other_bodies_and_has_a_bound(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    filling = "x" * (1024 * 1024)
    file = file_of(phone, [phone.visit(ground.doors[0])], unknown=filling)
    assert bring(cast.beto, file).status_code == 200

    answer = bring(cast.beto, {**file, "unknown": "x" * FILE_BYTES})
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


def test_what_was_poison_on_its_phone_harms_no_neighbour(cast: Cast, ground: Ground, phone: Phone) -> None:
    good = phone.visit(ground.doors[0])
    poison = [{"id": "x", "envelope": "{"}, {"id": "", "envelope": "\x00"}]

    answer = bring(cast.beto, file_of(phone, [*poison, good]))

    assert answer.json["events"] == {**NONE_OF_EVENTS, "accepted": 1, "quarantined": 2}


def test_nobody_but_the_phone_says_what_it_saw(cast: Cast, ground: Ground, phone: Phone) -> None:
    first, second = phone.visit(ground.doors[0]), phone.visit(ground.doors[1])
    forged = {**first, "envelope": first["envelope"].replace("not_home", "declined")}
    own = Phone(cast.beto, phone.assignment)
    honest = file_of(phone, [first, second])
    tampered = [
        {**honest, "proof": None},
        {**honest, "proof": ""},
        {**honest, "proof": 7},
        {**honest, "proof": "\ud800"},
        {name: value for name, value in honest.items() if name != "proof"},
        {**honest, "events": [forged, second]},
        {**honest, "events": [second, first]},
        {**honest, "events": [first]},
        {**honest, "events": [{**first, "id": second["id"]}, second]},
        # Beto has a token of his own, and it proves his own phone's events alone.
        {**honest, "proof": prove(cast.beto, honest["events"])},
        {**file_of(own, honest["events"]), "device": honest["device"]},
        {**honest, "device": str(cast.beto.device_id)},
    ]

    for file in tampered:
        body = json.dumps(file)
        answer = cast.beto.call("POST", "/api/sync/outbox-files", data=body, content_type="application/json")
        assert (answer.status_code, answer.json["code"]) == (422, "outbox_file_unproven"), file
    assert count(cast, Event) == 0
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).where(Act.act == "outbox_file")) == 0

    assert bring(cast.beto, honest).json["events"]["accepted"] == 2


@pytest.mark.parametrize("events", [[None], [{}], [[]], [1e308], [{"id": "\ud800", "envelope": "{}"}]])
def test_what_no_phone_writes_has_no_proof(
    cast: Cast, ground: Ground, phone: Phone, events: list[Any]
) -> None:
    assert prove(phone.person, events) is None
    body = json.dumps(file_of(phone, events))

    answer = cast.beto.call("POST", "/api/sync/outbox-files", data=body, content_type="application/json")

    assert (answer.status_code, answer.json["code"]) == (422, "outbox_file_unproven")


def test_a_refused_file_says_why_in_the_leads_language(cast: Cast, ground: Ground, phone: Phone) -> None:
    file = file_of(phone, [phone.visit(ground.doors[0])], proof="no")
    cast.beto.language = "en"

    answer = bring(cast.beto, file)

    assert "could not be checked" in answer.json["message"]


def test_the_same_proof_comes_from_the_browser() -> None:
    sample = json.loads((SAMPLES / "outbox_file.json").read_text(encoding="utf-8"))
    file, key = sample["file"], devices.secret_hash(sample["push_token"])

    assert proof_of(key, uuid.UUID(file["device"]), file["events"]) == file["proof"]


@pytest.mark.parametrize("list_of", ["events", "records"])
def test_a_file_holds_no_more_items_than_a_phone_does(
    cast: Cast, ground: Ground, phone: Phone, list_of: str
) -> None:
    answer = bring(cast.beto, file_of(phone, []) | {list_of: [0] * (MOST_ITEMS + 1)})

    assert (answer.status_code, answer.json["code"]) == (422, "outbox_file_too_long")
