"""A visit that was pared says neither who nor when, and still counts where it was."""

import json
import random
import re
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from canvass import paring, projections, visits
from canvass.db import begin_writing, db
from canvass.log import PURGED, Event
from canvass.places import Door
from canvass.visits import DoorState, Visit
from tests.cast import Cast
from tests.test_projections import ids_of, tell_and_check, wander
from tests.test_visits import NOW, Handed, hand_in
from tests.walk import Ground, Phone

Writing = Callable[[], AbstractContextManager[None]]
ZONE = ZoneInfo("America/New_York")


def pare(writing: Writing, *items: dict[str, str]) -> None:
    with writing():
        paring.pare([uuid.UUID(item["id"]) for item in items], ZONE)


def minutes_ago(minutes: int) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat(timespec="milliseconds")


def test_a_pared_visit_keeps_its_result_and_says_nothing_else(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    door = ground.doors[0]
    note = cast.sealed_text("field", "visit.note", "x", {"text": "perro"})
    first = phone.visit(door, "conversation", note=note, recorded_at=minutes_ago(2))
    last = phone.visit(door, "come_back", recorded_at=minutes_ago(1))
    phone.hand_in(first, last, phone.correct(last["id"], door, "vacant"))
    before, day = phone.row(ground.turf, door), datetime.now(ZONE).date()

    pare(writing, first, last)

    after = phone.row(ground.turf, door)
    assert (after["attempts"], after["last"]["result"], after["last"]["mine"]) == (2, "vacant", False)
    assert after["revision"] > before["revision"]
    assert datetime.fromisoformat(after["last"]["at"]).astimezone(ZONE).date() == day
    assert datetime.fromisoformat(after["last"]["at"]).astimezone(ZONE).hour == 12
    figures = cast.beto.get(f"/api/campaigns/{ground.campaign}/progress").json
    assert (figures["attempts"], figures["results"]) == (2, {"conversation": 1, "vacant": 1})
    with cast.app.app_context():
        told = db.session.scalars(
            select(Event).where(Event.kind.startswith("visit."), Event.device_id.is_(None))
        )
        bare = [event for event in told if event.kind != "visit.pared"]
        assert [{getattr(event, name) for name in PURGED} for event in bare] == [{None}] * 3
        rows = db.session.scalars(select(Visit)).all()
        assert {(row.member_id, row.note, row.late, row.clamped) for row in rows} == {
            (None, None, False, False)
        }
        # The ids that phones make hold the millisecond.
        assert {row.id.version for row in rows} == {4}


def test_nothing_that_is_left_in_the_database_leads_from_a_pared_visit_to_its_phone(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    visit = phone.visit(ground.doors[0], "declined")
    phone.hand_in(visit)
    pare(writing, visit)

    with cast.app.app_context():
        body = db.session.scalar(select(Event.body).where(Event.kind == "visit.pared"))
        for secret in (visit["id"], cast.alma.member_id, cast.alma.device_id, phone.outbox, phone.assignment):
            assert str(secret) not in str(body)
        assert not re.search(r"\d\d:\d\d", str(body))


def test_what_phones_say_again_or_later_of_a_pared_visit_is_let_go_of(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    visit = phone.visit(ground.doors[0], "conversation")
    correction = phone.correct(visit["id"], ground.doors[0], "declined")
    phone.hand_in(visit)
    pare(writing, visit)

    answer = phone.push(visit, correction, phone.void(visit["id"]), phone.visit(ground.doors[1]))

    assert [each["verdict"] for each in answer.json["verdicts"]] == ["duplicate"] * 3 + ["accepted"]
    assert answer.json["outboxes"][0]["contiguous_through"] == 4
    assert phone.row(ground.turf, ground.doors[0])["last"]["result"] == "conversation"


def test_a_pared_visit_keeps_its_place_in_its_outbox(ground: Ground, phone: Phone, writing: Writing) -> None:
    lost, here = phone.visit(ground.doors[0]), phone.visit(ground.doors[0])
    phone.hand_in(here)
    pare(writing, here)

    assert phone.push(here).json["outboxes"][0]["missing"] == [1]
    assert phone.push(lost).json["outboxes"][0]["contiguous_through"] == 2


def test_a_door_stays_marked_until_what_is_left_is_forgotten_or_a_lead_lifts_it(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    door = ground.doors[0]
    asked = phone.visit(door, "do_not_knock")
    phone.hand_in(asked)
    pare(writing, asked)

    assert phone.row(ground.turf, door)["do_not_knock"] is True
    with cast.app.app_context():
        assert db.session.get_one(Door, door).do_not_knock_event_id == db.session.scalar(select(Visit.id))
        assert projections.rebuild(fix=False) == []
    cast.beto.delete(f"/api/doors/{door}/do-not-knock", {"reason": "Nueva familia"})
    assert phone.row(ground.turf, door)["do_not_knock"] is False


def test_which_visit_came_last_at_its_door_stays_so(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    results = ("conversation", "vacant", "declined", "not_home")
    told = [
        phone.visit(ground.doors[0], result, recorded_at=minutes_ago(9 - n))
        for n, result in enumerate(results)
    ]
    phone.hand_in(*reversed(told))
    before = phone.row(ground.turf, ground.doors[0])["last"]["result"]

    pare(writing, *told)

    assert phone.row(ground.turf, ground.doors[0])["last"]["result"] == before == "not_home"


def test_no_pace_is_told_of_pared_visits(cast: Cast, ground: Ground, phone: Phone, writing: Writing) -> None:
    told = [phone.visit(ground.doors[n % 5]) for n in range(30)]
    phone.hand_in(*told)
    with writing():
        for n, item in enumerate(told):
            row = db.session.get_one(Visit, uuid.UUID(item["id"]))
            row.at = datetime.now(UTC) - timedelta(days=n % 3, minutes=n)
    path = f"/api/campaigns/{ground.campaign}/progress"
    assert cast.beto.get(path).json["doors_per_hour"]

    pare(writing, *told)

    assert cast.beto.get(path).json["doors_per_hour"] is None


PROPERTY: Any = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@PROPERTY
@given(seed=st.integers(0, 2**32))
def test_after_any_history_with_paring_the_tables_are_what_the_log_tells(
    walk: tuple[Cast, Ground, list[Phone]], seed: int
) -> None:
    cast, ground, phones = walk
    chance = random.Random(seed)
    told = wander(cast, ground, phones, chance)

    def lose_some() -> None:
        if chance.random() < 0.5:
            pare_some(chance)
        if chance.random() < 0.2:
            visits.forget([*some_visits(chance)], NOW)

    with cast.app.app_context():
        begin_writing(db.session)
        tell_and_check(told, ground, chance, lose_some)
        hand_in(told)
        pare_some(chance, everything=True)
        assert projections.rebuild(fix=False) == []
        db.session.rollback()


@PROPERTY
@given(seed=st.integers(0, 2**32))
def test_paring_leaves_the_same_however_often_and_whenever_all_comes_again(
    walk: tuple[Cast, Ground, list[Phone]], seed: int
) -> None:
    """Of walks whose corrections come with what they correct: pared in between or at the end, delivered once or often."""
    cast, ground, phones = walk
    chance = random.Random(seed)
    groups = whole_visits(wander(cast, ground, phones, chance))
    once = [handed for group in groups for handed in group]

    assert _figures(cast, ground, [once, None]) == _figures(
        cast, ground, [step for group in groups for step in (group, None, group)] + [once, None]
    )


def _figures(cast: Cast, ground: Ground, steps: Sequence[Sequence[Handed] | None]) -> Any:
    """What stands after handing in these batches, and paring all there is where there is none."""
    with cast.app.app_context():
        begin_writing(db.session)
        for step in steps:
            if step is None:
                pare_some(random.Random(0), everything=True)
            else:
                hand_in(step)
        found = select(Visit.door_id, Visit.result, Visit.literature, Visit.member_id, Visit.voided)
        states = select(DoorState.door_id, DoorState.attempts, DoorState.conversations)
        marks = select(Door.id, Door.do_not_knock)
        stands = [
            sorted(map(tuple, db.session.execute(query)), key=str)
            for query in (found.where(~Visit.voided), states.where(DoorState.attempts > 0), marks)
        ]
        db.session.rollback()
    return stands


def whole_visits(told: Sequence[Handed]) -> list[list[Handed]]:
    """Each visit together with all that is said of it later; what speaks of none that is here stays away."""
    groups: dict[str, list[Handed]] = {}
    for device, item in told:
        envelope = json.loads(item["envelope"])
        about = envelope["body"].get("visit", item["id"])
        if about in groups or envelope["kind"] in ("visit.recorded", "door.added"):
            groups.setdefault(about, []).append((device, item))
    return list(groups.values())


def some_visits(chance: random.Random) -> list[uuid.UUID]:
    there = sorted(db.session.scalars(select(Visit.id)))
    return chance.sample(there, chance.randrange(min(3, len(there) + 1)))


def pare_some(chance: random.Random, *, everything: bool = False) -> None:
    there = list(db.session.scalars(select(Visit.id).where(Visit.member_id.is_not(None))))
    paring.pare(there if everything else [*some_visits(chance)], ZONE)


def test_ids_that_no_visit_has_are_pared_away_silently(cast: Cast, writing: Writing) -> None:
    with writing():
        assert paring.pare(ids_of([], "visit.recorded"), ZONE) == 0
