"""Yesterday's backup: taken while the server runs, and put in the database's place later."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.field import Field
from tests.postgres import Cluster, copy_database, drop_database


def back_up(field: Field, name: str = "backup") -> Path:
    """Copy the database as it is now, whoever writes to it meanwhile."""
    copy = field.settings.instance.with_name(name)
    copy.unlink(missing_ok=True)
    if field.cluster is None:
        with closing(sqlite3.connect(_file(field))) as here, closing(sqlite3.connect(copy)) as there:
            here.backup(there)
    else:
        _run(field.cluster, "pg_dump", "-Fc", "-f", copy, "-d", _plain(field))
    return copy


def restore(field: Field, copy: Path) -> None:
    """Stop the server, put that copy in the database's place, and start it again."""
    field.server.stop()
    field.let_go()
    if field.cluster is None:
        for leftover in ("-wal", "-shm"):
            _file(field).with_name(_file(field).name + leftover).unlink(missing_ok=True)
        shutil.copy(copy, _file(field))
    else:
        name = urlsplit(_plain(field)).path.removeprefix("/")
        drop_database(field.cluster.address, name)
        copy_database(field.cluster.address, name)
        _run(field.cluster, "pg_restore", "-d", _plain(field), copy)
    field.server.start()


def _file(field: Field) -> Path:
    return field.settings.instance / "canvass.sqlite3"


def _plain(field: Field) -> str:
    return field.settings.database_url.replace("+psycopg", "")


def _run(cluster: Cluster, program: str, *arguments: str | Path) -> None:
    subprocess.run([cluster.binaries / program, *arguments], check=True, capture_output=True)
