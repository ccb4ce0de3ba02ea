"""A turf's digest: what a phone's rows must add up to. Kept in memory, and brought up to date by what changed since.

Doors fall into 256 groups by the end of their id, and the digest is that of the groups' digests: where little has changed
in a large turf, little has to be worked out anew.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, bindparam, select

from canvass.db import db, table_of
from canvass.turfs import TurfDoor

MOST_KEPT = 64
"""Turfs that a process keeps: some hundred bytes for each of their doors."""
GROUP_DIGITS = 2

Changed = tuple[str, int, bool]
"""A door, its row's revision, and whether it was removed."""

_rows = table_of(TurfDoor).c
_CHANGED = select(_rows.door_id, _rows.revision, _rows.removed).where(
    _rows.turf_id == bindparam("turf"), _rows.revision > bindparam("since")
)


@dataclass(frozen=True)
class Group:
    """A group's rows as lines `door:revision`, each text in order: those of `live` rows, and of removed ones (`gone`).

    Texts and no tables: what changes is found in them at once, and all the others stay where they are.
    `told` is what the turf's digest is made of: nothing, where every row was removed, as if they had never been.
    """

    live: str = ""
    gone: str = ""
    told: str = ""

    def moved(self, name: str, news: Iterable[Changed]) -> "Group":
        """The group with these rows, each door once, as far as they are newer than its own."""
        live, gone = self.live, self.gone
        came: list[str] = []
        went: list[str] = []
        for door, revision, removed in news:
            was = _found(live, door) or _found(gone, door)
            if was and int(was[len(door) + 1 :]) >= revision:
                continue
            line = f"{door}:{revision}\n"
            if was and not removed and was in live:
                live = live.replace(was, line)
            else:
                live, gone = live.replace(was, ""), gone.replace(was, "")
                (went if removed else came).append(line)
        live, gone = _with(live, came), _with(gone, went)
        return Group(live, gone, f"{name}:{_sha256(live)}\n" if live else "")


def _found(lines: str, door: str) -> str:
    """The door's line; nothing if it has none."""
    start = lines.find(door)
    return lines[start : lines.index("\n", start) + 1] if start >= 0 else ""


def _with(lines: str, more: list[str]) -> str:
    return "".join(sorted(lines.splitlines(keepends=True) + more)) if more else lines


NO_ROWS = Group()


@dataclass(frozen=True)
class Stand:
    """A turf's rows at some moment, by group, in order. Never changed, so that several threads may look at it."""

    groups: Mapping[str, Group] = field(default_factory=dict)
    through: int = -1

    @property
    def digest(self) -> str:
        return _sha256("".join([group.told for group in self.groups.values()]))

    def moved(self, changed: Iterable[Changed]) -> "Stand":
        """The stand with these rows, as far as they are newer than its own."""
        news: dict[str, list[Changed]] = defaultdict(list)
        through = self.through
        for row in changed:
            news[row[0][-GROUP_DIGITS:]].append(row)
            through = max(through, row[1])
        groups = {**self.groups}
        for name, rows in news.items():
            groups[name] = groups.get(name, NO_ROWS).moved(name, rows)
        return Stand(groups if len(groups) == len(self.groups) else dict(sorted(groups.items())), through)


@dataclass(frozen=True)
class Kept:
    """A stand that holds all of a log's changes up to a number at least."""

    log_id: UUID
    number: int
    stand: Stand


_kept: WeakKeyDictionary[Engine, dict[UUID, Kept]] = WeakKeyDictionary()


def digest_of(revisions: Iterable[tuple[object, int]]) -> str:
    """The digest of rows that are not removed, each a door and its revision.

    SHA-256, in hex, over a line `group:digest` for each group of doors that share the last two digits of their id, in
    order. A group's digest is SHA-256, in hex, over the lines `door:revision` of its rows, in order.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for door, revision in revisions:
        groups[str(door)[-GROUP_DIGITS:]].append(f"{door}:{revision}\n")
    return _sha256("".join(f"{name}:{_sha256(''.join(sorted(groups[name])))}\n" for name in sorted(groups)))


def turf_digest(
    turf_id: UUID, log_id: UUID, since: int, through: int, changed: Iterable[Changed]
) -> str | None:
    """The digest of the turf's rows as of `through`; None where somebody has changed some since that was read.

    `changed` is all that changed in the turf after `since` and up to `through`, both numbers of the log's. What this
    process remembers saves reading the rest: numbers appear in the order of commits and are never given twice in one
    log, so that rows up to one number and the changes after it are all of them.
    """
    everything = _kept.setdefault(db.engine, {})
    kept = everything.pop(turf_id, None)
    if kept is None or kept.log_id != log_id or kept.number < since:
        kept = Kept(log_id, through, Stand().moved(_read(turf_id)))
    else:
        kept = Kept(log_id, max(kept.number, through), kept.stand.moved(changed))
    everything[turf_id] = kept
    for other in list(everything)[:-MOST_KEPT]:
        everything.pop(other, None)
    return kept.stand.digest if kept.stand.through <= through else None


def _read(turf_id: UUID) -> list[Changed]:
    rows = db.session.execute(_CHANGED, {"turf": turf_id, "since": -1}).all()
    return [(str(door), revision, removed) for door, revision, removed in rows]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
