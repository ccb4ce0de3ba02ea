"""The ladder's steps: the organisation's own, in its own order, and none is taken from under somebody's feet."""

import uuid
from typing import Any

import pytest

from tests.cast import Cast
from tests.people import add_person
from tests.walk import lay_ground

CODES = ["met", "one_on_one", "event", "task", "role", "leads"]
MENTOR = {"code": "m3nt0r", "es": "Acompaña a alguien", "en": "Mentors", "quiet_days": 45, "retired": False}


@pytest.fixture
def campaign(cast: Cast) -> uuid.UUID:
    return lay_ground(cast, doors=0).campaign


def steps(cast: Cast) -> dict[str, Any]:
    found: dict[str, Any] = cast.celia.get("/api/steps").json
    return found


def retire(told: dict[str, Any], *codes: str) -> dict[str, Any]:
    items = [{**each, "retired": each["retired"] or each["code"] in codes} for each in told["items"]]
    return {**told, "items": items}


def test_an_organisation_names_orders_and_adds_its_own(cast: Cast, campaign: uuid.UUID) -> None:
    before = steps(cast)
    assert [each["code"] for each in before["items"]] == CODES
    met, *others = before["items"]
    renamed = {**met, "es": "Nos conocimos", "quiet_days": 14}
    given = {"rev": before["rev"], "items": [renamed, MENTOR, *reversed(others)]}

    changed = cast.elena.put("/api/steps", given)

    assert (changed.status_code, changed.json["items"]) == (200, given["items"])
    assert steps(cast) == changed.json
    person = add_person(cast, campaign)
    moved = cast.celia.patch(f"/api/ladder/{person}", {"rev": 1, "step": "m3nt0r"})
    assert (moved.status_code, moved.json["step"]) == (200, "m3nt0r")


def test_a_step_with_people_on_it_is_retired_only_when_they_have_moved(
    cast: Cast, campaign: uuid.UUID
) -> None:
    people = [add_person(cast, campaign) for _ in range(2)]
    told = retire(steps(cast), "met", "task")

    refused = cast.elena.put("/api/steps", told)

    assert refused.status_code == 422
    assert "2" in str(refused.json["errors"])
    assert "retired" in str(refused.json["errors"])
    assert not any(each["retired"] for each in steps(cast)["items"])
    for person in people:
        assert cast.celia.patch(f"/api/ladder/{person}", {"rev": 1, "step": "event"}).status_code == 200
    assert cast.elena.put("/api/steps", told).status_code == 200
    back = cast.celia.patch(f"/api/ladder/{people[0]}", {"rev": 2, "step": "met"})
    assert (back.status_code, back.json["code"]) == (409, "step_retired")
    # Who comes now begins on the first step that is left.
    newcomer = add_person(cast, campaign)
    assert cast.celia.get(f"/api/ladder/{newcomer}").json["step"] == "one_on_one"


def test_nobodys_change_of_the_steps_is_lost_unseen(cast: Cast) -> None:
    before = steps(cast)
    first = cast.elena.put("/api/steps", {**before, "items": [*before["items"], MENTOR]})
    late = cast.elena.put("/api/steps", retire(before, "leads"))
    assert (late.status_code, late.json["code"], late.json["current"]) == (409, "stale", first.json)


def test_steps_that_make_no_ladder_are_refused(cast: Cast) -> None:
    told = steps(cast)
    for items in (
        told["items"][1:],
        [*told["items"], told["items"][0]],
        [{**each, "retired": True} for each in told["items"]],
        [*told["items"], {**MENTOR, "code": "Ñ"}],
        [*told["items"], {**MENTOR, "es": ""}],
        [*told["items"], {**MENTOR, "quiet_days": 0}],
    ):
        assert cast.elena.put("/api/steps", {**told, "items": items}).status_code == 422
    assert steps(cast) == told


def test_what_is_no_longer_used_takes_no_place_among_the_steps(cast: Cast) -> None:
    def others(first: int, count: int, *, retired: bool) -> list[dict[str, Any]]:
        return [{**MENTOR, "code": f"s{n}", "retired": retired} for n in range(first, first + count)]

    told = steps(cast)
    items = [*told["items"], *others(0, 20, retired=True), *others(20, 14, retired=False)]
    assert cast.elena.put("/api/steps", {**told, "items": items}).status_code == 200

    refused = cast.elena.put("/api/steps", {**steps(cast), "items": [*items, MENTOR]})

    assert (refused.status_code, refused.json["errors"][0]["path"]) == (422, ["items"])
    for count, expected in ((20, 200), (21, 422)):
        more = [*items, *others(40, count, retired=True)]
        assert cast.elena.put("/api/steps", {**steps(cast), "items": more}).status_code == expected


def test_only_administrators_change_the_steps(cast: Cast) -> None:
    told = steps(cast)
    for other in (cast.alma, cast.beto, cast.celia, cast.dario):
        assert other.put("/api/steps", told).status_code == 403
    for outside in (cast.alma, cast.beto):
        assert outside.get("/api/steps").status_code == 403
