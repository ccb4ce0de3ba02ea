"""Publishing: draft turfs become live ones, in one transaction, and no door is in two of them."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from canvass import jobs
from canvass.audit import Act, first_broken_link
from canvass.db import db
from canvass.demo import town as demo_town
from canvass.geo.sources import preview
from tests.cast import Cast, Person
from tests.planning import (
    drafted,
    edit,
    in_turf,
    live_doors,
    look,
    overlap,
    publish,
    step,
)
from tests.town import PINO, ROBLE, Town, polygon


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
        jobs.import_list(listed, "town", mapping, dry_run=False, by=None, tell=lambda done, total: None)
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
