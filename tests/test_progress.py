"""Progress: what a lead and staff read of a campaign, in numbers that add up."""

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from canvass.db import begin_writing, db
from canvass.visits import Visit
from tests.cast import Cast
from tests.test_assignments import hand_out
from tests.test_turfs import cut
from tests.town import PINO, ROBLE, Town, open_campaign
from tests.walk import Phone


def lend(cast: Cast, turf: dict[str, Any]) -> Phone:
    lease = hand_out(cast.beto, turf, cast.alma)
    return Phone(cast.alma, uuid.UUID(lease["id"]), lease["generation"])


def test_numbers_of_a_campaign_add_up(cast: Cast, town: Town) -> None:
    campaign = open_campaign(cast.beto)["id"]
    roble, pino = cut(cast.beto, campaign, ROBLE, "Roble"), cut(cast.beto, campaign, PINO, "Pino")
    phone = lend(cast, roble)
    one, two = town.houses["1 Calle Roble"], town.houses["2 Calle Roble"]
    slip = phone.visit(town.houses["3 Calle Roble"], "declined")
    phone.hand_in(phone.visit(one), phone.visit(one, "conversation"), phone.visit(two), slip)
    phone.hand_in(phone.void(slip["id"]))

    for person in (cast.beto, cast.celia):
        found = person.get(f"/api/campaigns/{campaign}/progress").json
        assert found["doors"] == 22
        assert (found["visited"], found["attempts"], found["conversations"]) == (2, 3, 1)
        assert found["results"] == {"conversation": 1, "not_home": 2}
        assert found["contact_rate"] == pytest.approx(1 / 3)
        assert found["coverage"] == pytest.approx(2 / 22)
    today = datetime.now(UTC).astimezone(ZoneInfo("America/New_York")).date().isoformat()
    assert found["turfs"] == [
        {
            "turf": pino["id"],
            "name": "Pino",
            "doors": 10,
            "visited": 0,
            "attempts": 0,
            "conversations": 0,
            "doors_per_hour": None,
            "last_visit_on": None,
        },
        {
            "turf": roble["id"],
            "name": "Roble",
            "doors": 12,
            "visited": 2,
            "attempts": 3,
            "conversations": 1,
            "doors_per_hour": None,
            "last_visit_on": today,
        },
    ]
    assert cast.beto.get(f"/api/turfs/{roble['id']}").json["progress"] == {
        "doors": 12, "visited": 2, "attempts": 3, "conversations": 1,
    }  # fmt: skip


def test_a_retired_turf_counts_for_what_was_done_there(cast: Cast, town: Town) -> None:
    campaign = open_campaign(cast.beto)["id"]
    turf = cut(cast.beto, campaign, ROBLE)
    phone = lend(cast, turf)
    phone.hand_in(phone.visit(town.houses["1 Calle Roble"], "conversation"))

    cast.beto.post(f"/api/turfs/{turf['id']}/retirement", {"rev": 1})

    found = cast.beto.get(f"/api/campaigns/{campaign}/progress").json
    assert (found["doors"], found["visited"], found["coverage"]) == (1, 1, 1.0)
    assert [row["visited"] for row in found["turfs"]] == [1]


def test_another_campaign_counts_for_itself(cast: Cast, town: Town) -> None:
    first, second = open_campaign(cast.beto)["id"], open_campaign(cast.beto)["id"]
    phone = lend(cast, cut(cast.beto, first, ROBLE))
    other = cut(cast.beto, second, ROBLE)
    phone.hand_in(phone.visit(town.houses["1 Calle Roble"], "conversation"))

    assert cast.beto.get(f"/api/campaigns/{second}/progress").json["attempts"] == 0
    assert cast.beto.get(f"/api/turfs/{other['id']}").json["progress"]["visited"] == 0


def test_volunteers_do_not_see_progress(cast: Cast) -> None:
    campaign = open_campaign(cast.beto, members=[str(cast.alma.member_id)])["id"]

    assert cast.alma.get(f"/api/campaigns/{campaign}/progress").status_code == 403


def walk_for(cast: Cast, phone: Phone, doors: list[uuid.UUID], minutes: int, days_ago: int = 0) -> None:
    """Visits at these doors, evenly over so many minutes of a day."""
    slips = [phone.visit(door) for door in doors]
    phone.hand_in(*slips)
    began = datetime.combine(datetime.now(UTC) - timedelta(days=days_ago), time(18), UTC)
    with cast.app.app_context():
        begin_writing(db.session)
        for number, slip in enumerate(slips):
            at = began + timedelta(minutes=minutes) * number / (len(slips) - 1)
            db.session.execute(update(Visit).where(Visit.id == uuid.UUID(slip["id"])).values(at=at))
        db.session.commit()


def paces(cast: Cast, campaign: str) -> tuple[int | None, list[int | None]]:
    found = cast.beto.get(f"/api/campaigns/{campaign}/progress").json
    return found["doors_per_hour"], [turf["doors_per_hour"] for turf in found["turfs"]]


def test_how_fast_doors_go_by_is_told_of_several_outings_and_never_of_one(cast: Cast, town: Town) -> None:
    campaign = open_campaign(cast.beto)["id"]
    roble, doors = cut(cast.beto, campaign, ROBLE), [*town.houses.values()][:12]
    alma = lend(cast, roble)
    walk_for(cast, alma, [*doors, *doors], 60)
    assert paces(cast, campaign) == (None, [None]), "one person's only day"

    walk_for(cast, alma, doors, 60, days_ago=3)

    assert paces(cast, campaign) == (18, [18]), "36 doors in two hours"


def test_a_pair_on_one_day_are_two_and_few_visits_tell_nothing(cast: Cast, town: Town) -> None:
    campaign = open_campaign(cast.beto)["id"]
    roble, doors = cut(cast.beto, campaign, ROBLE), [*town.houses.values()][:12]
    lease = hand_out(cast.beto, roble, cast.alma, cast.celia)
    pair = [Phone(each, uuid.UUID(lease["id"]), lease["generation"]) for each in (cast.alma, cast.celia)]
    walk_for(cast, pair[0], doors[:9], 30)
    walk_for(cast, pair[1], doors[3:], 30)
    assert paces(cast, campaign) == (None, [None])

    walk_for(cast, pair[0], doors[9:], 30)

    assert paces(cast, campaign) == (42, [42]), "21 doors in half an hour"
