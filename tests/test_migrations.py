"""Migrations: up from nothing, down to nothing, and what the models say is what they made."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from canvass.db import MIGRATIONS, db
from canvass.members import organisation_id
from canvass.setup import prepare_database
from tests.cast import Cast


def test_migrated_tables_are_those_of_the_models(app: Flask) -> None:
    with app.app_context():
        context = MigrationContext.configure(db.session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, db.metadatas[None]) == []


def test_down_and_up_again_leaves_a_working_database(app: Flask) -> None:
    with app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade(directory=str(MIGRATIONS))
        prepare_database()
        assert organisation_id()


def test_preparing_again_keeps_what_is_there(cast: Cast) -> None:
    with cast.app.app_context():
        before = organisation_id()
        prepare_database()
        assert organisation_id() == before
    assert cast.alma.get("/api/session").status_code == 200


def test_the_peoples_tables_lie_in_the_order_of_their_ids(app: Flask) -> None:
    """On SQLite a hidden rowid would keep the order of arrival."""
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return
        for table in ("contacts", "answers", "cases", "case_notes", "ladder", "ladder_notes"):
            made = db.session.scalar(
                text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}
            )
            assert "WITHOUT ROWID" in made
