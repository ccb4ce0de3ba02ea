"""A real server for browser tests: `canvass init`, `canvass serve` with its worker, on a free port of this machine."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

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
    process: subprocess.Popen[bytes] | None = None
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
        command = [sys.executable, "-m", "canvass", *arguments, "--json"]
        done = subprocess.run(command, env=self.environment(), check=True, capture_output=True, text=True)
        answer: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
        return answer

    def start(self) -> None:
        """Start, and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "canvass", "serve"],
                env=self.environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it with all its processes, as a power cut would look from outside."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(STOP_SECONDS)
        self.process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/openapi.json", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
