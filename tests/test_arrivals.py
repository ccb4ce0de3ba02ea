"""Outboxes: what the server says has arrived is what a reading of the whole history would say."""

import random
import subprocess
import sys
import uuid

import pytest
from flask import Flask
from sqlalchemy import event

from canvass import arrivals
from canvass.db import db
from tests.cast import Cast
from tests.walk import Phone, lay_ground, lend


def reconciled(numbers: set[int]) -> tuple[int, list[int]]:
    """The contiguous end and the gaps, from all that ever arrived."""
    through = next(n for n in range(len(numbers) + 1) if n + 1 not in numbers)
    return through, [n for n in range(1, max(numbers)) if n not in numbers]


@pytest.mark.parametrize("window", [2, 1000])
def test_an_outbox_in_any_order_stands_as_its_whole_history_says(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, window: int
) -> None:
    monkeypatch.setattr(arrivals, "WINDOW", window)
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    chance = random.Random(7)
    items = {
        seq: phone.visit(ground.doors[seq % 5], chance.choice(["vacant", "moved"])) for seq in range(1, 31)
    }
    order = [*items, *chance.sample(list(items), 10)]
    chance.shuffle(order)
    arrived: set[int] = set()
    while order:
        batch = [order.pop() for _ in range(min(len(order), chance.randint(1, 5)))]
        arrived.update(batch)
        answer = phone.push(*(items[seq] for seq in batch)).json["outboxes"][0]
        through, missing = reconciled(arrived)
        assert answer["contiguous_through"] == through
        # A narrow window may show fewer gaps, never others, and always the first.
        assert answer["missing"] == missing[: len(answer["missing"])]
        assert bool(answer["missing"]) == bool(missing)
        if window == 1000:
            assert answer["missing"] == missing
    assert arrived == set(items)


def test_a_jump_of_the_sequence_names_a_hundred_gaps_at_most(cast: Cast) -> None:
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    phone.seq = 2**52
    answer = phone.push(phone.visit(ground.doors[0])).json["outboxes"][0]
    assert (answer["contiguous_through"], answer["missing"]) == (0, [*range(1, 101)])


def test_two_lives_of_an_outbox_in_one_push_are_told_apart(cast: Cast) -> None:
    ground = lay_ground(cast)
    first = lend(cast, ground.turf, cast.alma)
    second = Phone(cast.alma, first.assignment, first.generation)
    first.seq = 1
    answer = first.push(first.visit(ground.doors[0]), second.visit(ground.doors[1])).json["outboxes"]
    assert {each["outbox"]: (each["contiguous_through"], each["missing"]) for each in answer} == {
        str(first.outbox): (0, [1]),
        str(second.outbox): (1, []),
    }


def test_an_outbox_without_a_hole_is_reconciled_without_asking_the_log(cast: Cast, app: Flask) -> None:
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    phone.hand_in(*(phone.visit(door) for door in ground.doors))
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    assert phone.hand_in(phone.visit(ground.doors[0])) == ["accepted"]
    assert not [statement for statement in asked if "device_seq >" in statement]
    phone.seq += 1
    phone.hand_in(phone.visit(ground.doors[0]))
    assert [statement for statement in asked if "device_seq >" in statement]


def test_an_outbox_belongs_to_its_device(cast: Cast) -> None:
    ground = lay_ground(cast)
    alma = lend(cast, ground.turf, cast.alma, cast.dario)
    alma.hand_in(alma.visit(ground.doors[0]))
    dario = Phone(cast.dario, alma.assignment, alma.generation, outbox=alma.outbox)
    answer = dario.push(dario.visit(ground.doors[1])).json["outboxes"][0]
    assert (answer["outbox"], answer["contiguous_through"]) == (str(alma.outbox), 1)
    assert uuid.UUID(answer["outbox"]) == alma.outbox


def test_outboxes_are_found_whatever_was_imported_first() -> None:
    """Statements made on import must know their types: SQLite cannot be asked for an id as it is."""
    asks = "from canvass import arrivals; from sqlalchemy import Uuid; "
    asks += "types = {name: bind.type for name, bind in arrivals._KNOWN.compile().binds.items()}; "
    asks += "assert isinstance(types['device'], Uuid), types"
    asked = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stderr
