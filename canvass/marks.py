"""Do-not-knock marks as visits set them: a mark goes with the last visit that asked for it, a lead's own stays."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from canvass.db import db
from canvass.places import Door

Asked = Collection[tuple[UUID, UUID]]
"""Visits that asked not to be visited again, each after its door."""


def lock_doors(doors: Collection[UUID]) -> Sequence[Row[UUID, bool, UUID | None]]:
    """The doors with their marks, locked until the transaction ends: read what stands at them after this."""
    marks = select(Door.id, Door.do_not_knock, Door.do_not_knock_event_id).where(Door.id.in_(doors))
    return db.session.execute(marks.order_by(Door.id).with_for_update()).all()


def renew_marks(locked: Sequence[Row[UUID, bool, UUID | None]], new: Asked, standing: Asked) -> list[UUID]:
    """Mark and unmark these doors; those whose mark changed.

    `standing` are all visits that ask it of them now, `new` those that just began to. The mark names the least of
    those that set it. What a lead marked (no visit) stays; what a lead lifted is marked again only by a new visit.
    """
    changed = []
    for door_id, marked, by_visit in locked:
        here = {visit for door, visit in standing if door == door_id}
        fresh = {visit for door, visit in new if door == door_id} & here
        mark = _decide(marked, by_visit, here, fresh)
        if mark != (marked, by_visit):
            values: dict[str, Any] = {"do_not_knock": mark[0], "do_not_knock_event_id": mark[1]}
            values["do_not_knock_reason"] = None
            db.session.execute(update(Door).where(Door.id == door_id).values(values))
            changed.append(door_id)
    return changed


def told_mark(
    marked: bool, by_visit: UUID | None, *, decided: bool, asked: Collection[UUID], kept: bool
) -> tuple[bool, UUID | None]:
    """A door's mark as the log tells it: the one that stands, unless it cannot be.

    `asked` are the visits that stand and ask for no other, `kept` says that a forgotten one did. What a lead `decided`
    is in no log: neither it, nor which of the visits came after, can be worked out anew.
    """
    if (marked and by_visit in asked) or (by_visit is None and (marked or decided)):
        return marked, by_visit
    return (True, None) if kept else (bool(asked), min(asked, default=None))


def keep_marks(doors: Collection[UUID]) -> None:
    """Let the marks of these doors stand by themselves: the visits that asked for them are about to be forgotten.

    From then on only a lead lifts them.
    """
    if lock_doors(doors):
        marked = update(Door).where(Door.id.in_(doors), Door.do_not_knock).values(do_not_knock_event_id=None)
        db.session.execute(marked, execution_options={"synchronize_session": False})


def _decide(
    marked: bool, by_visit: UUID | None, here: set[UUID], fresh: set[UUID]
) -> tuple[bool, UUID | None]:
    """Whether a door is to be marked, and by which visit."""
    if not marked:
        return (True, min(fresh)) if fresh else (False, by_visit)
    if by_visit is None:
        return True, None
    cause = min(fresh | ({by_visit} & here), default=min(here, default=None))
    return cause is not None, cause
