"""A real server with failpoints: gunicorn with two workers, on a port of its own, that can be killed and started again."""

import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from canvass.config import Settings
from tests.faults import failpoints
from tests.faults.failpoints import FULL, HOLD, KILL
from tests.postgres import children_of
from tests.starting import begin, end

START_SECONDS = 40
WAIT_SECONDS = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class FaultyServer:
    """The processes that serve an organisation, and the folder that arms their failpoints."""

    settings: Settings
    process: ForkServerProcess | None = None
    failpoints: Path = field(init=False)

    def __post_init__(self) -> None:
        self.failpoints = self.settings.instance.with_name("failpoints")
        self.failpoints.mkdir(exist_ok=True)

    @property
    def port(self) -> int:
        return int(self.settings.bind.rpartition(":")[2])

    @property
    def log(self) -> Path:
        return self.settings.instance.with_suffix(".log")

    def start(self) -> None:
        """Start, and return when it answers."""
        environment = {**os.environ, **self.settings.as_environment(), "FAILPOINTS": str(self.failpoints)}
        self.process = begin((), environment, self.log, failpoints.main)
        wait_until(self._answers, START_SECONDS, lambda: f"the server did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        """As a power cut looks from outside: all its processes at once."""
        if self.process is not None:
            end(self.process, signal.SIGKILL, WAIT_SECONDS)
            self.process = None

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        return children_of(self.process.pid or 0) if self.process else []

    def kill_worker(self) -> None:
        """kill -9 to one of them, whatever it is doing."""
        with suppress(ProcessLookupError):
            os.kill(self.workers()[0], signal.SIGKILL)

    def arm(self, place: str, action: str = KILL) -> None:
        """The next push that comes by this place is killed there, or held until `release`."""
        draft = self.failpoints / "draft"
        draft.write_text(action)
        draft.rename(self.failpoints / place)

    def hold(self, place: str) -> None:
        self.arm(place, HOLD)

    def reached(self, place: str) -> bool:
        return (self.failpoints / f"{place}.reached").exists()

    def wait_for(self, place: str) -> None:
        """Return when a push has come by."""
        wait_until(lambda: self.reached(place), WAIT_SECONDS, lambda: f"no push came by {place}")

    def release(self, place: str) -> None:
        (self.failpoints / f"{place}.reached").unlink(missing_ok=True)

    def disarm(self) -> None:
        """Nothing more happens at any place."""
        for armed in self.failpoints.iterdir():
            armed.unlink(missing_ok=True)

    def fill_disk(self) -> None:
        """From now on SQLite's file may not grow by one page."""
        (self.failpoints / FULL).touch()

    def _answers(self) -> bool:
        if self.process is None or self.process.exitcode is not None:
            raise RuntimeError(f"the server ended:\n{self.log.read_text()}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 5) as probe:
            probe.sendall(b"GET /api/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return probe.recv(12).startswith(b"HTTP/1.1 401")
        return False


def wait_until(holds: Callable[[], bool], seconds: float, why: Callable[[], str]) -> None:
    """Poll until something holds; an error that says why not after that many seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise RuntimeError(why())
        time.sleep(0.01)
