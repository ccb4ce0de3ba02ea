"""Invitations: a link gives what its inviter may give on the day it is used, and can be taken back until then."""

import threading
import time
import uuid
from typing import Any

import pytest
from sqlalchemy import select, text

from canvass import devices, members
from canvass.audit import Act, first_broken_link
from canvass.db import begin_writing, db
from canvass.devices import enrol
from canvass.sealing import b64encode, make_token, token_hash
from tests.cast import Cast, Person, join

LOOKUP = "/api/invitations/lookup"


class Link:
    """An invitation as the inviter's browser made it, and what a stranger's phone makes of it."""

    def __init__(self, cast: Cast, by: Person, alias: str = "Fidel", member: Person | None = None) -> None:
        self.app, token = cast.app, make_token()
        self.token, self.hash = b64encode(token), token_hash(token)
        whom = {"member": str(member.member_id)} if member else {}
        made = by.post(
            "/api/invitations", {"token_hash": self.hash, "role": "volunteer", "alias": alias, **whom}
        )
        assert made.status_code == 201, made.json
        self.id: str = made.json["id"]

    def open(self) -> tuple[int, str | None]:
        """Status and code of a look at it and, if that succeeds, of using it."""
        stranger = self.app.test_client()
        seen = stranger.post(LOOKUP, json={"token_hash": self.hash})
        used = stranger.post("/api/enrolments", json={"token": self.token})
        assert seen.status_code == (200 if used.status_code == 201 else used.status_code)
        return used.status_code, used.json.get("code")


UNKNOWN = (404, "invitation_unknown")


def change(cast: Cast, person: Person, **changes: Any) -> None:
    answer = cast.elena.patch(f"/api/members/{person.member_id}", changes)
    assert answer.status_code == 200, answer.json


@pytest.mark.parametrize("changes", [{"role": "administrator"}, {"active": False}])
def test_a_link_for_a_member_dies_with_the_standing_it_was_made_for(
    cast: Cast, changes: dict[str, Any]
) -> None:
    link, other = Link(cast, cast.beto, member=cast.alma), Link(cast, cast.beto, member=cast.dario)

    change(cast, cast.alma, **changes)

    assert link.open() == UNKNOWN
    assert other.open() == (201, None)


@pytest.mark.parametrize("changes", [{"role": "volunteer"}, {"active": False}])
def test_a_links_inviter_must_still_be_who_made_it(cast: Cast, changes: dict[str, Any]) -> None:
    theirs, others = Link(cast, cast.beto), Link(cast, cast.elena, "Gema")

    change(cast, cast.beto, **changes)

    assert theirs.open() == UNKNOWN
    assert others.open() == (201, None)


def test_another_alias_ends_nothing(cast: Cast) -> None:
    link = Link(cast, cast.beto, member=cast.alma)

    change(cast, cast.alma, alias="Alma M.", role="volunteer", active=True)

    assert cast.alma.get("/api/session").status_code == 200
    assert link.open() == (201, None)


def test_who_used_a_link_while_the_role_changed_has_no_session_either(cast: Cast) -> None:
    link = Link(cast, cast.beto, member=cast.alma)
    other = threading.Thread(target=change, args=(cast, cast.alma), kwargs={"role": "administrator"})
    with cast.app.app_context():
        begin_writing(db.session)
        cookie = enrol(link.token).cookie
        other.start()
        other.join(0.3)
        db.session.commit()
    other.join(30)

    thief = cast.app.test_client()
    thief.set_cookie("__Host-session", cookie, domain="localhost")

    assert thief.get("/api/session").status_code == 401


def test_a_link_that_is_taken_back_opens_nothing(cast: Cast) -> None:
    link = Link(cast, cast.beto)

    assert cast.beto.delete(f"/api/invitations/{link.id}").status_code == 204

    assert link.open() == UNKNOWN
    assert cast.beto.get("/api/invitations").json["items"] == []
    again = cast.beto.delete(f"/api/invitations/{link.id}")
    assert (again.status_code, again.json["code"]) == (404, "not_found")


def test_a_lead_takes_back_their_own_links_and_an_administrator_any(cast: Cast) -> None:
    fabio = join(cast.app, "Fabio", "lead")
    link = Link(cast, fabio)

    others = cast.beto.delete(f"/api/invitations/{link.id}")
    nobodys = cast.beto.delete(f"/api/invitations/{uuid.uuid4()}")

    assert (others.status_code, others.json) == (nobodys.status_code, nobodys.json) == (404, nobodys.json)
    assert cast.alma.delete(f"/api/invitations/{link.id}").status_code == 403
    assert cast.elena.delete(f"/api/invitations/{link.id}").status_code == 204


def test_who_comes_too_late_to_take_a_link_back_is_told_what_to_do(cast: Cast) -> None:
    link = Link(cast, cast.beto)
    link.open()

    answer = cast.beto.delete(f"/api/invitations/{link.id}")

    assert (answer.status_code, answer.json["code"]) == (410, "invitation_used")
    assert "dé de baja su dispositivo" in answer.json["message"]


def test_what_was_taken_back_and_what_was_changed_is_on_record(cast: Cast) -> None:
    cast.beto.delete(f"/api/invitations/{Link(cast, cast.beto).id}")
    Link(cast, cast.beto)
    change(cast, cast.beto, role="staff")

    with cast.app.app_context():
        withdrawn, changed = (
            db.session.scalars(select(Act).where(Act.act == act)).one()
            for act in ("invitation_withdrawn", "member_changed")
        )
        assert (withdrawn.actor_id, withdrawn.facts) == (cast.beto.member_id, {"role": "volunteer"})
        assert (changed.actor_id, changed.subject_id) == (cast.elena.member_id, cast.beto.member_id)
        assert changed.facts == {"role": "staff", "active": True, "links": 1}
        assert first_broken_link() is None


def test_an_invitation_sent_twice_is_one_and_its_link_cannot_be_anothers(cast: Cast) -> None:
    body = {"token_hash": "ab" * 32, "role": "volunteer", "alias": "Fidel"}
    first, again = (cast.beto.post("/api/invitations", body) for _ in range(2))
    other = cast.beto.post("/api/invitations", {**body, "alias": "Gloria"})
    elses = cast.elena.post("/api/invitations", body)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert [(each.status_code, each.json["code"]) for each in (other, elses)] == [
        (409, "invitation_clashes")
    ] * 2


@pytest.mark.parametrize(
    ("who", "changes", "member"),
    [
        ("beto", {"role": "volunteer"}, None),
        ("beto", {"active": False}, None),
        ("alma", {"role": "administrator"}, "alma"),
    ],
)
def test_a_link_made_while_a_role_changes_gives_nothing_that_its_maker_may_not(
    cast: Cast, who: str, changes: dict[str, Any], member: str | None
) -> None:
    """Beto invites, or makes Alma's next link, in the moment in which his role ends or hers becomes another."""
    token, answers = make_token(), []
    body = {"token_hash": token_hash(token), "role": "volunteer", "alias": "Fidel"}
    if member:
        body["member"] = str(getattr(cast, member).member_id)
    inviting = threading.Thread(
        target=lambda: answers.append(cast.beto.post("/api/invitations", body).status_code)
    )
    with cast.app.app_context():
        begin_writing(db.session)
        changed = members.get_member(getattr(cast, who).member_id)
        members.change_member(changed, **changes)
        devices.end_access_of(changed, cast.elena.member_id)
        inviting.start()
        wait_until_it_waits(inviting)
        db.session.commit()
    inviting.join(60)

    assert answers[0] in (401, 403)
    opened = cast.app.test_client().post("/api/enrolments", json={"token": b64encode(token)})
    assert (opened.status_code, opened.json["code"]) == UNKNOWN


def wait_until_it_waits(thread: threading.Thread) -> None:
    """Until PostgreSQL says that somebody waits for a lock, or the thread is done. SQLite has one writer."""
    if db.engine.dialect.name == "sqlite":
        return
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    until = time.monotonic() + 20
    with db.engine.connect() as connection:
        while time.monotonic() < until:
            if connection.scalar(waiting) or not thread.is_alive():
                return
            connection.rollback()
            thread.join(0.01)
    raise AssertionError("the invitation neither waited nor ended")
