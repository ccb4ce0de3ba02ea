"""Alembic's environment: the same migrations on SQLite (rebuilding tables where it must) and PostgreSQL."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from canvass.db import patient_engine

database = current_app.extensions["migrate"].db


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=database.metadatas[None],
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database: they look at what is there.")

with patient_engine().connect().execution_options(canvass_writer=True) as connection:
    run(connection)
