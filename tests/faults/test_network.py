"""Bad networks: cut at byte k, answered too late, doubled, reordered, hijacked by a captive portal, told to come later."""

import pytest

from tests.faults.checking import check
from tests.faults.fetching import sync
from tests.faults.field import Field, Walk, drain
from tests.faults.phone import Phone
from tests.faults.proxy import answer_cut, answer_held, doubled, portal, refused, request_held
from tests.faults.sweeping import CUTS, sweep

COARSELY = 12


def walked(field: Field, people: int = 1) -> tuple[Walk, Phone]:
    """A walk whose phones know their turf, and what the first one saved at each of its doors."""
    walk = field.walk(people)
    field.run(*map(sync, walk.phones))
    for door in walk.doors:
        walk.phones[0].visit(walk.turf, door)
    return walk, walk.phones[0]


@pytest.mark.parametrize("what", CUTS)
def test_a_socket_is_cut_after_k_bytes(field: Field, what: str) -> None:
    assert not sweep(field, what, COARSELY)


@pytest.mark.parametrize("path", ["/api/sync/home", "/api/sync/pull", "/api/turfs/"])
def test_what_is_fetched_is_cut_after_k_bytes(field: Field, path: str) -> None:
    walk, phone = walked(field, people=2)
    other = walk.phones[1]
    for k in range(0, 3000, 3000 // COARSELY):
        phone.visit(walk.turf, walk.doors[k % len(walk.doors)])
        if path == "/api/turfs/":
            other.store.turfs.clear()
        field.proxy.plan(answer_cut(k), path=path)
        field.run(sync(other))
        field.run(sync(phone))

    field.calm()
    drain(field, walk.phones)
    assert drain(field, walk.phones) == [None, None]
    check(field, [walk])


def test_an_answer_comes_after_the_phone_gave_up(field: Field) -> None:
    walk, phone = walked(field)
    gate = field.gate()
    field.proxy.plan(answer_held(gate))
    phone.wire.timeout = 0.3
    assert field.run(sync(phone)) == ["timeout"]
    assert not phone.store.ledger.acknowledged()
    phone.wire.timeout = 6
    phone.visit(walk.turf, walk.doors[0], "conversation")
    field.run(sync(phone))

    # The first answer still comes, to a tab that listened: it tells of less than the phone has heard since.
    field.open(gate)
    field.run(phone.hear_late_answers())

    assert drain(field, [phone]) == [None]
    check(field, [walk])
    assert len(phone.store.ledger.acknowledged()) == 6


def test_the_same_batch_eight_times_at_once(field: Field) -> None:
    walk, phone = walked(field)
    tabs = [field.reborn(phone) for _ in range(8)]

    field.run(*(tab.offer(phone.store.waiting()) for tab in tabs))

    assert drain(field, [phone]) == [None]
    check(field, [walk])
    assert {tuple(sorted(told)) for told in phone.store.ledger.verdicts.values()} == {
        ("accepted", *["duplicate"] * 7)
    }


def test_a_request_is_doubled_on_its_way(field: Field) -> None:
    walk, phone = walked(field)
    field.proxy.always["/api/sync/push"] = doubled(3)
    assert field.run(sync(phone)) == [None]
    check(field, [walk])


def test_batches_overtake_each_other(field: Field) -> None:
    walk = field.walk()
    (phone,) = walk.phones
    field.run(sync(phone))
    visits = [phone.visit(walk.turf, door) for door in walk.doors]
    corrections = [
        phone.correct(walk.turf, visit, door, result)
        for result in ("come_back", "conversation")
        for visit, door in zip(visits, walk.doors, strict=True)
    ]
    voided = phone.void(walk.turf, visits[-1])
    gate, records = field.gate(), phone.store.outbox
    field.proxy.plan(request_held(gate))

    first = field.begin(phone.offer([records[visit] for visit in visits]))
    field.run(phone.offer([records[each] for each in reversed((*corrections, voided))]))
    assert phone.store.lost == {phone.store.life: []}
    field.open(gate)
    first.result(20)

    assert drain(field, [phone]) == [None]
    check(field, [walk])
    rows = phone.store.turfs[walk.turf].rows
    shown = [rows[door][1]["last"] and rows[door][1]["last"]["result"] for door in walk.doors]
    assert shown == [*["conversation"] * 4, None]


def test_events_come_in_any_order(field: Field) -> None:
    walk = field.walk()
    (phone,) = walk.phones
    field.run(sync(phone))
    found = "f0000000-0000-4000-8000-" + walk.turf[-12:]
    phone.add_door(walk.turf, found)
    visit = phone.visit(walk.turf, found)
    phone.correct(walk.turf, visit, found, "conversation")
    phone.visit(walk.turf, walk.doors[0], "do_not_knock")
    for record in sorted(phone.store.waiting(), key=lambda record: record.device_seq, reverse=True):
        field.run(phone.offer([record]))

    assert drain(field, [phone]) == [None]
    check(field, [walk])
    row = phone.store.turfs[walk.turf].rows[found][1]
    assert row is not None
    assert (row["attempts"], row["last"]["result"]) == (1, "conversation")
    assert phone.store.turfs[walk.turf].rows[walk.doors[0]][1]["do_not_knock"] is True


ANSWERS = {"a captive portal": portal, "502": refused(502), "504": refused(504), "302": refused(302)}


@pytest.mark.parametrize("name", ANSWERS)
def test_somebody_else_answers_in_the_servers_place(field: Field, name: str) -> None:
    walk, phone = walked(field)
    field.proxy.plan(ANSWERS[name], ANSWERS[name])
    assert field.run(sync(phone)) != [None]
    assert not phone.store.ledger.acknowledged()

    field.calm()
    assert drain(field, [phone]) == [None]
    check(field, [walk])
