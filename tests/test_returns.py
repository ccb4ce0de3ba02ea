"""Coming back on a shared phone: by one's own secret alone, in the place of whoever read before, until access is taken away."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from canvass.api.edge import COOKIE
from canvass.db import MIGRATIONS, db
from canvass.devices import KEYHOLDER_SESSION, VOLUNTEER_SESSION, Device, Session
from canvass.returns import Return
from tests.cast import Cast, Person, prove

SECRET = "alma's own, drawn at random"
BACK = "/api/session/return"


def told(person: Person, secret: str = SECRET) -> dict[str, str]:
    return {"device": str(person.device_id), "secret_hash": hashlib.sha256(secret.encode()).hexdigest()}


def let_back(person: Person, secret: str = SECRET) -> None:
    answer = person.put(BACK, told(person, secret))
    assert answer.status_code == 204, answer.json


def come_back(person: Person, secret: str = SECRET, *, reading: Person | None = None) -> TestResponse:
    """From the phone, whose browser may hold somebody else's session."""
    client = person.client.application.test_client()
    if reading:
        client.set_cookie(COOKIE, reading.cookie, domain="localhost")
    return client.post(
        BACK, json={"secret": secret}, headers={"Authorization": f"Bearer {person.push_token}"}
    )


def standing(person: Person, *leases: str) -> Any:
    """What the phone hears while another reads on it."""
    return person.push("/api/sync/standing", {"leases": list(leases)}).json


def refusals(cast: Cast) -> list[TestResponse]:
    return [come_back(cast.alma), come_back(cast.alma, "another"), come_back(cast.dario)]


def test_who_left_reads_again_with_the_secret_and_in_nobody_elses_name(cast: Cast) -> None:
    let_back(cast.alma)
    assert cast.alma.delete("/api/session").status_code == 204
    assert cast.alma.get("/api/session").status_code == 401

    back = come_back(cast.alma, reading=cast.dario)

    assert back.status_code == 201
    assert back.json["member"]["alias"] == "Alma"
    assert back.json["device"]["id"] == str(cast.alma.device_id)
    assert all(
        word in back.headers["Set-Cookie"] for word in ("__Host-session=", "Secure", "HttpOnly", "Strict")
    )
    # Darío's session was in that browser: nobody reads with it any more.
    assert cast.dario.get("/api/session").status_code == 401


def test_whatever_is_wrong_the_answer_is_the_same(cast: Cast) -> None:
    let_back(cast.alma)
    wrong = [
        come_back(cast.alma, "another"),
        come_back(cast.alma, ""),
        come_back(cast.dario),
    ]
    assert len({(answer.status_code, answer.data) for answer in wrong}) == 1
    assert {(answer.status_code, answer.json["code"]) for answer in wrong} == {(403, "return_refused")}
    assert cast.app.test_client().post(BACK, json={"secret": SECRET}).status_code == 401
    assert "Set-Cookie" not in wrong[0].headers
    assert come_back(cast.alma).status_code == 201


def test_nobody_tells_a_secret_for_another_who_has_the_phone(cast: Cast) -> None:
    let_back(cast.alma)
    assert cast.dario.put(BACK, told(cast.alma, "dario's")).status_code == 404
    assert come_back(cast.alma, "dario's").status_code == 403
    assert come_back(cast.dario, "dario's").status_code == 403
    assert come_back(cast.alma).status_code == 201


def test_a_newer_secret_takes_the_place_of_the_one_before(cast: Cast) -> None:
    let_back(cast.alma)
    let_back(cast.alma, "newer")
    assert come_back(cast.alma).status_code == 403
    assert come_back(cast.alma, "newer").status_code == 201


@pytest.mark.parametrize("ended", ["device", "member", "role"])
def test_whose_access_was_taken_away_does_not_come_back(cast: Cast, ended: str) -> None:
    let_back(cast.alma)
    prove(cast.elena)
    member = f"/api/members/{cast.alma.member_id}"
    if ended == "device":
        cast.beto.delete(f"/api/devices/{cast.alma.device_id}")
    elif ended == "member":
        assert cast.beto.patch(member, {"active": False}).status_code == 200
    else:
        assert cast.elena.patch(member, {"role": "lead"}).status_code == 200

    assert {answer.status_code for answer in refusals(cast)} == {403}
    assert standing(cast.alma)["may_read"] is (ended == "role")
    if ended == "member":
        # Not with the old secret either, once they take part again.
        assert cast.beto.patch(member, {"active": True}).status_code == 200
        assert come_back(cast.alma).status_code == 403
        assert standing(cast.alma)["may_read"] is True


def test_it_is_good_for_as_long_as_a_session_unused(cast: Cast, writing: Any) -> None:
    let_back(cast.alma)
    let_back(cast.celia, "celia's")
    now = datetime.now(UTC)
    with cast.app.app_context():
        until = {
            kept.device_id: kept.until.replace(tzinfo=UTC) - now
            for kept in db.session.scalars(select(Return))
        }
    # A keyholder's session is short, and what brings it back without their words no longer.
    for person, life in ((cast.alma, VOLUNTEER_SESSION), (cast.celia, KEYHOLDER_SESSION)):
        assert abs(until[person.device_id] - life) < timedelta(minutes=5)
    with writing():
        db.session.execute(update(Return).values(until=now - timedelta(seconds=1)))
    assert come_back(cast.alma).status_code == 403


def test_whoever_reads_keeps_the_way_back_open(cast: Cast, writing: Any) -> None:
    let_back(cast.alma)
    soon = datetime.now(UTC) + timedelta(days=1)
    with writing():
        own = Session.device_id == cast.alma.device_id
        db.session.execute(update(Session).where(own).values(expires_at=soon))
        db.session.execute(update(Return).values(until=soon))
    assert cast.alma.get("/api/session").status_code == 200
    with cast.app.app_context():
        until = db.session.scalars(select(Return.until)).one().replace(tzinfo=UTC)
    assert until > soon + timedelta(days=20)


def test_who_enrols_in_a_browser_ends_the_session_it_had(cast: Cast) -> None:
    token = b"a token of 16 by"
    hashed = hashlib.sha256(token).hexdigest()
    invited = {"token_hash": hashed, "role": "volunteer", "alias": "Fidel"}
    assert cast.beto.post("/api/invitations", invited).status_code == 201
    browser = cast.app.test_client()
    browser.set_cookie(COOKIE, cast.alma.cookie, domain="localhost")
    assert browser.post("/api/enrolments", json={"token": "YSB0b2tlbiBvZiAxNiBieQ"}).status_code == 201
    assert browser.get("/api/session").json["member"]["alias"] == "Fidel"
    assert cast.alma.get("/api/session").status_code == 401


def test_down_and_up_again_loses_the_ways_back_and_no_device(cast: Cast) -> None:
    let_back(cast.alma)
    with cast.app.app_context():
        devices = db.session.scalar(select(func.count()).select_from(Device))
        db.session.rollback()
        downgrade(directory=str(MIGRATIONS), revision="0013")
        upgrade(directory=str(MIGRATIONS))
        assert db.session.scalar(select(func.count()).select_from(Device)) == devices
    assert come_back(cast.alma).status_code == 403
    let_back(cast.alma)
    assert come_back(cast.alma).status_code == 201


def test_who_ends_sessions_of_their_own_devices_ends_the_ways_back_too(cast: Cast) -> None:
    """But not the one of the device at which they do it."""
    let_back(cast.alma)
    device = f"/api/devices/{cast.alma.device_id}"
    assert cast.beto.delete(f"{device}/sessions").status_code == 204
    assert come_back(cast.alma).status_code == 403


def test_who_ends_all_other_sessions_comes_back_where_they_are(cast: Cast) -> None:
    let_back(cast.alma)
    assert cast.alma.delete("/api/session/others").status_code == 204
    assert come_back(cast.alma).status_code == 201


def test_a_device_from_which_its_member_comes_back_is_one_that_reads(cast: Cast) -> None:
    seen = f"/api/members/{cast.alma.member_id}/devices"
    let_back(cast.alma)
    assert cast.alma.delete("/api/session").status_code == 204
    assert cast.elena.get(seen).json["items"][0]["used_on"] is not None
