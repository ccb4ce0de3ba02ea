"""What Consulta's cases and people on the ladder have in common beside their follow-up: sealed notes, and tasks with days."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true

from canvass import followups
from canvass.bulk import list_by_id
from canvass.db import db
from canvass.errors import N_, Invalid, NotFound
from canvass.followups import Due, FollowUp, SealedTask

Shown = Callable[[UUID, Any], ColumnElement[bool]]


def to_everybody(member_id: UUID, record_id: Any) -> ColumnElement[bool]:
    """Whoever holds the vault sees all of its records."""
    return true()


@dataclass(frozen=True)
class Track:
    """A track's vault, and the kind that its records are sealed as (notes are `.note` of it, tasks `.task`); its tables: a
    `FollowUp`, a `SealedNote`, a `SealedTask`; and which of its records somebody may see. Others are as if they did not exist.
    """

    vault: str
    kind: str
    record: Any
    note: Any
    task: Any
    shown: Shown = to_everybody


def find(track: Track, record_id: UUID, by: UUID) -> Any:
    """A record that `by` may see; `NotFound`."""
    return _one(track.record, track.record.id == record_id, track.shown(by, track.record.id))


def list_records(track: Track, by: UUID, after: Due | None, limit: int, **given: Any) -> Sequence[Any]:
    """Records that `by` may see, by their next day, those without one last."""
    return followups.list_due(track.record, after, limit, track.shown(by, track.record.id), **given)


def add_note(track: Track, record: FollowUp, note_id: UUID, *, key_id: str, sealed: bytes) -> Any:
    """Add a note; the same once more is the note that is there."""
    note = track.note(id=note_id, of_id=record.id, key_id=key_id, sealed=sealed)
    return followups.part_of(record, followups.store(note, track.vault))


def list_notes(track: Track, by: UUID, after: UUID | None, limit: int) -> Sequence[Any]:
    """Notes of all records that `by` may see, in the order of their random ids."""
    return list_by_id(track.note, after, limit, track.shown(by, track.note.of_id))


def change(
    track: Track, record: Any, rev: int, changes: dict[str, Any], by: UUID, note: dict[str, Any] | None
) -> Any:
    """Change what is given; the note that says why comes with it, or neither does. As `followups.change`.

    The same note once more is the same request, whose answer was lost: it answers what is there now.
    """
    if is_noted(track, record, note):
        return record
    followups.change(record, track.vault, rev, changes, by)
    if note is not None:
        add_note(track, record, note["id"], key_id=note["key_id"], sealed=note["sealed"])
    return record


def is_noted(track: Track, record: FollowUp, note: dict[str, Any] | None) -> bool:
    """Whether just this note is there already."""
    there = None if note is None else db.session.get(track.note, note["id"])
    return (
        note is not None and there is not None and there.of_id == record.id and there.sealed == note["sealed"]
    )


def offer(
    track: Track, record: FollowUp, rev: int, *, to: UUID, by: UUID, note: dict[str, Any] | None = None
) -> FollowUp:
    """Offer a record to somebody who may see it, with what its person agreed to as a note. As `followups.offer`."""
    _check_shown(track, record.id, to)
    followups.offer(record, track.vault, rev, to=to, by=by)
    if note is not None:
        add_note(track, record, note["id"], key_id=note["key_id"], sealed=note["sealed"])
    return record


def return_record(track: Track, record: FollowUp, rev: int, by: UUID, note: dict[str, Any]) -> FollowUp:
    """Return a record that is offered to `by`, with the reason as a note. `NotOffered`, `Stale`."""
    followups.give_back(record, rev, by)
    add_note(track, record, note["id"], key_id=note["key_id"], sealed=note["sealed"])
    return record


def add_task(
    track: Track,
    record: FollowUp,
    task_id: UUID,
    *,
    key_id: str,
    sealed: bytes,
    to: UUID | None,
    next_on: date | None,
    by: UUID,
) -> Any:
    """Add a task and offer it to somebody who may see its record; the same once more is the task that is there."""
    _check_shown(track, record.id, to)
    task = track.task(
        id=task_id, of_id=record.id, state="open", next_on=next_on, rev=1, key_id=key_id, sealed=sealed
    )
    return followups.part_of(record, followups.begin(task, track.vault, to=to, by=by))


def find_task(track: Track, task_id: UUID, by: UUID) -> Any:
    """A task of a record that `by` may see; `NotFound`."""
    return _one(track.task, track.task.id == task_id, track.shown(by, track.task.of_id))


def list_tasks(track: Track, by: UUID, after: Due | None, limit: int, **given: Any) -> Sequence[Any]:
    """Tasks of the records that `by` may see, by their day, those without one last."""
    return followups.list_due(track.task, after, limit, track.shown(by, track.task.of_id), **given)


def offer_task(track: Track, task: SealedTask, rev: int, *, to: UUID, by: UUID) -> SealedTask:
    """Offer a task to somebody who may see its record. As `followups.offer`."""
    _check_shown(track, task.of_id, to)
    return followups.offer(task, track.vault, rev, to=to, by=by)


def hand_on_tasks(track: Track, record: FollowUp, from_id: UUID, to: UUID) -> None:
    """What one who sees the record no more had still to do for it, or was asked to, is offered to another."""
    task = track.task
    theirs = or_(task.assignee_id == from_id, task.offered_to_id == from_id)
    left = select(task).where(task.of_id == record.id, task.state == "open", theirs).order_by(task.id)
    for one in db.session.scalars(left.with_for_update().execution_options(populate_existing=True)):
        if one.assignee_id == from_id:
            one.assignee_id = None
        followups.hand(one, to, from_id)
        one.rev += 1
    db.session.flush()


def return_task(track: Track, task: SealedTask, rev: int, by: UUID, note: dict[str, Any]) -> SealedTask:
    """Return a task that is offered to `by`, with the reason as a note on its record. `NotOffered`, `Stale`."""
    followups.give_back(task, rev, by)
    of = db.session.get_one(track.record, task.of_id)
    add_note(track, of, note["id"], key_id=note["key_id"], sealed=note["sealed"])
    return task


def forget(track: Track, ids: Collection[UUID]) -> None:
    """Erase records for good, with their notes and tasks."""
    followups.forget(track.record, ids, track.note, track.task)


def _check_shown(track: Track, record_id: UUID, to: UUID | None) -> None:
    """Raise `Invalid` for somebody who would never see that they are asked."""
    there = select(track.record.id).where(track.record.id == record_id)
    if to is not None and db.session.scalar(there.where(track.shown(to, track.record.id))) is None:
        raise Invalid(errors=[(["to"], N_("Esta persona dejó el caso en otras manos y ya no lo ve."), {})])


def _one(model: Any, *conditions: ColumnElement[bool]) -> Any:
    found = db.session.scalar(select(model).where(*conditions))
    if found is None:
        raise NotFound
    return found
