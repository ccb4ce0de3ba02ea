"""The team as each of its members may know it."""

import uuid

from tests.cast import Cast, Person
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
