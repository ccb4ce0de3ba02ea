"""Plans: cut in the background out of the doors that are free; stopped, discarded, and nobody else's."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from canvass import job_work, plan_cutting
from canvass.db import begin_writing, db
from canvass.jobs import Job
from canvass.plans import Plan, PlanRevision
from tests.cast import Cast, join
from tests.planning import SIX, begin, doors_of, drafted, edit, in_turf, look, overlap, work_off
from tests.town import NOWHERE, ROBLE, Town, polygon
from tests.walk import lay_ground, lend


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
    assert {turf["name"] for turf in plan["turfs"]} >= {"01 · Calle Roble", "04 · Calle Pino"}
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
        ({"kind": "shift", "hours": 0.6, "doors_per_hour": 20}, 3),
        ({"kind": "shift", "hours": 3, "doors_per_hour": 20}, 1),
        ({"kind": "doors", "doors": 30}, 1),
    ],
)
def test_a_plan_is_for_people_for_a_shift_or_by_size(
    cast: Cast, town: Town, campaign: str, wish: dict[str, Any], turfs: int
) -> None:
    plan = drafted(cast, campaign, wish=wish)

    assert plan["figures"]["doors"] == 22
    assert len(plan["turfs"]) == turfs


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
    for start in ([200.0, 35.59], [-82.55, 91.0], [1e308, 0.0], [-82.55], [-82.55, 35.59, 0.0]):
        answer = cast.beto.post(f"/api/campaigns/{campaign}/plans", {"wish": SIX, "start": start})
        assert answer.status_code == 422, start


def test_a_job_that_is_done_again_changes_nothing(cast: Cast, town: Town, campaign: str) -> None:
    begun = begin(cast.beto, campaign)
    work_off(cast)
    before = look(cast.beto, begun["plan"])
    with cast.app.app_context():
        begin_writing(db.session)
        db.session.get_one(Job, uuid.UUID(begun["job"]["id"])).state = "waiting"
        db.session.commit()
        job_work.carry_out(uuid.UUID(begun["job"]["id"]))

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


def untouched_for(cast: Cast, plan: dict[str, Any], days: int) -> None:
    """Nobody has changed it for so long; then the worker looks after things."""
    with cast.app.app_context():
        begin_writing(db.session)
        long_ago = datetime.now(UTC) - timedelta(days=days)
        db.session.execute(update(Plan).where(Plan.id == uuid.UUID(plan["id"])).values(touched_at=long_ago))
        db.session.commit()
        job_work.look_after()


def test_a_draft_that_nobody_touches_says_when_it_goes_and_goes(
    cast: Cast, town: Town, campaign: str
) -> None:
    plan, other = drafted(cast, campaign), drafted(cast, campaign)
    goes = datetime.fromisoformat(plan["discards_at"]) - datetime.now(UTC)
    assert timedelta(days=89) < goes < timedelta(days=91)

    untouched_for(cast, plan, 89)
    assert edit(cast.beto, plan, kind="rename", turf=1, name="Loma")["discards_at"] > plan["discards_at"]
    untouched_for(cast, plan, 91)

    assert cast.beto.get(f"/api/plans/{plan['id']}").status_code == 404
    assert look(cast.beto, other["id"])["state"] == "draft"


def test_what_was_published_is_never_thrown_away(cast: Cast, town: Town, campaign: str) -> None:
    plan = drafted(cast, campaign)
    cast.beto.post(f"/api/plans/{plan['id']}/publish", {"rev": plan["rev"], "turfs": None})

    untouched_for(cast, plan, 400)

    kept = look(cast.beto, plan["id"])
    assert (kept["state"], kept["discards_at"]) == ("published", None)
    assert len(cast.beto.get(f"/api/campaigns/{campaign}/turfs").json["items"]) == 4


def test_a_plan_is_not_there_for_who_leads_elsewhere(cast: Cast, town: Town, campaign: str) -> None:
    plan, fabio = drafted(cast, campaign), join(cast.app, "Fabio", "lead")

    for person, status in ((fabio, 404), (cast.alma, 403), (cast.celia, 403)):
        assert person.get(f"/api/plans/{plan['id']}").status_code == status
        assert person.get(f"/api/plans/{plan['id']}/doors").status_code == status
        for verb in ("undo", "publish"):
            answer = person.post(f"/api/plans/{plan['id']}/{verb}", {"rev": plan["rev"]})
            assert answer.status_code == status
        assert person.delete(f"/api/plans/{plan['id']}").status_code == status
        assert person.get(f"/api/jobs/{plan['job']}").status_code == status
        assert person.delete(f"/api/jobs/{plan['job']}").status_code == status
    assert cast.elena.get(f"/api/plans/{plan['id']}").status_code == 200


def test_a_campaign_has_only_so_many_plans_that_wait(cast: Cast, town: Town, campaign: str) -> None:
    asked = {"wish": {"kind": "doors", "doors": 6}}
    codes = [cast.beto.post(f"/api/campaigns/{campaign}/plans", asked).status_code for _ in range(6)]
    assert codes == [202] * 5 + [409]
