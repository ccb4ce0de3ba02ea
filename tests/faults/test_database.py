"""The database in trouble: locked, full, or busy with a transaction that takes its time."""

import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import text

from canvass.db import db
from tests.faults.checking import check
from tests.faults.failpoints import BEFORE_COMMIT, BEFORE_INSERT
from tests.faults.fetching import sync
from tests.faults.field import Field, Walk, drain
from tests.faults.phone import Phone

LOCKED_SECONDS = 10
A_FEW_PAGES = 40_000


def walked(field: Field, people: int = 1) -> tuple[Walk, Phone]:
    walk = field.walk(people)
    field.run(*map(sync, walk.phones))
    return walk, walk.phones[0]


@contextmanager
def locked(field: Field, seconds: float) -> Iterator[threading.Thread]:
    """Somebody else's transaction holds what every push needs, for so long."""
    begun, end = threading.Event(), time.monotonic() + seconds

    def hold() -> None:
        with field.writing():
            if field.cluster is not None:
                db.session.execute(text("SELECT * FROM log_head FOR UPDATE"))
            begun.set()
            while time.monotonic() < end:
                time.sleep(0.05)

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait(20)
    yield holder
    holder.join()


def test_the_database_is_locked_for_ten_seconds(field: Field) -> None:
    walk, phone = walked(field)
    for door in walk.doors:
        phone.visit(walk.turf, door)
    with locked(field, LOCKED_SECONDS) as holder:
        while holder.is_alive():
            phone.store.pace.not_before = 0
            ended = field.run(sync(phone))
            if holder.is_alive():
                assert ended[0] in ("busy", "timeout")
                assert not phone.store.ledger.acknowledged()

    assert drain(field, [phone]) == [None]
    check(field, [walk])
    assert len(phone.store.ledger.acknowledged()) == 5


@pytest.mark.parametrize("place", [BEFORE_INSERT, BEFORE_COMMIT])
def test_a_slow_transaction_is_open_while_others_commit(field: Field, place: str) -> None:
    slow_walk, slow = walked(field, people=2)
    quick_walk, quick = walked(field)
    reader = slow_walk.phones[1]
    slow.visit(slow_walk.turf, slow_walk.doors[0])
    for door in quick_walk.doors:
        quick.visit(quick_walk.turf, door)
    quick.wire.timeout = 0.5
    field.server.hold(place)
    push = field.begin(sync(slow))
    field.server.wait_for(place)

    # Whether the other one gets through or has to wait: nobody's cursor may pass what is not committed yet.
    field.run(sync(quick))
    field.run(sync(reader))
    field.server.release(place)
    push.result(30)

    quick.wire.timeout = 6
    drain(field, [slow, quick, reader])
    check(field, [slow_walk, quick_walk])
    row = reader.store.turfs[slow_walk.turf].rows[slow_walk.doors[0]][1]
    assert row is not None
    assert row["attempts"] == 1


@contextmanager
def no_room(field: Field) -> Iterator[None]:
    """The database's disk is full; it says so in the middle of a batch."""
    if field.cluster is None:
        field.server.fill_disk()
        yield
        field.server.disarm()
        return
    with field.writing():
        db.session.execute(text(FULL_AFTER_A_FEW))
        db.session.execute(text(FULL_TRIGGER))
    yield
    with field.writing():
        db.session.execute(text("DROP FUNCTION disk_is_full CASCADE"))


FULL_AFTER_A_FEW = """
CREATE OR REPLACE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.device_seq % 7 = 5 THEN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
    END IF;
    RETURN NEW;
END $$"""
FULL_TRIGGER = (
    "CREATE TRIGGER disk_is_full BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION disk_is_full()"
)


@contextmanager
def no_longer_file(field: Field) -> Iterator[None]:
    """The operating system lets no file of the workers' grow beyond a few pages."""
    for worker in field.server.workers():
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (A_FEW_PAGES, resource.RLIM_INFINITY))
    yield
    for worker in field.server.workers():
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def push_into_full(field: Field, room: Callable[[Field], AbstractContextManager[None]]) -> None:
    walk, phone = walked(field)
    for door in walk.doors * 12:
        phone.visit(walk.turf, door, "conversation")
    with room(field):
        ended = field.run(sync(phone))
        check(field, [walk], drained=False)
        assert ended == ["unavailable"]
        assert phone.store.waiting()

    assert drain(field, [phone]) == [None]
    check(field, [walk])
    assert len(phone.store.ledger.acknowledged()) == 60


def test_the_disk_is_full(field: Field) -> None:
    push_into_full(field, no_room)


def test_the_operating_system_refuses_to_write(sqlite_field: Field) -> None:
    push_into_full(sqlite_field, no_longer_file)
