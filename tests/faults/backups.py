"""Yesterday's backup: taken while the server runs, and put in the database's place later, as the commands do it."""

from pathlib import Path

from canvass import backups
from tests.faults.field import Field


def back_up(field: Field) -> Path:
    """What `canvass backup` does, whoever writes meanwhile."""
    with field.app.app_context():
        return backups.back_up(field.settings, field.settings.backup_folder).path


def restore(field: Field, copy: Path) -> None:
    """What `canvass restore` does while the server is stopped; then it starts again."""
    field.server.stop()
    field.let_go()
    with field.app.app_context():
        backups.restore(field.settings, copy)
    field.let_go()
    field.server.start()
