"""The night's work: once a day, whatever fails, and also for a server that slept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from canvass import forgetting, nights, rewriting
from canvass.audit import Act
from canvass.config import Settings
from canvass.contacts import Contact
from canvass.db import db
from canvass.queues import queue
from tests.cast import Cast
from tests.people import contact, hand_in
from tests.walk import Ground


def local(settings: Settings, hour: int, days: int = 0) -> datetime:
    """That hour of today, or of another day, where the organisation is."""
    today = datetime.now(settings.time_zone).replace(hour=hour, minute=10)
    return (today + timedelta(days=days)).astimezone(UTC)


def nights_passed(cast: Cast) -> list[Any]:
    with cast.app.app_context():
        return [
            act.facts for act in db.session.scalars(select(Act).where(Act.act == nights.OVER).order_by(Act.n))
        ]


def look(cast: Cast, settings: Settings, now: datetime) -> bool:
    with cast.app.app_context():
        return nights.look_at_clock(settings, now)


def test_the_work_is_done_once_a_day_from_three_in_the_morning_on(cast: Cast, settings: Settings) -> None:
    before = len(nights_passed(cast))

    assert look(cast, settings, local(settings, 2, days=2)) is False
    assert look(cast, settings, local(settings, 3, days=2)) is True
    assert len(nights_passed(cast)) == before + 1


def test_a_server_that_slept_does_it_when_it_wakes_and_then_not_again(cast: Cast, settings: Settings) -> None:
    now = datetime.now(UTC)
    if now.astimezone(settings.time_zone).hour < nights.HOUR:
        now += timedelta(hours=nights.HOUR)
    assert look(cast, settings, now)
    assert look(cast, settings, now) is (datetime.now(settings.time_zone).hour < nights.HOUR)


def test_a_backup_is_written_where_the_operator_named_a_folder_and_nowhere_else(
    cast: Cast, settings: Settings, ground: Ground
) -> None:
    hand_in(cast.alma, contact(cast, ground.campaign))
    with cast.app.app_context():
        assert nights.pass_night(settings) == []
        assert not list(settings.backup_folder.glob("canvass-*"))
        elsewhere = settings.instance / "disk"

        assert nights.pass_night(replace(settings, backups=elsewhere)) == []

        assert len(list(elsewhere.glob("canvass-*"))) == 1
        assert db.session.scalar(select(func.count()).where(Contact.backed_up)) == 1


def test_a_step_that_fails_keeps_no_other_from_being_done(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    def fail(*_: Any) -> None:
        raise OSError("disk")

    monkeypatch.setattr(forgetting, "forget_due", fail)
    monkeypatch.setattr(rewriting, "rewrite", lambda: done.append("rewrite"))
    with cast.app.app_context():
        assert nights.pass_night(settings) == ["forget"]
    assert done == ["rewrite"]
    assert nights_passed(cast)[-1] == {"failed": ["forget"]}


def test_the_worker_looks_at_the_clock(cast: Cast) -> None:
    with cast.app.app_context():
        names = {task.name for task in queue().huey._registry.periodic_tasks}
    assert "look_at_clock" in names
