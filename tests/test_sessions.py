"""Sessions: seen by whose they are and by administrators, ended without taking the device away, and never the wrong ones."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from canvass.audit import Act
from canvass.db import db
from canvass.devices import VOLUNTEER_SESSION, Session, get_device, secret_hash, start_session
from tests.cast import Cast, Person
from tests.walk import Ground, Phone

Writing = Callable[[], AbstractContextManager[None]]


def seen(asker: Person, whose: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asker.get(f"/api/members/{whose.member_id}/devices").json["items"]
    return found


def test_ones_own_device_is_shown_with_its_days(cast: Cast, writing: Writing) -> None:
    zone = cast.app.config["SETTINGS"].time_zone
    two_days_ago = datetime.now(UTC) - timedelta(days=2)
    with writing():
        end = two_days_ago + VOLUNTEER_SESSION
        device = Session.device_id == cast.alma.device_id
        db.session.execute(update(Session).where(device).values(expires_at=end))
        enrolled = db.session.scalars(select(Act.at).where(Act.subject_id == cast.alma.device_id)).one()
    assert seen(cast.alma, cast.alma) == [
        {
            "id": str(cast.alma.device_id),
            "revoked_at": None,
            "since": enrolled.astimezone(zone).date().isoformat(),
            "used_on": two_days_ago.astimezone(zone).date().isoformat(),
        }
    ]
    assert seen(cast.elena, cast.alma) == seen(cast.alma, cast.alma)


def test_nobody_else_learns_when_somebody_read(cast: Cast) -> None:
    path = f"/api/members/{cast.alma.member_id}/devices"
    nobodys = f"/api/members/{cast.alma.device_id}/devices"
    for asker in (cast.beto, cast.celia, cast.dario):
        assert (asker.get(path).status_code, asker.get(path).json) == (404, asker.get(nobodys).json)


def test_a_session_that_is_ended_reads_nothing_and_its_phone_still_hands_in(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    assert cast.beto.delete(f"/api/devices/{cast.alma.device_id}/sessions").status_code == 204
    assert cast.alma.get("/api/session").status_code == 401
    assert phone.hand_in(phone.visit(ground.doors[0])) == ["accepted"]
    assert [(each["used_on"], each["revoked_at"]) for each in seen(cast.elena, cast.alma)] == [(None, None)]
    with cast.app.app_context():
        act = db.session.scalars(select(Act).order_by(Act.n.desc()).where(Act.act == "sessions_ended")).one()
        assert (act.actor_id, act.subject_id, act.facts) == (
            cast.beto.member_id,
            cast.alma.device_id,
            {"count": 1},
        )


def test_a_session_out_of_reach_is_not_ended(cast: Cast) -> None:
    for asker, owner in ((cast.beto, cast.celia), (cast.alma, cast.dario)):
        assert asker.delete(f"/api/devices/{owner.device_id}/sessions").status_code == 404
        assert owner.get("/api/session").status_code == 200


def test_all_others_end_and_this_one_and_other_peoples_stay(cast: Cast, writing: Writing) -> None:
    with writing():
        other = secret_hash(start_session(get_device(cast.alma.device_id)))
    assert cast.alma.delete("/api/session/others").status_code == 204
    with writing():
        left = set(db.session.scalars(select(Session.hash)))
    assert other not in left
    assert cast.alma.get("/api/session").status_code == 200
    assert cast.beto.get("/api/session").status_code == 200
    # Nothing more to end: nothing more is written.
    assert cast.alma.delete("/api/session/others").status_code == 204
    with writing():
        assert len(db.session.scalars(select(Act).where(Act.act == "sessions_ended")).all()) == 1
