"""The backups that lie in their folder: which are older than they may be."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from canvass.erasures import sync_folder

NAME = re.compile(r"^canvass-(\d{8}T\d{12})Z(?:-[a-z-]+)?\.(?:sqlite3|dump)(?:-wal)?(\.age)?(\.part)?$")
TIME = "%Y%m%dT%H%M%S%f"


def older_than(folder: Path, before: datetime) -> list[Path]:
    """The backups in the folder that were written before that time, by the time in their names; nothing else in there.

    One of which only a part was written counts as well: who was killed left it.
    """
    return [path for path, named in _named(folder) if _time(named) < before]


def newest(folder: Path) -> datetime | None:
    """When the newest backup in the folder was written; None where there is none."""
    return max((_time(named) for _, named in _named(folder) if not named[3]), default=None)


def count(folder: Path) -> int:
    """How many backups lie in the folder."""
    return len(_named(folder))


def in_clear(folder: Path) -> list[Path]:
    """The backups in the folder that whoever takes them can read."""
    return [path for path, named in _named(folder) if not named[2]]


def remove(paths: Iterable[Path]) -> None:
    """Delete these backups; one that is gone already is no fault."""
    for path in paths:
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def _named(folder: Path) -> list[tuple[Path, re.Match[str]]]:
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [(path, named) for path in found if (named := NAME.match(path.name))]


def _time(named: re.Match[str]) -> datetime:
    return datetime.strptime(named[1], TIME).replace(tzinfo=UTC)
