"""`canvass demo`, served for browser tests: the richest town there is, with a link for each role."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.server import READY_SECONDS, free_port

STOP_SECONDS = 20
ORGANISATION = {
    "CANVASS_ORG_NAME": "CIMA",
    "CANVASS_HOTLINE": "+18285550100",
    "CANVASS_TIME_ZONE": "America/New_York",
    "DATABASE_URL": "",
}


@dataclass
class Demo:
    """`canvass demo`, as somebody sees it in a terminal."""

    links: dict[str, str]
    words: str
    instance: Path

    def link(self, role: str) -> str:
        """The printed link; another one, made as `canvass invite` does, once that is used up."""
        return self.links.pop(role, None) or self._invite(role)

    def _invite(self, role: str) -> str:
        port = re.search(r":(\d+)", next(iter(self.links.values())))
        assert port
        base = f"http://{role}.localhost:{port[1]}"
        environment = {
            **os.environ,
            "CANVASS_INSTANCE": str(self.instance),
            "CANVASS_BASE_URL": base,
            **ORGANISATION,
        }
        command = [sys.executable, "-m", "canvass", "invite", "--role", role, "--alias", "Otra", "--json"]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        return str(json.loads(done.stdout.splitlines()[-1])["link"])


@contextmanager
def serving_demo(folder: Path) -> Iterator[Demo]:
    """Make the demo in `folder`, serve it, and stop it again."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "canvass",
        "demo",
        "--folder",
        str(folder / "instance"),
        "--port",
        str(port),
    ]
    log = folder / "said.txt"
    with log.open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        yield _read_demo(log, process, folder / "instance")
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def _read_demo(log: Path, process: subprocess.Popen[bytes], instance: Path) -> Demo:
    deadline = time.monotonic() + READY_SECONDS
    while "Booting worker" not in (said := log.read_text()):
        assert process.poll() is None, said
        assert time.monotonic() < deadline, said
        time.sleep(0.2)
    links = {
        name: f"http://{name}.{rest}"
        for name, rest in re.findall(r"http://(\w+)\.(localhost:\d+/enrol#\S+)", said)
    }
    words = re.search(r"open the vaults .*:\n +(.*)", said)
    assert words
    return Demo(links, words[1].strip(), instance)
