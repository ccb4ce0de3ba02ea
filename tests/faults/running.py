"""Running schedules one after the other on a field that serves many of them."""

import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.field import Field, open_field
from tests.faults.schedule import Schedule
from tests.faults.sweeping import CUTS, sweep
from tests.postgres import Cluster

SERVED_BY_ONE = 50


@dataclass(frozen=True)
class Outcome:
    """What came of a schedule: how many events its phones made, and what was not as it must be, with its story."""

    seed: int
    events: int
    violations: tuple[str, ...] = ()
    story: tuple[str, ...] = ()


def run_one(field: Field, seed: int) -> Outcome:
    """Run the seed's schedule. An error of the harness counts as a violation: nothing was proved then."""
    schedule = Schedule(field, seed)
    try:
        found = schedule.run()
    except Exception:
        field.calm()
        found = [f"schedule_failed: {traceback.format_exc(limit=-3)}"]
    events = sum(len(phone.store.ledger.made) for phone in schedule.walk.phones)
    return Outcome(seed, events, tuple(found), tuple(schedule.told) if found else ())


def run_all(seeds: Iterable[int], cluster: Cluster | None) -> Iterator[Outcome]:
    """Run them all, with a fresh organisation now and then, so that a rebuild of its log stays quick."""
    waiting = list(seeds)
    while waiting:
        part, waiting = waiting[:SERVED_BY_ONE], waiting[SERVED_BY_ONE:]
        with _fresh_field(cluster) as field:
            for seed in part:
                yield run_one(field, seed)


def sweep_all(cluster: Cluster | None) -> Iterator[Outcome]:
    """Cut a push at its every byte, on a field of its own."""
    with _fresh_field(cluster) as field:
        for what in CUTS:
            yield Outcome(0, 0, tuple(sweep(field, what)), (f"{what} cut at every byte",))


@contextmanager
def _fresh_field(cluster: Cluster | None) -> Iterator[Field]:
    with TemporaryDirectory(prefix="canvass-faults-") as folder, open_field(Path(folder), cluster) as field:
        yield field


def describe(outcome: Outcome) -> str:
    """What a person needs to look into it."""
    return f"seed {outcome.seed}: {'; '.join(outcome.violations)}\n  {' > '.join(outcome.story)}"
