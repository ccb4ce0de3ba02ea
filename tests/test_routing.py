"""Routing: one transaction from a reviewed contact to its tracks, repeatable, and nothing that leads back."""

import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from canvass.consulta import Case
from canvass.contacts import Contact
from canvass.db import db
from canvass.leadership import Person
from tests.cast import Cast
from tests.people import contact, hand_in, new_case, new_person, route, sealed_part
from tests.walk import lay_ground


@pytest.fixture
def waiting(cast: Cast) -> str:
    """A contact that waits for its review."""
    item = contact(cast, lay_ground(cast).campaign)
    hand_in(cast.alma, item)
    return item["id"]


def counts(cast: Cast) -> tuple[int, int]:
    with cast.app.app_context():
        cases = db.session.scalar(select(func.count()).select_from(Case))
        people = db.session.scalar(select(func.count()).select_from(Person))
    return cases or 0, people or 0


def state_of(cast: Cast, contact_id: str) -> tuple[str, int]:
    with cast.app.app_context():
        found = db.session.get_one(Contact, uuid.UUID(contact_id))
        return found.state, found.rev


def test_a_contact_goes_to_both_tracks_in_one_go(cast: Cast, waiting: str) -> None:
    case = new_case(cast, to=str(cast.celia.member_id), next_on="2026-12-03")
    ladder = new_person(cast, step="one_on_one")

    answer = cast.celia.post(
        f"/api/contacts/{waiting}/routing", route(cast, waiting, case=case, ladder=ladder)
    )

    assert (answer.status_code, answer.json["state"], answer.json["rev"]) == (200, "routed", 2)
    opened = cast.celia.get(f"/api/cases/{case['id']}").json
    assert (opened["state"], opened["assignee"], opened["next_on"]) == (
        "open",
        str(cast.celia.member_id),
        "2026-12-03",
    )
    assert (opened["sealed"], opened["key_id"], opened["notes"]) == (case["sealed"], case["key_id"], [])
    assert cast.celia.get(f"/api/ladder/{ladder['id']}").json["step"] == "one_on_one"


def test_the_same_routing_again_answers_the_same_and_adds_nothing(cast: Cast, waiting: str) -> None:
    body = route(cast, waiting, case=new_case(cast), ladder=new_person(cast))
    first = cast.celia.post(f"/api/contacts/{waiting}/routing", body)
    cast.celia.patch(f"/api/cases/{body['case']['id']}", {"rev": 1, "state": "waiting"})

    again = cast.celia.post(f"/api/contacts/{waiting}/routing", body)

    assert (again.status_code, again.json) == (200, first.json)
    assert counts(cast) == (1, 1)
    assert cast.celia.get(f"/api/cases/{body['case']['id']}").json["state"] == "waiting"


def test_who_comes_second_is_shown_how_it_stands(cast: Cast, waiting: str) -> None:
    cast.celia.post(f"/api/contacts/{waiting}/routing", route(cast, waiting, case=new_case(cast)))

    second = cast.celia.post(f"/api/contacts/{waiting}/routing", route(cast, waiting, case=new_case(cast)))

    assert (second.status_code, second.json["code"]) == (409, "stale")
    assert (second.json["current"]["state"], second.json["current"]["rev"]) == ("routed", 2)
    assert counts(cast) == (1, 0)


def test_what_was_routed_is_not_routed_again_with_a_fresh_rev(cast: Cast, waiting: str) -> None:
    cast.celia.post(f"/api/contacts/{waiting}/routing", route(cast, waiting, case=new_case(cast)))

    second = cast.celia.post(
        f"/api/contacts/{waiting}/routing", route(cast, waiting, rev=2, case=new_case(cast))
    )

    assert (second.status_code, second.json["code"]) == (409, "contact_done")
    assert state_of(cast, waiting) == ("routed", 2)
    assert counts(cast) == (1, 0)


def test_a_routing_without_a_track_is_none(cast: Cast, waiting: str) -> None:
    answer = cast.celia.post(f"/api/contacts/{waiting}/routing", route(cast, waiting))

    assert (answer.status_code, answer.json["code"]) == (422, "no_track")


@pytest.mark.parametrize(
    "flaw", ["ladder's key", "ladder's id", "ladder's owner", "contact's key", "case's size"]
)
def test_one_flaw_and_nothing_of_it_is_stored(cast: Cast, waiting: str, flaw: str) -> None:
    body: dict[str, Any] = route(cast, waiting, case=new_case(cast), ladder=new_person(cast))
    if flaw == "ladder's key":
        body["ladder"] |= sealed_part(cast, "consulta", "ladder", body["ladder"]["id"])
    elif flaw == "ladder's id":
        body["ladder"]["id"] = str(uuid.uuid1())
    elif flaw == "ladder's owner":
        body["ladder"]["to"] = str(cast.alma.member_id)
    elif flaw == "contact's key":
        body["key_id"] = "0" * 16
    else:
        body["case"]["sealed"] = body["case"]["sealed"][:-4]

    answer = cast.celia.post(f"/api/contacts/{waiting}/routing", body)

    assert answer.status_code == 422, answer.json
    assert counts(cast) == (0, 0)
    assert state_of(cast, waiting) == ("new", 1)


def test_an_id_that_is_taken_is_not_overwritten(cast: Cast, waiting: str) -> None:
    case = new_case(cast)
    cast.celia.post(f"/api/contacts/{waiting}/routing", route(cast, waiting, case=case))
    other = contact(cast, lay_ground(cast).campaign)
    hand_in(cast.alma, other)

    body = route(cast, other["id"], case={**new_case(cast), "id": case["id"]})
    answer = cast.celia.post(f"/api/contacts/{other['id']}/routing", body)

    assert (answer.status_code, answer.json["code"]) == (409, "id_taken")
    assert state_of(cast, other["id"]) == ("new", 1)


def test_nothing_of_a_case_names_its_contact(cast: Cast, waiting: str) -> None:
    case = new_case(cast, next_on=date(2026, 12, 3).isoformat())
    cast.celia.post(f"/api/contacts/{waiting}/routing", route(cast, waiting, case=case))

    with cast.app.app_context():
        row = db.session.execute(select(Case.__table__)).one()
    assert waiting.replace("-", "") not in repr(row).replace("-", "")


def test_only_keyholders_of_intake_route(cast: Cast, waiting: str) -> None:
    body = route(cast, waiting, case=new_case(cast))

    for other in (cast.alma, cast.beto, cast.dario, cast.elena):
        assert other.post(f"/api/contacts/{waiting}/routing", body).status_code == 403
    assert cast.celia.post(f"/api/contacts/{uuid.uuid4()}/routing", body).status_code == 404
