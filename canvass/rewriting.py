"""Writing tables anew: the people's in the order of their random ids and in one transaction, so that nothing in the database's
files tells in which order their rows came; and what loses something, so that it is lost in the files, too.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from canvass.db import db, is_waiting_over, patient_engine
from canvass.dumps import keep_rows_still

PEOPLE = (
    "contacts",
    "answers",
    "slot_holds",
    "cases",
    "case_notes",
    "case_tasks",
    "case_bars",
    "likenesses",
    "meetings",
    "ladder",
    "ladder_notes",
    "ladder_tasks",
    "gatherings",
    "gathering_replies",
)
ORDERED = (*PEOPLE, "slots")
"""Slots are about nobody; but which of them was held when, their stamps would tell, and when its contact came in."""
LOSING = (
    "events",
    "visits",
    "door_states",
    "quarantine",
    "held_pushes",
    "audit",
    "invitations",
    "sessions",
    "returns",
    "devices",
    "members",
)
"""What is taken out of these PostgreSQL leaves in their files, until something else happens to be written there."""
PATIENCE_SECONDS = 60
TRIES = 10

MAY_DROP_LOG = text(
    "SELECT has_function_privilege('pg_switch_wal()', 'execute') AND "
    "EXISTS (SELECT FROM pg_roles WHERE rolname = 'pg_checkpoint' AND pg_has_role(oid, 'usage'))"
)


def rewrite() -> None:
    """Write anew what has to be. Who hands in meanwhile waits, or is told to come again."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        _rewrite_file(Path(db.engine.url.database or ""))
    else:
        _try(_rewrite_tables)
        with keep_rows_still(from_readers=True):
            for name in LOSING:
                _try(partial(_rewrite_whole, name))
        _drop_log()


def _try(write: Callable[[], None]) -> None:
    """Where somebody else is at the tables, a few times."""
    for _ in range(TRIES - 1):
        try:
            write()
        except DBAPIError as error:
            if not is_waiting_over(error):
                raise
        else:
            return
    write()


def _rewrite_tables() -> None:
    """PostgreSQL: an emptied table gets a new file; its rows come back in order, all with one transaction's stamp."""
    names = ", ".join(ORDERED)
    with keep_rows_still(from_readers=True) as connection, connection.begin():
        # Behind who waits for the tables everybody else waits: not for long.
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        connection.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
        for name in ORDERED:
            connection.execute(
                text(f"CREATE TEMPORARY TABLE rewritten_{name} ON COMMIT DROP AS SELECT * FROM {name}")  # noqa: S608 - ours
            )
        connection.execute(text(f"TRUNCATE {names}"))
        for name in ORDERED:
            connection.execute(
                text(f"INSERT INTO {name} SELECT * FROM rewritten_{name} ORDER BY 1, 2")  # noqa: S608 - names of ours
            )


def _rewrite_whole(name: str) -> None:
    """PostgreSQL: the table's live rows in a new file; the one before is deleted, with all that was taken out of it."""
    with patient_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as line:
        line.execute(text("SET lock_timeout = '5s'"))
        line.execute(text(f"VACUUM (FULL) {name}"))


def may_drop_log(connection: Connection) -> bool:
    """Whether PostgreSQL lets this role end a segment of its log of writes: its owner has to say so."""
    return bool(connection.scalar(MAY_DROP_LOG))


def _drop_log() -> None:
    """PostgreSQL's log of writes holds in which order all rows came: begin a new segment, so that the others are dropped."""
    with patient_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as line:
        if may_drop_log(line):
            line.execute(text("SELECT pg_switch_wal()"))
            line.execute(text("CHECKPOINT"))


def _rewrite_file(path: Path) -> None:
    """SQLite: VACUUM copies table by table in the order of their keys. What it overwrote goes out of the log as well."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=PATIENCE_SECONDS)) as live:
        live.execute("PRAGMA secure_delete = ON")
        live.execute("VACUUM")
        for _ in range(TRIES):
            # Who reads holds it up: for as long as one request.
            if not live.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                break
