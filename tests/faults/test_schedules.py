"""Fifty random schedules on each database; `python -m bench.faults` runs thousands, and any of them again by its seed."""

import pytest

from tests.faults.field import Field
from tests.faults.running import describe, run_one
from tests.faults.schedule import Schedule

SCHEDULES, AT_ONCE = 50, 10


@pytest.mark.parametrize("first", range(0, SCHEDULES, AT_ONCE))
def test_random_schedules_violate_nothing(field: Field, first: int) -> None:
    outcomes = [run_one(field, seed) for seed in range(first, first + AT_ONCE)]
    bad = [outcome for outcome in outcomes if outcome.violations]
    assert not bad, "\n".join(map(describe, bad))
    assert sum(outcome.events for outcome in outcomes) > AT_ONCE


def test_a_seed_draws_the_same_story_again(sqlite_field: Field) -> None:
    stories = []
    for _ in range(2):
        schedule = Schedule(sqlite_field, 7)
        schedule.run()
        stories.append(schedule.told)
    assert stories[0] == stories[1]
