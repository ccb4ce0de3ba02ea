"""Errors have one form, and speak the caller's language down to the single field."""

import base64
from typing import Any

import marshmallow as ma
import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from canvass.api.faults import SAYINGS
from canvass.api.fields import Base64Url, UtcTime
from canvass.db import db
from canvass.members import Member
from tests.cast import Cast


def answer(cast: Cast, body: dict[str, Any]) -> Any:
    found = cast.app.test_client().post(
        "/api/invitations/lookup", json=body, headers={"Accept-Language": "es"}
    )
    assert found.status_code == 422
    return found.json


def test_a_field_is_complained_about_in_spanish_where_it_stands(cast: Cast) -> None:
    assert answer(cast, {})["errors"] == [{"path": ["token_hash"], "message": "Falta este dato."}]
    malformed = answer(cast, {"token_hash": "zz"})
    assert malformed["code"] == "invalid"
    assert malformed["errors"] == [{"path": ["token_hash"], "message": "No tiene la forma que hace falta."}]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (ma.fields.String(), 1),
        (ma.fields.String(), None),
        (ma.fields.String(validate=ma.validate.Length(2, 3)), "x"),
        (ma.fields.String(validate=ma.validate.Length(min=2)), "x"),
        (ma.fields.String(validate=ma.validate.Length(max=2)), "xxx"),
        (ma.fields.String(validate=ma.validate.OneOf(("a", "b"))), "c"),
        (ma.fields.Integer(), "x"),
        (ma.fields.Integer(validate=ma.validate.Range(1, 5)), 9),
        (ma.fields.Boolean(), "perhaps"),
        (ma.fields.UUID(), "x"),
        (ma.fields.Date(), "x"),
        (ma.fields.Float(), "x"),
        (ma.fields.List(ma.fields.String()), "x"),
        (ma.fields.Dict(), "x"),
        (ma.fields.Nested(ma.Schema.from_dict({})), "x"),
        (UtcTime(), "x"),
        (UtcTime(), "2026-11-23T08:00:00"),
    ],
)
def test_whatever_marshmallow_says_has_a_translation(field: ma.fields.Field[Any], value: object) -> None:
    complaints = ma.Schema.from_dict({"x": field})().validate({"x": value})["x"]
    flat = (
        complaints
        if isinstance(complaints, list)
        else [text for texts in complaints.values() for text in texts]
    )
    for complaint in flat:
        assert any(pattern.fullmatch(complaint) for pattern, _saying in SAYINGS), complaint


def test_our_own_fields_speak_for_themselves(cast: Cast) -> None:
    with cast.app.test_request_context(headers={"Accept-Language": "es"}):
        complaints = ma.Schema.from_dict({"x": Base64Url()})().validate({"x": "ñ"})
    assert complaints == {"x": ["No es base64url."]}


def test_an_origin_that_is_no_address_is_refused(cast: Cast) -> None:
    answer = cast.beto.post("/api/campaigns", {}, headers={"Origin": "http://[::1"})

    assert answer.status_code == 403


def test_a_list_is_not_broken_by_a_key_that_nests_too_deep(cast: Cast) -> None:
    deep = base64.urlsafe_b64encode(b"[" * 50_000).decode().rstrip("=")

    answer = cast.beto.get(f"/api/members?after={deep}")

    assert (answer.status_code, answer.json["code"]) == (422, "bad_cursor")


def test_an_error_of_the_database_does_not_repeat_what_it_was_given(cast: Cast) -> None:
    twice = {"id": cast.alma.member_id, "alias": "Rosa Canario", "role": "volunteer", "active": True}

    with cast.app.app_context(), pytest.raises(IntegrityError) as caught:
        db.session.execute(insert(Member).values(**twice))

    assert "INSERT INTO members" in str(caught.value)
    assert "Rosa" not in str(caught.value)
