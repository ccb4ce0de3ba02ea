"""What was erased: its ids and nothing else, here and in a list beside the backups, so that nothing brings it back.

A redelivery of a listed id is answered as a duplicate and stores nothing; who restores a backup erases again what the
list names.
"""

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass.bulk import among
from canvass.db import Base, db, insert_into, table_of

LIST = "forgotten.txt"
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


class Forgotten(Base):
    """An id of the door's or the people's stream that was erased. Which of them it was, nothing says."""

    __tablename__ = "forgotten"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[UUID] = mapped_column(primary_key=True)


_forgotten = table_of(Forgotten).c
_AMONG = select(_forgotten.id).where(among(_forgotten.id, "ids"))

_folders: WeakKeyDictionary[Engine, Path] = WeakKeyDictionary()


def keep_lists_in(folder: Path) -> None:
    """Let the database at hand keep its lists in this folder, beside its backups."""
    _folders[db.engine] = folder


def list_beside_backups(name: str) -> Path:
    """Where the database at hand keeps its list of this name."""
    return _folders[db.engine] / name


def forgotten_among(ids: Collection[UUID]) -> set[UUID]:
    """Those of these ids that were erased."""
    found: set[UUID] = set()
    for some in in_portions(ids):
        found.update(db.session.scalars(_AMONG, {"ids": some}))
    return found


def anything_forgotten() -> bool:
    """Whether anything was ever erased."""
    return db.session.scalar(select(Forgotten.id).limit(1)) is not None


def remember(ids: Collection[UUID], *, listed: bool = False) -> None:
    """Note that these ids were erased, in the caller's transaction; `listed` if they come from the list itself.

    The list comes first: an erasure that is committed is on it. One whose transaction fails stays on it too, which
    does no harm: somebody wanted it.
    """
    new = sorted(set(ids) - forgotten_among(ids))
    if not new:
        return
    if not listed:
        write_list(list_beside_backups(LIST), new)
    db.session.execute(insert_into(Forgotten).on_conflict_do_nothing(), [{"id": each} for each in new])


def bring_list_up_to_date(folder: Path) -> None:
    """Add to the database's list, and to one in another folder, what only the database knows."""
    known = set(db.session.scalars(select(Forgotten.id)))
    for path in {list_beside_backups(LIST), folder / LIST}:
        write_list(path, known - read_list(path))


def read_list(path: Path) -> set[UUID]:
    """The ids on a list; none where there is no such file. A line that a crash cut off was never committed."""
    return {found for line in read_lines(path) if (found := read_id_line(line))}


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a list, without what surrounds them; none where there is no such file."""
    if path.exists():
        with path.open(encoding="ascii", errors="replace") as file:
            yield from (line.strip() for line in file)


def read_id_line(line: str) -> UUID | None:
    """The id that a line is; None for a line that was cut off."""
    try:
        return UUID(line)
    except ValueError:
        return None


def write_list(path: Path, ids: Iterable[UUID]) -> None:
    """Append ids to a list and wait until they are on the disk."""
    append_lines(path, (str(each) for each in sorted(ids)))


def append_lines(path: Path, lines: Iterable[str]) -> None:
    """Append lines to a list and wait until they are on the disk. Only its owner can read it."""
    text = "".join(f"{each}\n" for each in lines)
    if not text:
        return
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        # After a line that was cut off, a line feed: it must not swallow the next one.
        file.write(f"\n{text}".encode() if file.seek(0, os.SEEK_END) else text.encode())
        os.fsync(file.fileno())
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the folder's names are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def in_portions(ids: Collection[UUID], most: int = 500) -> Iterator[list[UUID]]:
    """The ids in sorted portions that a statement can hold as parameters."""
    ordered = sorted(set(ids))
    return (ordered[start : start + most] for start in range(0, len(ordered), most))
