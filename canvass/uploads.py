"""Uploaded lists, and the rows that could not be used: files of the instance folder that only its owner may read.

They hold addresses, so none outlives its use: a list goes after its import, all that is left after a week.
"""

import csv
import io
import os
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, BinaryIO
from uuid import UUID

from canvass.errors import N_, NotFound
from canvass.geo.lists.rows import REASONS, BadRow
from canvass.geo.sources import Preview, preview

FOLDER = "uploads"
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
PART = 1 << 18
KEPT_SECONDS = 7 * 24 * 3600
HEADER = (N_("fila"), N_("columna"), N_("motivo"), N_("valor"))
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Say = Callable[[str], str]


def list_file(instance: Path, import_id: UUID) -> Path:
    """Where the list of this import lies, if it was uploaded."""
    return instance / FOLDER / f"{import_id}.list"


def rejected_file(instance: Path, import_id: UUID) -> Path:
    """Where the rows of this import that could not be used lie, if there were any."""
    return instance / FOLDER / f"{import_id}.rejected"


def keep_list(instance: Path, import_id: UUID, stream: IO[bytes]) -> Preview:
    """Store an uploaded list and say what it looks like; `SourceError`, and nothing stored, for a file that is none."""
    path = list_file(instance, import_id)
    arriving = path.with_suffix(".part")
    try:
        with open_private(arriving) as file:
            while part := stream.read(PART):
                file.write(part)
        found = preview(arriving)
    except BaseException:
        arriving.unlink(missing_ok=True)
        raise
    arriving.replace(path)
    return found


def find_list(instance: Path, import_id: UUID) -> Path:
    """The list's path; `NotFound` before it was uploaded and after it was imported."""
    path = list_file(instance, import_id)
    if not path.exists():
        raise NotFound
    return path


def open_private(path: Path) -> BinaryIO:
    """A new file, or an old one emptied, that only its owner can read."""
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    os.fchmod(descriptor, PRIVATE_FILE)
    return os.fdopen(descriptor, "wb")


def write_rejected(path: Path, rows: Iterable[BadRow], say: Say = str) -> None:
    """Write rows that could not be used as CSV, their reasons as `say` words them."""
    with open_private(path) as raw, io.TextIOWrapper(raw, "utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(map(say, HEADER))
        table.writerows(
            (row.row, tame(row.column), say(reason_of(row.reason)), tame(row.value)) for row in rows
        )


def read_rejected(instance: Path, import_id: UUID, say: Say) -> str:
    """The rows of an import that could not be used, as CSV in the reader's language; `NotFound` without such a file."""
    path = rejected_file(instance, import_id)
    if not path.exists():
        raise NotFound
    words = io.StringIO()
    table = csv.writer(words)
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        table.writerow(say(name) for name in next(rows))
        table.writerows((row, column, say(reason), value) for row, column, reason, value in rows)
    return words.getvalue()


def reason_of(code: str, reasons: Mapping[str, str] = REASONS) -> str:
    """The msgid of a reason's code."""
    return reasons.get(code, code)


def tame(value: str) -> str:
    """The value such that no spreadsheet takes it for a formula."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) and not is_number(value) else value


def is_number(value: str) -> bool:
    """Whether it reads as a number, as most coordinates in this part of the world do with their minus sign."""
    try:
        float(value)
    except ValueError:
        return False
    return True


def forget_list(instance: Path, import_id: UUID) -> None:
    """Delete an uploaded list."""
    list_file(instance, import_id).unlink(missing_ok=True)


def forget_old_files(instance: Path, now: float | None = None) -> None:
    """Delete what was left for a week, whatever it is."""
    folder = instance / FOLDER
    before = (time.time() if now is None else now) - KEPT_SECONDS
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
