"""A turf's digest is that of its rows as they are, whatever a process remembers of how they were."""

import random
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from canvass import cursors, digests, log
from canvass.app import create_app
from canvass.config import Settings
from canvass.db import db
from canvass.digests import digest_of, turf_digest
from canvass.turfs import TurfDoor
from tests.cast import Cast
from tests.walk import lay_ground

Writing = Callable[[], AbstractContextManager[None]]


def told(app: Flask, turf: uuid.UUID) -> tuple[str, int]:
    """What a process says: the app is one, with its own memory."""
    with app.app_context():
        return turf_digest(turf, cursors.last_number())


def true(app: Flask, turf: uuid.UUID) -> tuple[str, int]:
    """What the rows say."""
    with app.app_context():
        rows = db.session.scalars(select(TurfDoor).where(TurfDoor.turf_id == turf)).all()
        shown = digest_of((row.door_id, row.revision) for row in rows if not row.removed)
        return shown, max((row.revision for row in rows), default=-1)


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


def test_rows_that_came_or_went_without_a_new_revision_are_noticed(cast: Cast, writing: Writing) -> None:
    ground = lay_ground(cast, 5)
    assert told(cast.app, ground.turf) == true(cast.app, ground.turf)
    with writing():
        # As a door is that was found in a turf that is retired by now.
        log.take_number()
        db.session.execute(update(TurfDoor).where(TurfDoor.door_id == ground.doors[0]).values(revision=0))
    assert told(cast.app, ground.turf) == true(cast.app, ground.turf)
    with writing():
        log.take_number()
        db.session.execute(delete(TurfDoor).where(TurfDoor.door_id == ground.doors[1]))
    assert told(cast.app, ground.turf) == true(cast.app, ground.turf)


def test_a_turf_without_doors_has_the_digest_of_nothing(cast: Cast) -> None:
    assert told(cast.app, uuid.uuid4()) == (digest_of([]), -1)


def test_no_process_remembers_every_turf(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "MOST_KEPT", 2)
    grounds = [lay_ground(cast, 2) for _ in range(4)]
    for ground in (*grounds, *grounds):
        assert told(cast.app, ground.turf) == true(cast.app, ground.turf)
    with cast.app.app_context():
        assert len(digests._stands[db.engine]) == 2
