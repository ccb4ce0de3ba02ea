"""Serving: the process for long jobs beside the web's ends with them, and not before."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from canvass.config import SECRET_FILE, Settings
from tests.test_worker import ROOT, environment

PATIENCE = 90


def workers_under(server: int) -> list[int]:
    """The processes for long jobs that this one started."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == server and (process / "cmdline").read_bytes().endswith(b"canvass\0worker\0"):
                found.append(int(process.name))
        except OSError:
            continue
    return found


def wait_for_worker(server: int, other_than: int = 0) -> int:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := [pid for pid in workers_under(server) if pid != other_than]:
            return found[0]
        time.sleep(0.1)
    raise AssertionError("no process for long jobs")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_jobs_process_that_was_killed_is_begun_again_and_ends_with_the_server(settings: Settings) -> None:
    (settings.instance / SECRET_FILE).write_text(settings.secret_key)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [sys.executable, "-m", "canvass", "serve"],
        cwd=ROOT,
        env={**environment(settings), "CANVASS_BIND": bind, "CANVASS_WORKERS": "1"},
        stderr=subprocess.DEVNULL,
    )
    try:
        first = wait_for_worker(server.pid)
        os.kill(first, signal.SIGKILL)
        second = wait_for_worker(server.pid, other_than=first)
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)
    finally:
        server.kill()

    assert second != first
    assert not Path(f"/proc/{second}").exists()
