"""Endings: whose access ended, in a list beside the backups, so that none of them gives it back where the server is lost.

A line is an id: of a device that was revoked, a member who takes part no longer, a link that was used or withdrawn. Which of
them it is, nothing says. One with a plus sign before it says that a member is back; the last word on an id counts.
"""

import logging
from collections.abc import Collection, Iterable
from pathlib import Path
from uuid import UUID

from canvass.erasures import append_lines, list_beside_backups, read_id_line, read_lines

LIST = "ended.txt"
BACK = "+"


def note(ids: Collection[UUID]) -> None:
    """Note that access ended, in the caller's transaction: what is committed is on the list. So is what then fails to
    commit: somebody wanted that access to end, and a restore ends it.

    A list that cannot be written keeps nobody in: `canvass backup` adds what it lacks.
    """
    _append(str(each) for each in sorted(ids))


def note_back(member_id: UUID) -> None:
    """Note that a member takes part again."""
    if member_id in read(list_beside_backups(LIST)):
        _append([BACK + str(member_id)])


def _append(lines: Iterable[str]) -> None:
    try:
        append_lines(list_beside_backups(LIST), lines)
    except OSError:
        logging.getLogger(__name__).warning(
            "the list beside the backups cannot be written: run `canvass backup`"
        )


def read(path: Path) -> set[UUID]:
    """The ids on a list whose last word is that their access ended; none where there is no such file."""
    ended: set[UUID] = set()
    for line in read_lines(path):
        found = read_id_line(line.removeprefix(BACK))
        if found is not None:
            (ended.discard if line.startswith(BACK) else ended.add)(found)
    return ended


def listed(folder: Path) -> set[UUID]:
    """The ids whose access ended, by this database's list and by the one in another folder, if either says so."""
    return read(list_beside_backups(LIST)) | read(folder / LIST)


def bring_list_up_to_date(folder: Path, ended: Collection[UUID], back: Collection[UUID]) -> None:
    """Let both lists, this one and one in another folder, hold whose access ended: these, what this one knows, not those."""
    known = (set(ended) | read(list_beside_backups(LIST))) - set(back)
    for path in {list_beside_backups(LIST), folder / LIST}:
        on_it = read(path)
        lines = [str(each) for each in sorted(known - on_it)]
        append_lines(path, lines + [BACK + str(each) for each in sorted(on_it & set(back))])
