"""How often the API takes what: a burst, then 429 with a time, each device for itself; guesses at links end soon."""

import base64
import hashlib
import uuid

import pytest
from werkzeug.test import TestResponse

from canvass.api import rates
from canvass.api.edge import COOKIE
from canvass.limits import METER, Meter
from tests.cast import Cast, Person


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(cast: Cast) -> Clock:
    clock = Clock()
    cast.app.extensions[METER] = Meter(clock=clock)
    return clock


def push_nothing(person: Person) -> TestResponse:
    return person.push("/api/sync/push", {"client": "canvass 0.1.0", "events": []})


def look_up(cast: Cast, token_hash: str) -> TestResponse:
    return cast.app.test_client().post("/api/invitations/lookup", json={"token_hash": token_hash})


def test_a_device_that_floods_is_told_when_to_come_again_and_nobody_else_notices(
    cast: Cast, clock: Clock
) -> None:
    burst = rates.HAND_IN.burst
    answers = [push_nothing(cast.alma).status_code for _ in range(burst + 20)]
    assert answers == [answers[0]] * burst + [429] * 20
    refused = push_nothing(cast.alma)
    assert refused.json is not None
    assert (refused.json["code"], refused.headers["Retry-After"]) == ("too_many", "1")
    assert push_nothing(cast.beto).status_code != 429

    clock.now += 1
    assert push_nothing(cast.alma).status_code != 429
    assert push_nothing(cast.alma).status_code == 429


def test_snapshots_are_not_taken_turf_by_turf_without_end(cast: Cast, clock: Clock) -> None:
    taken = [
        cast.alma.get(f"/api/turfs/{uuid.uuid4()}/snapshot").status_code
        for _ in range(rates.SNAPSHOT.burst + 5)
    ]
    assert taken == [404] * rates.SNAPSHOT.burst + [429] * 5
    assert cast.alma.get("/api/sync/home").status_code == 200


def test_who_guesses_at_links_is_stopped_and_who_has_one_from_elsewhere_is_not(
    cast: Cast, clock: Clock
) -> None:
    guesses = [look_up(cast, f"{n:064x}").status_code for n in range(rates.MISS.burst + 10)]
    assert guesses == [404] * rates.MISS.burst + [429] * 10

    token = bytes(range(16))
    hashed = hashlib.sha256(token).hexdigest()
    cast.elena.post("/api/invitations", {"token_hash": hashed, "role": "volunteer", "alias": "Fermín"})
    assert look_up(cast, hashed).status_code == 429, "guessing has found a link"
    elsewhere = cast.app.test_client().post(
        "/api/enrolments",
        json={"token": base64.urlsafe_b64encode(token).decode().rstrip("=")},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert elsewhere.status_code == 201
    clock.now += rates.MISS.every
    assert look_up(cast, f"{999:064x}").status_code == 404


def test_who_guesses_from_a_whole_network_of_ipv6_is_one(cast: Cast, clock: Clock) -> None:
    def guess(address: str) -> int:
        return (
            cast.app.test_client()
            .post(
                "/api/invitations/lookup",
                json={"token_hash": "0" * 64},
                environ_base={"REMOTE_ADDR": address},
            )
            .status_code
        )

    burst = rates.MISS.burst
    assert [guess(f"2001:db8::{n:x}:1") for n in range(burst + 3)] == [404] * burst + [429] * 3
    assert [guess(f"::ffff:192.0.2.{n}") for n in range(burst + 3)] == [404] * (burst + 3)
    assert guess("2001:db8:0:1::1") == 404


def test_who_comes_back_has_no_more_snapshots_than_before(cast: Cast, clock: Clock) -> None:
    path, secret = f"/api/turfs/{uuid.uuid4()}/snapshot", "s" * 43
    hashed = hashlib.sha256(secret.encode()).hexdigest()
    cast.alma.put("/api/session/return", {"device": str(cast.alma.device_id), "secret_hash": hashed})
    for _ in range(rates.SNAPSHOT.burst):
        assert cast.alma.get(path).status_code == 404

    back = cast.alma.push("/api/session/return", {"secret": secret})
    cast.alma.client.set_cookie(COOKIE, cookie_of(back), domain="localhost")

    assert cast.alma.get("/api/sync/home").status_code == 200
    assert cast.alma.get(path).status_code == 429


def cookie_of(answer: TestResponse) -> str:
    return answer.headers["Set-Cookie"].partition(";")[0].partition("=")[2]


def test_a_signature_is_not_tried_again_and_again(cast: Cast, clock: Clock) -> None:
    tried = [cast.celia.push("/api/sessions/challenge").status_code for _ in range(rates.PROVE.burst + 3)]
    assert tried == [200] * rates.PROVE.burst + [429] * 3


def test_it_is_said_in_the_callers_language(cast: Cast, clock: Clock) -> None:
    for _ in range(rates.HAND_IN.burst):
        push_nothing(cast.alma)
    spanish = push_nothing(cast.alma).json
    assert spanish is not None
    assert spanish["message"] == "Demasiados intentos. Espere un momento."
