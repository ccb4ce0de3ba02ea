"""The edge: what only looks waits for nobody who writes."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from canvass.db import db
from tests.cast import Cast
from tests.town import ROBLE
from tests.walk import lay_ground

LOOKS: dict[str, Callable[[Cast, uuid.UUID], TestResponse]] = {
    "an invitation's face": lambda cast, _campaign: cast.app.test_client().post(
        "/api/invitations/lookup", json={"token_hash": "0" * 64}
    ),
    "what became of contacts": lambda cast, _campaign: cast.app.test_client().post(
        "/api/contacts/statuses", json={"ids": [str(uuid.uuid4())]}
    ),
    "what a polygon would make": lambda cast, campaign: cast.beto.post(
        f"/api/campaigns/{campaign}/turf-previews", {"polygon": ROBLE}
    ),
    "a challenge": lambda cast, _campaign: cast.alma.push("/api/sessions/challenge"),
}


@contextmanager
def somebody_writes(app: Flask) -> Iterator[None]:
    """A writer's transaction of another connection, open for as long as this lasts."""
    with app.app_context():
        engine = db.engine
    with engine.connect().execution_options(canvass_writer=True) as connection, connection.begin():
        yield


@pytest.mark.parametrize("look", LOOKS)
def test_who_only_looks_is_answered_while_somebody_writes(cast: Cast, look: str) -> None:
    campaign = lay_ground(cast).campaign
    with somebody_writes(cast.app):
        answer = LOOKS[look](cast, campaign)

    assert answer.status_code in (200, 404), answer.json


@pytest.mark.parametrize("path", ["/api/sync/home", "/api/session", "/api/members", "/api/campaigns"])
@pytest.mark.parametrize("headers", [{"Sec-Fetch-Dest": "document"}, {"Accept": "text/html,*/*;q=0.8"}])
def test_who_types_an_address_into_a_locked_phone_reads_nothing(
    cast: Cast, path: str, headers: dict[str, str]
) -> None:
    """The lock is the app's; the browser's session is as good in its address bar."""
    lay_ground(cast)

    typed = cast.beto.get(path, headers=headers)

    assert (typed.status_code, typed.json["code"]) == (403, "foreign_origin")
    assert cast.beto.get(path, headers={"Sec-Fetch-Dest": "empty", "Accept": "application/json"}).json
