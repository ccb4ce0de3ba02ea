"""Retention and holds over the API: by administrators who prove that it is they, and written down."""

from typing import Any

from sqlalchemy import select, update

from canvass.audit import Act
from canvass.db import db
from canvass.devices import Session
from canvass.retention import TERMS
from tests.cast import Cast, writing_to
from tests.walk import Ground

HOLD: dict[str, Any] = {"covers": "everything", "reason": "Expediente 12"}


def test_days_begin_as_the_privacy_page_says(cast: Cast) -> None:
    told = {each["kind"]: each for each in cast.elena.get("/api/retention").json["kinds"]}

    assert {kind: each["days"] for kind, each in told.items()} == {
        "visits": 30,
        "results": 30,
        "contacts": 90,
        "reviewed": 30,
        "cases": 730,
        "quarantine": 30,
        "audit": 365,
        "backups": 14,
    }
    assert all(each["least"] <= each["days"] <= each["most"] and each["due"] == 0 for each in told.values())


def test_an_administrator_changes_them_within_bounds(cast: Cast) -> None:
    changed = cast.elena.put("/api/retention", {"kind": "visits", "days": 7})
    assert (changed.status_code, changed.json["kinds"][0]["days"]) == (200, 7)
    too_long = cast.elena.put("/api/retention", {"kind": "visits", "days": TERMS["visits"].most + 1})
    assert (too_long.status_code, cast.elena.get("/api/retention").json["kinds"][0]["days"]) == (422, 7)
    assert cast.beto.put("/api/retention", {"kind": "visits", "days": 7}).status_code == 403


def test_a_session_alone_gives_nothing_away(cast: Cast, ground: Ground) -> None:
    with writing_to(cast.app):
        db.session.execute(update(Session).values(proved_at=None))
    path = f"/api/campaigns/{ground.campaign}/erasure"
    asked = [
        cast.elena.put("/api/retention", {"kind": "visits", "days": 7}),
        cast.elena.post("/api/holds", HOLD),
        cast.elena.post(path, {"name": "Otoño"}),
    ]
    assert {answer.json["code"] for answer in asked} == {"proof_needed"}
    assert cast.elena.get("/api/holds").json["items"] == []


def test_a_hold_is_set_shown_ended_and_written_down(cast: Cast, ground: Ground) -> None:
    set_ = cast.elena.post("/api/holds", HOLD)
    [hold] = set_.json["items"]
    assert (set_.status_code, hold["owner"], hold["reason"], hold["ended_at"]) == (
        201,
        "Elena",
        "Expediente 12",
        None,
    )
    assert all(each["held"] for each in cast.elena.get("/api/retention").json["kinds"])

    ended = cast.elena.post(f"/api/holds/{hold['id']}/end")
    again = cast.elena.post(f"/api/holds/{hold['id']}/end")

    assert ended.json["items"][0]["ended_at"] == again.json["items"][0]["ended_at"] is not None
    with cast.app.app_context():
        acts = db.session.scalars(select(Act.act).where(Act.act.startswith("hold")).order_by(Act.n)).all()
    assert acts == ["hold_set", "hold_ended"]


def test_a_hold_names_what_it_covers(cast: Cast, ground: Ground) -> None:
    wrong = [
        {**HOLD, "covers": "campaign"},
        {**HOLD, "covers": "kind"},
        {**HOLD, "campaign": str(ground.campaign)},
        {**HOLD, "covers": "campaign", "campaign": str(ground.turf)},
        {**HOLD, "reason": ""},
    ]
    assert {cast.elena.post("/api/holds", each).status_code for each in wrong} == {422}
