"""Dumps: a whole database as one file, and back. SQLite as a database without free pages, PostgreSQL as pg_dump's own.

Where there is an offline key the file is encrypted to it. PostgreSQL's never is in clear on a disk. SQLite reads and writes
files only: what it needs lies for that long beside the database, which is in clear there anyway.
"""

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, func, inspect, select, text

from canvass import backup_keys
from canvass.backup_keys import BackupUnreadable
from canvass.db import db, patient_engine
from canvass.erasures import PRIVATE_FILE, sync_folder
from canvass.errors import N_, Conflict, Invalid
from canvass.postgres_programs import ToolFailed, run, run_from, run_into

SQLITE_START, POSTGRES_START = b"SQLite format 3\x00", b"PGDMP"
STILL = 0x63616E766D6F7665
"""Any number that nobody else locks by in this database."""
ENDINGS = {"sqlite": ".sqlite3", "postgresql": ".dump"}
# The queue of long jobs is no part of what people told; on SQLite it is a file of its own.
WITHOUT = "--exclude-table=queue_*"
SCRATCH = ".copying-"


class BackupOfAnother(Invalid):
    code = "backup_of_another"
    message = N_("La copia es de otra clase de base de datos. No se cambió nada.")


class DatabaseInUse(Conflict):
    code = "database_in_use"
    message = N_(
        "Alguien más está usando la base de datos. Detenga todo lo que la usa y vuelva a intentarlo."
    )


@dataclass(frozen=True)
class Dump:
    """A file to read a dump from. `keys` open it where it is encrypted."""

    path: Path
    keys: Sequence[Any] = field(default=(), repr=False)


def dump(path: Path, look: Callable[[Connection], None], recipients: Sequence[Any] = ()) -> None:
    """Write the database at hand, as of one moment, into an empty file, and let `look` see just what the file holds."""
    if db.engine.dialect.name == "sqlite":
        if not recipients:
            _dump_file(path, look)
            return
        with _scratch() as clear:
            _dump_file(clear, look)
            encrypt_file(clear, path, recipients)
        return
    with (
        keep_rows_still() as connection,
        connection.execution_options(isolation_level="REPEATABLE READ").begin(),
    ):
        snapshot = connection.scalar(select(func.pg_export_snapshot()))
        look(connection)
        asked = ("--format=custom", f"--snapshot={snapshot}", "--no-owner", "--no-acl", WITHOUT)
        if not recipients:
            run("pg_dump", *asked, f"--file={path}")
            return
        with path.open("wb") as file:
            run_into(lambda clear: backup_keys.encrypt(clear, file, recipients), "pg_dump", *asked)


def _dump_file(path: Path, look: Callable[[Connection], None]) -> None:
    with closing(sqlite3.connect(_live_file(), isolation_level=None, timeout=60)) as live:
        live.execute("VACUUM INTO ?", (str(path),))
    with reading(path) as connection:
        look(connection)


def encrypt_file(source: Path, target: Path, recipients: Sequence[Any]) -> None:
    """Write a file's bytes into another, encrypted."""
    with source.open("rb") as clear, target.open("wb") as file:
        backup_keys.encrypt(clear, file, recipients)


@contextmanager
def _scratch() -> Iterator[Path]:
    """An empty file beside SQLite's, gone at the end; and gone with it what a process that was killed left there."""
    folder = _live_file().parent
    for left in folder.glob(f"{SCRATCH}*"):
        # One that is in use, or that somebody else has just deleted, is no business of ours.
        with suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink(missing_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=SCRATCH, dir=folder)
    with open(descriptor, "rb") as mine:  # noqa: PTH123 - it is open already
        try:
            fcntl.flock(mine, fcntl.LOCK_EX)
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)


@contextmanager
def in_clear(dump: Dump) -> Iterator[Dump]:
    """The dump as this database's programs can read it: SQLite's decrypted into a file, all of it or nothing."""
    if not backup_keys.is_encrypted(dump.path) or db.engine.dialect.name != "sqlite":
        yield dump
        return
    with _scratch() as clear:
        with clear.open("wb") as file:
            backup_keys.decrypt(dump.path, dump.keys, file.write)
        yield Dump(clear)


@contextmanager
def keep_rows_still(*, from_readers: bool = False) -> Iterator[Connection]:
    """A connection to PostgreSQL while nobody writes tables anew; or for who does, while no dump reads them.

    To a reader whose moment lies before it, a table that is written anew looks empty.
    """
    how = "" if from_readers else "_shared"
    with patient_engine().connect() as connection:
        with connection.begin():
            connection.execute(text(f"SELECT pg_advisory_lock{how}({STILL})"))
        try:
            yield connection
        finally:
            # Also after what failed; the connection is closed next, which lets go as well.
            connection.rollback()


def check(dump: Dump) -> None:
    """Read the file from its beginning to its end: `BackupUnreadable` where a part of it is missing or changed."""
    start = _start_of(dump)
    kind = "sqlite" if start == SQLITE_START else "postgresql" if start.startswith(POSTGRES_START) else None
    if kind is None:
        raise BackupUnreadable
    if kind != db.engine.dialect.name:
        raise BackupOfAnother
    if kind == "postgresql":
        _check_dump(dump)
        return
    try:
        with closing(
            sqlite3.connect(f"{dump.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as file:
            sound = file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError as error:
        raise BackupUnreadable from error
    if not sound:
        raise BackupUnreadable


def _start_of(dump: Dump) -> bytes:
    if backup_keys.is_encrypted(dump.path):
        return backup_keys.first_bytes(dump.path, dump.keys, len(SQLITE_START))
    with dump.path.open("rb") as file:
        return file.read(len(SQLITE_START))


def _check_dump(dump: Dump) -> None:
    try:
        _pg_restore(dump, f"--file={os.devnull}")
    except ToolFailed as error:
        raise BackupUnreadable from error


def version_in(dump: Dump) -> str | None:
    """The version of the tables in a dump; None where it has none, and so is none of ours."""
    if db.engine.dialect.name == "sqlite":
        with reading(dump.path) as connection:
            return version_of(connection)
    said = _pg_restore(dump, "--data-only", "--table=alembic_version", "--file=-")
    lines = iter(said.splitlines())
    return next((next(lines) for line in lines if line.startswith("COPY ")), None)


def _pg_restore(dump: Dump, *arguments: str) -> str:
    if not backup_keys.is_encrypted(dump.path):
        return run("pg_restore", *arguments, "--", str(dump.path))

    def give(pipe: IO[bytes]) -> None:
        reads = True

        def write(some: bytes) -> None:
            nonlocal reads
            # To the end, also where pg_restore has read enough: only the last piece says that the file is whole.
            with suppress(BrokenPipeError):
                if reads:
                    reads = False
                    pipe.write(some)
                    reads = True

        backup_keys.decrypt(dump.path, dump.keys, write)

    return run_from(give, "pg_restore", *arguments)


def version_of(connection: Connection) -> str | None:
    """The version of the tables of a database; None where it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def put_back(dump: Dump) -> None:
    """Let the database at hand be what the dump holds, and nothing else. Nobody else may use it meanwhile."""
    if db.engine.dialect.name == "sqlite":
        _replace_file(dump.path)
        return
    with patient_engine().begin() as connection:
        tables = inspect(connection).get_table_names()
        quote = connection.dialect.identifier_preparer.quote
        for table in tables:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {quote(table)} CASCADE")
    name = db.engine.url.database
    _pg_restore(dump, "--no-owner", "--no-acl", "--single-transaction", f"--dbname={name}")


def check_unused() -> None:
    """Raise `DatabaseInUse` if anybody else is connected to PostgreSQL's database; who uses a file is not known."""
    db.session.rollback()
    db.engine.dispose()
    if db.engine.dialect.name != "postgresql":
        return
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with patient_engine().connect() as connection:
        if connection.scalar(others):
            raise DatabaseInUse


def _replace_file(path: Path) -> None:
    live = _live_file()
    staged = live.with_name(f"{live.name}.restoring")
    make_private(staged)
    shutil.copyfile(path, staged)
    sync_file(staged)
    # Its log goes first: left beside another database, it would be written into that one.
    for ending in ("-wal", "-shm"):
        live.with_name(live.name + ending).unlink(missing_ok=True)
    staged.replace(live)
    sync_folder(live.parent)


def keep_as_it_is(path: Path, recipients: Sequence[Any] = ()) -> Path:
    """Copy SQLite's files byte for byte, which are too damaged to be read; how the first one is named then."""
    copies = []
    for ending in ("", "-wal"):
        source = _live_file().with_name(_live_file().name + ending)
        target = path.with_name(path.name + ending + (backup_keys.ENDING if recipients else ""))
        copies.append(target)
        if source.exists():
            make_private(target)
            if recipients:
                encrypt_file(source, target, recipients)
            else:
                shutil.copyfile(source, target)
    return copies[0]


def make_private(path: Path) -> None:
    """Make an empty file that only its owner can read; never where a link leads, which somebody else may have laid."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, PRIVATE_FILE)
    try:
        os.fchmod(descriptor, PRIVATE_FILE)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Wait until the file is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """A connection that reads a dump of SQLite's."""
    url = URL.create(
        "sqlite", database=f"{path.resolve().as_uri()}", query={"mode": "ro", "immutable": "1", "uri": "true"}
    )
    engine: Engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    with engine.connect() as connection:
        yield connection


def _live_file() -> Path:
    return Path(db.engine.url.database or "")
