"""Anchors: acts that were taken off the end, and a chain that was written anew, are found by what was noted before."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, update

from canvass import audit
from canvass.anchors import LIST, Finding, drop_daily, verify
from canvass.audit import Act, forget_acts, write_act
from canvass.db import db
from canvass.erasures import list_beside_backups

Writing = Callable[[], AbstractContextManager[None]]
MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def three_acts(writing: Writing) -> None:
    with writing():
        for count in range(3):
            write_act("counted", actor=None, count=count)
        drop_daily(MONDAY)


def lines() -> list[str]:
    return [line for line in list_beside_backups(LIST).read_text().splitlines() if line]


@pytest.mark.usefixtures("three_acts")
def test_a_day_has_one_anchor_and_a_day_without_acts_has_none(writing: Writing) -> None:
    with writing():
        write_act("counted", actor=None, count=3)
        drop_daily(MONDAY + DAY / 4)
        assert [line.split(":")[0] for line in lines()] == ["3"]
        drop_daily(MONDAY + DAY)
        drop_daily(MONDAY + 2 * DAY)
        assert [(line.split(":")[0], line.split()[1]) for line in lines()] == [
            ("3", "2026-11-23"),
            ("4", "2026-11-24"),
        ]
        assert verify() == []


@pytest.mark.usefixtures("three_acts")
def test_acts_taken_off_the_end_are_missed(writing: Writing) -> None:
    with writing():
        db.session.execute(delete(Act).where(Act.n == 3))
        assert audit.first_broken_link() is None, "the chain alone does not know"
        assert verify() == [Finding(3, "missing")]


@pytest.mark.usefixtures("three_acts")
def test_a_chain_written_anew_is_found_in_the_list_and_by_what_was_noted_elsewhere(writing: Writing) -> None:
    with writing():
        noted = audit.head()
        db.session.execute(delete(Act))
        for count in (7, 8, 9):
            write_act("counted", actor=None, count=count)
        assert audit.first_broken_link() is None
        assert verify() == [Finding(3, "rewritten")]
        list_beside_backups(LIST).unlink()
        assert verify() == []
        assert verify(noted) == [Finding(3, "rewritten")]


@pytest.mark.usefixtures("three_acts")
def test_old_acts_go_and_the_chain_still_holds(writing: Writing) -> None:
    with writing():
        now = datetime.now(UTC)
        assert forget_acts(now - DAY) == 0
        assert forget_acts(now + DAY) == 3
        write_act("counted", actor=None, count=4)
        assert [each.n for each in db.session.query(Act).order_by(Act.n)] == [4, 5]
        assert verify() == []
        assert forget_acts(now + DAY) == 2
        assert verify() == []
        db.session.execute(delete(Act).where(Act.n == 6))
        assert verify() != [], "nobody takes the beginning away unseen"


@pytest.mark.usefixtures("three_acts")
def test_a_line_that_was_cut_off_is_no_anchor(app: Flask) -> None:
    with app.app_context():
        path = list_beside_backups(LIST)
        path.write_text(path.read_text() + "4:abc")
        assert verify() == []


@pytest.mark.usefixtures("three_acts")
def test_an_act_that_was_changed_is_broken(writing: Writing) -> None:
    with writing():
        db.session.execute(update(Act).where(Act.n == 2).values(act="uncounted"))
        assert verify() == [Finding(2, "broken")]


@pytest.mark.usefixtures("three_acts")
def test_acts_that_were_forgotten_before_their_time_are_missed(writing: Writing) -> None:
    """Whoever can write in the database can write, too, that what they took away was old."""
    with writing():
        assert forget_acts(datetime.now(UTC) + DAY) == 3

        assert verify(kept_since=MONDAY.date() + DAY) == []
        assert verify(kept_since=MONDAY.date()) == [Finding(3, "missing")]
