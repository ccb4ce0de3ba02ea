"""Assignments: leases by generation, who may take one back, and when one is still good."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from canvass.assignments import Assignment, live_leases, walks
from canvass.audit import Act, first_broken_link
from canvass.db import db
from canvass.members import Member
from tests.cast import Cast, Person, join
from tests.test_turfs import cut
from tests.town import ROBLE, build_town, open_campaign
from tests.walk import Ground, Phone, lay_ground, lend

Writing = Callable[[], AbstractContextManager[None]]
TONIGHT = (datetime.now(UTC) + timedelta(hours=6)).isoformat()


@pytest.fixture
def turf(cast: Cast, writing: Writing) -> dict[str, Any]:
    with writing():
        build_town()
    return cut(cast.beto, open_campaign(cast.beto)["id"], ROBLE)


def hand_out(lead: Person, turf: dict[str, Any], *people: Person, until: str = TONIGHT) -> dict[str, Any]:
    body = {"members": [str(person.member_id) for person in people], "until": until}
    answer = lead.post(f"/api/turfs/{turf['id']}/assignments", body)
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def leases(app: Flask, person: Person, hours: float = 0, grace: float = 0) -> list[str]:
    """The person's live leases in so many hours."""
    with app.app_context():
        now = datetime.now(UTC) + timedelta(hours=hours)
        return [str(lease.id) for lease in live_leases(person.member_id, now, timedelta(hours=grace))]


def test_a_pair_gets_a_turf_and_joins_its_campaign(cast: Cast, turf: dict[str, Any]) -> None:
    lease = hand_out(cast.beto, turf, cast.dario, cast.alma)

    assert [member["alias"] for member in lease["members"]] == ["Alma", "Darío"]
    assert (lease["generation"], lease["state"], lease["turf"]) == (1, "out", turf["id"])
    assert str(cast.alma.member_id) in cast.beto.get(f"/api/campaigns/{turf['campaign']}").json["members"]
    assert cast.beto.get(f"/api/turfs/{turf['id']}").json["assignment"] == lease
    assert leases(cast.app, cast.alma) == leases(cast.app, cast.dario) == [lease["id"]]


def test_handing_it_to_another_supersedes_the_lease_before(cast: Cast, turf: dict[str, Any]) -> None:
    first = hand_out(cast.beto, turf, cast.alma)
    second = hand_out(cast.beto, turf, cast.dario)

    assert (first["generation"], second["generation"]) == (1, 2)
    assert leases(cast.app, cast.alma) == []
    assert leases(cast.app, cast.dario) == [second["id"]]
    returned = cast.alma.post(f"/api/assignments/{first['id']}/return")
    assert (returned.status_code, returned.json["state"]) == (200, "superseded")


def test_a_volunteer_gives_their_turf_back_once_and_again(cast: Cast, turf: dict[str, Any]) -> None:
    lease = hand_out(cast.beto, turf, cast.alma)

    first = cast.alma.post(f"/api/assignments/{lease['id']}/return").json
    second = cast.alma.post(f"/api/assignments/{lease['id']}/return").json

    assert first["state"] == "returned"
    assert second == first
    assert leases(cast.app, cast.alma) == []
    assert cast.beto.get(f"/api/turfs/{turf['id']}").json["assignment"]["state"] == "returned"


def test_only_its_walkers_and_leads_of_its_campaign_give_a_turf_back(
    cast: Cast, turf: dict[str, Any]
) -> None:
    lease = hand_out(cast.beto, turf, cast.alma)
    path = f"/api/assignments/{lease['id']}/return"
    other_lead = join(cast.app, "Gloria", "lead")

    strangers = [person.post(path).status_code for person in (cast.dario, cast.celia, other_lead)]

    assert strangers == [404, 404, 404]
    assert cast.beto.post(path).json["state"] == "returned"


def test_a_lease_ends_by_itself_and_is_good_for_the_grace_after(cast: Cast, turf: dict[str, Any]) -> None:
    lease = hand_out(cast.beto, turf, cast.alma)

    assert leases(cast.app, cast.alma, hours=3) == [lease["id"]]
    assert leases(cast.app, cast.alma, hours=7) == []
    assert leases(cast.app, cast.alma, hours=7, grace=24) == [lease["id"]]
    assert leases(cast.app, cast.alma, hours=31, grace=24) == []


def test_an_overdue_lease_is_shown_as_such(cast: Cast, turf: dict[str, Any], writing: Writing) -> None:
    lease = hand_out(cast.beto, turf, cast.alma)
    with writing():
        past = datetime.now(UTC) - timedelta(minutes=1)
        db.session.execute(
            update(Assignment).where(Assignment.id == uuid.UUID(lease["id"])).values(until=past)
        )

    assert cast.beto.get(f"/api/turfs/{turf['id']}").json["assignment"]["state"] == "overdue"


def test_retiring_a_turf_ends_its_lease(cast: Cast, turf: dict[str, Any]) -> None:
    hand_out(cast.beto, turf, cast.alma)

    retired = cast.beto.post(f"/api/turfs/{turf['id']}/retirement", {"rev": 1}).json

    assert retired["assignment"]["state"] == "superseded"
    assert leases(cast.app, cast.alma) == []
    again = cast.beto.post(
        f"/api/turfs/{turf['id']}/assignments", {"members": [str(cast.alma.member_id)], "until": TONIGHT}
    )
    assert (again.status_code, again.json["code"]) == (409, "turf_retired")


def test_who_leaves_the_campaign_walks_no_more(cast: Cast, turf: dict[str, Any]) -> None:
    hand_out(cast.beto, turf, cast.alma)

    cast.beto.patch(f"/api/campaigns/{turf['campaign']}", {"rev": 1, "members": [str(cast.beto.member_id)]})

    assert leases(cast.app, cast.alma) == []


def test_the_lease_on_one_turf_is_found_for_its_walkers_only(cast: Cast, turf: dict[str, Any]) -> None:
    hand_out(cast.beto, turf, cast.alma)

    with cast.app.app_context():
        now, turf_id = datetime.now(UTC), uuid.UUID(turf["id"])
        assert walks(cast.alma.member_id, turf_id, now)
        assert not walks(cast.dario.member_id, turf_id, now)
        assert not walks(cast.alma.member_id, uuid.uuid4(), now)


def test_nobody_who_left_the_team_gets_a_turf(cast: Cast, turf: dict[str, Any], writing: Writing) -> None:
    with writing():
        db.session.execute(update(Member).where(Member.id == cast.alma.member_id).values(active=False))

    for member in (str(cast.alma.member_id), str(uuid.uuid4())):
        body = {"members": [str(cast.dario.member_id), member], "until": TONIGHT}
        answer = cast.beto.post(f"/api/turfs/{turf['id']}/assignments", body)
        assert answer.status_code == 422
        assert answer.json["errors"][0]["path"] == ["members", 1]


def test_a_turf_tells_who_of_its_walkers_has_left_the_team(cast: Cast, turf: dict[str, Any]) -> None:
    hand_out(cast.beto, turf, cast.alma, cast.dario)

    cast.beto.patch(f"/api/members/{cast.alma.member_id}", {"active": False})

    walkers = cast.beto.get(f"/api/turfs/{turf['id']}").json["assignment"]["members"]
    assert {walker["id"]: walker["active"] for walker in walkers} == {
        str(cast.alma.member_id): False,
        str(cast.dario.member_id): True,
    }


def test_a_lead_of_another_campaign_is_not_let_in_by_a_turf(cast: Cast, turf: dict[str, Any]) -> None:
    gloria = join(cast.app, "Gloria", "lead")
    body = {"members": [str(gloria.member_id)], "until": TONIGHT}

    refused = cast.beto.post(f"/api/turfs/{turf['id']}/assignments", body)

    assert (refused.status_code, refused.json["errors"][0]["path"]) == (422, ["members", 0])
    assert gloria.get(f"/api/campaigns/{turf['campaign']}").status_code == 404


def test_a_lease_must_end_in_the_future(cast: Cast, turf: dict[str, Any]) -> None:
    body = {"members": [str(cast.alma.member_id)], "until": "2020-01-01T00:00:00Z"}

    answer = cast.beto.post(f"/api/turfs/{turf['id']}/assignments", body)

    assert (answer.status_code, answer.json["errors"][0]["path"]) == (422, ["until"])


def test_handing_out_is_written_down_with_ids_alone(cast: Cast, turf: dict[str, Any]) -> None:
    hand_out(cast.beto, turf, cast.alma)

    with cast.app.app_context():
        act = db.session.scalars(select(Act).where(Act.act == "handed_out")).one()
        assert (act.actor_id, str(act.subject_id)) == (cast.beto.member_id, turf["id"])
        assert act.facts == {"generation": 1, "members": [str(cast.alma.member_id)]}
        assert first_broken_link() is None


def test_another_leads_turf_cannot_be_handed_out(cast: Cast, turf: dict[str, Any]) -> None:
    gloria = join(cast.app, "Gloria", "lead")

    body = {"members": [str(cast.alma.member_id)], "until": TONIGHT}
    assert gloria.post(f"/api/turfs/{turf['id']}/assignments", body).status_code == 404
    assert cast.alma.post(f"/api/turfs/{turf['id']}/assignments", body).status_code == 403


def test_a_phone_hears_by_its_token_which_of_its_leases_were_taken_back(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    other = lend(cast, lay_ground(cast).turf, cast.alma)
    asked = {"leases": [str(phone.assignment), str(other.assignment)]}

    def ended(person: Person) -> set[str]:
        answer = person.push("/api/sync/standing", asked).json
        assert answer["may_read"] is True
        return set(answer["ended"])

    assert ended(cast.alma) == set()
    with writing():
        over = datetime.now(UTC) - timedelta(hours=1)
        db.session.execute(update(Assignment).values(starts_at=over - timedelta(hours=6), until=over))
    # In its grace it is named at home too: what happened at its doors can still be said.
    assert ended(cast.alma) == set()
    assert cast.beto.post(f"/api/assignments/{phone.assignment}/return").status_code == 200
    assert ended(cast.alma) == {str(phone.assignment)}
    # Another's token learns of no lease that it is live.
    assert ended(cast.dario) == set(asked["leases"])
