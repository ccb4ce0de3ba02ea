"""What the API's description allows, and a good deal beside it, drawn by schemathesis: nobody gets a fault of the server's.

In this process, without a network; the same draws each time. What poison does in each field stands in `test_poison.py`.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis

from canvass.api.edge import COOKIE
from canvass.config import Settings
from canvass.db import db
from tests.api.world import World, open_world
from tests.cast import Cast

EXAMPLES, STEPS, WALKS = 6, 12, 12
QUIET = hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)
# These end the session of who asks, or take it away.
ENDING = {
    ("DELETE", "/api/session"),
    ("DELETE", "/api/devices/{device_id}"),
    ("DELETE", "/api/devices/{device_id}/sessions"),
}

Credentials = dict[str, Any]
CALLERS: dict[str, Callable[[Cast], Credentials]] = {
    "administrator and keyholder": lambda cast: {"cookies": {COOKIE: cast.celia.cookie}},
    "volunteer": lambda cast: {"cookies": {COOKIE: cast.alma.cookie}},
    "push token": lambda cast: {"headers": {"Authorization": f"Bearer {cast.alma.push_token}"}},
}


@pytest.fixture
def world(cast: Cast) -> World:
    return open_world(cast)


def _ends(operation: schemathesis.APIOperation) -> bool:
    return (operation.method.upper(), operation.path) in ENDING


def schema_of(world: World) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/api/openapi.json", world.cast.app)


@pytest.mark.parametrize("caller", CALLERS)
def test_no_request_that_the_description_leads_to_is_a_fault_of_the_servers(
    world: World, caller: str
) -> None:
    credentials = CALLERS[caller](world.cast)
    faults: list[str] = []
    answered: set[int] = set()

    for found in schema_of(world).get_all_operations():
        operation = found.ok()
        if _ends(operation):
            continue

        @QUIET
        @hypothesis.given(case=operation.as_strategy(), known=hypothesis.strategies.booleans())
        def attempt(case: schemathesis.Case, known: bool) -> None:
            if known:
                case.path_parameters = {name: world.ids[name] for name in case.path_parameters or ()}
            answer = case.call(**credentials)
            answered.add(answer.status_code)
            if answer.status_code >= 500:
                faults.append(f"{case.method} {case.formatted_path}: {case.body!r} {case.query!r}")

        attempt()
    assert not faults, "\n".join(faults)
    assert {200, 404} <= answered, "hardly anything was reached"


@pytest.fixture
def renew(world: World, settings: Settings, tmp_path: Path) -> Callable[[], None]:
    """Brings the database back to what it is now. A walk must find the same whenever it is taken."""
    file, kept = settings.instance / "canvass.sqlite3", tmp_path / "kept.sqlite3"
    _close(world)
    shutil.copy(file, kept)

    def bring_back() -> None:
        _close(world)
        shutil.copy(kept, file)

    return bring_back


def _close(world: World) -> None:
    """The last connection that is closed writes all of SQLite's log into its file."""
    with world.cast.app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_no_walk_from_answer_to_request_is_a_fault_of_the_servers(
    world: World, renew: Callable[[], None]
) -> None:
    """What one answer names is asked of the next route: schemathesis finds by itself what leads where."""
    credentials = CALLERS["administrator and keyholder"](world.cast)
    schema = schema_of(world).exclude(lambda context: _ends(context.operation))
    faults: list[str] = []
    asked: list[str] = []

    class Walk(schema.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            renew()

        def get_call_kwargs(self, case: schemathesis.Case) -> Credentials:
            return credentials

        def validate_response(
            self, response: schemathesis.Response, case: schemathesis.Case, **_options: Any
        ) -> None:
            asked.append(f"{case.method} {case.operation.path}")
            if response.status_code >= 500:
                faults.append(f"{case.method} {case.formatted_path}: {case.body!r} {case.query!r}")

    Walk.run(settings=hypothesis.settings(QUIET, max_examples=WALKS, stateful_step_count=STEPS))
    assert not faults, "\n".join(faults)
    assert len(set(asked)) > 15, "hardly anything was reached"
