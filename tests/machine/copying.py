"""Keeps a database as it was before the first step, and puts it back before each history."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from canvass.config import Settings
from tests.postgres import copy_database, drop_database


@contextmanager
def copier(
    request: pytest.FixtureRequest, settings: Settings, folder: Path
) -> Iterator[Callable[[bool], None]]:
    """`copy(True)` keeps the database, `copy(False)` puts it back. Nobody may be connected."""
    if settings.is_sqlite:
        live, kept = settings.instance / "canvass.sqlite3", folder / "start.sqlite3"
        yield lambda keep: _copy_file(live, kept) if keep else _copy_file(kept, live)
        return
    server: str = request.getfixturevalue("postgres_server")
    name = str(make_url(settings.database_url).database)
    kept_name = f"{name}_start"

    def copy(keep: bool) -> None:
        source, target = (name, kept_name) if keep else (kept_name, name)
        drop_database(server, target)
        copy_database(server, target, source)

    yield copy
    drop_database(server, kept_name)


def _copy_file(source: Path, target: Path) -> None:
    for path in (source, target):
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.copyfile(source, target)
