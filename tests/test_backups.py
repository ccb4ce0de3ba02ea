"""Backup and restore: whole while people work, told to phones only when safe, and what is lost is offered again."""

import stat
import threading
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from canvass import anchors, endings, log, projections
from canvass.arrivals import Outbox
from canvass.config import Settings
from canvass.db import db
from canvass.log import Event, LogHead
from canvass.visits import Visit
from tests.cast import Cast
from tests.keeping import BACKUP, REBUILD, RESTORE, Run, count, told
from tests.people import contact, hand_in, held_hour
from tests.walk import Ground, Phone


def test_a_phone_lets_go_of_what_a_backup_holds_and_of_nothing_else(
    cast: Cast, ground: Ground, phone: Phone, run: Run, settings: Settings
) -> None:
    first, second = phone.visit(ground.doors[0]), phone.visit(ground.doors[1])
    person, other = contact(cast, ground.campaign), contact(cast, ground.campaign)
    hour = held_hour(cast, ground.campaign, uuid.uuid4(), person["id"])
    phone.hand_in(first)
    hand_in(cast.alma, person, hour)

    made = told(run(BACKUP))
    hand_in(cast.alma, other)

    assert phone.push(second).json["outboxes"][0]["backed_up_through"] == 1
    assert [each["backed_up"] for each in hand_in(cast.alma, person, hour, other)] == [
        True,
        True,
        False,
    ]
    path = Path(made["file"])
    assert (path.parent, stat.S_IMODE(path.stat().st_mode)) == (settings.backup_folder, 0o600)
    assert {each.name for each in path.parent.iterdir()} == {path.name, endings.LIST, anchors.LIST}
    with cast.app.app_context():
        assert db.session.get_one(LogHead, 1).backed_up == made["number"]


def test_a_backup_is_whole_while_phones_hand_in(
    cast: Cast, ground: Ground, phone: Phone, run: Run, tmp_path: Path
) -> None:
    acknowledged: dict[str, int] = {}
    enough, stop = threading.Event(), threading.Event()

    def write() -> None:
        while not stop.is_set():
            items = [phone.visit(door) for door in ground.doors]
            assert phone.hand_in(*items) == ["accepted"] * len(items)
            acknowledged.update({item["id"]: 0 for item in items})
            if len(acknowledged) >= 50:
                enough.set()

    writer = threading.Thread(target=write)
    writer.start()
    enough.wait(60)
    made = told(run(BACKUP, tmp_path / "elsewhere"))
    during = len(acknowledged)
    stop.set()
    writer.join(60)

    with cast.app.app_context():
        numbers = dict(db.session.execute(select(Event.id, Event.number)).all())
        backed_up = db.session.scalars(select(Outbox.backed_up_through)).one()
    told(run(RESTORE, made["file"]))
    with cast.app.app_context():
        held = dict(db.session.execute(select(Event.id, Event.number)).all())
        assert held == {each: number for each, number in numbers.items() if number <= made["number"]}
        assert 50 <= len(held) <= len(acknowledged)
        assert backed_up == len(held)
        assert count(cast, Visit) == len(held)
        assert projections.rebuild(fix=False) == []
    assert during


def test_a_restored_server_gets_back_what_it_lost_once(
    cast: Cast, ground: Ground, phone: Phone, run: Run
) -> None:
    before = [phone.visit(door) for door in ground.doors[:2]]
    after = [phone.visit(door, "conversation") for door in ground.doors]
    phone.hand_in(*before)
    made = told(run(BACKUP))
    phone.hand_in(*after)
    lost = phone.snapshot(ground.turf)

    done = told(run(RESTORE, made["file"]))

    assert Path(done["before"]).exists()
    stale = cast.alma.get(f"/api/sync/pull?turf={ground.turf}&cursor={lost['cursor']}")
    assert (stale.status_code, stale.json["code"]) == (409, "log_changed")
    again = phone.push(*before[:1], *after).json
    assert [each["verdict"] for each in again["verdicts"]] == ["duplicate"] + ["accepted"] * 5
    assert again["outboxes"][0]["contiguous_through"] == 7
    rows = phone.snapshot(ground.turf)["rows"]
    assert [row["attempts"] for row in rows] == [row["attempts"] for row in lost["rows"]]
    assert told(run(REBUILD))["differences"] == []


def test_a_cursor_from_the_middle_of_a_pull_does_not_outlive_a_restore(
    cast: Cast, ground: Ground, phone: Phone, run: Run
) -> None:
    def pull(cursor: str, limit: int) -> Any:
        query = {"turf": ground.turf, "cursor": cursor, "limit": limit}
        return cast.alma.get("/api/sync/pull", query_string=query)

    start = phone.snapshot(ground.turf)["cursor"]
    phone.hand_in(*(phone.visit(door) for door in ground.doors[:2]))
    made = told(run(BACKUP))
    phone.hand_in(phone.visit(ground.doors[0]))
    # Interrupted after a page: the first door has moved on, and was to come with the next one.
    page = pull(start, 1).json
    assert page["more"]
    assert [row["door"] for row in page["rows"]] == [str(ground.doors[1])]

    told(run(RESTORE, made["file"]))

    answer = pull(page["cursor"], 500)
    assert (answer.status_code, answer.json["code"]) == (409, "log_changed")


def test_a_restored_server_says_that_it_knows_less(ground: Ground, phone: Phone, run: Run) -> None:
    items = [phone.visit(door) for door in ground.doors]
    phone.hand_in(*items[:2])
    made = told(run(BACKUP))
    assert phone.push(*items[2:]).json["outboxes"][0]["contiguous_through"] == 5

    told(run(RESTORE, made["file"]))

    back = phone.push(items[0]).json["outboxes"][0]
    assert (back["contiguous_through"], back["backed_up_through"]) == (2, 2)


def test_restoring_what_was_there_before_undoes_a_restore(
    cast: Cast, ground: Ground, phone: Phone, run: Run
) -> None:
    made = told(run(BACKUP))
    phone.hand_in(phone.visit(ground.doors[0]))
    before = told(run(RESTORE, made["file"]))["before"]
    assert count(cast, Visit) == 0

    told(run(RESTORE, before))

    assert count(cast, Visit) == 1


def test_what_a_restore_leaves_says_when_it_was(cast: Cast, run: Run) -> None:
    with cast.app.app_context():
        assert log.restored_at() is None
    told(run(RESTORE, told(run(BACKUP))["file"]))
    with cast.app.app_context():
        found = log.restored_at()
        assert found is not None
        assert (datetime.now(UTC) - found).total_seconds() < 300
        acts = db.session.execute(text("SELECT act FROM audit ORDER BY n DESC LIMIT 1")).scalar()
        assert acts == "restored"
