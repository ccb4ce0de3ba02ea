"""kill -9 of a worker, wherever it is in a push, and of PostgreSQL: nothing acknowledged is missing, nothing comes twice."""

import pytest

from tests.faults.checking import check
from tests.faults.failpoints import AFTER_COMMIT, BEFORE_COMMIT, BEFORE_INSERT
from tests.faults.fetching import sync
from tests.faults.field import Field, drain


@pytest.mark.parametrize("place", [BEFORE_INSERT, BEFORE_COMMIT, AFTER_COMMIT])
def test_a_worker_is_killed_over_a_push(field: Field, place: str) -> None:
    walk = field.walk()
    (phone,) = walk.phones
    field.run(sync(phone))
    for door in walk.doors:
        phone.visit(walk.turf, door)
    field.server.arm(place)

    ended = field.run(sync(phone))
    assert field.server.reached(place)
    check(field, [walk], drained=False)
    assert ended == ["offline"]
    assert not phone.store.ledger.acknowledged()

    assert drain(field, [phone]) == [None]
    check(field, [walk])
    told = {verdict for given in phone.store.ledger.verdicts.values() for verdict in given}
    assert told == ({"duplicate"} if place == AFTER_COMMIT else {"accepted"})


def test_workers_are_killed_again_and_again_while_three_phones_push(field: Field) -> None:
    walk = field.walk(people=3)
    field.run(*map(sync, walk.phones))
    for round_ in range(4):
        for phone in walk.phones:
            for door in walk.doors:
                phone.visit(walk.turf, door, ("not_home", "conversation")[round_ % 2])
        field.server.arm((BEFORE_INSERT, BEFORE_COMMIT, AFTER_COMMIT)[round_ % 3])
        field.run(*map(sync, walk.phones))
        check(field, [walk], drained=False)

    assert drain(field, walk.phones) == [None] * 3
    check(field, [walk])


@pytest.mark.postgres
@pytest.mark.parametrize("held", [BEFORE_COMMIT, AFTER_COMMIT])
def test_postgresql_is_killed_under_a_push(postgres_field: Field, held: str) -> None:
    field = postgres_field
    assert field.cluster is not None
    walk = field.walk()
    (phone,) = walk.phones
    field.run(sync(phone))
    before = phone.visit(walk.turf, walk.doors[0])
    field.run(sync(phone))
    under = phone.visit(walk.turf, walk.doors[1])
    field.server.hold(held)
    push = field.begin(sync(phone))
    field.server.wait_for(held)

    field.cluster.kill()
    field.server.release(held)
    # After COMMIT the answer was true; before it there is none, for the database is gone.
    assert push.result(30) is not None
    told = phone.store.ledger.acknowledged()
    assert told == ({before, under} if held == AFTER_COMMIT else {before})

    field.cluster.start()
    assert drain(field, [phone]) == [None]
    check(field, [walk])
