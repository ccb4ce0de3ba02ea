"""Uploaded lists, and the rows that could not be used: files of the instance folder that only its owner may read.

They hold addresses, so none outlives its use: a list goes after its import, all that is left after a week. Together they
take no more of the disk than the operator allows, and never the last of it: the database lies there.
"""

import csv
import errno
import io
import os
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from shutil import disk_usage
from typing import IO, BinaryIO
from uuid import UUID

from canvass.errors import N_, Conflict, Invalid, NotFound, Unavailable
from canvass.geo.lists.rows import REASONS, BadRow
from canvass.geo.sources import Preview, preview

FOLDER = "uploads"
LIST, REJECTED = ".list", ".rejected"
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
PART, ROWS = 1 << 18, 1000
KEPT_SECONDS = 7 * 24 * 3600
ARRIVING = ".part"
ARRIVING_SECONDS = 3600
"""What has not grown for so long does not arrive any more."""
MEGABYTE = 1 << 20
SPARE = 256 * MEGABYTE
"""Of the disk, for all else that is written there."""
FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
HEADER = (N_("fila"), N_("columna"), N_("motivo"), N_("valor"))
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Say = Callable[[str], str]


class UploadsFull(Conflict):
    code = "uploads_full"
    message = N_(
        "Las listas que se subieron y que nadie ha importado todavía ya ocupan %(used)s MB de los %(most)s MB que hay "
        "para ellas. Importe o borre las que esperan, y vuelva a subir la suya."
    )


class ListTooLarge(Invalid):
    code = "list_too_large"
    message = N_(
        "Esta lista es más grande que los %(most)s MB que hay aquí para listas. Divídala en partes, por ejemplo por "
        "condado, o pida más espacio a quien administra el servidor."
    )


class DiskFull(Unavailable):
    code = "disk_full"
    message = N_(
        "El disco del servidor está casi lleno y la lista no cabe. No se cambió nada. Avise a quien lo administra."
    )


def list_file(instance: Path, import_id: UUID) -> Path:
    """Where the list of this import lies, if it was uploaded."""
    return instance / FOLDER / f"{import_id}{LIST}"


def rejected_file(instance: Path, import_id: UUID) -> Path:
    """Where the rows of this import that could not be used lie, if there were any."""
    return instance / FOLDER / f"{import_id}{REJECTED}"


def keep_list(
    instance: Path, import_id: UUID, stream: IO[bytes], most: int, check: Callable[[], None] = lambda: None
) -> Preview:
    """Store an uploaded list and say what it looks like, if all that lies here takes `most` bytes at most.

    Nothing is stored of a file that is none (`SourceError`), of one that finds no room (`UploadsFull`, `ListTooLarge`,
    `DiskFull`), and where `check` objects, once all of it is here, to its taking the place of the one before.
    """
    with _arriving(list_file(instance, import_id), iter(lambda: stream.read(PART), b""), most) as arriving:
        found = preview(arriving)
        check()
    return found


def keep_rejected(instance: Path, import_id: UUID, rows: Sequence[BadRow], most: int) -> None:
    """Store the rows of an import that could not be used, if there are any; where they find no room, nothing, as of a list."""
    path = rejected_file(instance, import_id)
    if not rows:
        path.unlink(missing_ok=True)
        return
    with _arriving(path, rejected_lines(rows), most):
        pass


@contextmanager
def _arriving(path: Path, parts: Iterable[bytes], most: int) -> Iterator[Path]:
    """A file made of these parts, that takes its place when all is well with it."""
    # Of its own, should two be sent under one id.
    arriving = path.with_suffix(f".{secrets.token_hex(8)}{ARRIVING}")
    try:
        with telling_of_a_full_disk():
            with open_private(arriving) as file:
                for part in parts:
                    check_room(path.parent, file.tell() + len(part), len(part), most)
                    file.write(part)
            yield arriving
        arriving.replace(path)
    except BaseException:
        arriving.unlink(missing_ok=True)
        raise


def check_room(folder: Path, whole: int, more: int, most: int) -> None:
    """Raise if the folder has no room for `more` bytes of a list of which that makes `whole` bytes."""
    used = sum(size for _, _, size in _files(folder))
    if whole > most:
        raise ListTooLarge(most=most // MEGABYTE)
    if used + more > most:
        raise UploadsFull(used=round((used + more - whole) / MEGABYTE), most=most // MEGABYTE)
    if disk_usage(folder).free < more + SPARE:
        raise DiskFull


@contextmanager
def telling_of_a_full_disk() -> Iterator[None]:
    """`DiskFull` where there is no room left for what is written within."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull from error
        raise


def _files(folder: Path) -> list[tuple[Path, float, int]]:
    """The folder's files, when each was written last, and its bytes; somebody may be taking them away."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        found.append((path, stat.st_mtime, stat.st_size))
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
    with open_private(path) as file:
        file.writelines(rejected_lines(rows, say))


def rejected_lines(rows: Iterable[BadRow], say: Say = str) -> Iterator[bytes]:
    """The same, a thousand rows or so at a time."""
    lines = chain(
        [tuple(map(say, HEADER))],
        ((row.row, tame(row.column), say(reason_of(row.reason)), tame(row.value)) for row in rows),
    )
    while part := list(islice(lines, ROWS)):
        words = io.StringIO()
        csv.writer(words).writerows(part)
        yield words.getvalue().encode()


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


def forget_waiting(instance: Path, besides: Collection[UUID]) -> int:
    """Delete the lists that wait for somebody to import them, with what was told of them when they were tried; not those that
    are being imported. How many."""
    kept = {list_file(instance, import_id) for import_id in besides}
    waiting = [path for path, _, _ in _files(instance / FOLDER) if path.suffix == LIST and path not in kept]
    for path in waiting:
        path.unlink(missing_ok=True)
        path.with_suffix(REJECTED).unlink(missing_ok=True)
    return len(waiting)


def forget_old_files(instance: Path, now: float | None = None) -> None:
    """Delete what was left for a week, whatever it is, and what stopped arriving."""
    now = time.time() if now is None else now
    for path, written, _ in _files(instance / FOLDER):
        if written < now - (ARRIVING_SECONDS if path.suffix == ARRIVING else KEPT_SECONDS):
            path.unlink(missing_ok=True)
