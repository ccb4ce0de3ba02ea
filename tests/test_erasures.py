"""What was forgotten says nothing any more, counts still, and is brought back by nobody."""

import stat
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from canvass import contacts, erasures, log, people, slot_holds, visits
from canvass.config import Settings
from canvass.contacts import Contact
from canvass.db import db
from canvass.log import PURGED, Event
from canvass.quarantine import Quarantined
from canvass.visits import Visit
from tests.cast import Cast
from tests.people import answers, contact, hand_in, held_hour
from tests.test_hours import LINE
from tests.walk import Ground, Phone

Writing = Callable[[], AbstractContextManager[None]]
NOW = datetime.now(UTC)


def forget(writing: Writing, *items: dict[str, str]) -> None:
    with writing():
        visits.forget([uuid.UUID(item["id"]) for item in items], NOW)


def test_forgotten_visits_still_count_and_say_nothing_else(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    door = ground.doors[0]
    talk, later, slip = phone.visit(door, "conversation"), phone.visit(door), phone.visit(door)
    phone.hand_in(talk, later, slip, phone.void(slip["id"]))
    before = phone.row(ground.turf, door)

    forget(writing, talk, later, slip)

    after = phone.row(ground.turf, door)
    assert before["attempts"] == 2
    assert before["last"]["visit"] in {talk["id"], later["id"]}
    assert (after["attempts"], after["last"]) == (2, None)
    assert after["revision"] > before["revision"]
    figures = cast.beto.get(f"/api/campaigns/{ground.campaign}/progress").json
    assert (figures["visited"], figures["attempts"], figures["conversations"]) == (1, 2, 1)
    assert figures["results"] == {}
    with cast.app.app_context():
        told = db.session.scalars(select(Event).where(Event.kind.in_(("visit.recorded", "visit.voided"))))
        assert [{getattr(event, name) for name in PURGED} for event in told] == [{None}] * 4
        assert db.session.scalars(select(Visit)).all() == []


def test_a_visit_that_comes_after_counts_beside_those_that_were_forgotten(
    ground: Ground, phone: Phone, writing: Writing
) -> None:
    first = phone.visit(ground.doors[0], "conversation")
    phone.hand_in(first)
    forget(writing, first)
    second = phone.visit(ground.doors[0], "vacant")
    phone.hand_in(second)
    assert phone.row(ground.turf, ground.doors[0])["attempts"] == 2

    forget(writing, second)

    assert phone.row(ground.turf, ground.doors[0])["attempts"] == 2


def test_nothing_that_is_handed_in_again_brings_a_forgotten_visit_back(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    visit = phone.visit(ground.doors[0], "conversation")
    other = {**visit, "envelope": visit["envelope"].replace("conversation", "vacant")}
    correction = phone.correct(visit["id"], ground.doors[0], "declined")
    phone.hand_in(visit, other)
    forget(writing, visit)

    answer = phone.push(visit, correction, phone.void(visit["id"]), phone.visit(ground.doors[1]))

    verdicts = {each["id"]: each["verdict"] for each in answer.json["verdicts"]}
    assert sorted(verdicts.values()) == ["accepted", "duplicate", "duplicate", "duplicate"]
    assert answer.json["outboxes"][0]["contiguous_through"] == 4
    assert phone.hand_in(other) == ["duplicate"]
    assert phone.row(ground.turf, ground.doors[0])["attempts"] == 1
    with cast.app.app_context():
        assert db.session.scalars(select(Quarantined)).all() == []
        assert db.session.get(Event, uuid.UUID(correction["id"])) is None


def test_what_is_forgotten_keeps_its_place_in_its_outbox(
    ground: Ground, phone: Phone, writing: Writing
) -> None:
    first, here, yet_to_come, last = (phone.visit(ground.doors[0]) for _ in range(4))
    phone.hand_in(here)
    forget(writing, here, yet_to_come)

    told = phone.push(yet_to_come, last).json["outboxes"][0]
    assert (told["contiguous_through"], told["missing"]) == (0, [1])

    assert phone.push(first).json["outboxes"][0]["contiguous_through"] == 4
    assert phone.row(ground.turf, ground.doors[0])["attempts"] == 3


def test_a_door_stays_marked_when_the_visit_that_asked_is_forgotten(
    cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    door = ground.doors[0]
    asked, again = phone.visit(door, "do_not_knock"), phone.visit(door, "do_not_knock")
    phone.hand_in(asked)
    forget(writing, asked)
    phone.hand_in(again)
    phone.hand_in(phone.void(again["id"]))
    assert phone.row(ground.turf, door)["do_not_knock"] is True

    cast.beto.delete(f"/api/doors/{door}/do-not-knock", {"reason": "Nueva familia"})

    assert phone.row(ground.turf, door)["do_not_knock"] is False


def test_a_visit_that_waits_for_its_door_is_forgotten_without_a_count(
    ground: Ground, phone: Phone, writing: Writing
) -> None:
    door = uuid.uuid4()
    visit = phone.visit(door, "conversation")
    phone.hand_in(visit)
    forget(writing, visit)
    phone.hand_in(phone.add_door(ground.turf, door))

    assert phone.row(ground.turf, door)["attempts"] == 0


def test_an_erased_contact_is_let_go_of_and_not_stored_again(
    cast: Cast, ground: Ground, writing: Writing
) -> None:
    gone, kept = contact(cast, ground.campaign), contact(cast, ground.campaign)
    told = answers(ground.campaign, ground.script, {"rent": ["yes"]})
    hand_in(cast.alma, gone, kept, told)
    with writing():
        contacts.forget([uuid.UUID(gone["id"]), uuid.UUID(told["id"])])

    verdicts = hand_in(cast.alma, gone, kept, told)

    assert [(each["verdict"], each["backed_up"]) for each in verdicts] == [
        ("duplicate", True),
        ("duplicate", False),
        ("duplicate", True),
    ]
    with cast.app.app_context():
        assert [str(found) for found in db.session.scalars(select(Contact.id))] == [kept["id"]]


@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
def test_an_hour_that_is_let_go_while_it_is_handed_in_is_free(
    cast: Cast, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cast.celia.post("/api/hours", LINE).status_code == 201
    slot = cast.celia.get("/api/slots").json["items"][0]["id"]
    hour = held_hour(cast, ground.campaign, slot)
    insert = people._insert

    def erase_first(records: Sequence[people.Record]) -> None:
        with cast.app.app_context():
            slot_holds.forget([uuid.UUID(hour["id"])])
            db.session.commit()
        insert(records)

    monkeypatch.setattr(people, "_insert", erase_first)
    assert [each["verdict"] for each in hand_in(cast.alma, hour)] == ["duplicate"]
    assert cast.celia.get("/api/slots/holds").json["items"] == []
    assert cast.celia.get("/api/slots").json["items"][0]["state"] == "free"


@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
def test_who_is_erased_while_they_are_handed_in_does_not_come_back(
    cast: Cast, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = contact(cast, ground.campaign)
    insert = people._insert

    def erase_first(records: Sequence[people.Record]) -> None:
        """By now the request has asked what was erased. SQLite has one writer, and knows no such moment."""
        with cast.app.app_context():
            contacts.forget([uuid.UUID(person["id"])])
            db.session.commit()
        insert(records)

    monkeypatch.setattr(people, "_insert", erase_first)
    assert [each["verdict"] for each in hand_in(cast.alma, person)] == ["duplicate"]
    with cast.app.app_context():
        assert db.session.scalars(select(Contact.id)).all() == []


def test_what_was_erased_is_listed_beside_the_backups(settings: Settings, writing: Writing) -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    with writing():
        contacts.forget([first])
        contacts.forget([second, first])
    with writing():
        log.purge([second])

    path = settings.backup_folder / erasures.LIST
    assert path.read_text().split() == [str(first), str(second)]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_line_that_was_cut_off_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "new" / erasures.LIST
    first, second = uuid.uuid4(), uuid.uuid4()
    erasures.write_list(path, [first])
    with path.open("a") as file:
        file.write(str(uuid.uuid4())[:20])
    erasures.write_list(path, [second])

    assert erasures.read_list(path) == {first, second}


def test_an_erasure_that_cannot_be_listed_is_refused(
    settings: Settings, cast: Cast, ground: Ground, phone: Phone, writing: Writing
) -> None:
    visit = phone.visit(ground.doors[0])
    phone.hand_in(visit)
    settings.backup_folder.touch()

    with pytest.raises(OSError, match="backups"):
        forget(writing, visit)

    with cast.app.app_context():
        db.session.rollback()
    assert phone.row(ground.turf, ground.doors[0])["last"]["visit"] == visit["id"]


def test_a_lists_order_within_one_erasure_is_that_of_the_ids(settings: Settings, writing: Writing) -> None:
    ids: list[Any] = [uuid.uuid4() for _ in range(20)]
    with writing():
        contacts.forget(ids)
    assert (settings.backup_folder / erasures.LIST).read_text().split() == [str(each) for each in sorted(ids)]
