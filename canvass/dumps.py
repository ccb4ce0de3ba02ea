"""Dumps: a whole database as one file, and back. SQLite as a database without free pages, PostgreSQL as pg_dump's own."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from psycopg.pq import Conninfo
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, func, inspect, select, text

from canvass.db import db, patient_engine
from canvass.erasures import PRIVATE_FILE, sync_folder
from canvass.errors import N_, Conflict, DomainError, Invalid

SQLITE_START, POSTGRES_START = b"SQLite format 3\x00", b"PGDMP"
STILL = 0x63616E766D6F7665
"""Any number that nobody else locks by in this database."""
ENDINGS = {"sqlite": ".sqlite3", "postgresql": ".dump"}
# The queue of long jobs is no part of what people told; on SQLite it is a file of its own.
WITHOUT = "--exclude-table=queue_*"


class ToolMissing(DomainError):
    code = "tool_missing"
    message = N_(
        "Falta el programa %(program)s. Instale el paquete postgresql-client, de la versión del servidor o más nueva."
    )


class ToolFailed(DomainError):
    code = "tool_failed"
    message = N_("%(program)s no pudo: %(said)s")


class BackupUnreadable(Invalid):
    code = "backup_unreadable"
    message = N_("El archivo no es una copia de Canvass, o está dañado. No se cambió nada.")


class BackupOfAnother(Invalid):
    code = "backup_of_another"
    message = N_("La copia es de otra clase de base de datos. No se cambió nada.")


class DatabaseInUse(Conflict):
    code = "database_in_use"
    message = N_(
        "Alguien más está usando la base de datos. Detenga todo lo que la usa y vuelva a intentarlo."
    )


def dump(path: Path, look: Callable[[Connection], None]) -> None:
    """Write the database at hand, as of one moment, into an empty file, and let `look` see just what the file holds."""
    if db.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(_live_file(), isolation_level=None, timeout=60)) as live:
            live.execute("VACUUM INTO ?", (str(path),))
        with reading(path) as connection:
            look(connection)
        return
    with (
        keep_rows_still() as connection,
        connection.execution_options(isolation_level="REPEATABLE READ").begin(),
    ):
        snapshot = connection.scalar(select(func.pg_export_snapshot()))
        look(connection)
        _run(
            "pg_dump",
            "--format=custom",
            f"--snapshot={snapshot}",
            "--no-owner",
            "--no-acl",
            WITHOUT,
            f"--file={path}",
        )


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


def check(path: Path) -> None:
    """Read the file from its beginning to its end: `BackupUnreadable` where a part of it is missing or changed."""
    with path.open("rb") as file:
        start = file.read(len(SQLITE_START))
    kind = "sqlite" if start == SQLITE_START else "postgresql" if start.startswith(POSTGRES_START) else None
    if kind is None:
        raise BackupUnreadable
    if kind != db.engine.dialect.name:
        raise BackupOfAnother
    if kind == "postgresql":
        _check_dump(path)
        return
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
            sound = file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError as error:
        raise BackupUnreadable from error
    if not sound:
        raise BackupUnreadable


def _check_dump(path: Path) -> None:
    try:
        _run("pg_restore", f"--file={os.devnull}", "--", str(path))
    except ToolFailed as error:
        raise BackupUnreadable from error


def version_in(path: Path) -> str | None:
    """The version of the tables in a dump; None where it has none, and so is none of ours."""
    if db.engine.dialect.name == "sqlite":
        with reading(path) as connection:
            return version_of(connection)
    said = _run("pg_restore", "--data-only", "--table=alembic_version", "--file=-", "--", str(path))
    lines = iter(said.splitlines())
    return next((next(lines) for line in lines if line.startswith("COPY ")), None)


def version_of(connection: Connection) -> str | None:
    """The version of the tables of a database; None where it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def put_back(path: Path) -> None:
    """Let the database at hand be what the dump holds, and nothing else. Nobody else may use it meanwhile."""
    if db.engine.dialect.name == "sqlite":
        _replace_file(path)
        return
    with patient_engine().begin() as connection:
        tables = inspect(connection).get_table_names()
        quote = connection.dialect.identifier_preparer.quote
        for table in tables:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {quote(table)} CASCADE")
    name = db.engine.url.database
    _run("pg_restore", "--no-owner", "--no-acl", "--single-transaction", f"--dbname={name}", "--", str(path))


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


def keep_as_it_is(path: Path) -> None:
    """Copy SQLite's files byte for byte: they are too damaged to be read."""
    for ending in ("", "-wal"):
        source = _live_file().with_name(_live_file().name + ending)
        if source.exists():
            target = path.with_name(path.name + ending)
            make_private(target)
            shutil.copyfile(source, target)


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


def _run(program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs on the database at hand; what it wrote. Its password stands in no argument."""
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, and no shell
        [find_program(program), *arguments],
        env={**os.environ, **_connection_environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["?"])[0][:200]
        raise ToolFailed(program=program, said=said)
    return done.stdout


def find_program(name: str) -> str:
    """One of PostgreSQL's programs: on the PATH, or else Debian's newest. `ToolMissing` names its package."""
    on_path = shutil.which(name)
    if on_path:
        return on_path
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise ToolMissing(program=name)
    return str(found[-1])


def _connection_environment() -> dict[str, str]:
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    options = Conninfo.parse(address.encode()) if db.engine.dialect.name == "postgresql" else []
    return {option.envvar.decode(): option.val.decode() for option in options if option.envvar and option.val}
