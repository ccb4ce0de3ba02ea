"""Sync as a state machine: whatever phones, leads and faults do in whatever order, the server is as the model of the facts.

`CANVASS_MACHINE=500` runs that many histories on each database instead of the few that every run makes, and
`CANVASS_MACHINE=500:7` other ones, by the seed 7. One that fails is the same in every run; `CANVASS_MACHINE_SHRINK=1`
looks for a shorter one, which takes minutes.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed
from hypothesis import settings as profile
from hypothesis.stateful import run_state_machine_as_test

from canvass.config import Settings
from tests.cast import Cast
from tests.machine.copying import copier
from tests.machine.field import Field, lay_field
from tests.machine.leading import Leading

HISTORIES, _, SEED = os.environ.get("CANVASS_MACHINE", "").partition(":")
# As many as take half a minute, on a machine that does nothing else.
ON_SQLITE, ON_POSTGRES, STEPS = 16, 7, 40
PHASES = (Phase.generate, Phase.shrink) if os.environ.get("CANVASS_MACHINE_SHRINK") else (Phase.generate,)


@pytest.fixture
def field(request: pytest.FixtureRequest, cast: Cast, settings: Settings, tmp_path: Path) -> Iterator[Field]:
    with copier(request, settings, tmp_path) as copy:
        made = lay_field(cast, settings, copy)
        yield made
        made.stop()


def test_whatever_happens_in_whatever_order_nothing_is_lost_doubled_or_skipped(
    field: Field, settings: Settings
) -> None:
    def begin() -> Leading:
        return Leading(field)

    few = ON_SQLITE if settings.is_sqlite else ON_POSTGRES
    run_state_machine_as_test(
        seed(int(SEED))(begin) if SEED else begin,
        settings=profile(
            max_examples=int(HISTORIES or few),
            stateful_step_count=STEPS,
            derandomize=not SEED,
            database=None,
            deadline=None,
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
        ),
    )
