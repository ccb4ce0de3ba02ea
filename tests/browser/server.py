"""A real server for browser tests: `canvass init`, `canvass serve` with its worker, on a free port of this machine."""

import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.starting import begin, end, told_by

READY_SECONDS = 40
STOP_SECONDS = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """One organisation's server, with what it writes to its log; it can be stopped and started again."""

    instance: Path
    port: int = field(default_factory=free_port)
    processes: list[ForkServerProcess] = field(default_factory=list)
    database_url: str = ""
    workers: int = 1
    rate_factor: int = 1

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        return self.instance.with_suffix(".log")

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "CANVASS_INSTANCE": str(self.instance),
            "CANVASS_ORG_NAME": "CIMA",
            "CANVASS_HOTLINE": "+1 828 555 0100",
            "CANVASS_TIME_ZONE": "America/New_York",
            "CANVASS_BASE_URL": self.url,
            "CANVASS_BIND": f"127.0.0.1:{self.port}",
            "CANVASS_WORKERS": str(self.workers),
            "CANVASS_RATE_FACTOR": str(self.rate_factor),
            "DATABASE_URL": self.database_url,
        }

    def canvass(self, *arguments: str) -> dict[str, str]:
        """Run a command; what its last line of JSON says."""
        told = told_by((*arguments, "--json"), self.environment())
        answer: dict[str, str] = json.loads(told.splitlines()[-1])
        return answer

    def start(self) -> None:
        """Start, and wait until it answers. Long jobs have a process beside it, as they may have in production."""
        for words in (("serve", "--no-worker"), ("worker",)):
            self.processes.append(begin(words, self.environment(), self.log))
        deadline = time.monotonic() + READY_SECONDS
        while not self._answers():
            if self.processes[0].exitcode is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it with all its processes, as a power cut would look from outside."""
        while self.processes:
            end(self.processes.pop(), signal.SIGTERM, STOP_SECONDS)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/openapi.json", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
