"""Hours held at doors over the wire: what every phone is given, who is told what became of them, and how they are let go."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from canvass import forgetting, nights, slots
from canvass.audit import Act
from canvass.db import db
from canvass.slot_holds import SlotHold
from canvass.weeks import week_of
from tests.cast import Cast, prove, writing_to
from tests.people import contact, hand_in, held_hour, new_case, new_task, route
from tests.test_hours import LINE
from tests.walk import Ground


@pytest.fixture
def travelling(cast: Cast) -> list[dict[str, Any]]:
    """What every phone has."""
    for weekday in (2, 4):
        assert cast.celia.post("/api/hours", {**LINE, "weekday": weekday}).status_code == 201
    with writing_to(cast.app):
        slots.pass_night(today(cast))
    found: list[dict[str, Any]] = home(cast, cast.alma)["items"]
    return found


def today(cast: Cast) -> date:
    """At the office."""
    return datetime.now(cast.app.config["SETTINGS"].time_zone).date()


def home(cast: Cast, person: Any) -> dict[str, Any]:
    found: dict[str, Any] = person.get("/api/sync/home").json["slots"]
    return found


def held(cast: Cast) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cast.celia.get("/api/slots/holds").json["items"]
    return found


def state_of(cast: Cast, slot: str) -> str:
    return next(each["state"] for each in cast.celia.get("/api/slots").json["items"] if each["id"] == slot)


def became(cast: Cast, *items: dict[str, str]) -> list[str]:
    ids = [item["id"] for item in items]
    answer = cast.app.test_client().post("/api/slots/holds/statuses", json={"ids": ids})
    assert answer.status_code == 200, answer.json
    assert [each["id"] for each in answer.json["items"]] == ids
    return [each["state"] for each in answer.json["items"]]


def test_every_phone_is_given_the_same_whatever_became_of_them(
    cast: Cast, ground: Ground, travelling: list[dict[str, Any]]
) -> None:
    assert 0 < len(travelling) <= slots.FEW
    assert set(travelling[0]) == {"id", "day", "begins", "ends", "place", "languages"}
    hand_in(cast.alma, held_hour(cast, ground.campaign, travelling[0]["id"]))

    for person in (cast.alma, cast.dario, cast.celia):
        assert home(cast, person)["items"] == travelling
    assert home(cast, cast.alma)["week"] == week_of(today(cast))


def test_the_second_phone_is_told_that_staff_will_call(
    cast: Cast, ground: Ground, travelling: list[dict[str, Any]]
) -> None:
    slot = travelling[0]["id"]
    first, second = (held_hour(cast, ground.campaign, slot) for _ in range(2))
    hand_in(cast.alma, first)
    hand_in(cast.dario, second)

    assert became(cast, second, first) == ["taken", "confirmed"]
    assert became(cast, held_hour(cast, ground.campaign, slot)) == ["unknown"]
    many = [str(uuid.uuid4())] * 51
    assert cast.app.test_client().post("/api/slots/holds/statuses", json={"ids": many}).status_code == 422


def test_reviewers_alone_see_them_sealed_with_the_slot_as_it_stands(
    cast: Cast, ground: Ground, travelling: list[dict[str, Any]]
) -> None:
    item = held_hour(cast, ground.campaign, travelling[0]["id"])
    nowhere = held_hour(cast, ground.campaign, uuid.uuid4())
    hand_in(cast.alma, item, nowhere)

    for person in (cast.alma, cast.beto, cast.dario, cast.elena):
        assert person.get("/api/slots/holds").status_code == 403
        assert person.delete(f"/api/slots/holds/{item['id']}").status_code == 403
    found = {each["id"]: each for each in held(cast)}
    assert set(found[item["id"]]) == {"id", "campaign", "week", "state", "slot", "key_id", "sealed"}
    assert found[item["id"]]["slot"] == {**travelling[0], **_rest(found[item["id"]]["slot"])}
    assert (found[item["id"]]["state"], found[item["id"]]["slot"]["state"]) == ("confirmed", "held")
    assert (found[nowhere["id"]]["state"], found[nowhere["id"]]["slot"]) == ("taken", None)
    with cast.app.app_context():
        acts = db.session.scalars(select(Act).where(Act.act == "handed_out")).all()
    assert [act.facts["what"] for act in acts if act.facts["what"] == "hold"] == ["hold"]


def _rest(slot: dict[str, Any]) -> dict[str, Any]:
    return {name: slot[name] for name in ("at", "until", "state", "rev")}


def test_an_hour_that_is_let_go_is_free_and_comes_back_by_no_phone(
    cast: Cast, ground: Ground, travelling: list[dict[str, Any]]
) -> None:
    slot = travelling[0]["id"]
    item = held_hour(cast, ground.campaign, slot)
    hand_in(cast.alma, item)

    for _ in range(2):
        assert cast.celia.delete(f"/api/slots/holds/{item['id']}").status_code == 204

    assert (held(cast), state_of(cast, slot), became(cast, item)) == ([], "free", ["unknown"])
    (verdict,) = hand_in(cast.alma, item)
    assert (verdict["verdict"], verdict["backed_up"]) == ("duplicate", True)
    assert (held(cast), state_of(cast, slot)) == ([], "free")
    another = held_hour(cast, ground.campaign, slot)
    hand_in(cast.dario, another)
    assert became(cast, another) == ["confirmed"]


def test_an_hour_that_became_an_appointment_stays_kept_without_its_hold(
    cast: Cast, ground: Ground, travelling: list[dict[str, Any]]
) -> None:
    slot, person = travelling[0]["id"], contact(cast, ground.campaign)
    item = held_hour(cast, ground.campaign, slot, person["id"])
    hand_in(cast.alma, person, item)
    task = new_task(cast, "consulta", "case.task", next_on=travelling[0]["day"])
    case = new_case(cast, appointment=task)
    body = route(cast, person["id"], case=case)

    for _ in range(2):
        assert cast.celia.post(f"/api/contacts/{person['id']}/routing", body).status_code == 200
    rev = held(cast)[0]["slot"]["rev"]
    assert cast.celia.patch(f"/api/slots/{slot}", {"rev": rev, "state": "kept"}).status_code == 200
    assert cast.celia.delete(f"/api/slots/holds/{item['id']}").status_code == 204

    tasks = cast.celia.get(f"/api/cases/{case['id']}").json["tasks"]
    assert [(each["id"], each["next_on"]) for each in tasks] == [(task["id"], travelling[0]["day"])]
    assert (held(cast), state_of(cast, slot)) == ([], "kept")


def test_whose_hour_staff_gives_away_is_called(
    cast: Cast, ground: Ground, travelling: list[dict[str, Any]]
) -> None:
    item = held_hour(cast, ground.campaign, travelling[0]["id"])
    hand_in(cast.alma, item)
    slot = held(cast)[0]["slot"]
    path = f"/api/slots/{slot['id']}"
    stale = cast.celia.patch(path, {"rev": slot["rev"] - 1, "state": "free"})
    assert (stale.status_code, stale.json["current"]["state"]) == (409, "held")
    assert became(cast, item) == ["confirmed"]

    assert cast.celia.patch(path, {"rev": slot["rev"], "state": "free"}).json["state"] == "free"

    assert became(cast, item) == ["taken"]


def test_a_legal_hold_keeps_an_hour_where_it_is(
    cast: Cast, ground: Ground, travelling: list[dict[str, Any]]
) -> None:
    item = held_hour(cast, ground.campaign, travelling[0]["id"])
    hand_in(cast.alma, item)
    hold = {"covers": "campaign", "campaign": str(ground.campaign), "kind": None, "reason": "Expediente 11"}
    prove(cast.elena)
    assert cast.elena.post("/api/holds", hold).status_code == 201

    refused = cast.celia.delete(f"/api/slots/holds/{item['id']}")

    assert (refused.status_code, refused.json["code"]) == (409, "held")
    assert became(cast, item) == ["confirmed"]


def test_it_is_forgotten_a_month_after_its_week(
    cast: Cast, ground: Ground, travelling: list[dict[str, Any]]
) -> None:
    settings = cast.app.config["SETTINGS"]
    week = week_of(today(cast))
    hand_in(cast.alma, held_hour(cast, ground.campaign, travelling[0]["id"], week=week))
    for days, left in ((25, 1), (45, 0)):
        with cast.app.app_context():
            at = datetime.now(UTC) + timedelta(days=days)
            forgetting.forget_due(at, settings.time_zone, settings.backup_folder)
            assert len(db.session.scalars(select(SlotHold)).all()) == left


@pytest.mark.parametrize("kind", [None, "contacts", "reviewed"])
def test_an_hour_that_is_kept_by_order_outlives_its_time_and_is_still_read(
    cast: Cast, ground: Ground, travelling: list[dict[str, Any]], kind: str | None
) -> None:
    hand_in(cast.alma, held_hour(cast, ground.campaign, travelling[0]["id"]))
    with writing_to(cast.app):
        # Long ago, as far as the night can see.
        db.session.execute(update(SlotHold).values(week="2026-W02"))
        past = {uuid.UUID(travelling[0]["id"]), uuid.UUID(travelling[-1]["id"])}
        db.session.execute(update(slots.Slot).where(slots.Slot.id.in_(past)).values(day=date(2026, 1, 15)))
    prove(cast.elena)
    covers = {"covers": "kind" if kind else "campaign", "kind": kind}
    of = {"campaign": None if kind else str(ground.campaign), "reason": "Expediente 11"}
    hold = cast.elena.post("/api/holds", {**covers, **of}).json["items"][0]["id"]

    assert [each["slot"]["id"] for each in after_a_night(cast)] == [travelling[0]["id"]]
    assert past_slots(cast) == [uuid.UUID(travelling[0]["id"])]

    prove(cast.elena)
    assert cast.elena.post(f"/api/holds/{hold}/end", {}).status_code == 200
    assert after_a_night(cast) == []
    assert past_slots(cast) == []


def after_a_night(cast: Cast) -> list[dict[str, Any]]:
    with cast.app.app_context():
        assert nights.pass_night(cast.app.config["SETTINGS"]) == []
    return held(cast)


def past_slots(cast: Cast) -> list[uuid.UUID]:
    with cast.app.app_context():
        return list(db.session.scalars(select(slots.Slot.id).where(slots.Slot.day < today(cast))))
