"""`canvass demo`, served for browser tests: the richest town there is, with a link for each role."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from canvass.demo.command import demo_settings, host_of
from tests.browser.server import READY_SECONDS, Server, free_port
from tests.starting import told_by

STOP_SECONDS = 20


@dataclass
class Demo(Server):
    """The demo's town, its links and words as somebody sees them in a terminal."""

    said: str = ""

    def __post_init__(self) -> None:
        found = re.findall(r"http://(\w+)\.localhost:\d+(/enrol#\S+)", self.said)
        self.links = {role: f"{host_of(role, self.port)}{rest}" for role, rest in found}

    @property
    def words(self) -> str:
        """Celia's, which open the vaults."""
        shown = re.search(r"open the vaults .*:\n +(.*)", self.said)
        assert shown
        return shown[1].strip()

    def environment(self) -> dict[str, str]:
        return {**os.environ, **demo_settings(self.instance, self.port).as_environment()}

    def link(self, role: str) -> str:
        """The printed link; another one, made as `canvass invite` does, once that is used up."""
        return self.links.pop(role, None) or self._invite(role)

    def _invite(self, role: str) -> str:
        link = self.canvass("invite", "--role", role, "--alias", "Otra")["link"]
        return link.replace(self.url, host_of(role, self.port))


def make_demo(folder: Path) -> Demo:
    """The town without a server, to be copied."""
    instance, port = folder / "instance", free_port()
    words = ("demo", "--folder", str(instance), "--port", str(port), "--no-serve")
    return Demo(instance, port, said=told_by(words, os.environ))


@contextmanager
def serving_copy(made: Demo, folder: Path) -> Iterator[Demo]:
    """Serve a copy of this town from `folder`, and stop it again."""
    copy = Demo(folder / "instance", said=made.said)
    shutil.copytree(made.instance, copy.instance)
    copy.start()
    try:
        yield copy
    finally:
        copy.stop()


@contextmanager
def serving_demo(folder: Path) -> Iterator[Demo]:
    """As somebody does it who tries Canvass: one command makes the town in `folder` and serves it. Stop it again."""
    instance, port, log = folder / "instance", free_port(), folder / "said.txt"
    words = ("demo", "--folder", str(instance), "--port", str(port))
    with log.open("w") as said:
        process = subprocess.Popen([sys.executable, "-m", "canvass", *words], stdout=said, stderr=said)
    try:
        yield Demo(instance, port, said=_read(log, process))
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def _read(log: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + READY_SECONDS
    while "Booting worker" not in (said := log.read_text()):
        assert process.poll() is None, said
        assert time.monotonic() < deadline, said
        time.sleep(0.2)
    return said
