"""What the process has read and done that the tests' servers are copies of: all of Canvass, and one application on a fresh
database, so that tables, routes and the front end's files are known. Nothing of that application is left but this."""

import gc
import tempfile
from pathlib import Path

import canvass.__main__  # noqa: F401 - the commands
from canvass.app import create_app
from canvass.config import Settings
from canvass.db import db
from canvass.setup import prepare_database, prepare_instance
from tests.applications import share_what_is_the_same


def prepare(instance: Path) -> None:
    """Once what each copy would begin with."""
    prepare_instance(instance)
    named = {
        "CANVASS_ORG_NAME": "CIMA",
        "CANVASS_HOTLINE": "+18285550100",
        "CANVASS_BASE_URL": "http://localhost",
    }
    where = {"CANVASS_TIME_ZONE": "America/New_York", "CANVASS_INSTANCE": str(instance)}
    app = create_app(Settings.from_environment(named | where))
    with app.app_context():
        prepare_database()
        db.engine.dispose()


share_what_is_the_same()
with tempfile.TemporaryDirectory() as folder:
    prepare(Path(folder) / "instance")
# A copy that looked through it for what can go would have to have a page of its own of each.
gc.collect()
gc.freeze()
