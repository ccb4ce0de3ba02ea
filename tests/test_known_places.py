"""What imports compare with: one of them writes at a time, and the next one waits for it where everybody can see it."""

import threading

import pytest
from flask import Flask
from sqlalchemy import text

from canvass.db import begin_writing, db
from canvass.known_places import hold_imports


@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
def test_an_import_waits_for_another_longer_than_a_lock_may_and_says_so(app: Flask) -> None:
    waits, done = threading.Event(), threading.Event()

    def wait_for_it() -> None:
        with app.app_context():
            begin_writing(db.session)
            db.session.execute(text("SET LOCAL lock_timeout = '20ms'"))
            hold_imports(lambda so_far, total: waits.set())
            db.session.commit()
            done.set()

    other = threading.Thread(target=wait_for_it)
    with app.app_context():
        begin_writing(db.session)
        hold_imports(lambda so_far, total: None)
        other.start()
        assert waits.wait(60)
        assert not done.is_set()
        db.session.commit()
    other.join(60)
    assert done.is_set()


@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
def test_who_waits_can_be_stopped(app: Flask) -> None:
    stopped: list[bool] = []

    class Stop(Exception):
        pass

    def stop(so_far: int, total: int) -> None:
        raise Stop

    def wait_for_it() -> None:
        with app.app_context():
            begin_writing(db.session)
            with pytest.raises(Stop):
                hold_imports(stop)
        stopped.append(True)

    other = threading.Thread(target=wait_for_it)
    with app.app_context():
        begin_writing(db.session)
        hold_imports(stop)
        other.start()
        other.join(60)
        db.session.rollback()
    assert stopped == [True]
