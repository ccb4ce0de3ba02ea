"""Yesterday's backup is restored: phones offer again what the server lost, and nobody's cursor lies."""

from tests.faults import leading
from tests.faults.backups import back_up, restore
from tests.faults.checking import check
from tests.faults.fetching import sync
from tests.faults.field import Field, drain
from tests.people import contact


def test_what_came_after_the_backup_is_offered_again(field: Field) -> None:
    walk = field.walk(people=3)
    alma, beatriz, idle = walk.phones
    field.run(*map(sync, walk.phones))
    visits = [alma.visit(walk.turf, door) for door in walk.doors]
    field.run(sync(alma))
    copy = back_up(field)
    for phone in (alma, beatriz):
        for door in walk.doors:
            phone.visit(walk.turf, door, "conversation")
    alma.correct(walk.turf, visits[0], walk.doors[0], "come_back")
    alma.void(walk.turf, visits[1])
    drain(field, walk.phones)
    check(field, [walk])

    restore(field, copy)
    # The log goes on from yesterday, and reaches the numbers that the phones have seen in a history that is no more.
    for door in walk.doors * 3:
        idle.visit(walk.turf, door)
    drain(field, [idle])
    alma.visit(walk.turf, walk.doors[4])

    # Beatriz has nothing new to say. She learns of it from her cursor, which is of no history any more.
    drain(field, [alma, beatriz])
    drain(field, walk.phones)
    check(field, [walk])
    assert beatriz.store.ledger.snapshots[walk.turf] == 2
    assert {record.state for phone in walk.phones for record in phone.store.outbox.values()} == {"received"}


def test_a_phone_without_a_turf_learns_of_it_when_it_asks_again(field: Field) -> None:
    walk = field.walk()
    (phone,) = walk.phones
    field.run(sync(phone))
    copy = back_up(field)
    for door in walk.doors:
        phone.visit(walk.turf, door)
    field.run(sync(phone))
    restore(field, copy)
    phone.store.leases, phone.store.turfs = {}, {}

    field.run(phone.ask_again())
    assert drain(field, [phone]) == [None]
    check(field, [walk])
    assert len(phone.store.ledger.acknowledged()) == 5


def test_a_phone_that_joined_after_the_backup_loses_nothing(field: Field) -> None:
    copy = back_up(field)
    walk = field.walk()
    (phone,) = walk.phones
    field.run(sync(phone))
    made = [phone.visit(walk.turf, door) for door in walk.doors]
    field.run(sync(phone))
    restore(field, copy)
    later = phone.visit(walk.turf, walk.doors[0])

    drain(field, [phone])
    assert set(phone.store.outbox) == {*made, later}
    # Held until a lead says whose phone it is: told to come again, and refused nothing.
    assert (phone.store.push_refused, phone.store.session_ended) == (False, True)
    assert phone.store.outbox[later].not_before is not None


def test_a_phone_that_a_lead_confirms_hands_in_all_that_a_restore_forgot(field: Field) -> None:
    walk = field.walk()
    (alma,) = walk.people
    copy = back_up(field)
    phone = field.phone(field.enrol_again(alma))
    walk.phones.append(phone)
    field.run(sync(phone))
    made = [phone.visit(walk.turf, door) for door in walk.doors]
    phone.store.people.save(contact(field.cast, walk.ground.campaign), "contact")
    field.run(sync(phone))
    restore(field, copy)
    phone.store.ledger.standing = "unknown"
    field.run(phone.ask_again())
    drain(field, [phone])

    assert leading.confirm(field, phone, alma)

    phone.store.hours_pass()
    drain(field, walk.phones)
    check(field, [walk])
    assert {phone.store.outbox[id_].state for id_ in made} == {"received"}
    assert [record.state for record in phone.store.people.records.values()] == ["received"]
