"""Plans: cut in the background, edited, taken back, published; and what becomes of doors that others take meanwhile."""

import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select

from canvass import jobs, plan_cutting, plans
from canvass.audit import Act, first_broken_link
from canvass.db import begin_writing, db
from canvass.jobs import Job
from canvass.plans import PlanRevision
from canvass.queues import queue
from canvass.turfs import TurfDoor
from tests.cast import Cast, Person, join
from tests.test_campaigns import open_campaign
from tests.town import NOWHERE, PINO, ROBLE, Town, build_town, polygon
from tests.walk import lay_ground, lend

Writing = Callable[[], AbstractContextManager[None]]
SIX = {"kind": "doors", "doors": 6}


@pytest.fixture
def town(writing: Writing) -> Town:
    with writing():
        return build_town()


@pytest.fixture
def campaign(cast: Cast) -> str:
    return str(open_campaign(cast.beto)["id"])


def work_off(cast: Cast) -> None:
    with cast.app.app_context():
        queue().work_off()


def begin(person: Person, campaign: str, **asked: Any) -> dict[str, Any]:
    answer = person.post(f"/api/campaigns/{campaign}/plans", {"wish": SIX, **asked})
    assert answer.status_code == 202, answer.json
    return dict(answer.json)


def drafted(cast: Cast, campaign: str, **asked: Any) -> dict[str, Any]:
    """A plan that is cut."""
    begun = begin(cast.beto, campaign, **asked)
    work_off(cast)
    plan = look(cast.beto, begun["plan"])
    assert plan["state"] == "draft", cast.beto.get(f"/api/jobs/{begun['job']['id']}").json
    return plan


def look(person: Person, plan: str) -> dict[str, Any]:
    answer = person.get(f"/api/plans/{plan}")
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def doors_of(person: Person, plan: dict[str, Any]) -> dict[str, list[Any]]:
    return dict(person.get(f"/api/plans/{plan['id']}/doors").json)


def edit(person: Person, plan: dict[str, Any], **wanted: Any) -> dict[str, Any]:
    answer = person.post(f"/api/plans/{plan['id']}/edits", {"rev": plan["rev"], "edit": wanted})
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def step(person: Person, plan: dict[str, Any], which: str) -> dict[str, Any]:
    answer = person.post(f"/api/plans/{plan['id']}/{which}", {"rev": plan["rev"]})
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def publish(person: Person, plan: dict[str, Any], turfs: list[int] | None = None) -> dict[str, Any]:
    answer = person.post(f"/api/plans/{plan['id']}/publish", {"rev": plan["rev"], "turfs": turfs})
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def in_turf(person: Person, plan: dict[str, Any], n: int) -> list[str]:
    """The doors of a draft turf in walking order."""
    found = doors_of(person, plan)
    rows = zip(found["position"], found["door"], found["turf"], strict=True)
    return [door for _, door, turf in sorted(rows) if turf == n]


def live_doors(cast: Cast, campaign: str) -> list[uuid.UUID]:
    with cast.app.app_context():
        query = select(TurfDoor.door_id).where(TurfDoor.campaign_id == uuid.UUID(campaign), TurfDoor.live)
        return list(db.session.scalars(query))


def shape(turf: dict[str, Any]) -> BaseGeometry:
    return shapely.geometry.shape(turf["polygon"])


def overlap(turfs: list[dict[str, Any]]) -> float:
    """The largest area, in square degrees, that two of them have in common."""
    shapes = [shape(turf) for turf in turfs]
    return max((a.intersection(b).area for a, b in combinations(shapes, 2)), default=0.0)


def test_a_plan_is_cut_in_the_background_and_has_every_free_door_once(
    cast: Cast, town: Town, campaign: str
) -> None:
    begun = begin(cast.beto, campaign)
    waiting = look(cast.beto, begun["plan"])
    work_off(cast)
    plan = look(cast.beto, begun["plan"])

    assert (begun["job"]["kind"], begun["job"]["state"]) == ("cut_plan", "waiting")
    assert (waiting["state"], waiting["turfs"]) == ("cutting", [])
    assert set(waiting["figures"].values()) == {0}
    assert (plan["state"], plan["rev"], plan["job"]) == ("draft", 2, begun["job"]["id"])
    assert {"turfs": 4, "doors": 22, "left_over": 0}.items() <= plan["figures"].items()
    assert [turf["n"] for turf in plan["turfs"]] == [1, 2, 3, 4]
    assert sum(turf["doors"] for turf in plan["turfs"]) == 22
    assert {turf["name"] for turf in plan["turfs"]} >= {"01 Calle Roble", "04 Calle Pino"}
    found = doors_of(cast.beto, plan)
    every = {str(door) for door in (*town.houses.values(), *town.units.values())}
    assert set(found["door"]) == every
    assert len(found["door"]) == 22
    of_units = {
        t for d, t in zip(found["door"], found["turf"], strict=True) if d in map(str, town.units.values())
    }
    assert len(of_units) == 1, "a building is in one turf"
    assert overlap(plan["turfs"]) < 1e-15
    job = cast.beto.get(f"/api/jobs/{begun['job']['id']}").json
    assert (job["state"], job["result"]) == ("done", plan["figures"])
    listed = cast.beto.get(f"/api/campaigns/{campaign}/plans").json["items"]
    assert [(row["id"], row["figures"]) for row in listed] == [(plan["id"], plan["figures"])]


def test_the_same_seed_gives_the_same_plan(cast: Cast, town: Town, campaign: str) -> None:
    first, second = drafted(cast, campaign, seed=7), drafted(cast, campaign, seed=7)

    assert first["turfs"] == second["turfs"]
    assert doors_of(cast.beto, first) == doors_of(cast.beto, second)


@pytest.mark.parametrize(
    ("wish", "turfs"),
    [
        ({"kind": "canvassers", "canvassers": 3}, 3),
        ({"kind": "shift", "hours": 0.6, "doors_per_hour": 20}, None),
        ({"kind": "doors", "doors": 30}, 1),
    ],
)
def test_a_plan_is_for_people_for_a_shift_or_by_size(
    cast: Cast, town: Town, campaign: str, wish: dict[str, Any], turfs: int | None
) -> None:
    plan = drafted(cast, campaign, wish=wish)

    assert plan["figures"]["doors"] == 22
    assert turfs is None or len(plan["turfs"]) == turfs


def test_walks_begin_near_where_the_lead_says(cast: Cast, town: Town, campaign: str) -> None:
    west = drafted(cast, campaign, wish={"kind": "doors", "doors": 30}, area=ROBLE, start=[-82.56, 35.59])
    east = drafted(cast, campaign, wish={"kind": "doors", "doors": 30}, area=ROBLE, start=[-82.53, 35.59])

    ends = {str(town.houses["1 Calle Roble"]), str(town.houses["2 Calle Roble"])}
    assert in_turf(cast.beto, west, 1)[0] in ends
    assert in_turf(cast.beto, east, 1)[0] not in ends
    assert west["turfs"][0]["metres"] > 1500, "the way there and back counts"


def test_an_area_and_what_is_taken_or_not_to_be_knocked_at_narrow_a_plan(
    cast: Cast, town: Town, campaign: str
) -> None:
    cast.beto.post(f"/api/campaigns/{campaign}/turfs", {"name": "Ya", "polygon": polygon(0.5, 4.5)})
    shunned = town.houses["6 Calle Roble"]
    cast.beto.put(f"/api/doors/{shunned}/do-not-knock", {"reason": "asked"})

    plan = drafted(cast, campaign, area=ROBLE)

    kept = {str(town.houses[f"{n} Calle Roble"]) for n in range(5, 13) if n != 6}
    assert set(doors_of(cast.beto, plan)["door"]) == kept
    live = cast.beto.get(f"/api/campaigns/{campaign}/turfs").json["items"]
    assert overlap([*plan["turfs"], *live]) < 1e-15


def test_filters_leave_out_the_visited_and_keep_the_never_home(cast: Cast) -> None:
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    results = ["conversation", "not_home", "not_home"]
    visits = [phone.visit(door, result) for door, result in zip(ground.doors, results, strict=False)]
    assert phone.hand_in(*visits) == ["accepted"] * 3
    rev = cast.beto.get(f"/api/turfs/{ground.turf}").json["rev"]
    cast.beto.post(f"/api/turfs/{ground.turf}/retirement", {"rev": rev})
    campaign, today = str(ground.campaign), datetime.now(UTC).date()

    def doors(**wanted: Any) -> set[str]:
        return set(doors_of(cast.beto, drafted(cast, campaign, filter=wanted))["door"])

    every, visited = doors(), {str(door) for door in ground.doors[:3]}
    assert visited < every
    assert doors(never_home=True) == {str(door) for door in ground.doors[1:3]}
    assert doors(not_visited_since=(today - timedelta(days=2)).isoformat()) == every - visited
    assert doors(not_visited_since=(today + timedelta(days=2)).isoformat()) == every


def test_where_no_door_is_free_the_job_fails_and_says_why(cast: Cast, town: Town, campaign: str) -> None:
    begun = begin(cast.beto, campaign, area=NOWHERE)
    work_off(cast)

    job = cast.beto.get(f"/api/jobs/{begun['job']['id']}").json
    assert (job["state"], job["error"]["code"]) == ("failed", "plan_empty")
    assert look(cast.beto, begun["plan"])["state"] == "failed"


def test_a_wish_that_names_no_number_is_refused_at_once(cast: Cast, town: Town, campaign: str) -> None:
    for wish in (
        {"kind": "doors"},
        {"kind": "canvassers", "doors": 5},
        {"kind": "shift", "hours": 20, "doors_per_hour": 400},
    ):
        answer = cast.beto.post(f"/api/campaigns/{campaign}/plans", {"wish": wish})
        assert answer.status_code == 422, wish


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
    cast.beto.post(f"/api/campaigns/{campaign}/turfs", {"name": "01 Calle Roble", "polygon": PINO})

    publish(cast.beto, plan)

    names = [turf["name"] for turf in cast.beto.get(f"/api/campaigns/{campaign}/turfs").json["items"]]
    assert sorted(names) == ["01 Calle Roble", "01 Calle Roble (2)"]


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
    ready, answers = threading.Barrier(4), []

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
        thread.join()

    assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409]
    doors = live_doors(cast, campaign)
    assert len(doors) == len(set(doors)) == 22
    assert sum(answer.json["left_out"]["doors"] for answer in answers if answer.status_code == 200) == 22


def test_a_job_that_is_done_again_changes_nothing(cast: Cast, town: Town, campaign: str) -> None:
    begun = begin(cast.beto, campaign)
    work_off(cast)
    before = look(cast.beto, begun["plan"])
    with cast.app.app_context():
        begin_writing(db.session)
        db.session.get_one(Job, uuid.UUID(begun["job"]["id"])).state = "waiting"
        db.session.commit()
        jobs.carry_out(uuid.UUID(begun["job"]["id"]))

    assert look(cast.beto, begun["plan"]) == before
    assert cast.beto.get(f"/api/jobs/{begun['job']['id']}").json["result"] == before["figures"]


def test_a_cut_that_was_stopped_leaves_no_plan(
    cast: Cast, town: Town, campaign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, running = begin(cast.beto, campaign), begin(cast.beto, campaign)
    cast.beto.delete(f"/api/jobs/{waiting['job']['id']}")
    real = plan_cutting.lay_out

    def stop_then_lay(*args: Any, **kwargs: Any) -> Any:
        cast.beto.delete(f"/api/jobs/{running['job']['id']}")
        return real(*args, **kwargs)

    monkeypatch.setattr(plan_cutting, "lay_out", stop_then_lay)
    work_off(cast)

    for begun in (waiting, running):
        assert cast.beto.get(f"/api/jobs/{begun['job']['id']}").json["state"] == "cancelled"
        assert cast.beto.get(f"/api/plans/{begun['plan']}").status_code == 404


def test_a_discarded_plan_is_gone_and_its_job_ends(cast: Cast, town: Town, campaign: str) -> None:
    plan, begun = drafted(cast, campaign), begin(cast.beto, campaign)

    assert cast.beto.delete(f"/api/plans/{plan['id']}").status_code == 204
    assert cast.beto.delete(f"/api/plans/{begun['plan']}").status_code == 204
    work_off(cast)

    assert cast.beto.get(f"/api/plans/{plan['id']}").status_code == 404
    assert cast.beto.get(f"/api/campaigns/{campaign}/plans").json["items"] == []
    assert cast.beto.get(f"/api/jobs/{begun['job']['id']}").json["state"] == "cancelled"
    with cast.app.app_context():
        assert not db.session.scalars(select(PlanRevision.plan_id)).all()


def test_a_plan_is_not_there_for_who_leads_elsewhere(cast: Cast, town: Town, campaign: str) -> None:
    plan, fabio = drafted(cast, campaign), join(cast.app, "Fabio", "lead")

    for person, status in ((fabio, 404), (cast.alma, 403), (cast.celia, 403)):
        assert person.get(f"/api/plans/{plan['id']}").status_code == status
        assert person.get(f"/api/plans/{plan['id']}/doors").status_code == status
        for verb in ("undo", "publish"):
            answer = person.post(f"/api/plans/{plan['id']}/{verb}", {"rev": plan["rev"]})
            assert answer.status_code == status
        assert person.delete(f"/api/plans/{plan['id']}").status_code == status
    assert cast.elena.get(f"/api/plans/{plan['id']}").status_code == 200


def test_a_lead_edits_a_plan_takes_it_back_and_does_it_again(cast: Cast, town: Town, campaign: str) -> None:
    first = drafted(cast, campaign)
    split = edit(cast.beto, first, kind="split", turf=1)
    merged = edit(cast.beto, split, kind="merge", turfs=[2, 3])

    assert [turf["n"] for turf in split["turfs"]] == [1, 2, 3, 4, 5]
    assert sorted(turf["doors"] for turf in split["turfs"] if turf["n"] in (1, 5)) == [3, 3]
    assert [turf["n"] for turf in merged["turfs"]] == [1, 2, 4, 5]
    assert (merged["rev"], merged["can_undo"], merged["can_redo"]) == (first["rev"] + 2, True, False)

    once = step(cast.beto, merged, "undo")
    twice = step(cast.beto, once, "undo")
    assert (once["turfs"], twice["turfs"]) == (split["turfs"], first["turfs"])
    assert (twice["can_undo"], twice["can_redo"]) == (False, True)
    none = cast.beto.post(f"/api/plans/{first['id']}/undo", {"rev": twice["rev"]})
    assert (none.status_code, none.json["code"]) == (409, "plan_nothing_to_undo")
    again = step(cast.beto, twice, "redo")
    assert again["turfs"] == split["turfs"]
    other = edit(cast.beto, again, kind="rename", turf=2, name="Loma")
    assert (other["can_redo"], other["figures"]["doors"]) == (False, 22)


def test_every_kind_of_edit(cast: Cast, town: Town, campaign: str) -> None:
    plan = drafted(cast, campaign)
    door = str(town.houses["1 Calle Roble"])
    home = next(
        turf
        for each, turf in zip(*(doors_of(cast.beto, plan)[key] for key in ("door", "turf")), strict=True)
        if each == door
    )
    to = next(turf["n"] for turf in plan["turfs"] if turf["n"] != home)

    moved = edit(cast.beto, plan, kind="move", doors=[door], to=to)
    assert door in in_turf(cast.beto, moved, to)
    street = edit(cast.beto, moved, kind="move", street={"name": "Calle Roble", "turf": home}, to=to)
    assert home not in [turf["n"] for turf in street["turfs"]]
    gone = edit(cast.beto, street, kind="dissolve", turf=to)
    assert gone["figures"]["left_over"] >= 6
    assert len(in_turf(cast.beto, gone, 0)) == gone["figures"]["left_over"]
    cut = edit(cast.beto, gone, kind="cut_left_over")
    assert cut["figures"]["left_over"] == 0
    assert min(turf["n"] for turf in cut["turfs"] if turf["n"] > 4) == 5
    last = cut["turfs"][-1]["n"]
    drawn = edit(cast.beto, cut, kind="redraw", turf=last, polygon=PINO)
    assert next(turf["doors"] for turf in drawn["turfs"] if turf["n"] == last) == 10
    line = {"type": "LineString", "coordinates": [[-82.5487, 35.58], [-82.5487, 35.6]]}
    parted = edit(cast.beto, drawn, kind="split", turf=last, line=line)
    assert sorted(turf["doors"] for turf in parted["turfs"])[-1] < 10
    assert overlap(parted["turfs"]) < 1e-15


def test_an_edit_of_an_old_state_is_refused_with_the_plan_as_it_is(
    cast: Cast, town: Town, campaign: str
) -> None:
    plan = drafted(cast, campaign)
    edit(cast.beto, plan, kind="rename", turf=1, name="Loma")

    old = {"rev": plan["rev"], "edit": {"kind": "rename", "turf": 1, "name": "Arroyo"}}
    answer = cast.elena.post(f"/api/plans/{plan['id']}/edits", old)

    assert (answer.status_code, answer.json["code"]) == (409, "stale")
    assert answer.json["current"]["turfs"][0]["name"] == "Loma"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"kind": "split"}, "invalid"),
        ({"kind": "move", "to": 1}, "invalid"),
        ({"kind": "split", "turf": 9}, "plan_turf_unknown"),
        ({"kind": "merge", "turfs": [1, 1]}, "plan_turf_unknown"),
        ({"kind": "move", "doors": [str(uuid.UUID(int=7))], "to": 1}, "plan_nothing_to_move"),
        (
            {"kind": "redraw", "turf": 1, "polygon": {"type": "Point", "coordinates": [0, 0]}},
            "shape_not_a_polygon",
        ),
        ({"kind": "split", "turf": 1, "line": {"type": "Point", "coordinates": [0, 0]}}, "shape_not_a_line"),
        ({"kind": "cut_left_over"}, "plan_nothing_left_over"),
    ],
)
def test_what_cannot_be_done_is_said(
    cast: Cast, town: Town, campaign: str, wanted: dict[str, Any], code: str
) -> None:
    plan = drafted(cast, campaign)

    answer = cast.beto.post(f"/api/plans/{plan['id']}/edits", {"rev": plan["rev"], "edit": wanted})

    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert look(cast.beto, plan["id"]) == plan


def test_fifty_states_are_kept(
    cast: Cast, town: Town, campaign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "MOST_REVISIONS", 3)
    plan = drafted(cast, campaign)
    for number in range(5):
        plan = edit(cast.beto, plan, kind="rename", turf=1, name=f"Loma {number}")

    names = []
    while plan["can_undo"]:
        plan = step(cast.beto, plan, "undo")
        names.append(plan["turfs"][0]["name"])

    assert names == ["Loma 3", "Loma 2"]
