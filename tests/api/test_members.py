"""The team as each of its members may know it."""

import uuid

import pytest

from canvass.campaigns import Campaign
from canvass.db import db
from canvass.sealing import b64encode, make_token, token_hash
from tests.cast import Cast, Person, join, writing_to
from tests.walk import lay_ground, lend


def campaigns_of(asker: Person, person: Person) -> list[str]:
    """In which campaigns somebody takes part, as the asker is told."""
    rows = asker.get("/api/members").json["items"]
    return next(row["campaigns"] for row in rows if row["id"] == str(person.member_id))


def test_a_lead_is_not_told_of_campaigns_that_are_none_of_theirs(cast: Cast) -> None:
    theirs, others = lay_ground(cast), lay_ground(cast, lead=cast.elena)
    lend(cast, theirs.turf, cast.alma)
    lend(cast, others.turf, cast.alma)

    assert campaigns_of(cast.beto, cast.alma) == [str(theirs.campaign)]
    assert campaigns_of(cast.beto, cast.elena) == []
    assert campaigns_of(cast.celia, cast.alma) == sorted([str(theirs.campaign), str(others.campaign)])
    switched = cast.beto.patch(f"/api/members/{cast.alma.member_id}", {"active": True})
    assert switched.json["campaigns"] == [str(theirs.campaign)]


def test_a_device_out_of_reach_is_answered_as_one_that_does_not_exist(cast: Cast) -> None:
    for asker, owner in ((cast.beto, cast.elena), (cast.beto, cast.celia), (cast.alma, cast.dario)):
        others = asker.delete(f"/api/devices/{owner.device_id}")
        nobodys = asker.delete(f"/api/devices/{uuid.uuid4()}")

        assert (others.status_code, others.json) == (nobodys.status_code, nobodys.json)
        assert others.status_code == 404
        assert owner.get("/api/session").status_code == 200


def test_ones_own_device_can_be_revoked_by_anybody(cast: Cast) -> None:
    for person in (cast.alma, cast.beto, cast.celia):
        assert person.delete(f"/api/devices/{person.device_id}").status_code == 204
        assert person.get("/api/session").status_code == 401


def enrol_as(cast: Cast, lead: Person, member: Person) -> Person | int:
    """A lead makes a link for somebody's next device, and opens it; or the refusal's status."""
    token = make_token()
    link = {
        "token_hash": token_hash(token),
        "role": "volunteer",
        "alias": "x",
        "member": str(member.member_id),
    }
    made = lead.post("/api/invitations", link)
    if made.status_code != 201:
        return int(made.status_code)
    client = cast.app.test_client()
    assert client.post("/api/enrolments", json={"token": b64encode(token)}).status_code == 201
    return Person(member.name, member.member_id, member.device_id, "", "", client)


def test_a_lead_reads_no_turf_of_elsewhere_by_making_a_link_for_who_walks_it(cast: Cast) -> None:
    fabio = join(cast.app, "Fabio", "lead")
    theirs, others = lay_ground(cast), lay_ground(cast, lead=fabio)
    lend(cast, theirs.turf, cast.alma)
    # She walks in a campaign of Fabio's too.
    lend(cast, others.turf, cast.alma)

    assert enrol_as(cast, fabio, cast.alma) == 403
    assert enrol_as(cast, cast.beto, cast.alma) == 403
    assert isinstance(enrol_as(cast, cast.elena, cast.alma), Person)


@pytest.mark.parametrize("elsewhere", ["nowhere", "closed"])
def test_a_lead_makes_a_link_for_who_walks_with_them_alone(cast: Cast, elsewhere: str) -> None:
    theirs = lay_ground(cast)
    lend(cast, theirs.turf, cast.alma)
    if elsewhere == "closed":
        over = lay_ground(cast, lead=cast.elena)
        lease = lend(cast, over.turf, cast.alma).assignment
        assert cast.alma.post(f"/api/assignments/{lease}/return").status_code == 200
        with writing_to(cast.app):
            db.session.get_one(Campaign, over.campaign).state = "closed"

    again = enrol_as(cast, cast.beto, cast.alma)

    assert isinstance(again, Person)
    assert str(theirs.turf) in again.get("/api/sync/home").text
