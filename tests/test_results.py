"""Results for other systems: what was found at doors, by codes, after a proof; nothing of anybody."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from canvass.api.paging import write_key
from canvass.audit import Act
from canvass.db import db
from canvass.results import codes_of
from tests.cast import Cast, prove
from tests.walk import Ground, lay_ground, lend


@pytest.fixture
def ground(cast: Cast) -> Ground:
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    kept = [phone.visit(door, result) for door, result in zip(ground.doors, RESULTS, strict=False)]
    phone.hand_in(*kept)
    return ground


RESULTS: Sequence[str] = ("conversation", "not_home", "come_back", "skipped_unsafe")


def told(cast: Cast, ground: Ground) -> list[dict[str, Any]]:
    """Both pages of two."""
    path = f"/api/campaigns/{ground.campaign}/results?limit=2"
    first = cast.elena.get(path)
    assert first.status_code == 200, first.json
    rest = cast.elena.get(f"{path}&after={first.json['next']}")
    return [*first.json["items"], *rest.json["items"]]


def test_results_have_their_door_their_day_and_their_codes(cast: Cast, ground: Ground) -> None:
    prove(cast.elena)

    found = told(cast, ground)

    assert {each["result"]: each["van_codes"] for each in found} == {
        "conversation": [14],
        "not_home": [1],
        "come_back": [],
    }
    assert {each["door"]["id"] for each in found} == {str(door) for door in ground.doors[:3]}
    assert not {"member", "at", "note", "language", "turf"} & set(found[0])


def test_who_takes_them_out_proves_who_they_are_and_it_is_noted_once(cast: Cast, ground: Ground) -> None:
    path = f"/api/campaigns/{ground.campaign}/results"
    # Beto leads there, and has no key with which to prove that it is he.
    assert cast.beto.get(path).json["code"] == "proof_impossible"
    prove(cast.elena)
    told(cast, ground)

    with cast.app.app_context():
        noted = db.session.scalars(select(Act).where(Act.act == "results_exported")).all()
        assert [each.subject_id for each in noted] == [ground.campaign]
    elsewhere = lay_ground(cast, lead=cast.elena).campaign
    assert cast.beto.get(f"/api/campaigns/{elsewhere}/results").status_code == 404
    assert cast.alma.get(path).status_code == cast.celia.get(path).status_code == 403


def test_beginning_in_the_middle_is_noted_as_well(cast: Cast, ground: Ground) -> None:
    prove(cast.elena)
    path = f"/api/campaigns/{ground.campaign}/results"

    found = cast.elena.get(f"{path}?after={write_key([str(UUID(int=0)), 0])}")

    assert len(found.json["items"]) == 3
    assert cast.elena.get(f"{path}?after={write_key([str(UUID(int=0)), -1])}").json["code"] == "bad_cursor"
    with cast.app.app_context():
        noted = db.session.scalars(select(Act).where(Act.act == "results_exported")).all()
        assert [each.subject_id for each in noted] == [ground.campaign]


def test_neither_an_id_nor_the_order_tells_when_somebody_knocked(cast: Cast) -> None:
    ground = lay_ground(cast, doors=4)
    phone = lend(cast, ground.turf, cast.alma)
    walked = [*sorted(ground.doors, reverse=True), min(ground.doors)]
    phone.hand_in(*(phone.visit(door, "not_home", id=str(uuid7(n))) for n, door in enumerate(walked)))
    prove(cast.elena)

    pages, after = [], ""
    for _ in range(len(walked)):
        page = cast.elena.get(f"/api/campaigns/{ground.campaign}/results?limit=2{after}").json
        pages += page["items"]
        after = f"&after={page['next']}"
        if page["next"] is None:
            break

    assert [each["door"]["id"] for each in pages] == sorted(map(str, walked))
    assert "id" not in pages[0]


def uuid7(turn: int) -> UUID:
    """An id as phones make them: its time in front."""
    return UUID(int=(1_795_000_000_000 + turn) << 80 | 7 << 76 | 2 << 62 | turn)


def test_a_flyer_has_a_code_of_its_own() -> None:
    assert codes_of("not_home", literature=True) == [1, 21]
    assert codes_of("come_back", literature=True) == [21]
