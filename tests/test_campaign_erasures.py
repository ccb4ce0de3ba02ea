"""An erased campaign is gone with all that is of it, and nobody brings it back; other campaigns and marks stay."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, inspect, select, text

from canvass import campaign_erasures, job_work, jobs, projections
from canvass.contacts import AnswerSet, Contact
from canvass.db import db
from canvass.log import Event
from canvass.quarantine import Quarantined
from canvass.queues import Board, queue
from canvass.turfs import Turf
from canvass.visits import Visit
from tests.api.world import draft_plan
from tests.cast import Cast, prove
from tests.keeping import BACKUP, RESTORE, Run, told
from tests.people import add_case, answers, contact, hand_in, held_hour
from tests.test_hours import LINE
from tests.walk import Ground, Phone, lay_ground, lend

Writing = Callable[[], AbstractContextManager[None]]


def tell(cast: Cast, ground: Ground, phone: Phone) -> list[dict[str, str]]:
    """Everything that a campaign can hold; what phones handed in of visits."""
    marked, talk = phone.visit(ground.doors[0], "do_not_knock"), phone.visit(ground.doors[1], "conversation")
    odd, found = phone.visit(ground.doors[2], "moved"), phone.add_door(ground.turf, uuid.uuid4())
    phone.hand_in(marked, talk, phone.correct(talk["id"], ground.doors[1], "vacant"), odd, found)
    draft_plan(cast, ground)
    return [marked, talk, odd, found]


def erase(cast: Cast, campaign: uuid.UUID) -> Any:
    return carry_out(cast, cast.elena.post(f"/api/campaigns/{campaign}/erasure", {"name": "Otoño"}))


def carry_out(cast: Cast, answer: Any) -> Any:
    """Do what was asked for, as the worker does; what it says at its end."""
    assert answer.status_code == 202, answer.json
    with cast.app.app_context():
        job_work.carry_out(uuid.UUID(answer.json["id"]))
        found = jobs.look_at(uuid.UUID(answer.json["id"]))
        db.session.rollback()
    assert found.state == "done", found
    return found.result


def traces(cast: Cast, campaign: uuid.UUID) -> dict[str, int]:
    """How many rows of which tables still name the campaign."""
    with cast.app.app_context():
        found = {}
        for table in db.metadatas[None].tables.values():
            if "campaign_id" in table.c:
                of_it = select(func.count()).select_from(table).where(table.c.campaign_id == campaign)
                if n := db.session.scalar(of_it):
                    found[table.name] = n
        counted = select(func.count()).where(Event.body.contains(str(campaign)))
        if n := db.session.scalar(counted):
            found["events"] = n
        db.session.rollback()
    return found


def _held_hour(cast: Cast, ground: Ground) -> dict[str, str]:
    assert cast.celia.post("/api/hours", LINE).status_code == 201
    return held_hour(cast, ground.campaign, cast.celia.get("/api/slots").json["items"][0]["id"])


def test_nothing_of_it_is_left_and_all_else_is(cast: Cast, ground: Ground, phone: Phone) -> None:
    other = lay_ground(cast, middle=(-82.4, 35.5))
    beside = lend(cast, other.turf, cast.alma)
    beside.hand_in(beside.visit(other.doors[0], "conversation"))
    items = tell(cast, ground, phone)
    people = [contact(cast, ground.campaign), answers(ground.campaign, ground.script, {"rent": ["yes"]})]
    hour = _held_hour(cast, ground)
    hand_in(cast.alma, *people, hour)
    assert {"visits", "contacts", "slot_holds", "turf_doors", "plans", "quarantine"} <= traces(
        cast, ground.campaign
    ).keys()

    assert erase(cast, ground.campaign) == {"visits": 2, "people": 2}

    assert traces(cast, ground.campaign) == {}
    assert cast.elena.get(f"/api/campaigns/{ground.campaign}").status_code == 404
    assert beside.row(other.turf, other.doors[0])["attempts"] == 1
    assert phone.hand_in(*items, phone.visit(ground.doors[3])) == ["duplicate"] * 5
    again = hand_in(cast.alma, *people, hour, contact(cast, ground.campaign))
    assert [(each["verdict"], each["backed_up"]) for each in again] == [("duplicate", True)] * 4
    assert {slot["state"] for slot in cast.celia.get("/api/slots").json["items"]} == {"free"}
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Quarantined)) == 0
        assert projections.rebuild(fix=False) == []
        # A mark says nothing of anybody, and stays the door's.
        marks = text("SELECT count(*) FROM doors WHERE do_not_knock")
        assert db.session.scalar(marks) == 1


def test_it_is_named_proved_and_free_of_holds_or_nothing_happens(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    phone.hand_in(phone.visit(ground.doors[0]))
    path = f"/api/campaigns/{ground.campaign}/erasure"
    assert cast.elena.post(path, {"name": "Invierno"}).json["code"] == "wrong_name"
    hold = {"covers": "campaign", "campaign": str(ground.campaign), "reason": "Expediente 12"}
    assert cast.elena.post("/api/holds", hold).status_code == 201
    assert cast.elena.post(path, {"name": "Otoño"}).json["code"] == "held"
    assert cast.beto.post(path, {"name": "Otoño"}).status_code == 403

    assert traces(cast, ground.campaign)["visits"] == 1
    assert phone.hand_in(phone.visit(ground.doors[1])) == ["accepted"]


def test_one_that_was_cut_short_is_gone_on_with(
    cast: Cast, ground: Ground, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.hand_in(*(phone.visit(each) for each in ground.doors))
    monkeypatch.setattr(campaign_erasures, "PORTION", 2)
    answer = cast.elena.post(f"/api/campaigns/{ground.campaign}/erasure", {"name": "Otoño"})
    paused = iter(range(1))

    def pause() -> None:
        db.session.commit()
        if next(paused, None) is None:
            raise KeyboardInterrupt

    with cast.app.app_context():
        with pytest.raises(KeyboardInterrupt):
            campaign_erasures.erase(ground.campaign, datetime.now(UTC), pause)
        db.session.rollback()
        assert projections.rebuild(fix=False) == []
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(Visit)) == 1
        db.session.rollback()
        job_work.carry_out(uuid.UUID(answer.json["id"]))
        db.session.rollback()

    assert traces(cast, ground.campaign) == {}


def test_a_hold_that_is_set_meanwhile_keeps_all_that_is_left(
    cast: Cast, ground: Ground, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.hand_in(phone.visit(ground.doors[0]), phone.freeze("shift.ended", {"turf": str(ground.turf)}))
    answer = cast.elena.post(f"/api/campaigns/{ground.campaign}/erasure", {"name": "Otoño"})
    hold = {"covers": "campaign", "campaign": str(ground.campaign), "reason": "Expediente 12"}

    def between_portions(_: Board) -> None:
        assert cast.elena.post("/api/holds", hold).status_code == 201

    monkeypatch.setattr(Board, "check", between_portions)
    with cast.app.app_context():
        job_work.carry_out(uuid.UUID(answer.json["id"]))
        error = jobs.look_at(uuid.UUID(answer.json["id"])).error
        left = select(func.count()).where(Event.kind == "shift.ended", Event.body.is_not(None))
        shifts = db.session.scalar(left)
        db.session.rollback()

    assert (error and error["code"], shifts) == ("held", 1)
    left_of_it = traces(cast, ground.campaign)
    assert "visits" not in left_of_it
    assert {"turfs", "holds"} <= left_of_it.keys()


def test_what_arrived_beyond_a_gap_keeps_its_place_in_its_outbox(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    lost, shift = phone.visit(ground.doors[0]), phone.freeze("shift.ended", {"turf": str(ground.turf)})
    phone.hand_in(shift)

    erase(cast, ground.campaign)

    assert phone.push(lost).json["outboxes"][0]["contiguous_through"] == 2


@pytest.mark.parametrize("is_done", [True, False], ids=["done", "begun"])
def test_a_backup_that_is_put_back_brings_neither_it_nor_an_erased_person_back(
    cast: Cast, ground: Ground, phone: Phone, run: Run, is_done: bool
) -> None:
    items = tell(cast, ground, phone)
    item = contact(cast, ground.campaign)
    hand_in(cast.alma, item)
    case = add_case(cast, lay_ground(cast, middle=(-82.4, 35.5)).campaign)
    held = cast.elena.post("/api/holds", {"covers": "everything", "reason": "Expediente 12"}).json["items"]
    file = told(run(BACKUP))["file"]
    # What was held then is not held any more: its erasure is done again all the same.
    assert cast.elena.post(f"/api/holds/{held[0]['id']}/end").status_code == 200
    answer = cast.elena.post(f"/api/campaigns/{ground.campaign}/erasure", {"name": "Otoño"})
    if is_done:
        carry_out(cast, answer)
    assert cast.celia.delete(f"/api/cases/{case}").status_code == 204
    with cast.app.app_context():
        # On PostgreSQL the queue is a client of the database as well.
        queue().huey.storage.close()

    told(run(RESTORE, file))

    prove(cast.elena)
    assert traces(cast, ground.campaign) == {}
    assert cast.celia.get(f"/api/cases/{case}").status_code == 404
    assert set(phone.hand_in(*items)) == {"duplicate"}
    assert hand_in(cast.alma, item)[0]["verdict"] == "duplicate"
    with cast.app.app_context():
        for model in (Visit, AnswerSet, Turf):
            of_it = db.session.scalars(select(model.campaign_id)).all()
            assert ground.campaign not in of_it
        assert db.session.get(Contact, uuid.UUID(item["id"])) is None


def test_every_table_that_names_a_campaign_is_thought_of(cast: Cast) -> None:
    """A new one has to be added to what goes with it."""
    with cast.app.app_context():
        named = {
            name
            for name in inspect(db.engine).get_table_names()
            if any(
                key["referred_table"] in ("campaigns", "turfs", "plans", "scripts", "assignments")
                for key in inspect(db.engine).get_foreign_keys(name)
            )
        }
    assert named == {
        "answers",
        "assignment_members",
        "assignments",
        "campaign_members",
        "contacts",
        "door_states",
        "holds",
        "plan_revisions",
        "plan_stocks",
        "plans",
        "quarantine",
        "scripts",
        "slot_holds",
        "triage_rules",
        "turf_doors",
        "turfs",
        "visits",
    }
