"""Serving in production: gunicorn with worker processes, and beside it the process that does the long jobs."""

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from canvass.config import Settings
from canvass.limits import METER, Meter

THREADS = 4
SWITCH_SECONDS = 0.0005
"""A thread that holds a lock in the database comes back from each statement to the interpreter's lock: while others compute,
the usual 5 ms there, many times over, would be what everybody waits for."""
TIMEOUT_SECONDS = 60
STOP_SECONDS = 10
RESTART_SECONDS = 5
"""At the least, from one start of the process for long jobs to the next."""


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, told what to do by `Settings` and by nothing else: no files, no arguments, no access log."""

    def __init__(
        self,
        make_app: Callable[[], Flask],
        options: dict[str, Any],
        meter: Meter,
        jobs: "JobsProcess | None" = None,
    ) -> None:
        self.make_app = make_app
        self.meter = meter
        self.options = options
        self.jobs = jobs
        super().__init__()

    def run(self) -> None:
        Keeper(self).run()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        sys.setswitchinterval(SWITCH_SECONDS)
        app = self.make_app()
        app.extensions[METER] = self.meter
        # What was made by now stays: no request shall pay for a collector that looks through all of it again.
        gc.collect()
        gc.freeze()
        return app


class Keeper(Arbiter):  # type: ignore[misc]
    """gunicorn's, that looks every second whether its workers live: also after the process that does the long jobs."""

    def manage_workers(self) -> None:
        super().manage_workers()
        if self.app.jobs:
            self.app.jobs.keep()


class JobsProcess:
    """`canvass worker` with these settings, wherever they came from, begun again where it died: of a job that took all
    memory, say. Nobody else would notice, and no job would ever be done again."""

    def __init__(self, settings: Settings) -> None:
        self.environment = {**os.environ, **settings.as_environment()}
        self._begin()

    def _begin(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "canvass", "worker"], env=self.environment)
        self.begun = time.monotonic()

    def keep(self) -> None:
        """Begin it again if it ended."""
        if self.process.poll() is not None and time.monotonic() - self.begun > RESTART_SECONDS:
            self._begin()

    def stop(self) -> None:
        """Ask it to finish; end it if it does not."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()


def serve(make_app: Callable[[], Flask], settings: Settings, *, with_worker: bool) -> None:
    """Serve until told to stop. The process for long jobs ends with the server."""
    jobs = JobsProcess(settings) if with_worker else None
    try:
        # Made before the workers are: a limit is one for all of them.
        Server(make_app, options_for(settings), Meter(settings.rate_factor), jobs).run()
    finally:
        if jobs:
            jobs.stop()


def options_for(settings: Settings) -> dict[str, Any]:
    """gunicorn's options. Requests are logged nowhere: who asked when would betray a shift."""
    return {
        "bind": settings.bind,
        "workers": settings.workers,
        "threads": THREADS,
        "worker_class": "gthread",
        "timeout": TIMEOUT_SECONDS,
        "graceful_timeout": STOP_SECONDS,
        "accesslog": None,
        "forwarded_allow_ips": "*" if settings.trusted_proxies else "",
        "proc_name": "canvass",
        "control_socket_disable": True,
    }
