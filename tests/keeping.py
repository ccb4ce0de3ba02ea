"""The commands that keep what was told, run on the test's database; and how much is there."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from canvass.cli import canvass
from canvass.config import SECRET_FILE, Settings
from canvass.db import db
from canvass.keeping import COMMANDS
from tests.cast import Cast

Run = Callable[..., Result]
BACKUP, RESTORE, REBUILD = "backup", "restore", "rebuild"


def commands_of(settings: Settings, app: Flask) -> Run:
    """`run(*words)`: a command of the command line on this database, with JSON at its end."""
    (settings.instance / SECRET_FILE).write_text(settings.secret_key)
    for each in COMMANDS:
        canvass.add_command(each)
    return partial(_run, settings, app)


def _run(settings: Settings, app: Flask, *words: Any) -> Result:
    runner = CliRunner(env=settings.as_environment())
    return runner.invoke(canvass, [*map(str, words), "--json"], obj=lambda _: app)


def told(result: Result) -> dict[str, Any]:
    """The command's last line, where it succeeded."""
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


def count(cast: Cast, model: Any) -> int:
    """How many rows there are."""
    with cast.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0
