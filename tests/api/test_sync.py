"""The door's stream over the wire: who reads what, pages that skip nothing, and refusals that a phone understands."""

import json
import random
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from marshmallow import RAISE
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from canvass import log
from canvass.api.sync import PushedSchema
from canvass.assignments import Assignment
from canvass.campaigns import Campaign
from canvass.db import begin_writing, db
from canvass.digests import digest_of
from canvass.log import LogHead
from canvass.turfs import TurfDoor
from tests.cast import Cast, Person
from tests.walk import Ground, Phone, lay_ground, lend

Writing = Callable[[], AbstractContextManager[None]]


def digest(rows: Any) -> str:
    return digest_of((row["door"], row["revision"]) for row in rows if not row["removed"])


class Store:
    """What a phone keeps of a turf: the newest revision of each row."""

    def __init__(self, person: Person, turf: uuid.UUID) -> None:
        self.person, self.turf = person, turf
        taken = person.get(f"/api/turfs/{turf}/snapshot").json
        self.rows = {row["door"]: row for row in taken["rows"]}
        self.cursor = taken["cursor"]
        assert taken["digest"] == digest(self.rows.values())

    def pull(self, limit: int = 500) -> dict[str, Any]:
        answer = self.person.get(f"/api/sync/pull?turf={self.turf}&cursor={self.cursor}&limit={limit}")
        assert answer.status_code == 200, answer.json
        for row in answer.json["rows"]:
            known = self.rows.get(row["door"])
            if known is None or row["revision"] > known["revision"]:
                self.rows[row["door"]] = row
        self.cursor = answer.json["cursor"]
        return answer.json

    def live(self) -> dict[str, Any]:
        return {door: row for door, row in self.rows.items() if not row["removed"]}


def test_home_holds_what_is_the_members_own(cast: Cast, ground: Ground, phone: Phone) -> None:
    home = cast.alma.get("/api/sync/home").json

    assert home["member"]["alias"] == "Alma"
    assert home["device"]["id"] == str(cast.alma.device_id)
    assert len(home["key_log"]) == len(cast.log.entries)
    assert [(each["id"], each["script"]) for each in home["campaigns"]] == [
        (str(ground.campaign), str(ground.script))
    ]
    assert home["scripts"][0]["body"]["consent"] == {"es": "¿Podemos llamarle?"}
    lease = home["leases"][0]
    assert (lease["turf"]["id"], lease["turf"]["doors"], lease["generation"]) == (str(ground.turf), 5, 1)
    assert lease["turf"]["polygon"]["type"] == "Polygon"
    assert [each["alias"] for each in lease["members"]] == ["Alma"]
    day = datetime.fromisoformat(lease["grace_until"]) - datetime.fromisoformat(lease["until"])
    assert day == timedelta(hours=24)
    assert home["stop_notices"] == []


def test_home_has_nothing_of_others(cast: Cast, phone: Phone) -> None:
    home = cast.dario.get("/api/sync/home").json

    assert home["leases"] == home["campaigns"] == home["scripts"] == []


def test_a_turf_is_read_under_a_live_lease_or_by_its_campaigns_lead(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    lay_ground(cast, lead=cast.dario)
    cursor = phone.snapshot(ground.turf)["cursor"]

    for path in (f"/api/turfs/{ground.turf}/snapshot", f"/api/sync/pull?turf={ground.turf}&cursor={cursor}"):
        assert cast.alma.get(path).status_code == 200
        assert cast.beto.get(path).status_code == 200
        assert cast.elena.get(path).status_code == 200
        for outsider in (cast.dario, cast.celia):
            answer = outsider.get(path)
            assert (answer.status_code, answer.json["code"]) == (404, "not_found")
        assert cast.app.test_client().get(path).status_code == 401
        token = {"Authorization": f"Bearer {cast.alma.push_token}"}
        assert cast.app.test_client().get(path, headers=token).status_code == 401
    assert cast.alma.get(f"/api/turfs/{uuid.uuid4()}/snapshot").status_code == 404


@pytest.mark.parametrize("ended", ["returned_at", "superseded_at"])
def test_a_lease_that_was_ended_reads_nothing(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing, ended: str
) -> None:
    with writing():
        past = {ended: datetime.now(UTC) - timedelta(seconds=1)}
        db.session.execute(update(Assignment).where(Assignment.id == phone.assignment).values(past))

    assert cast.alma.get(f"/api/turfs/{ground.turf}/snapshot").status_code == 404
    assert cast.alma.get("/api/sync/home").json["leases"] == []


@pytest.mark.parametrize(("hours_ago", "named"), [(0.1, True), (23.9, True), (24.1, False)])
def test_a_lease_that_ran_out_reads_no_doors_and_is_named_until_its_grace_is_over(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing, hours_ago: float, named: bool
) -> None:
    with writing():
        past = {"until": datetime.now(UTC) - timedelta(hours=hours_ago)}
        db.session.execute(update(Assignment).where(Assignment.id == phone.assignment).values(past))

    home = cast.alma.get("/api/sync/home").json
    assert cast.alma.get(f"/api/turfs/{ground.turf}/snapshot").status_code == 404
    assert [lease["assignment"] for lease in home["leases"]] == ([str(phone.assignment)] if named else [])


def test_a_closed_campaign_goes_home_with_those_who_still_walk_it(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    def campaigns() -> list[str]:
        return [each["id"] for each in cast.alma.get("/api/sync/home").json["campaigns"]]

    with writing():
        db.session.execute(update(Campaign).values(state="closed"))
    assert campaigns() == [str(ground.campaign)]

    cast.alma.post(f"/api/assignments/{phone.assignment}/return")
    assert campaigns() == []


def test_a_pull_brings_what_others_did(cast: Cast, ground: Ground, phone: Phone) -> None:
    store = Store(cast.beto, ground.turf)
    phone.hand_in(phone.visit(ground.doors[2], "conversation", literature=True))

    page = store.pull()

    assert [row["door"] for row in page["rows"]] == [str(ground.doors[2])]
    last = page["rows"][0]["last"]
    assert (last["result"], last["literature"], last["mine"]) == ("conversation", True, False)
    assert (page["more"], page["digest"]) == (False, digest(store.rows.values()))
    assert store.pull()["rows"] == []


def test_a_removed_door_says_nothing_but_that(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    store = Store(cast.alma, ground.turf)
    with writing():
        gone = {"removed": True, "live": False, "revision": log.take_number()}
        db.session.execute(update(TurfDoor).where(TurfDoor.door_id == ground.doors[0]).values(gone))

    row = store.pull()["rows"][0]

    assert (row["removed"], row["street"], row["number"], row["lon"], row["last"]) == (
        True,
        "",
        "",
        None,
        None,
    )
    assert str(ground.doors[0]) not in {row["door"] for row in phone.snapshot(ground.turf)["rows"]}


@pytest.mark.parametrize("seed", range(3))
def test_pages_skip_nothing_while_others_write(cast: Cast, ground: Ground, phone: Phone, seed: int) -> None:
    chance = random.Random(seed)
    store = Store(cast.beto, ground.turf)
    for _ in range(25):
        if chance.random() < 0.5:
            phone.hand_in(*(phone.visit(chance.choice(ground.doors)) for _ in range(chance.randint(1, 4))))
        elif chance.random() < 0.2:
            phone.hand_in(phone.add_door(ground.turf, uuid.uuid4()))
        else:
            store.pull(limit=chance.randint(1, 3))
    while (page := store.pull(limit=2))["more"]:
        pass

    fresh = Store(cast.beto, ground.turf)
    assert store.live() == fresh.live()
    assert page["digest"] == digest(store.rows.values()) == digest(fresh.rows.values())


def test_one_number_that_changed_many_rows_is_one_page(cast: Cast, ground: Ground, phone: Phone) -> None:
    store = Store(cast.beto, ground.turf)
    phone.hand_in(*(phone.visit(door) for door in ground.doors))

    assert len(store.pull(limit=2)["rows"]) == 5


def test_a_foreign_or_rolled_back_cursor_asks_for_a_snapshot(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    phone.hand_in(phone.visit(ground.doors[0]))
    log_id, number, mark = phone.snapshot(ground.turf)["cursor"].split(".")

    for cursor in (
        f"{uuid.uuid4()}.{number}.{mark}",
        f"{log_id}.{int(number) + 5}.{mark}",
        "nonsense",
        "%00.1.1",
    ):
        answer = cast.alma.get(f"/api/sync/pull?turf={ground.turf}&cursor={cursor}")
        assert (answer.status_code, answer.json["code"]) == (409, "log_changed")
    with writing():
        db.session.execute(update(LogHead).values(log_id=uuid.uuid4()))
    answer = cast.alma.get(f"/api/sync/pull?turf={ground.turf}&cursor={log_id}.{number}.{mark}")
    assert (answer.status_code, answer.json["code"]) == (409, "log_changed")


def test_an_expired_cursor_is_gone(cast: Cast, ground: Ground, phone: Phone, writing: Writing) -> None:
    cursor = phone.snapshot(ground.turf)["cursor"]
    phone.hand_in(phone.visit(ground.doors[0]))
    with writing():
        db.session.execute(log.Change.__table__.delete())

    answer = cast.alma.get(f"/api/sync/pull?turf={ground.turf}&cursor={cursor}")

    assert (answer.status_code, answer.json["code"]) == (410, "cursor_expired")


def test_a_push_needs_a_token_and_nothing_else_will_do(cast: Cast, ground: Ground, phone: Phone) -> None:
    item = phone.visit(ground.doors[0])
    body = {"client": "canvass 0.1.0", "events": [item]}

    assert cast.alma.post("/api/sync/push", body).status_code == 401
    for token in ("", "Bearer ", "Bearer nonsense", f"Basic {cast.alma.push_token}"):
        answer = cast.app.test_client().post("/api/sync/push", json=body, headers={"Authorization": token})
        assert answer.status_code == 401


def test_too_much_at_once_is_told_so_that_the_phone_sends_less(ground: Ground, phone: Phone) -> None:
    many = [phone.visit(ground.doors[0]) for _ in range(101)]
    answer = phone.push(*many)
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")

    big = phone.push({"id": str(uuid.uuid4()), "envelope": "x" * 1_048_576})
    assert (big.status_code, big.json["code"]) == (413, "too_large")
    assert phone.hand_in(*many[:100]) == ["accepted"] * 100


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "{}", '{"events": {}}', "[" * 100_000, '{"events": ' + "[" * 90_000]
)
def test_a_request_that_cannot_be_read_is_refused_and_stores_nothing(cast: Cast, body: str) -> None:
    headers = {"Authorization": f"Bearer {cast.alma.push_token}", "Content-Type": "application/json"}

    answer = cast.app.test_client().post("/api/sync/push", data=body, headers=headers)

    assert answer.status_code in (400, 422)
    assert answer.json["code"] in ("unreadable", "invalid")


def test_a_push_of_nothing_is_answered(phone: Phone) -> None:
    answer = phone.push()

    assert answer.status_code == 200
    assert (answer.json["verdicts"], answer.json["outboxes"]) == ([], [])
    assert answer.json["min_client"] == "0.1.0"
    assert abs(datetime.fromisoformat(answer.json["server_time"]) - datetime.now(UTC)) < timedelta(minutes=1)


def test_what_a_newer_phone_adds_to_a_request_is_passed_by(cast: Cast, ground: Ground, phone: Phone) -> None:
    body = {
        "client": "canvass 9.0.0",
        "mood": "good",
        "events": [{**phone.visit(ground.doors[0]), "more": 1}],
    }

    assert cast.alma.push("/api/sync/push", body).json["verdicts"][0]["verdict"] == "accepted"


def test_nothing_is_answered_before_it_is_committed(
    cast: Cast, ground: Ground, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(session: object) -> None:
        raise OperationalError("COMMIT", {}, OSError("disk full"))

    item = phone.visit(ground.doors[0])
    with monkeypatch.context() as patched:
        patched.setattr(Session, "commit", fail)
        answer = phone.push(item)
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert "verdicts" not in answer.json
    assert phone.hand_in(item) == ["accepted"]


def test_a_hundred_visits_are_taken_in_quickly(cast: Cast) -> None:
    ground = lay_ground(cast, doors=100)
    phone = lend(cast, ground.turf, cast.alma)
    batch = [phone.visit(door, "conversation") for door in ground.doors]
    started = datetime.now(UTC)

    assert phone.hand_in(*batch) == ["accepted"] * 100

    assert datetime.now(UTC) - started < timedelta(seconds=5)
    assert json.dumps(phone.snapshot(ground.turf)["rows"]).count('"conversation"') == 100


DEEP_NUL = "[" * 600 + '"\\u0000"' + "]" * 600


@pytest.mark.parametrize("name", ['"\\ud800"', '"a\\u0000b"', "[" * 5000, DEEP_NUL, "NaN", "1e999"])
def test_what_no_database_could_keep_is_refused_wherever_it_is_sent(cast: Cast, name: str) -> None:
    body = '{"starts_on": "2026-11-01", "ends_on": "2026-11-02", "languages": ["es"], "name": ' + name + "}"

    answer = cast.beto.call("POST", "/api/campaigns", data=body, content_type="application/json")

    assert (answer.status_code, answer.json["code"]) == (400, "unreadable")


def test_a_pushs_answer_is_as_the_api_describes_it(ground: Ground, phone: Phone) -> None:
    phone.seq = 1
    answer = phone.push(phone.visit(ground.doors[0]), phone.visit(ground.doors[1], "moved"), {"id": "none"})

    assert [each["verdict"] for each in answer.json["verdicts"]] == ["accepted", "quarantined", "quarantined"]
    assert answer.json["outboxes"][0]["missing"] == [1]
    assert PushedSchema(unknown=RAISE).validate(answer.json) == {}


def test_a_push_without_a_token_waits_for_nobody(cast: Cast) -> None:
    with cast.app.app_context():
        begin_writing(db.session)
        refused = cast.app.test_client().post("/api/sync/push", json={"events": []})
        db.session.rollback()
    assert refused.status_code == 401
