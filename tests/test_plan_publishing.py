"""Publishing: draft turfs become live ones, in one transaction, and no door is in two of them."""

import threading
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from canvass import job_work
from canvass.audit import Act, first_broken_link
from canvass.db import db
from canvass.demo import town as demo_town
from canvass.geo.distance import path_metres
from canvass.geo.sources import preview
from canvass.places import Door
from tests.cast import Cast, Person
from tests.planning import (
    doors_of,
    drafted,
    edit,
    in_turf,
    live_doors,
    look,
    overlap,
    publish,
    step,
)
from tests.town import PINO, ROBLE, Town, point, polygon


def test_published_turfs_are_live_and_phones_walk_them_in_the_plans_order(
    cast: Cast, town: Town, campaign: str
) -> None:
    plan = drafted(cast, campaign)
    order = in_turf(cast.beto, plan, 1)

    found = publish(cast.beto, plan)

    assert found["left_out"] == {"doors": 0}
    after = look(cast.beto, plan["id"])
    assert after["state"] == "published"
    assert [turf["published"] for turf in after["turfs"]] == found["turfs"]
    live = {turf["id"]: turf for turf in cast.beto.get(f"/api/campaigns/{campaign}/turfs").json["items"]}
    assert set(live) == set(found["turfs"])
    for turf in after["turfs"]:
        published = live[turf["published"]]
        assert (published["name"], published["doors"]) == (turf["name"], turf["doors"])
        assert 0 < published["walk_metres"] <= turf["metres"]
    first = found["turfs"][0]
    until = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    lent = cast.beto.post(
        f"/api/turfs/{first}/assignments", {"members": [str(cast.alma.member_id)], "until": until}
    )
    assert lent.status_code == 201, lent.json
    rows = cast.alma.get(f"/api/turfs/{first}/snapshot").json["rows"]
    assert [row["door"] for row in sorted(rows, key=lambda row: row["position"])] == order
    with cast.app.app_context():
        acts = db.session.scalars(select(Act).where(Act.act == "turf_cut")).all()
        assert {str(act.subject_id) for act in acts} == set(found["turfs"])
        assert first_broken_link() is None


def test_some_turfs_are_published_and_the_rest_stays_a_draft(cast: Cast, town: Town, campaign: str) -> None:
    plan = edit(cast.beto, drafted(cast, campaign), kind="rename", turf=1, name="Loma")

    publish(cast.beto, plan, [1])

    after = look(cast.beto, plan["id"])
    assert (after["state"], after["can_undo"]) == ("draft", False)
    assert [turf["published"] is not None for turf in after["turfs"]] == [True, False, False, False]
    again = cast.beto.post(
        f"/api/plans/{plan['id']}/edits", {"rev": after["rev"], "edit": {"kind": "dissolve", "turf": 1}}
    )
    assert (again.status_code, again.json["code"]) == (409, "plan_turf_published")
    assert len(publish(cast.beto, after)["turfs"]) == 3
    assert len(set(live_doors(cast, campaign))) == 22


def test_names_are_unique_in_the_campaign(cast: Cast, town: Town, campaign: str) -> None:
    plan = drafted(cast, campaign, area=ROBLE, wish={"kind": "doors", "doors": 30})
    cast.beto.post(f"/api/campaigns/{campaign}/turfs", {"name": "01 · Calle Roble", "polygon": PINO})

    publish(cast.beto, plan)

    names = [turf["name"] for turf in cast.beto.get(f"/api/campaigns/{campaign}/turfs").json["items"]]
    assert sorted(names) == ["01 · Calle Roble", "01 · Calle Roble (2)"]


def test_doors_that_others_took_meanwhile_are_left_out_and_counted(
    cast: Cast, town: Town, campaign: str
) -> None:
    plan = drafted(cast, campaign)
    cast.beto.post(f"/api/campaigns/{campaign}/turfs", {"name": "Ya", "polygon": polygon(0.5, 4.5)})
    shunned = town.houses["12 Calle Roble"]
    cast.beto.put(f"/api/doors/{shunned}/do-not-knock", {"reason": "asked"})

    found = publish(cast.beto, plan)

    assert found["left_out"] == {"doors": 5}
    doors = live_doors(cast, campaign)
    assert len(doors) == len(set(doors)) == 21
    assert shunned not in doors
    live = cast.beto.get(f"/api/campaigns/{campaign}/turfs").json["items"]
    assert overlap(live) < 1e-15
    assert look(cast.beto, plan["id"])["figures"]["left_over"] == 0


def test_a_second_plan_of_the_same_doors_publishes_nothing(cast: Cast, town: Town, campaign: str) -> None:
    first, second = drafted(cast, campaign), drafted(cast, campaign)
    publish(cast.beto, first)

    found = publish(cast.beto, second)

    assert found == {"turfs": [], "left_out": {"doors": 22}}
    assert look(cast.beto, second["id"])["state"] == "published"


def test_two_leads_who_publish_at_once_cut_no_door_twice(cast: Cast, town: Town, campaign: str) -> None:
    drafts = [drafted(cast, campaign, seed=1), drafted(cast, campaign, seed=2)]
    ready, answers = threading.Barrier(4, timeout=20), []

    def go(person: Person, plan: dict[str, Any]) -> None:
        mine = person.at(cast.app)
        ready.wait()
        answers.append(mine.post(f"/api/plans/{plan['id']}/publish", {"rev": plan["rev"], "turfs": None}))

    # Each plan by two people: of the same plan only one may win.
    crew = [(who, plan) for plan in drafts for who in (cast.beto, cast.elena)]
    threads = [threading.Thread(target=go, args=each) for each in crew]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409]
    doors = live_doors(cast, campaign)
    assert len(doors) == len(set(doors)) == 22
    assert sum(answer.json["left_out"]["doors"] for answer in answers if answer.status_code == 200) == 22


def test_a_whole_town_from_its_list_to_the_phones(cast: Cast, campaign: str, tmp_path: Path) -> None:
    listed = tmp_path / "town.csv"
    demo_town.write_addresses(demo_town.build_town(), listed)
    with cast.app.app_context():
        mapping = preview(listed).mapping
        job_work.import_list(listed, "town", mapping, dry_run=False, by=None, tell=lambda done, total: None)
        db.session.commit()
    plan = drafted(cast, campaign, wish={"kind": "doors", "doors": 50})
    count = plan["figures"]["doors"]
    assert 650 <= count <= 780
    assert all(45 <= turf["doors"] <= 55 for turf in plan["turfs"])

    split = edit(cast.beto, plan, kind="split", turf=3)
    moved = edit(cast.beto, split, kind="move", doors=in_turf(cast.beto, split, 1)[:2], to=2)
    gone = edit(cast.beto, moved, kind="dissolve", turf=4)
    cut = edit(cast.beto, gone, kind="cut_left_over")
    assert (gone["figures"]["left_over"] > 40, cut["figures"]["left_over"]) == (True, 0)
    back = step(cast.beto, step(cast.beto, cut, "undo"), "undo")
    assert back["turfs"] == moved["turfs"]
    again = step(cast.beto, step(cast.beto, back, "redo"), "redo")
    assert again["turfs"] == cut["turfs"]
    assert overlap(again["turfs"]) < 1e-14

    found = publish(cast.beto, again)

    assert len(found["turfs"]) == len(again["turfs"])
    assert len(set(live_doors(cast, campaign))) == len(live_doors(cast, campaign)) == count
    until = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    for turf in found["turfs"][:3]:
        body = {"members": [str(cast.alma.member_id)], "until": until}
        assert cast.beto.post(f"/api/turfs/{turf}/assignments", body).status_code == 201
        live = cast.beto.get(f"/api/turfs/{turf}").json
        assert len(cast.alma.get(f"/api/turfs/{turf}/snapshot").json["rows"]) == live["doors"]


def put_away(cast: Cast, door: str) -> None:
    """A lead puts the house of this door far behind the others of its street."""
    with cast.app.app_context():
        home = db.session.get_one(Door, uuid.UUID(door)).place_id
    body = {"rev": 1, "point": list(point(17, 0))}
    answer = cast.beto.put(f"/api/places/{home}/point", body)
    assert answer.status_code == 200, answer.json


def test_a_draft_shows_and_publishes_doors_where_they_are_now(cast: Cast, town: Town, campaign: str) -> None:
    """Somebody put a house right after the draft was cut: first of its walk, it would be walked to there and back."""
    plan = drafted(cast, campaign, area=polygon(0.5, 6.5))
    (turf,) = plan["turfs"]
    walk = in_turf(cast.beto, plan, 1)
    moved = walk[2]
    assert turf["notes"] == []

    put_away(cast, moved)

    found = doors_of(cast.beto, plan)
    at = found["door"].index(moved)
    assert (found["lon"][at], found["lat"][at]) == pytest.approx(point(17, 0))
    told = look(cast.beto, plan["id"])["turfs"][0]["notes"]
    assert told == [{"code": "doors_moved", "turf": 1, "values": {"doors": 1}}]
    published = publish(cast.beto, plan)["turfs"][0]
    after = look(cast.beto, plan["id"])
    assert in_turf(cast.beto, after, 1).index(moved) in (0, len(walk) - 1)
    assert after["turfs"][0]["notes"] == []
    live = cast.beto.get(f"/api/turfs/{published}").json
    now = dict(zip(found["door"], zip(found["lon"], found["lat"], strict=True), strict=True))
    assert live["walk_metres"] == round(path_metres([now[door] for door in in_turf(cast.beto, after, 1)]))


def test_a_draft_is_edited_where_its_doors_are_now(cast: Cast, town: Town, campaign: str) -> None:
    plan = drafted(cast, campaign, area=polygon(0.5, 12.5))
    first = edit(cast.beto, plan, kind="merge", turfs=[1, 2])
    (turf,) = first["turfs"]
    moved = in_turf(cast.beto, first, turf["n"])[2]
    put_away(cast, moved)

    line = {"type": "LineString", "coordinates": [point(15, -5), point(15, 5)]}
    after = edit(cast.beto, first, kind="split", turf=turf["n"], line=line)

    assert [turf["doors"] for turf in after["turfs"] if turf["doors"] == 1] == [1]
    alone = next(turf["n"] for turf in after["turfs"] if turf["doors"] == 1)
    assert in_turf(cast.beto, after, alone) == [moved]
