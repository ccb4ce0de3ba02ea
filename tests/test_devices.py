"""Enrolment: single use, kind refusals, two secrets, and sessions that end when they should."""

import hashlib
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from canvass.access import PROOF_LIFE
from canvass.db import begin_writing, db
from canvass.devices import Session, enrol
from canvass.invitations import Invitation
from canvass.sealing import NewHolder, b64decode, b64encode, make_token, open_blob, sign_stepup
from tests.cast import Cast, Person, join, new_key

Writing = Callable[[], AbstractContextManager[None]]


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
        assert len(face.json["entries"]) == len(cast.log.entries)
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


def signed_challenge(cast: Cast, person: Person, holder: NewHolder) -> dict[str, str]:
    asked = person.push("/api/sessions/challenge").json
    return {
        "challenge": asked["challenge"],
        "signature": b64encode(sign_stepup(holder.sign, asked["challenge"].encode())),
    }


def test_a_session_alone_changes_no_role_and_gives_nobody_one(cast: Cast, writing: Writing) -> None:
    """Who took an open laptop has the session, and not the words."""
    with writing():
        db.session.query(Session).update({Session.proved_at: None})
    hashed = hashlib.sha256(b"a token of 16 b").hexdigest()
    another = {"token_hash": hashed, "role": "administrator", "alias": "Fidel"}
    device = {"token_hash": hashed, "role": "volunteer", "alias": "x", "member": str(cast.celia.member_id)}
    tries: list[Callable[[], TestResponse]] = [
        lambda: cast.elena.patch(f"/api/members/{cast.alma.member_id}", {"role": "administrator"}),
        lambda: cast.elena.patch(f"/api/members/{cast.celia.member_id}", {"active": False}),
        lambda: cast.elena.post("/api/invitations", another),
        lambda: cast.elena.post("/api/invitations", device),
        lambda: cast.elena.post("/api/vaults/entries", new_key(replace(cast, holder=cast.elenas), "field")),
    ]
    for each in tries:
        refused = each()
        assert (refused.status_code, refused.json["code"]) == (403, "proof_needed")
    team = {each["alias"]: each for each in cast.elena.get("/api/members").json["items"]}
    assert (team["Alma"]["role"], team["Celia"]["active"]) == ("volunteer", True)
    invited = cast.elena.get("/api/invitations").json["items"]
    assert [each for each in invited if each["used_at"] is None] == []
    # What is urgent, or gives nothing away, needs none.
    volunteer = {"token_hash": hashed, "role": "volunteer", "alias": "Fidel"}
    assert cast.elena.post("/api/invitations", volunteer).status_code == 201
    assert cast.elena.delete(f"/api/devices/{cast.dario.device_id}").status_code == 204

    wrong = cast.elena.post("/api/session/proof", signed_challenge(cast, cast.elena, cast.holder))
    assert (wrong.status_code, wrong.json["code"]) == (403, "challenge_failed")
    anothers = cast.elena.post("/api/session/proof", signed_challenge(cast, cast.celia, cast.holder))
    assert anothers.status_code == 403
    assert (
        cast.elena.post("/api/session/proof", signed_challenge(cast, cast.elena, cast.elenas)).status_code
        == 200
    )
    assert tries[0]().status_code == 200


def test_a_proof_lasts_five_minutes(cast: Cast, writing: Writing) -> None:
    role = f"/api/members/{cast.alma.member_id}"
    for ago, status in ((PROOF_LIFE - timedelta(seconds=30), 200), (PROOF_LIFE, 403)):
        with writing():
            db.session.query(Session).update({Session.proved_at: datetime.now(UTC) - ago})
        assert cast.elena.patch(role, {"role": "lead" if status == 200 else "staff"}).status_code == status


def test_an_administrator_without_a_key_is_told_whom_to_ask(cast: Cast) -> None:
    gema = join(cast.app, "Gema", "administrator")
    refused = gema.patch(f"/api/members/{cast.alma.member_id}", {"role": "lead"})
    assert (refused.status_code, refused.json["code"]) == (403, "proof_impossible")
    assert cast.beto.patch(f"/api/members/{cast.alma.member_id}", {"active": False}).status_code == 200
