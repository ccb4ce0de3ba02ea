"""The backups that lie in their folder: which are older than they may be."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from canvass.erasures import sync_folder

NAME = re.compile(r"^canvass-(\d{8}T\d{12})Z(?:-[a-z-]+)?\.(?:sqlite3|dump)(?:-wal)?$")
TIME = "%Y%m%dT%H%M%S%f"


def older_than(folder: Path, before: datetime) -> list[Path]:
    """The backups in the folder that were written before that time, by the time in their names; nothing else in there."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in found if (at := _written(path)) and at < before]


def newest(folder: Path) -> datetime | None:
    """When the newest backup in the folder was written; None where there is none."""
    found = folder.iterdir() if folder.is_dir() else ()
    return max(filter(None, map(_written, found)), default=None)


def remove(paths: Iterable[Path]) -> None:
    """Delete these backups; one that is gone already is no fault."""
    for path in paths:
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def _written(path: Path) -> datetime | None:
    named = NAME.match(path.name)
    return datetime.strptime(named[1], TIME).replace(tzinfo=UTC) if named else None
