"""What changed while a phone was offline: turf, lease, door, member, the log. It hands in, and sees no more than it may."""

from uuid import UUID

import pytest
from sqlalchemy import delete, func, select

from canvass.db import db
from canvass.log import Change, Event, LogHead
from tests.faults.checking import check
from tests.faults.fetching import sync, take_snapshot
from tests.faults.field import Field, Walk, drain
from tests.faults.phone import Phone
from tests.faults.wire import Refused


def went_offline(field: Field, people: int = 1) -> tuple[Walk, Phone]:
    """A walk whose first phone has saved a visit at each door, and sent none."""
    walk = field.walk(people)
    field.run(*map(sync, walk.phones))
    for door in walk.doors:
        walk.phones[0].visit(walk.turf, door)
    return walk, walk.phones[0]


def late(field: Field, phone: Phone) -> set[bool]:
    ids = [UUID(event) for event in phone.store.ledger.acknowledged()]
    with field.app.app_context():
        return set(db.session.scalars(select(Event.late).where(Event.id.in_(ids))))


def test_the_turf_was_given_to_somebody_else(field: Field) -> None:
    walk, phone = went_offline(field)
    dario = field.phone(*field.join())
    walk.phones.append(dario)
    field.reassign(walk, field.people[dario.store.member])

    assert drain(field, walk.phones) == [None, None]
    drain(field, [dario])
    check(field, [walk])
    assert walk.turf not in phone.store.turfs
    assert late(field, phone) == {True}
    rows = dario.store.turfs[walk.turf].rows
    assert {rows[door][1]["last"]["late"] for door in walk.doors} == {True}


def test_the_lease_ended_long_ago(field: Field) -> None:
    walk, phone = went_offline(field)
    field.expire(walk)
    assert drain(field, [phone]) == [None]
    check(field, [walk])
    assert (late(field, phone), phone.store.turfs) == ({True}, {})


def test_a_door_was_taken_out(field: Field) -> None:
    walk, phone = went_offline(field)
    gone = field.take_out_last_door(walk)

    assert drain(field, [phone]) == [None]
    check(field, [walk])
    revision, row = phone.store.turfs[walk.turf].rows[gone]
    assert (revision > 0, row) == (True, None)
    assert len(phone.store.ledger.acknowledged("accepted")) == 5


def test_the_member_was_revoked(field: Field) -> None:
    walk, phone = went_offline(field, people=2)
    before = phone.store.waiting()[0]
    field.run(phone.offer([before]))
    field.revoke(walk.people[0])

    drain(field, walk.phones)
    check(field, [walk])
    assert phone.store.ledger.acknowledged("quarantined") == set(phone.store.ledger.made) - {before.id}
    assert (phone.store.session_ended, phone.store.turfs) == (True, {})
    attempts = [row["attempts"] for _, row in walk.phones[1].store.turfs[walk.turf].rows.values() if row]
    assert sorted(attempts) == [0, 0, 0, 0, 1]


def test_nobody_is_shown_a_turf_that_is_not_theirs(field: Field) -> None:
    walk, elsewhere = field.walk(), field.walk()
    (phone,), (outsider,) = walk.phones, elsewhere.phones
    field.run(sync(phone), sync(outsider))
    cursor = phone.store.turfs[walk.turf].cursor
    for path in (f"/api/turfs/{walk.turf}/snapshot", f"/api/sync/pull?turf={walk.turf}&cursor={cursor}"):
        with pytest.raises(Refused, match="404"):
            field.run(outsider.call("GET", path))
    field.reassign(walk, field.people[outsider.store.member])
    with pytest.raises(Refused, match="404"):
        field.run(take_snapshot(phone, walk.turf))
    field.run(sync(phone), sync(outsider))
    check(field, [walk, elsewhere])


FOREIGN = {
    "of another log": lambda cursor: f"0b0e0000-0000-4000-8000-000000000001.{cursor.split('.', 1)[1]}",
    "of a history that was taken back": lambda cursor: (
        cursor[:-4] + ("beef" if cursor[-4:] != "beef" else "cafe")
    ),
    "ahead of the log": lambda cursor: f"{cursor.split('.')[0]}.99999999.{cursor.split('.')[2]}",
    "no cursor at all": lambda cursor: "nonsense",
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_cursor_is_foreign(field: Field, kind: str) -> None:
    walk, phone = went_offline(field)
    field.run(sync(phone))
    held = phone.store.turfs[walk.turf]
    held.cursor = FOREIGN[kind](held.cursor)
    phone.visit(walk.turf, walk.doors[0])

    assert drain(field, [phone]) == [None]
    check(field, [walk])
    assert phone.store.ledger.snapshots[walk.turf] == 2


def test_a_cursor_is_older_than_what_the_log_remembers(field: Field) -> None:
    walk, phone = went_offline(field)
    field.run(sync(phone))
    with field.writing():
        last = db.session.scalar(select(LogHead.number))
        db.session.execute(delete(Change).where(Change.number <= last))
    phone.visit(walk.turf, walk.doors[0])

    assert drain(field, [phone]) == [None]
    check(field, [walk])
    assert phone.store.ledger.snapshots[walk.turf] == 2
    with field.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Change)) == 1
