"""The hash chain of acts: in one line whoever writes at once, and broken where somebody changed it."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from canvass.audit import Act, first_broken_link, forget_acts, happened_since, write_act
from canvass.db import begin_writing, db

Writing = Callable[[], AbstractContextManager[None]]


def test_acts_written_at_once_stand_in_one_line(app: Flask, writing: Writing) -> None:
    with writing():
        write_act("first", actor=None)
    waits = threading.Event()

    def write_another() -> None:
        with app.app_context():
            waits.set()
            begin_writing(db.session)
            write_act("third", actor=None)
            db.session.commit()

    other = threading.Thread(target=write_another)
    with writing():
        write_act("second", actor=None)
        other.start()
        waits.wait(10)
        other.join(0.3)
    other.join(30)

    with app.app_context():
        assert db.session.scalars(select(Act.act).order_by(Act.n)).all() == ["first", "second", "third"]
        assert first_broken_link() is None


def test_a_changed_act_breaks_the_chain(writing: Writing) -> None:
    with writing():
        for count in range(3):
            write_act("counted", actor=None, count=count)
        assert first_broken_link() is None
        db.session.execute(update(Act).where(Act.n == 2).values(facts={"count": 7}))
        db.session.expire_all()
        assert first_broken_link() == 2


def test_of_what_is_forgotten_nobody_says_that_it_did_not_happen(writing: Writing) -> None:
    """Who looks at an old draft asks whether a door was put elsewhere since: the act may be gone by then."""
    now, day = datetime.now(UTC), timedelta(days=1)
    with writing():
        write_act("put", actor=None)
        assert happened_since(["put"], now - day)
        assert not happened_since(["other"], now - day)
        forget_acts(now + day)
        assert happened_since(["put"], now - day)
        assert not happened_since(["put"], now + day)


COLUMNS = {
    "n": "INTEGER",
    "at": "TEXT",
    "actor_id": "TEXT",
    "act": "TEXT",
    "subject_id": "TEXT",
    "facts": "TEXT",
    "chain": "BLOB",
}


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("pruned", [False, True], ids=["an act", "the act that says where the chain begins"])
@pytest.mark.parametrize("column", COLUMNS)
def test_each_bit_that_was_flipped_in_an_act_is_found(writing: Writing, column: str, pruned: bool) -> None:
    with writing():
        write_act("counted", actor=uuid4(), subject=uuid4(), count=1, role="lead")
        if pruned:
            assert forget_acts(datetime.now(UTC) + timedelta(days=1)) == 1
        else:
            write_act("counted", actor=uuid4(), subject=uuid4(), count=2, role="lead")
        write_act("counted", actor=uuid4(), subject=uuid4(), count=3, role="lead")
    with writing():
        assert first_broken_link() is None
        (told,) = db.session.execute(text(f"SELECT CAST({column} AS BLOB) FROM audit WHERE n = 2")).one()
        # Nobody in particular prunes: what is empty has no bit to flip.
        told = told or b""
        flipped = [
            told[:at] + bytes([told[at] ^ 1 << bit]) + told[at + 1 :]
            for at in range(len(told))
            for bit in range(8)
        ]
        missed = []
        for lie in flipped:
            spot = db.session.begin_nested()
            change = f"UPDATE audit SET {column} = CAST(:lie AS {COLUMNS[column]}) WHERE n = 2"
            try:
                db.session.execute(text(change), {"lie": lie})
                if first_broken_link() is None:
                    missed.append(lie)
            except IntegrityError:
                pass
            spot.rollback()
        assert missed == []
