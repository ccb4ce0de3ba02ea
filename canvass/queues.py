"""The queue of long work: Huey beside SQLite in the instance folder, or in PostgreSQL itself.

How far a running job is, and whether it was asked to stop, is kept here and not in the database's row: an import
holds SQLite's write lock while it writes, and people must see it and stop it all the same.
"""

import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from huey import PostgresHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from canvass.config import Settings
from canvass.db import db

NAME = "canvass"
FILE = "queue.sqlite3"
PRIVATE = 0o600
TELL_SECONDS = 0.5
TO_ENQUEUE = "canvass.jobs"

log = structlog.get_logger(__name__)

Enter = Callable[[], AbstractContextManager[Any]]
"""Opens the application's context, in which the database is known."""


class Stopped(Exception):
    """Somebody asked the job to stop."""


class Board:
    """Where a running job says how far it is, and reads whether it should stop."""

    def __init__(self, huey: Any, job_id: UUID) -> None:
        self.huey = huey
        self.far, self.stop, self.tried = f"far:{job_id}", f"stop:{job_id}", f"tried:{job_id}"
        self.told = 0.0

    def tell(self, done: int, total: int) -> None:
        """Note how far the work is, twice a second at most; raises `Stopped` where that was asked for."""
        now = time.monotonic()
        if now - self.told >= TELL_SECONDS:
            self.told = now
            self.check()
            self.note(done, total)

    def note(self, done: int, total: int) -> None:
        self.huey.put(self.far, (done, total, time.time()))

    def read(self) -> tuple[int, int, float]:
        """Done, of how much, and when that was noted (seconds since 1970); zeros before the first note."""
        done, total, at = self.huey.get(self.far, peek=True) or (0, 0, 0.0)
        return done, total, at

    def check(self) -> None:
        """Raise `Stopped` where that was asked for."""
        if self.is_stopping():
            raise Stopped

    def ask_to_stop(self) -> None:
        self.huey.put(self.stop, True)

    def is_stopping(self) -> bool:
        return bool(self.huey.get(self.stop, peek=True))

    def try_again(self) -> int:
        """Note that the job is begun: the how manyeth time that is."""
        tried = int(self.huey.get(self.tried, peek=True) or 0) + 1
        self.huey.put(self.tried, tried)
        return tried

    def clear(self) -> None:
        for key in (self.far, self.stop, self.tried):
            self.huey.delete(key)


class Queue:
    """The queue of one database. Nothing is opened before the first job.

    `carry_out` does the job of an id, `look_after` runs every minute, `look_at_clock` every ten; in the application's context.
    """

    def __init__(
        self,
        settings: Settings,
        enter: Enter,
        carry_out: Callable[[UUID], None],
        look_after: Callable[[], None],
        look_at_clock: Callable[[], object],
    ) -> None:
        self.settings = settings
        self._enter, self._carry_out, self._look_after = enter, carry_out, look_after
        self._look_at_clock = look_at_clock

    @property
    def huey(self) -> Any:
        return self._opened[0]

    def enqueue(self, job_id: UUID) -> None:
        """Have the job done soon."""
        self._opened[1](str(job_id))

    def board(self, job_id: UUID) -> Board:
        return Board(self.huey, job_id)

    def work(self) -> None:
        """Do jobs, one at a time, until SIGINT or SIGTERM."""
        self.huey.create_consumer(workers=1, max_delay=1.0).run()

    def work_off(self) -> None:
        """Do what waits now, here, and return."""
        while task := self.huey.dequeue():
            self.huey.execute(task)

    @cached_property
    def _opened(self) -> tuple[Any, Callable[[str], object]]:
        """Huey, and what puts a job into it."""
        huey = self._open()
        huey.periodic_task(crontab(), name="look_after")(self._looked_after)
        huey.periodic_task(crontab(minute="*/10"), name="look_at_clock")(self._looked_at_clock)
        return huey, huey.task(name="carry_out")(self._carried_out)

    def _open(self) -> Any:
        # Signed: who can write to the queue must not be able to have the worker unpickle what they please.
        serializer = SignedSerializer(self.settings.secret_key, "canvass/1 jobs")
        if self.settings.is_sqlite:
            return SqliteHuey(NAME, filename=self._private_file(), serializer=serializer, results=False)
        dsn = self.settings.database_url.replace("+psycopg", "", 1)
        return PostgresHuey(NAME, dsn=dsn, serializer=serializer, results=False, table_prefix="queue")

    def _carried_out(self, job_id: str) -> None:
        with self._enter():
            self._carry_out(UUID(job_id))

    def _looked_after(self) -> None:
        with self._enter():
            self._look_after()

    def _looked_at_clock(self) -> None:
        with self._enter():
            self._look_at_clock()

    def _private_file(self) -> str:
        path = self.settings.instance / FILE
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, PRIVATE))
        return str(path)


_queues: WeakKeyDictionary[Engine, Queue] = WeakKeyDictionary()


def set_queue(made: Queue) -> None:
    """Let the database at hand have this queue."""
    _queues[db.engine] = made


def queue() -> Queue:
    """The queue of the database at hand."""
    return _queues[db.engine]


def enqueue_at_commit(job_id: UUID) -> None:
    """Have the job done once this transaction is committed: before, no worker could see its row."""
    db.session.info.setdefault(TO_ENQUEUE, []).append(job_id)


@event.listens_for(Session, "after_commit")
def _enqueue(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for job_id in session.info.pop(TO_ENQUEUE, ()):
        try:
            queue().enqueue(job_id)
        except Exception as error:
            log.warning("job not enqueued yet", kind=type(error).__name__)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(TO_ENQUEUE, None)
