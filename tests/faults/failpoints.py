"""Runs as the server's processes: what `canvass serve` runs, with places at which a test may kill or hold a worker.

    FAILPOINTS=folder python -m tests.faults.failpoints

A file in the folder, named after a place, arms it: the first push that comes by takes the file and does what it says.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from canvass import people, serving, sync
from canvass.app import create_app
from canvass.config import Settings
from canvass.db import db

BEFORE_INSERT, BEFORE_COMMIT, AFTER_COMMIT = "before_insert", "before_commit", "after_commit"
KILL, HOLD, FULL = "kill", "hold", "full"
LONGEST_HOLD_SECONDS = 60
NO_LIMIT = 1_073_741_823

_here = threading.local()


def main() -> None:
    """Install the failpoints, then serve as `canvass serve` does."""
    settings = Settings.from_environment()
    install(Path(os.environ["FAILPOINTS"]))
    serving.serve(lambda: create_app(settings), settings, with_worker=False)


def install(folder: Path) -> None:
    """Put the places into the way of every push, of both streams: nothing else that the server does passes them."""
    sync.take_in = _watched(sync.take_in, folder)  # type: ignore[assignment]
    people.take_in = _watched(people.take_in, folder)  # type: ignore[assignment]

    @event.listens_for(Session, "before_commit")
    def before_commit(session: Session) -> None:
        if getattr(_here, "pushing", False):
            reach(folder, BEFORE_COMMIT)

    @event.listens_for(Session, "after_commit")
    def after_commit(session: Session) -> None:
        if getattr(_here, "pushing", False):
            _here.pushing = False
            reach(folder, AFTER_COMMIT)

    @event.listens_for(Session, "after_rollback")
    def after_rollback(session: Session) -> None:
        _here.pushing = False


def _watched(push: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    def watched(*args: Any, **kwargs: Any) -> Any:
        _here.pushing = True
        reach(folder, BEFORE_INSERT)
        if db.engine.dialect.name == "sqlite":
            # The least that SQLite allows is what the file holds already: there is no room for one page more.
            most = 1 if (folder / FULL).exists() else NO_LIMIT
            db.session.connection().exec_driver_sql(f"PRAGMA max_page_count = {most}")
        return push(*args, **kwargs)

    return watched


def reach(folder: Path, place: str) -> None:
    """Do what the place is armed with, once."""
    taken = folder / f"{place}.reached"
    try:
        (folder / place).rename(taken)
    except FileNotFoundError:
        return
    if taken.read_text() == KILL:
        os.kill(os.getpid(), signal.SIGKILL)
    deadline = time.monotonic() + LONGEST_HOLD_SECONDS
    while taken.exists() and time.monotonic() < deadline:
        time.sleep(0.005)


if __name__ == "__main__":
    main()
