"""A turf's digest is that of its rows as they are, whatever a process remembers of how they were."""

import json
import random
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from canvass import digests, log
from canvass.app import create_app
from canvass.config import Settings
from canvass.db import db
from canvass.digests import digest_of, turf_digest
from canvass.turfs import TurfDoor
from tests.cast import Cast
from tests.walk import lay_ground

SAMPLES = Path(__file__).parent / "samples"
Writing = Callable[[], AbstractContextManager[None]]


LOOKED: dict[tuple[int, uuid.UUID], int] = {}


def told(app: Flask, turf: uuid.UUID) -> str | None:
    """What a process says: the app is one, with its own memory. It is told what changed since it looked last."""
    with app.app_context():
        log_id, through = db.session.execute(select(log.LogHead.log_id, log.LogHead.number)).one()
        since = LOOKED.get((id(app), turf), 0)
        LOOKED[id(app), turf] = through
        query = select(TurfDoor).where(TurfDoor.turf_id == turf, TurfDoor.revision > since)
        changed = [(str(row.door_id), row.revision, row.removed) for row in db.session.scalars(query)]
        return turf_digest(turf, log_id, since, through, changed)


def true(app: Flask, turf: uuid.UUID) -> str:
    """What the rows say."""
    with app.app_context():
        rows = db.session.scalars(select(TurfDoor).where(TurfDoor.turf_id == turf)).all()
        return digest_of((row.door_id, row.revision) for row in rows if not row.removed)


def test_two_workers_agree_with_the_rows_through_any_changes(
    cast: Cast, settings: Settings, writing: Writing
) -> None:
    ground, other = lay_ground(cast, 30), lay_ground(cast, 4)
    first, second = cast.app, create_app(settings)
    chance = random.Random(5)
    for round_ in range(40):
        with writing():
            door = chance.choice(ground.doors)
            values = {"revision": log.take_number(), "removed": chance.random() < 0.3}
            db.session.execute(update(TurfDoor).where(TurfDoor.door_id == door).values(values))
            if round_ % 10 == 9:
                moved = other.doors.pop()
                number = log.take_number()
                db.session.execute(
                    update(TurfDoor)
                    .where(TurfDoor.door_id == moved)
                    .values(turf_id=ground.turf, revision=number)
                )
        assert told(first, ground.turf) == true(first, ground.turf)
        # The second one looks now and then only, and has more to catch up with.
        if round_ % 7 == 0:
            assert told(second, ground.turf) == true(first, ground.turf)
    with second.app_context():
        db.engine.dispose()


def test_another_log_is_read_anew(cast: Cast, writing: Writing) -> None:
    ground = lay_ground(cast, 5)
    assert told(cast.app, ground.turf) == true(cast.app, ground.turf)
    with writing():
        # As after a restore: what was is no more, and the log has another name.
        db.session.execute(delete(TurfDoor).where(TurfDoor.door_id == ground.doors[0]))
        db.session.execute(update(log.LogHead).values(log_id=uuid.uuid4()))
    assert told(cast.app, ground.turf) == true(cast.app, ground.turf)


def test_who_reads_from_before_what_a_process_remembers_hears_the_same(cast: Cast, writing: Writing) -> None:
    ground = lay_ground(cast, 5)
    assert told(cast.app, ground.turf) == true(cast.app, ground.turf)
    with writing():
        number = log.take_number()
        db.session.execute(
            update(TurfDoor).where(TurfDoor.door_id == ground.doors[0]).values(revision=number)
        )
    assert told(cast.app, ground.turf) == true(cast.app, ground.turf)
    LOOKED.clear()
    assert told(cast.app, ground.turf) == true(cast.app, ground.turf)


def test_what_was_read_before_somebody_changed_more_has_no_digest(cast: Cast, writing: Writing) -> None:
    ground = lay_ground(cast, 5)
    with cast.app.app_context():
        log_id, through = db.session.execute(select(log.LogHead.log_id, log.LogHead.number)).one()
    with writing():
        number = log.take_number()
        db.session.execute(
            update(TurfDoor).where(TurfDoor.door_id == ground.doors[0]).values(revision=number)
        )
    with cast.app.app_context():
        assert turf_digest(ground.turf, log_id, 0, through, []) is None


def test_phone_and_server_add_up_alike() -> None:
    sample = json.loads((SAMPLES / "turf_digest.json").read_text())
    assert digest_of((row["door"], row["revision"]) for row in sample["rows"]) == sample["digest"]


def test_a_turf_without_doors_has_the_digest_of_nothing(cast: Cast) -> None:
    assert told(cast.app, uuid.uuid4()) == digest_of([])


def test_no_process_remembers_every_turf(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "MOST_KEPT", 2)
    grounds = [lay_ground(cast, 2) for _ in range(4)]
    for ground in (*grounds, *grounds):
        assert told(cast.app, ground.turf) == true(cast.app, ground.turf)
    with cast.app.app_context():
        assert len(digests._kept[db.engine]) == 2
