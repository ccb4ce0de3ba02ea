"""Doors as leads see them: points on the map, a place with its doors, and do-not-knock in every campaign."""

import uuid

import pytest
from sqlalchemy import select, text

from canvass.access import Actor
from canvass.audit import Act
from canvass.db import db
from canvass.places import Door, find_door
from canvass.plan_publishing import publish
from canvass.plans import find_plan
from tests.cast import Cast
from tests.planning import drafted
from tests.test_assignments import hand_out
from tests.test_turfs import cut
from tests.town import ROBLE, Town, open_campaign
from tests.walk import Phone


def test_points_come_in_pages_and_say_what_is_taken(cast: Cast, town: Town) -> None:
    campaign = open_campaign(cast.beto)["id"]
    cut(cast.beto, campaign, ROBLE)
    cast.beto.put(f"/api/doors/{town.units['101']}/do-not-knock", {"reason": "asked"})

    found, after = [], None
    while True:
        path = f"/api/campaigns/{campaign}/points?limit=5" + (f"&after={after}" if after else "")
        answer = cast.beto.get(path).json
        found += answer["items"]
        after = answer["next"]
        if after is None:
            break

    by_address = {point["address"]: point for point in found}
    assert len(found) == len(by_address) == 19
    assert sum(point["doors"] for point in found) == 22
    assert sum(point["taken"] for point in found) == 12
    building = by_address["20 Calle Pino"]
    assert (building["kind"], building["doors"], building["do_not_knock"]) == ("apartment_building", 4, 1)


def test_a_place_shows_its_doors_in_order(cast: Cast, town: Town) -> None:
    found = cast.beto.get(f"/api/places/{town.building}").json

    assert [door["label"] for door in found["doors"]] == ["101", "102", "201", "202"]
    assert [door["floor"] for door in found["doors"]] == [1, 1, 2, 2]
    assert cast.beto.get(f"/api/places/{uuid.uuid4()}").status_code == 404
    assert cast.alma.get(f"/api/places/{town.building}").status_code == 403


def test_a_lead_marks_a_door_and_lifts_the_mark_with_a_reason(cast: Cast, town: Town) -> None:
    door = town.units["202"]
    path = f"/api/doors/{door}/do-not-knock"

    assert cast.beto.put(path, {"reason": "just because"}).status_code == 422
    assert cast.beto.put(path, {"reason": "sign"}).status_code == 204
    assert cast.beto.put(path, {"reason": "asked"}).status_code == 204
    marked = cast.beto.get(f"/api/places/{town.building}").json["doors"][-1]
    assert cast.beto.delete(path).status_code == 422
    assert cast.beto.delete(path, {"reason": "Nueva familia"}).status_code == 204
    lifted = cast.beto.get(f"/api/places/{town.building}").json["doors"][-1]

    assert (marked["do_not_knock"], lifted["do_not_knock"]) == (True, False)
    with cast.app.app_context():
        acts = list(db.session.scalars(select(Act.act).where(Act.subject_id == door).order_by(Act.n)))
        assert acts == ["do_not_knock_set", "do_not_knock_lifted"]
        assert db.session.get_one(Door, door).do_not_knock_reason == "Nueva familia"


def test_a_mark_counts_in_every_campaign(cast: Cast, town: Town) -> None:
    cast.beto.put(f"/api/doors/{town.houses['1 Calle Roble']}/do-not-knock", {"reason": "asked"})

    theirs = open_campaign(cast.elena)["id"]

    assert cut(cast.elena, theirs, ROBLE)["doors"] == 11


def test_volunteers_neither_see_points_nor_mark_doors(cast: Cast, town: Town) -> None:
    campaign = open_campaign(cast.beto, members=[str(cast.alma.member_id)])["id"]
    path = f"/api/doors/{town.units['101']}/do-not-knock"

    assert cast.alma.get(f"/api/campaigns/{campaign}/points").status_code == 403
    assert cast.alma.put(path, {"reason": "asked"}).status_code == 403
    assert cast.alma.delete(path, {"reason": "x"}).status_code == 403
    assert cast.beto.put(f"/api/doors/{uuid.uuid4()}/do-not-knock", {"reason": "asked"}).status_code == 404


def test_a_leads_mark_outlasts_the_visit_that_asked_for_it(cast: Cast, town: Town) -> None:
    turf = cut(cast.beto, open_campaign(cast.beto)["id"], ROBLE)
    lease = hand_out(cast.beto, turf, cast.alma)
    phone = Phone(cast.alma, uuid.UUID(lease["id"]), lease["generation"])
    one, two = town.houses["1 Calle Roble"], town.houses["2 Calle Roble"]
    visits = [phone.visit(door, "do_not_knock") for door in (one, two)]
    phone.hand_in(*visits)

    cast.beto.put(f"/api/doors/{one}/do-not-knock", {"reason": "asked"})
    phone.hand_in(*(phone.void(visit["id"]) for visit in visits))

    with cast.app.app_context():
        assert [db.session.get_one(Door, door).do_not_knock for door in (one, two)] == [True, False]


def test_what_a_lead_lifted_stays_lifted_until_somebody_asks_again(cast: Cast, town: Town) -> None:
    turf = cut(cast.beto, open_campaign(cast.beto)["id"], ROBLE)
    lease = hand_out(cast.beto, turf, cast.alma)
    phone = Phone(cast.alma, uuid.UUID(lease["id"]), lease["generation"])
    door = town.houses["1 Calle Roble"]
    asked = phone.visit(door, "do_not_knock")
    phone.hand_in(asked)

    cast.beto.delete(f"/api/doors/{door}/do-not-knock", {"reason": "Se mudaron"})
    phone.hand_in(asked)
    phone.hand_in(phone.visit(door, "not_home"))
    lifted = phone.row(uuid.UUID(turf["id"]), door)["do_not_knock"]
    phone.hand_in(phone.visit(door, "do_not_knock"))

    assert not lifted
    assert phone.row(uuid.UUID(turf["id"]), door)["do_not_knock"]


@pytest.mark.parametrize("settings", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_who_marks_a_door_or_publishes_keeps_nobody_from_rows_that_name_it(cast: Cast, town: Town) -> None:
    """A mark and a publication at once, or that and an edit, waited for each other until PostgreSQL ended one."""
    campaign = open_campaign(cast.beto)["id"]
    plan = drafted(cast, campaign)
    beto = Actor(cast.beto.member_id, uuid.uuid4(), "administrator")
    with cast.app.app_context():
        door = find_door(town.units["101"])
        publish(find_plan(uuid.UUID(plan["id"]), beto), beto, plan["rev"])
        with db.engine.connect() as other:
            for table, named in (("doors", door.id), ("campaigns", uuid.UUID(campaign))):
                asked = text(f"SELECT 1 FROM {table} WHERE id = :id FOR KEY SHARE NOWAIT")
                assert other.scalar(asked, {"id": named}) == 1
        db.session.rollback()
