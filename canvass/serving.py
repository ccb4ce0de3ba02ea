"""Serving in production: gunicorn with worker processes, and beside it the process that does the long jobs."""

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from canvass.config import Settings

THREADS = 4
SWITCH_SECONDS = 0.0005
"""A thread that holds a lock in the database comes back from each statement to the interpreter's lock: while others compute,
the usual 5 ms there, many times over, would be what everybody waits for."""
TIMEOUT_SECONDS = 60
STOP_SECONDS = 10


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, told what to do by `Settings` and by nothing else: no files, no arguments, no access log."""

    def __init__(self, make_app: Callable[[], Flask], options: dict[str, Any]) -> None:
        self.make_app = make_app
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        sys.setswitchinterval(SWITCH_SECONDS)
        app = self.make_app()
        # What was made by now stays: no request shall pay for a collector that looks through all of it again.
        gc.collect()
        gc.freeze()
        return app


def serve(make_app: Callable[[], Flask], settings: Settings, *, with_worker: bool) -> None:
    """Serve until told to stop. The worker's process ends with the server."""
    worker = start_worker(settings) if with_worker else None
    try:
        Server(make_app, options_for(settings)).run()
    finally:
        if worker:
            stop(worker)


def start_worker(settings: Settings) -> subprocess.Popen[bytes]:
    """`canvass worker` with these settings, wherever they came from."""
    environment = {**os.environ, **settings.as_environment()}
    return subprocess.Popen([sys.executable, "-m", "canvass", "worker"], env=environment)


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


def stop(worker: subprocess.Popen[bytes]) -> None:
    """Ask the worker to finish; end it if it does not."""
    worker.send_signal(signal.SIGTERM)
    try:
        worker.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()
