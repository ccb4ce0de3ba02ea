"""Points that are not sure: leads look at them one by one, and what a person put stays where they put it."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from canvass.audit import Act
from canvass.db import begin_writing, db
from canvass.places import Door, Place
from tests.cast import Cast, Person
from tests.lists import NOWHERE, line
from tests.test_turfs import cut
from tests.town import ROBLE, SOUTH, STEP, WEST, Town, open_campaign, polygon
from tests.walk import Phone, lend

Row = dict[str, Any]
UNSURE = "/api/places/unsure"


def row(number: int, unit: str = "", **changes: Any) -> Row:
    """A row of the list, named by its address."""
    return line(f"{number}{unit}", str(number), unit=unit, **changes)


KNOWN = [row(10), row(14), row(30)]
LOST = [row(12, **NOWHERE), row(60, "A", **NOWHERE), row(60, "B", **NOWHERE)]
TOWN = KNOWN + LOST
"""12 lies between 10 and 14; of 60 only the street is known."""


def changed(report: Row) -> dict[str, int]:
    """How many places and doors an import added, updated or missed."""
    found = {f"{noun}_{how}": n for noun in ("places", "doors") for how, n in report[noun].items()}
    return {name: n for name, n in found.items() if n and not name.endswith("unchanged")}


def unsure(person: Person) -> list[Row]:
    return list(person.get(UNSURE).json["items"])


def find(person: Person, number: str) -> Row:
    (found,) = (point for point in unsure(person) if point["number"] == number)
    return found


def put(person: Person, place: Row, lon: float, lat: float, **more: Any) -> Any:
    return person.put(f"/api/places/{place['id']}/point", {"point": [lon, lat], "rev": place["rev"], **more})


def show(person: Person, place: Row) -> Row:
    return dict(person.get(f"/api/places/{place['id']}").json)


def acts(app: Flask) -> list[str]:
    with app.app_context():
        return [
            act for act in db.session.scalars(select(Act.act).order_by(Act.n)) if act.startswith("point_")
        ]


def test_the_worst_points_come_first_and_in_pages(cast: Cast, bring: Callable[..., Row]) -> None:
    bring(TOWN)

    first = cast.beto.get(f"{UNSURE}?limit=1").json
    second = cast.beto.get(f"{UNSURE}?limit=1&after={first['next']}").json
    last = cast.beto.get(f"{UNSURE}?limit=1&after={second['next']}").json

    listed = [(p["number"], p["quality"], p["doors"]) for p in first["items"] + second["items"]]
    assert listed == [("60", "street", 2), ("12", "range", 1)]
    assert (first["count"], last["items"], last["next"]) == (2, [], None)


def test_what_lists_name_no_more_and_what_nobody_lives_in_is_not_looked_at(
    cast: Cast, bring: Callable[..., Row], app: Flask
) -> None:
    bring(TOWN)
    with app.app_context():
        begin_writing(db.session)
        twelve = db.session.scalars(select(Place).where(Place.number == "12")).one()
        for door in twelve.all_doors:
            db.session.delete(door)
        db.session.commit()
    assert [point["number"] for point in unsure(cast.beto)] == ["60"]

    bring(KNOWN)

    assert cast.beto.get(UNSURE).json == {"items": [], "next": None, "count": 0}


def test_a_placed_point_takes_its_doors_along_and_is_looked_at_no_more(
    cast: Cast, bring: Callable[..., Row]
) -> None:
    bring(TOWN)
    building = find(cast.beto, "60")

    answer = put(cast.beto, building, -82.53, 35.6)

    assert answer.status_code == 200, answer.json
    place = answer.json["place"]
    assert (place["lon"], place["lat"], place["quality"], place["rev"]) == (-82.53, 35.6, "placed", 2)
    assert {(door["lon"], door["lat"]) for door in place["doors"]} == {(-82.53, 35.6)}
    assert [point["number"] for point in unsure(cast.beto)] == ["12"]
    assert acts(cast.app) == ["point_placed"]


def test_doors_with_points_of_their_own_keep_their_distances(cast: Cast, town: Town) -> None:
    with cast.app.app_context():
        begin_writing(db.session)
        db.session.get_one(Door, town.units["101"]).lon += 0.0001
        db.session.commit()
    place = show(cast.beto, {"id": town.building})

    moved = put(cast.beto, place, place["lon"] + 0.002, place["lat"] - 0.001).json["place"]

    by_label = {door["label"]: door for door in moved["doors"]}
    assert by_label["101"]["lon"] == pytest.approx(by_label["102"]["lon"] + 0.0001, abs=1e-7)
    assert by_label["102"]["lat"] == moved["lat"]


def test_the_second_of_two_leads_is_shown_what_the_first_one_did(
    cast: Cast, bring: Callable[..., Row]
) -> None:
    bring(TOWN)
    twelve = find(cast.beto, "12")
    put(cast.beto, twelve, -82.54, 35.595)

    late = put(cast.elena, twelve, -82.541, 35.596)
    later = cast.elena.post(f"/api/places/{twelve['id']}/point/confirmation", {"rev": twelve["rev"]})

    assert (late.status_code, later.status_code) == (409, 409)
    assert (late.json["code"], late.json["current"]["lon"], late.json["current"]["rev"]) == (
        "stale",
        -82.54,
        2,
    )
    assert show(cast.elena, twelve)["lon"] == -82.54


def test_of_two_who_move_it_at_once_one_is_told(cast: Cast, bring: Callable[..., Row]) -> None:
    bring(TOWN)
    twelve = find(cast.beto, "12")
    begin, codes = threading.Barrier(2), []

    def move(person: Person, lon: float) -> None:
        begin.wait()
        codes.append(put(person, twelve, lon, 35.595).status_code)

    people = cast.beto.at(cast.app), cast.elena.at(cast.app)
    threads = [
        threading.Thread(target=move, args=(p, lon)) for p, lon in zip(people, (-82.54, -82.541), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(codes) == [200, 409]


def test_far_away_is_asked_about_first(cast: Cast, bring: Callable[..., Row]) -> None:
    bring(TOWN)
    twelve = find(cast.beto, "12")

    asked = put(cast.beto, twelve, -82.3, 35.595)
    meant = put(cast.beto, twelve, -82.3, 35.595, far=True)

    assert (asked.status_code, asked.json["code"]) == (409, "far_away")
    assert "22 km" in asked.json["message"]
    assert (meant.status_code, meant.json["place"]["lon"]) == (200, -82.3)


@pytest.mark.parametrize(
    "point", [[200, 35.6], [-82.5, 91], [-82.5], [-82.5, "north"], None, [float("nan"), 1]]
)
def test_a_point_outside_the_world_is_refused_in_words(cast: Cast, town: Town, point: Any) -> None:
    path = f"/api/places/{town.building}/point"

    answer = cast.beto.put(path, {"point": point, "rev": 1})

    assert answer.status_code in (400, 422)
    assert answer.json["message"]
    assert show(cast.beto, {"id": town.building})["quality"] == "given"


def test_phones_learn_where_the_door_is_now_and_the_turf_keeps_it(
    cast: Cast, town: Town, campaign: str
) -> None:
    turf = cut(cast.beto, campaign, ROBLE)
    door = town.houses["3 Calle Roble"]
    phone: Phone = lend(cast, uuid.UUID(turf["id"]), cast.alma)
    cursor = phone.snapshot(uuid.UUID(turf["id"]))["cursor"]
    with cast.app.app_context():
        place = db.session.get_one(Door, door).place_id

    answer = put(cast.beto, {"id": place, "rev": 1}, WEST + 3 * STEP, SOUTH + 0.0003)
    outside = put(cast.beto, {"id": place, "rev": 2}, WEST + 3 * STEP, SOUTH + 0.004)

    assert (answer.json["outside"], outside.json["outside"]) == (
        [],
        [{"turf": turf["id"], "name": "Roble", "campaign": campaign}],
    )
    pulled = cast.alma.get(f"/api/sync/pull?turf={turf['id']}&cursor={cursor}").json["rows"]
    assert [(row["door"], row["lat"]) for row in pulled] == [(str(door), SOUTH + 0.004)]


def test_a_turf_of_a_campaign_that_a_lead_does_not_see_is_not_named(cast: Cast, town: Town) -> None:
    theirs = open_campaign(cast.elena)["id"]
    cut(cast.elena, theirs, polygon(0.5, 12.5))
    with cast.app.app_context():
        place = db.session.get_one(Door, town.houses["3 Calle Roble"]).place_id

    assert put(cast.beto, {"id": place, "rev": 1}, WEST, SOUTH + 0.004).json["outside"] == []


def test_neighbours_are_near_and_have_doors(cast: Cast, town: Town) -> None:
    found = cast.beto.get(f"/api/places/{town.building}/neighbours").json["items"]

    # 6 Calle Pino is 250 m away, 1 Calle Roble 400 m.
    assert [(point["number"], point["street"], point["doors"]) for point in found][:1] == [
        ("6", "Calle Pino", 1)
    ]
    assert str(town.building) not in {point["id"] for point in found}
    roble = {point["number"] for point in found if point["street"] == "Calle Roble"}
    assert "12" in roble
    assert "1" not in roble


def test_only_leads_see_and_move_points(cast: Cast, town: Town) -> None:
    place = f"/api/places/{town.building}"

    for person in (cast.alma, cast.celia):
        assert person.get(UNSURE).status_code == 403
        assert person.get(f"{place}/neighbours").status_code == 403
        assert put(person, {"id": town.building, "rev": 1}, -82.55, 35.59).status_code == 403
        assert person.post(f"{place}/point/confirmation", {"rev": 1}).status_code == 403
        assert person.delete(f"{place}/point", {"rev": 1}).status_code == 403
    assert put(cast.beto, {"id": uuid.uuid4(), "rev": 1}, -82.55, 35.59).status_code == 404
