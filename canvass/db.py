"""The database: one `db`, named constraints, UTC and geometry columns, SQLite's pragmas, writers that begin IMMEDIATE."""

import select
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import SQLITE_BUSY
from typing import Any, cast
from uuid import UUID

import psycopg
import shapely
from flask_sqlalchemy import SQLAlchemy
from shapely.geometry.base import BaseGeometry
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    LargeBinary,
    MetaData,
    NullPool,
    Table,
    TypeDecorator,
    Uuid,
    create_engine,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, registry

PACKAGE = Path(__file__).parent
# A wheel carries them inside the package; a checkout has them beside it.
MIGRATIONS = next(path for path in (PACKAGE / "migrations", PACKAGE.parent / "migrations") if path.is_dir())

PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "busy_timeout": "5000",
    "foreign_keys": "ON",
    "secure_delete": "ON",
}
# What `busy_timeout` is to SQLite: nobody waits, holds a lock or keeps a worker's thread for ever.
LIMITS = {
    "lock_timeout": "10s",
    "statement_timeout": "1min",
    "idle_in_transaction_session_timeout": "5min",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. A naive one is refused: nobody could say when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite forgets the zone; what lies there was written as UTC.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Geometry(TypeDecorator[BaseGeometry]):
    """A shapely geometry in WGS84 longitude and latitude, kept as WKB: no spatial database is needed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: BaseGeometry | None, dialect: Dialect) -> bytes | None:
        return None if value is None else shapely.to_wkb(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> BaseGeometry | None:
        return None if value is None else shapely.from_wkb(value)


class Base(DeclarativeBase):
    """Every table's base; names of constraints are fixed, so that migrations can find them on either database."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime, UUID: Uuid(as_uuid=True), bytes: LargeBinary},
    )


db = SQLAlchemy(model_class=Base)


def table_of(model: type[Base]) -> Table:
    """A class's table: statements about it give rows, and cost less than those that could give objects."""
    return cast(Table, model.__table__)


def insert_into(model: type[Base]) -> Any:
    """An INSERT in the dialect of the database in use: both know `on_conflict_do_nothing` and `on_conflict_do_update`."""
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    return dialect.insert(model)


def begin_reading(session: Session | Any) -> None:
    """Start the session's transaction as a reader's.

    On PostgreSQL every statement of it is by itself, as READ COMMITTED has it anyway; BEGIN and COMMIT would be two ways
    to the server more.
    """
    if db.engine.dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})


def begin_reading_one_moment(session: Session | Any) -> None:
    """Start the session's transaction as a reader's to which the database does not change meanwhile."""
    # On SQLite every reader's is one.
    if db.engine.dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def begin_writing(session: Session | Any) -> None:
    """Start the session's transaction as a writer's.

    SQLite takes its write lock at once: a deferred BEGIN that writes later fails under load with SQLITE_BUSY, however
    long its time-out.
    """
    session.connection(execution_options={"canvass_writer": True})


def begin_writing_now(session: Session | Any) -> None:
    """End a reader's transaction and begin a writer's: what takes time and needs no lock is done, what was read may be
    old by now.
    """
    session.expunge_all()
    session.rollback()
    begin_writing(session)


def begins_writing(session: Session | Any) -> bool:
    """The same where nobody else writes for long; else the session begins anew as a reader's, and that is false."""
    session.rollback()
    try:
        begin_writing(session)
    except OperationalError:
        session.rollback()
        begin_reading(session)
        return False
    return True


def begin_writing_patiently(session: Session | Any, times: int = 24) -> None:
    """The same for what has all the time in the world: SQLite's lock goes to nobody in turn, phones may be many, and
    an import holds it for as long as it writes."""
    session.expunge_all()
    session.rollback()
    for _ in range(times - 1):
        try:
            begin_writing(session)
        except OperationalError:
            session.rollback()
        else:
            return
    begin_writing(session)


def is_waiting_over(error: DBAPIError) -> bool:
    """Whether somebody else held for too long what this needed: an import that writes, say."""
    held = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == SQLITE_BUSY
    return held or isinstance(error.orig, psycopg.errors.LockNotAvailable)


def prepare_engine(engine: Engine) -> None:
    """Tell each new connection its pragmas (SQLite) or its limits (PostgreSQL), and SQLite's how to begin."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        event.listen(engine, "connect", _set_limits)
        event.listen(engine, "checkout", _check_alive)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, record: object) -> None:
        # SQLAlchemy, not sqlite3, is to say BEGIN.
        connection.isolation_level = None
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writer = connection.get_execution_options().get("canvass_writer", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def _set_limits(connection: Any, record: object) -> None:
    for name, value in LIMITS.items():
        connection.execute(f"SET SESSION {name} = '{value}'")
    # A rollback would take them back.
    connection.commit()


def _check_alive(connection: Any, record: object, proxy: object) -> None:
    """Notice a connection that the server has closed, before it is used; the pool then opens another.

    Asking the server would cost every request a way there and back. One that is closed has its end to be read.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        try:
            connection.execute("SELECT 1")
            connection.rollback()
        except psycopg.Error as error:
            raise DisconnectionError from error


def patient_engine() -> Engine:
    """An engine of its own for the database at hand, whose connections take what time they need: for migrations."""
    engine = create_engine(db.engine.url, poolclass=NullPool, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    return engine
