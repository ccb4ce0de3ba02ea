"""Turfs: which doors they get, that none is in two, and what phones are told when a polygon moves."""

import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from canvass.access import Actor
from canvass.campaigns import find_campaign
from canvass.db import begin_writing, db
from canvass.errors import DomainError
from canvass.places import Door
from canvass.turf_drawing import TurfEmpty, cut_turf
from canvass.turfs import TurfDoor
from tests.cast import Cast, Person
from tests.town import NOWHERE, PINO, ROBLE, Town, open_campaign, polygon

Writing = Callable[[], AbstractContextManager[None]]


def cut(person: Person, campaign: str, drawn: Any, name: str = "Roble") -> dict[str, Any]:
    answer = person.post(f"/api/campaigns/{campaign}/turfs", {"name": name, "polygon": drawn})
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def walk(app: Flask, turf: dict[str, Any]) -> list[uuid.UUID]:
    """The doors of the turf as a phone would list them."""
    with app.app_context():
        query = select(TurfDoor.door_id).where(TurfDoor.turf_id == uuid.UUID(turf["id"]), ~TurfDoor.removed)
        return list(db.session.scalars(query.order_by(TurfDoor.position)))


def revisions(app: Flask, turf: dict[str, Any]) -> dict[uuid.UUID, int]:
    with app.app_context():
        query = select(TurfDoor.door_id, TurfDoor.revision).where(TurfDoor.turf_id == uuid.UUID(turf["id"]))
        return {row[0]: row[1] for row in db.session.execute(query)}


def test_a_turf_has_the_doors_inside_in_walking_order(cast: Cast, town: Town, campaign: str) -> None:
    turf = cut(cast.beto, campaign, ROBLE)

    order = [
        address.split()[0]
        for door in walk(cast.app, turf)
        for address, at in town.houses.items()
        if at == door
    ]
    assert order == [str(number) for number in range(1, 13)]
    assert (turf["doors"], turf["places"], turf["state"], turf["rev"]) == (12, 12, "live", 1)
    assert turf["progress"] == {"doors": 12, "visited": 0, "attempts": 0, "conversations": 0}
    assert turf["assignment"] is None
    assert 200 < turf["walk_metres"] < 300
    assert polygon(0.5, 12.5)["type"] == turf["polygon"]["type"]


def test_the_units_of_a_building_are_doors_of_one_place(cast: Cast, town: Town, campaign: str) -> None:
    turf = cut(cast.beto, campaign, PINO)

    assert (turf["doors"], turf["places"]) == (10, 7)
    assert [door for door in walk(cast.app, turf) if door in town.units.values()] == [
        town.units[label] for label in ("201", "202", "101", "102")
    ]


def test_a_preview_tells_what_cutting_then_does(cast: Cast, town: Town, campaign: str) -> None:
    cut(cast.beto, campaign, polygon(0.5, 4.5), "Abajo")
    seen = cast.beto.post(f"/api/campaigns/{campaign}/turf-previews", {"polygon": ROBLE}).json

    turf = cut(cast.beto, campaign, ROBLE, "Arriba")

    assert [(row["name"], row["doors"]) for row in seen["overlapping"]] == [("Abajo", 4)]
    assert [seen[key] for key in ("doors", "places", "walk_metres")] == [8, 8, turf["walk_metres"]]
    assert turf["polygon"] == seen["polygon"]
    assert len(walk(cast.app, turf)) == 8


def test_a_polygon_that_others_cover_leaves_nothing_to_cut(cast: Cast, town: Town, campaign: str) -> None:
    cut(cast.beto, campaign, ROBLE)

    seen = cast.beto.post(
        f"/api/campaigns/{campaign}/turf-previews", {"polygon": polygon(2.5, 5.5, (-1, 1))}
    ).json
    again = cast.beto.post(f"/api/campaigns/{campaign}/turfs", {"name": "Otra", "polygon": ROBLE})
    empty = cast.beto.post(f"/api/campaigns/{campaign}/turfs", {"name": "Otra", "polygon": NOWHERE})

    assert (seen["doors"], seen["polygon"], seen["overlapping"][0]["doors"]) == (0, None, 3)
    assert (again.status_code, again.json["code"]) == (422, "turf_empty")
    assert (empty.status_code, empty.json["code"]) == (422, "turf_empty")


def test_touching_turfs_do_not_overlap(cast: Cast, town: Town, campaign: str) -> None:
    cut(cast.beto, campaign, polygon(0.5, 6.5))

    seen = cast.beto.post(f"/api/campaigns/{campaign}/turf-previews", {"polygon": polygon(6.5, 12.5)}).json

    assert (seen["overlapping"], seen["doors"]) == ([], 6)


def test_another_campaign_may_walk_the_same_doors(cast: Cast, town: Town, campaign: str) -> None:
    cut(cast.beto, campaign, ROBLE)

    assert cut(cast.beto, open_campaign(cast.beto)["id"], ROBLE)["doors"] == 12


def test_the_database_itself_keeps_a_door_from_two_live_turfs(
    cast: Cast, town: Town, campaign: str, writing: Writing
) -> None:
    here = cut(cast.beto, campaign, ROBLE)
    there = cut(cast.beto, campaign, PINO, "Pino")
    door = walk(cast.app, here)[0]

    row = {"turf_id": uuid.UUID(there["id"]), "door_id": door, "campaign_id": uuid.UUID(campaign)}
    with writing():
        db.session.add(TurfDoor(**row, position=99, removed=False, live=True, revision=999))
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


def test_two_leads_who_cut_the_same_doors_at_once_share_none(cast: Cast, town: Town, campaign: str) -> None:
    actor = Actor(cast.elena.member_id, cast.elena.device_id, "administrator")
    start, outcomes = threading.Barrier(4), []

    def race(name: str) -> None:
        with cast.app.app_context():
            start.wait(10)
            try:
                begin_writing(db.session)
                turf = cut_turf(find_campaign(uuid.UUID(campaign), actor), actor, name=name, polygon=ROBLE)
                db.session.commit()
                outcomes.append(turf.id)
            except DomainError as error:
                db.session.rollback()
                outcomes.append(error)

    threads = [threading.Thread(target=race, args=(str(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(isinstance(outcome, TurfEmpty) for outcome in outcomes) == [False, True, True, True]
    with cast.app.app_context():
        query = select(func.count()).select_from(TurfDoor).where(TurfDoor.live).group_by(TurfDoor.door_id)
        assert set(db.session.scalars(query)) == {1}


def test_doors_not_to_be_knocked_at_and_vanished_ones_join_no_turf(
    cast: Cast, town: Town, campaign: str, writing: Writing
) -> None:
    marked, gone = town.houses["3 Calle Roble"], town.houses["4 Calle Roble"]
    assert cast.beto.put(f"/api/doors/{marked}/do-not-knock", {"reason": "asked"}).status_code == 204
    with writing():
        db.session.execute(update(Door).where(Door.id == gone).values(vanished_at=func.now()))

    seen = cast.beto.post(f"/api/campaigns/{campaign}/turf-previews", {"polygon": ROBLE}).json
    turf = cut(cast.beto, campaign, ROBLE)

    assert (seen["doors"], seen["do_not_knock"]) == (10, 1)
    assert not {marked, gone} & set(walk(cast.app, turf))


def test_redrawing_adds_and_removes_doors_and_phones_hear_of_each(
    cast: Cast, town: Town, campaign: str
) -> None:
    turf = cut(cast.beto, campaign, polygon(0.5, 6.5))
    before = revisions(cast.app, turf)

    changed = cast.beto.patch(f"/api/turfs/{turf['id']}", {"rev": 1, "polygon": polygon(4.5, 10.5)}).json

    after = revisions(cast.app, turf)
    gone = {town.houses[f"{n} Calle Roble"] for n in (1, 2, 3, 4)}
    assert {town.houses[f"{n} Calle Roble"] for n in range(5, 11)} == set(walk(cast.app, turf))
    assert (changed["doors"], changed["rev"]) == (6, 2)
    assert gone < set(after)
    assert all(after[door] > max(before.values()) for door in gone)
    assert len(set(after.values())) == len(after)


def test_a_door_that_left_a_turf_is_free_and_can_come_back(cast: Cast, town: Town, campaign: str) -> None:
    turf = cut(cast.beto, campaign, polygon(0.5, 6.5))
    path = f"/api/turfs/{turf['id']}"
    cast.beto.patch(path, {"rev": 1, "polygon": polygon(2.5, 6.5)})

    other = cut(cast.beto, campaign, polygon(0.5, 2.5), "Otra")
    wider = cast.beto.patch(path, {"rev": 2, "polygon": polygon(0.5, 6.5)}).json
    cast.beto.post(f"/api/turfs/{other['id']}/retirement", {"rev": 1})
    whole = cast.beto.patch(path, {"rev": 3, "polygon": polygon(0.5, 6.5)}).json

    assert (other["doors"], wider["doors"], whole["doors"]) == (2, 4, 6)


def test_a_marked_door_stays_in_the_turf_that_had_it(cast: Cast, town: Town, campaign: str) -> None:
    turf = cut(cast.beto, campaign, polygon(0.5, 6.5))
    door = town.houses["3 Calle Roble"]
    before = revisions(cast.app, turf)

    cast.beto.put(f"/api/doors/{door}/do-not-knock", {"reason": "hostile"})
    marked = revisions(cast.app, turf)
    cast.beto.patch(f"/api/turfs/{turf['id']}", {"rev": 1, "polygon": polygon(0.5, 8.5)})

    assert door in walk(cast.app, turf)
    assert [other for other in before if marked[other] != before[other]] == [door]


def test_renaming_leaves_doors_and_revisions_alone(cast: Cast, town: Town, campaign: str) -> None:
    turf = cut(cast.beto, campaign, ROBLE)
    before = revisions(cast.app, turf)

    changed = cast.beto.patch(
        f"/api/turfs/{turf['id']}", {"rev": 1, "name": "Roble sur", "note": "Hay perro."}
    ).json

    assert (changed["name"], changed["note"], changed["rev"]) == ("Roble sur", "Hay perro.", 2)
    assert revisions(cast.app, turf) == before


def test_redrawing_over_nothing_changes_nothing(cast: Cast, town: Town, campaign: str) -> None:
    turf = cut(cast.beto, campaign, ROBLE)

    answer = cast.beto.patch(f"/api/turfs/{turf['id']}", {"rev": 1, "polygon": NOWHERE, "name": "Nada"})

    assert (answer.status_code, answer.json["code"]) == (422, "turf_empty")
    assert cast.beto.get(f"/api/turfs/{turf['id']}").json == turf


def test_changing_an_old_copy_is_refused_and_shows_the_new_one(cast: Cast, town: Town, campaign: str) -> None:
    turf = cut(cast.beto, campaign, ROBLE)
    cast.beto.patch(f"/api/turfs/{turf['id']}", {"rev": 1, "name": "Nueva"})

    late = cast.beto.patch(f"/api/turfs/{turf['id']}", {"rev": 1, "name": "Vieja"})
    later = cast.beto.post(f"/api/turfs/{turf['id']}/retirement", {"rev": 1})

    assert (late.status_code, late.json["code"], late.json["current"]["name"]) == (409, "stale", "Nueva")
    assert (later.status_code, later.json["current"]["state"]) == (409, "live")


def test_a_retired_turf_frees_its_doors_and_keeps_its_history(cast: Cast, town: Town, campaign: str) -> None:
    turf = cut(cast.beto, campaign, ROBLE)

    retired = cast.beto.post(f"/api/turfs/{turf['id']}/retirement", {"rev": 1}).json
    again = cut(cast.beto, campaign, ROBLE, "Otra vez")

    assert (retired["state"], retired["doors"], retired["rev"]) == ("retired", 12, 2)
    assert again["doors"] == 12
    assert cast.beto.patch(f"/api/turfs/{turf['id']}", {"rev": 2, "name": "x"}).json["code"] == "turf_retired"
    listed = cast.beto.get(f"/api/campaigns/{campaign}/turfs?state=live").json["items"]
    assert [row["id"] for row in listed] == [again["id"]]


def test_the_list_comes_in_pages_by_name(cast: Cast, town: Town, campaign: str) -> None:
    for name, first in (("B", 0.5), ("C", 2.5), ("A", 4.5)):
        cut(cast.beto, campaign, polygon(first, first + 2), name)

    first = cast.beto.get(f"/api/campaigns/{campaign}/turfs?limit=2").json
    second = cast.beto.get(f"/api/campaigns/{campaign}/turfs?limit=2&after={first['next']}").json

    assert [row["name"] for row in first["items"] + second["items"]] == ["A", "B", "C"]


def test_another_leads_turfs_do_not_exist(cast: Cast, town: Town) -> None:
    theirs = open_campaign(cast.elena)["id"]
    turf = cut(cast.elena, theirs, ROBLE)
    path = f"/api/turfs/{turf['id']}"

    answers = [
        cast.beto.get(f"/api/campaigns/{theirs}/turfs"),
        cast.beto.post(f"/api/campaigns/{theirs}/turfs", {"name": "x", "polygon": PINO}),
        cast.beto.post(f"/api/campaigns/{theirs}/turf-previews", {"polygon": PINO}),
        cast.beto.get(path),
        cast.beto.patch(path, {"rev": 1, "name": "x"}),
        cast.beto.post(f"{path}/retirement", {"rev": 1}),
        cast.beto.get(f"/api/campaigns/{theirs}/points"),
    ]

    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert cast.alma.get(path).status_code == 403


def test_a_shape_that_is_no_polygon_is_refused_with_its_reason(cast: Cast, town: Town, campaign: str) -> None:
    bow_tie = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}

    for drawn, code in (({"type": "Point"}, "shape_not_a_polygon"), (bow_tie, "shape_crosses_itself")):
        answer = cast.beto.post(f"/api/campaigns/{campaign}/turf-previews", {"polygon": drawn})
        assert (answer.status_code, answer.json["code"]) == (422, code)
