"""Quarantine with many at it: phones that leave much, leads who decide at once, and what phones hear of it."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from canvass import quarantine
from canvass.audit import Act
from canvass.db import db
from canvass.log import Event
from canvass.quarantine import Quarantined
from tests.apart import EAST, accept, differences, discard
from tests.cast import Cast, Person
from tests.walk import Ground, Phone, lay_ground, lend


def test_one_phone_leaves_no_more_undecided_than_leads_can_look_through(
    cast: Cast,
    ground: Ground,
    phone: Phone,
    revoke: Callable[[Person], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quarantine, "MOST_UNDECIDED", 3)
    other = lend(cast, lay_ground(cast, campaign=ground.campaign, middle=EAST).turf, cast.dario)
    other.hand_in(good := other.visit(ground.doors[0]), other.visit(uuid.uuid4()))
    revoke(cast.alma)
    items = [phone.visit(door) for door in ground.doors]

    answer = phone.push(*items)

    told = [(each["verdict"], each["reason"]) for each in answer.json["verdicts"]]
    assert told == [("quarantined", "revoked")] * 3 + [("retry", "full")] * 2
    assert {each["retry_after"] for each in answer.json["verdicts"]} == {None, quarantine.FULL_SECONDS}
    assert answer.json["outboxes"][0]["contiguous_through"] == 3
    # What is here already is no more of it, and what may enter always enters.
    assert phone.hand_in(*items) == ["quarantined"] * 3 + ["retry"] * 2
    assert other.hand_in(good, other.visit(ground.doors[1])) == ["quarantined"] * 2

    discard(cast.beto, items[0])
    assert phone.hand_in(*items) == ["quarantined"] * 4 + ["retry"]
    accept(cast.beto, items[1])
    assert phone.hand_in(*items) == ["quarantined", "duplicate", *["quarantined"] * 3]


def test_nor_more_than_the_disk_can_spare(
    cast: Cast, ground: Ground, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = [phone.freeze("visit.recorded", {"door": "x" * 1000}) for _ in range(3)]
    monkeypatch.setattr(quarantine, "MOST_BYTES", 2 * len(long[0]["envelope"].encode()) + 10)

    assert phone.hand_in(*long[:2]) == ["quarantined"] * 2
    assert phone.hand_in(long[2], phone.visit(ground.doors[0])) == ["retry", "accepted"]


def test_two_leads_decide_at_once_while_the_phone_hands_in_again(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    other = lend(cast, ground.turf, cast.dario)
    revoke(cast.alma)
    items = [phone.visit(door) for door in ground.doors]
    assert phone.hand_in(*items) == ["quarantined"] * 5
    start, answers = threading.Barrier(4), {}

    def act(name: str, do: Callable[[dict[str, str]], Any]) -> None:
        start.wait(20)
        answers[name] = [do(item) for item in items]

    doing = {
        "beto": lambda item: accept(cast.beto, item).status_code,
        "elena": lambda item: discard(cast.elena, item).status_code,
        "again": lambda item: accept(cast.elena.at(cast.app), item).status_code,
        "phone": lambda item: phone.hand_in(item)[0],
    }
    threads = [threading.Thread(target=act, args=each) for each in doing.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    with cast.app.app_context():
        kept = db.session.execute(select(Quarantined.event_id, Quarantined.decision)).all()
        facts = set(db.session.scalars(select(Event.id)))
        acts = db.session.scalars(select(Act.subject_id).where(Act.act.like("quarantine%"))).all()
    decided = {str(event_id): decision for event_id, decision in kept}
    assert {uuid.UUID(each) for each, decision in decided.items() if decision == "accepted"} == facts
    assert sorted(map(str, acts)) == sorted(decided)
    for number, item in enumerate(items):
        won = decided[item["id"]]
        assert answers["beto"][number] == answers["again"][number] == (200 if won == "accepted" else 409)
        assert answers["elena"][number] == (200 if won == "discarded" else 409)
        assert answers["phone"][number] in (
            "quarantined",
            "duplicate" if won == "accepted" else "quarantined",
        )
        expected = "duplicate" if won == "accepted" else "quarantined"
        assert phone.hand_in(item) == [expected]
        assert other.row(ground.turf, ground.doors[number])["attempts"] == (won == "accepted")
    assert differences(cast) == []


def test_the_phone_hears_what_was_decided_when_it_offers_it_again(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    revoke(cast.alma)
    first, second = phone.visit(ground.doors[0]), phone.visit(ground.doors[1])
    phone.hand_in(first, second)
    discard(cast.beto, first)
    accept(cast.beto, second)

    answer = phone.push(first, second)

    told = [(each["verdict"], each["reason"]) for each in answer.json["verdicts"]]
    assert told == [("quarantined", "discarded"), ("duplicate", None)]
