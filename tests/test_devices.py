"""Enrolment: single use, kind refusals, two secrets, and sessions that end when they should."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from canvass.db import begin_writing, db
from canvass.devices import Session, enrol
from canvass.invitations import Invitation
from canvass.sealing import b64decode, b64encode, make_token, open_blob, sign_stepup
from tests.cast import Cast


def open_invitation(cast: Cast, alias: str = "Fidel", role: str = "volunteer") -> str:
    token = make_token()
    answer = cast.beto.post(
        "/api/invitations", {"token_hash": hashlib.sha256(token).hexdigest(), "role": role, "alias": alias}
    )
    assert answer.status_code == 201, answer.json
    return b64encode(token)


def test_a_link_makes_the_device_a_members_and_works_once(cast: Cast) -> None:
    token = open_invitation(cast)
    stranger = cast.app.test_client()

    first = stranger.post("/api/enrolments", json={"token": token})
    second = cast.app.test_client().post("/api/enrolments", json={"token": token})

    assert first.status_code == 201
    assert first.json["member"]["alias"] == "Fidel"
    cookie = first.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"))
    assert stranger.get("/api/session").json["member"]["role"] == "volunteer"
    assert (second.status_code, second.json["code"]) == (410, "invitation_used")


def test_of_two_devices_that_open_a_link_at_once_one_is_let_in(cast: Cast) -> None:
    token = make_token()
    again = {"token_hash": hashlib.sha256(token).hexdigest(), "role": "volunteer", "alias": "Alma"}
    cast.beto.post("/api/invitations", {**again, "member": str(cast.alma.member_id)})
    codes: list[str] = []

    def enrol_too() -> None:
        answer = cast.app.test_client().post("/api/enrolments", json={"token": b64encode(token)})
        codes.append(answer.json["code"])

    other = threading.Thread(target=enrol_too)
    with cast.app.app_context():
        begin_writing(db.session)
        enrol(b64encode(token))
        other.start()
        other.join(0.3)
        db.session.commit()
    other.join(30)

    assert codes == ["invitation_used"]


def test_looking_a_link_up_says_whom_it_is_for_and_uses_nothing_up(cast: Cast) -> None:
    token = open_invitation(cast)
    hashed = hashlib.sha256(b64decode(token)).hexdigest()

    for _ in range(2):
        face = cast.app.test_client().post("/api/invitations/lookup", json={"token_hash": hashed})
        assert face.status_code == 200
        assert (face.json["alias"], face.json["role"]) == ("Fidel", "volunteer")
        assert len(face.json["entries"]) == 4
    assert cast.app.test_client().post("/api/enrolments", json={"token": token}).status_code == 201


def test_an_expired_link_says_so_in_the_readers_language(cast: Cast, writing) -> None:
    token = open_invitation(cast)
    with writing():
        db.session.execute(update(Invitation).values(expires_at=datetime.now(UTC) - timedelta(minutes=1)))

    answer = cast.app.test_client().post(
        "/api/enrolments", json={"token": token}, headers={"Accept-Language": "es"}
    )

    assert (answer.status_code, answer.json["code"]) == (410, "invitation_expired")
    assert "venció" in answer.json["message"]


def test_a_foreign_link_is_told_kindly(cast: Cast) -> None:
    for token in (b64encode(make_token()), "nonsense", ""):
        answer = cast.app.test_client().post("/api/enrolments", json={"token": token})
        assert (answer.status_code, answer.json["code"]) == (404, "invitation_unknown")


def test_a_lead_invites_volunteers_only(cast: Cast) -> None:
    body = {"token_hash": "0" * 64, "role": "staff", "alias": "Fidel"}

    assert cast.beto.post("/api/invitations", body).status_code == 403
    assert cast.alma.post("/api/invitations", body).status_code == 403
    assert cast.elena.post("/api/invitations", body).status_code == 201


def test_the_push_token_reads_nothing(cast: Cast) -> None:
    headers = {"Authorization": f"Bearer {cast.alma.push_token}"}

    assert cast.app.test_client().get("/api/session", headers=headers).status_code == 401


def test_a_revoked_device_is_out_at_once(cast: Cast) -> None:
    assert cast.alma.get("/api/session").status_code == 200

    assert cast.beto.delete(f"/api/devices/{cast.alma.device_id}").status_code == 204

    assert cast.alma.get("/api/session").status_code == 401


def test_a_session_that_is_used_lives_on(cast: Cast, writing) -> None:
    soon = datetime.now(UTC) + timedelta(days=2)
    with writing():
        db.session.execute(update(Session).values(expires_at=soon))

    assert cast.alma.get("/api/session").status_code == 200

    with writing():
        assert any(session.expires_at > soon + timedelta(days=20) for session in db.session.query(Session))


def test_a_request_from_another_site_is_refused(cast: Cast) -> None:
    body = {"token_hash": "0" * 64, "role": "volunteer", "alias": "Fidel"}

    cross = cast.beto.post("/api/invitations", body, headers={"Sec-Fetch-Site": "cross-site"})
    foreign = cast.beto.post("/api/invitations", body, headers={"Origin": "https://elsewhere.example"})

    assert {cross.status_code, foreign.status_code} == {403}


def test_a_keyholder_comes_back_by_signing(cast: Cast) -> None:
    asked = cast.celia.push("/api/sessions/challenge").json
    keys = open_blob(cast.holder.words, cast.org, asked["holder"]["id"], b64decode(asked["holder"]["blob"]))
    signature = b64encode(sign_stepup(keys.sign, asked["challenge"].encode()))

    assert (
        cast.celia.push(
            "/api/sessions", {"challenge": asked["challenge"], "signature": signature}
        ).status_code
        == 201
    )
    wrong = cast.celia.push("/api/sessions", {"challenge": asked["challenge"] + "x", "signature": signature})
    assert (wrong.status_code, wrong.json["code"]) == (403, "challenge_failed")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/enrolments", {"token": "AAAAAAAAAAAAAAAAAAAAAA"}),
        ("/api/enrolments", {"token": "no"}),
        ("/api/sync/people", {"client": "canvass 0.1.0", "records": []}),
    ],
)
def test_who_has_no_token_waits_for_nobody_and_has_nobody_wait(
    cast: Cast, path: str, body: dict[str, Any]
) -> None:
    with cast.app.app_context():
        begin_writing(db.session)
        refused = cast.app.test_client().post(path, json=body)
        db.session.rollback()

    assert refused.status_code in (401, 404)
