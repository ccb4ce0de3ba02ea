"""Floods on a real server: what one device may ask is one count for all workers, however its requests are spread."""

import http.client
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from canvass.api import rates
from canvass.app import create_app
from canvass.config import Settings
from canvass.db import db
from tests.browser.server import Server
from tests.cast import Person, join

ROOM = 40
"""Seconds that a slow machine may take, each of which lets one more in."""
NOTHING = b'{"client": "canvass 0.1.0", "events": []}'


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "instance", workers=3)
    made.canvass("init")
    yield made
    made.stop()


def push(server: Server, person: Person) -> int:
    """Over a connection of its own, so that any worker may take it."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Authorization": f"Bearer {person.push_token}", "Content-Type": "application/json"}
    connection.request("POST", "/api/sync/push", NOTHING, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_one_device_floods_three_workers_and_another_is_served(server: Server) -> None:
    app = create_app(Settings.from_environment(server.environment()))
    alma, beto = join(app, "Alma", "volunteer"), join(app, "Beto", "lead")
    with app.app_context():
        db.engine.dispose()
    server.start()
    with ThreadPoolExecutor(8) as crowd:
        statuses = list(crowd.map(lambda _: push(server, alma), range(2 * rates.HAND_IN.burst)))
    served = statuses.count(200)
    assert set(statuses) == {200, 429}
    assert rates.HAND_IN.burst <= served < rates.HAND_IN.burst + ROOM
    assert push(server, beto) == 200
