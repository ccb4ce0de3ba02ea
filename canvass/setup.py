"""Setting up: the instance folder, its secret, the database at its newest version, the organisation and its log."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import func, select

from canvass.config import make_secret
from canvass.db import MIGRATIONS, begin_writing, db, patient_engine
from canvass.log import found_log
from canvass.members import found_organisation

PRIVATE = 0o700
LOCK_FILE = "setup.lock"
LOCK_NUMBER = 0x63616E76617373
"""Any number that nobody else locks by in this database: "canvass" in ASCII."""


def prepare_instance(instance: Path) -> None:
    """Make the instance folder, which only its owner may enter, and its secret."""
    instance.mkdir(parents=True, exist_ok=True)
    instance.chmod(PRIVATE)
    make_secret(instance)


def prepare_database() -> None:
    """Bring the database to its newest version; found the organisation and its log where there is none. Repeatable.

    Of several servers that start at once, one does it; the others wait, and find it done.
    """
    with alone():
        upgrade(directory=str(MIGRATIONS))
        db.session.rollback()
        begin_writing(db.session)
        found_organisation()
        found_log()
        db.session.commit()


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other process prepares this database, and keep others from it meanwhile.

    PostgreSQL's servers may be on several machines: they meet at an advisory lock. SQLite's meet at a file.
    """
    if db.engine.dialect.name == "postgresql":
        with patient_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(select(func.pg_advisory_lock(LOCK_NUMBER)))
            yield
    else:
        with (Path(current_app.instance_path) / LOCK_FILE).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
