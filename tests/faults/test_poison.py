"""What no phone should send: poison among good events, and other bytes under an id that is taken."""

import copy
import json
from collections.abc import Callable

from tests.faults.checking import check
from tests.faults.fetching import sync
from tests.faults.field import Field, Walk, drain
from tests.faults.phone import Phone
from tests.faults.store import Record


def visit(phone: Phone, walk: Walk) -> Record:
    return phone.store.outbox[phone.visit(walk.turf, walk.doors[0])]


def changed(phone: Phone, walk: Walk, old: str, new: str) -> None:
    """A visit whose bytes went bad on the phone, before they were ever sent."""
    record = visit(phone, walk)
    assert old in record.envelope
    record.envelope = record.envelope.replace(old, new)


def out_of_schema(phone: Phone, walk: Walk) -> None:
    changed(phone, walk, '"not_home"', '"moved"')


def nul(phone: Phone, walk: Walk) -> None:
    changed(phone, walk, "not_home", "not\x00home")


def escaped_nul(phone: Phone, walk: Walk) -> None:
    body = {
        "door": walk.doors[0],
        "turf": walk.turf,
        "place": None,
        "kind": "house",
        "number": "1",
        "label": "",
    }
    phone.save("door.added", {**body, "street": "Roble\x00", "lon": None, "lat": None}, walk.turf)


def lone_surrogate(phone: Phone, walk: Walk) -> None:
    changed(phone, walk, "not_home", "\ud800")


def huge_number(phone: Phone, walk: Walk) -> None:
    changed(phone, walk, '"literature": false', '"literature": 1e308')


def beyond_numbers(phone: Phone, walk: Walk) -> None:
    changed(phone, walk, '"literature": false', '"literature": 1e309')


POISON: list[Callable[[Phone, Walk], None]] = [
    out_of_schema,
    nul,
    escaped_nul,
    lone_surrogate,
    huge_number,
    beyond_numbers,
]


def test_poison_harms_no_neighbour(field: Field) -> None:
    walk = field.walk()
    (phone,) = walk.phones
    field.run(sync(phone))
    good = []
    for poison in POISON:
        good.append(phone.visit(walk.turf, walk.doors[1]))
        poison(phone, walk)
    good.append(phone.visit(walk.turf, walk.doors[2]))

    assert drain(field, [phone]) == [None]
    check(field, [walk])
    assert phone.store.ledger.acknowledged() == set(good)
    assert len(phone.store.ledger.acknowledged("quarantined")) == len(POISON)
    assert {record.state for record in phone.store.outbox.values()} == {"received", "checking"}


def test_a_mebibyte_is_set_aside_and_said(field: Field) -> None:
    walk = field.walk()
    (phone,) = walk.phones
    field.run(sync(phone))
    before = phone.visit(walk.turf, walk.doors[0])
    huge = phone.save("visit.recorded", {"door": "x" * 2**20}, walk.turf)
    after = phone.visit(walk.turf, walk.doors[1])

    drain(field, [phone])
    check(field, [walk])
    assert phone.store.ledger.acknowledged() == {before, after}
    stuck = phone.store.outbox[huge]
    assert (stuck.state, stuck.stuck, stuck.reason) == ("needs_you", True, "stuck")


def test_the_same_id_with_another_body(field: Field) -> None:
    walk = field.walk()
    (phone,) = walk.phones
    field.run(sync(phone))
    record = visit(phone, walk)
    image = copy.deepcopy(phone.store)
    field.run(sync(phone))
    # A phone set up anew from its image, whose unsent visit somebody then wrote down otherwise.
    twin = field.reborn(phone)
    twin.store = image
    walk.phones.append(twin)
    image.ledger.made[record.id] = image.outbox[record.id]
    image.outbox[record.id].envelope = record.envelope.replace("not_home", "conversation")
    twin.visit(walk.turf, walk.doors[1])
    field.run(sync(twin))

    drain(field, [twin, phone])
    assert image.ledger.verdicts[record.id] == ["conflict"]
    assert (image.outbox[record.id].state, image.outbox[record.id].reason) == ("needs_you", "other_body")
    check(field, [walk])
    row = phone.store.turfs[walk.turf].rows[walk.doors[0]][1]
    assert row is not None
    assert (row["attempts"], row["last"]["result"]) == (1, "not_home")


def test_poison_is_told_again_as_it_was(field: Field) -> None:
    walk = field.walk()
    (phone,) = walk.phones
    field.run(sync(phone))
    out_of_schema(phone, walk)
    (record,) = phone.store.waiting()
    for _ in range(2):
        field.run(phone.offer([record]))
    assert phone.store.ledger.verdicts[record.id] == ["quarantined"] * 2
    assert json.loads(record.envelope)["body"]["result"] == "moved"
    check(field, [walk])
