"""The log's counter and cursors: no number is passed by, no foreign or rolled-back history goes unnoticed."""

import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import delete, null, select, update

from canvass import cursors, log
from canvass.cursors import CursorExpired, LogChanged
from canvass.db import begin_writing, begin_writing_patiently, db
from canvass.log import Change, LogHead

Writing = Callable[[], AbstractContextManager[None]]
ALONE = cursors.beside_log(select(null()).scalar_subquery())


def look_up(cursor: str) -> cursors.Look:
    return cursors.look_up(cursor, ALONE)


def test_numbers_follow_each_other_and_each_has_a_mark_of_its_own(app: Flask, writing: Writing) -> None:
    with writing():
        taken = [*log.take_numbers(3), log.take_number(), *log.take_numbers(0)]
    with app.app_context():
        assert taken == list(range(taken[0], taken[0] + 4))
        assert cursors.last_number() == taken[-1]
        marks = db.session.scalars(select(Change.mark).where(Change.number.in_(taken))).all()
        assert len(set(marks)) == 4


def test_a_transaction_that_fails_gives_its_numbers_back(app: Flask, writing: Writing) -> None:
    with writing():
        before = log.take_number()
    with app.app_context():
        begin_writing(db.session)
        log.take_numbers(5)
        db.session.rollback()
    with writing():
        assert log.take_number() == before + 1


def test_writers_at_once_take_numbers_that_nobody_else_has(app: Flask) -> None:
    taken: list[int] = []

    def write() -> None:
        with app.app_context():
            for _ in range(10):
                # Whose turn it is SQLite leaves to chance, and a disk to whoever else is writing.
                begin_writing_patiently(db.session)
                numbers = log.take_numbers(3)
                db.session.commit()
                taken.extend(numbers)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    assert len(taken) == len(set(taken)) == 120
    with app.app_context():
        assert cursors.last_number() == max(taken)


def test_a_cursor_says_where_it_stands(writing: Writing) -> None:
    with writing():
        number = log.take_numbers(3)[1]
        assert cursors.read_cursor(look_up(cursors.write_cursor(number))).since == number
        assert cursors.read_cursor(look_up(cursors.write_cursor(0))).since == 0
        newest = cursors.read_cursor(look_up(cursors.write_cursor(number)))
        assert cursors.read_cursor(look_up(newest.newest)).since == newest.through == cursors.last_number()


def test_a_foreign_or_forged_cursor_is_refused(writing: Writing) -> None:
    with writing():
        number = log.take_numbers(3)[0]
        log_id, _, mark = cursors.write_cursor(number).split(".")
        for cursor in (
            f"{uuid.uuid4()}.{number}.{mark}",
            f"{log_id}.{number + 1}.{mark}",
            f"{log_id}.{number + 99}.{mark}",
            f"{log_id}.{number}.{'0' * 16}",
            f"{log_id}.{number}",
            f"{log_id}.-1.{mark}",
            f"{log_id}.{'9' * 400}.{mark}",
            f"{log_id}.²." + mark,
            "",
            "\x00.1.2",
        ):
            with pytest.raises(LogChanged):
                cursors.read_cursor(look_up(cursor))


def test_a_history_that_was_rolled_back_and_went_on_is_another_one(writing: Writing) -> None:
    with writing():
        number = log.take_number()
        cursor = cursors.write_cursor(number)
    with writing():
        db.session.execute(delete(Change).where(Change.number == number))
        db.session.execute(update(LogHead).values(number=number - 1))
    with writing(), pytest.raises(LogChanged):
        cursors.read_cursor(look_up(cursor))
    with writing():
        assert log.take_number() == number
        with pytest.raises(LogChanged):
            cursors.read_cursor(look_up(cursor))


def test_a_number_that_the_log_forgot_is_an_expired_cursor(writing: Writing) -> None:
    with writing():
        number = log.take_numbers(2)[0]
        cursor = cursors.write_cursor(number)
        db.session.execute(delete(Change).where(Change.number == number))
        with pytest.raises(CursorExpired):
            cursors.read_cursor(look_up(cursor))


def test_the_log_keeps_its_identity(writing: Writing) -> None:
    with writing():
        assert log.found_log().log_id == log.found_log().log_id
