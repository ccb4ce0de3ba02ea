"""Limits: a burst, then one at a time; one count for all processes; what is forgotten was paid off."""

import multiprocessing
import os
from collections import Counter

import pytest

from canvass import limits
from canvass.limits import Meter, Rate

RATE = Rate("knock", 5, 2)


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def taken(meter: Meter, who: bytes, tries: int) -> int:
    return sum(meter.take(RATE, who) == 0 for _ in range(tries))


def test_a_burst_is_let_through_and_then_one_at_a_time(clock: Clock) -> None:
    meter = Meter(clock=clock)
    assert taken(meter, b"alma", 20) == 5
    assert meter.take(RATE, b"alma") == pytest.approx(2)
    clock.now += 2
    assert taken(meter, b"alma", 20) == 1
    clock.now += 1
    assert meter.take(RATE, b"alma") == pytest.approx(1)
    clock.now += 100
    assert taken(meter, b"alma", 20) == 5


def test_nobody_pays_for_another_nor_for_another_kind_of_request(clock: Clock) -> None:
    meter = Meter(clock=clock)
    taken(meter, b"alma", 20)
    assert taken(meter, b"beto", 20) == 5
    assert meter.take(Rate("look", 5, 2), b"alma") == 0


def test_looking_counts_nothing(clock: Clock) -> None:
    meter = Meter(clock=clock)
    assert {meter.wait_of(RATE, b"alma") for _ in range(20)} == {0}
    assert taken(meter, b"alma", 20) == 5
    assert meter.wait_of(RATE, b"alma") == pytest.approx(2)


def test_a_factor_lets_more_through_at_once_and_later(clock: Clock) -> None:
    meter = Meter(3, clock)
    assert taken(meter, b"alma", 50) == 15
    clock.now += 2
    assert taken(meter, b"alma", 50) == 3


def test_strangers_without_number_push_nobody_out_who_just_asked(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many keys as an attacker likes find room, and whoever has asked much is not forgotten for them."""
    monkeypatch.setattr(limits, "SETS", 1)
    meter = Meter(clock=clock)
    taken(meter, b"alma", 20)
    for n in range(1000):
        meter.take(RATE, str(n).encode())
    assert meter.take(RATE, b"alma") > 0


def test_processes_that_were_forked_count_together() -> None:
    """Also where one of them is killed in the middle."""
    meter = Meter()
    slow = Rate("slow", 40, 3600)
    context = multiprocessing.get_context("fork")
    told = context.SimpleQueue()

    def ask() -> None:
        told.put(sum(meter.take(slow, b"alma") == 0 for _ in range(30)))

    def die() -> None:
        with meter._alone():
            os._exit(1)

    asking = [context.Process(target=each) for each in (ask, die, ask, ask)]
    for process in asking:
        process.start()
    for process in asking:
        process.join(30)
    assert Counter(process.exitcode for process in asking) == {0: 3, 1: 1}
    assert sum(told.get() for _ in range(3)) == 40
