"""Setting up: the instance folder, its secret, the database at its newest version, the organisation and its log."""

from pathlib import Path

from flask_migrate import upgrade

from canvass.config import make_secret
from canvass.db import MIGRATIONS, begin_writing, db
from canvass.log import found_log
from canvass.members import found_organisation

PRIVATE = 0o700


def prepare_instance(instance: Path) -> None:
    """Make the instance folder, which only its owner may enter, and its secret."""
    instance.mkdir(parents=True, exist_ok=True)
    instance.chmod(PRIVATE)
    make_secret(instance)


def prepare_database() -> None:
    """Bring the database to its newest version; found the organisation and its log where there is none. Repeatable."""
    upgrade(directory=str(MIGRATIONS))
    db.session.rollback()
    begin_writing(db.session)
    found_organisation()
    found_log()
    db.session.commit()
