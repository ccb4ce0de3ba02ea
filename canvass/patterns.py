"""Patterns: what keyholders of Consulta found to be the same across cases, and the meetings that they called for it.

Which landlord or employer it is, and who is invited, stands inside the seals: patterns are looked for in the browser.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from canvass import followups
from canvass.bulk import list_by_id
from canvass.consulta import VAULT
from canvass.db import Base, db
from canvass.errors import NotFound
from canvass.followups import FollowUp, SealedNote

MEETING_STATES = ("planned", "held", "dropped")


class Likeness(SealedNote, Base):
    """Somebody said that two spellings are the same, or are not; a later one about the same two counts."""

    __tablename__ = "likenesses"
    __table_args__ = ({"sqlite_with_rowid": False},)


class Meeting(FollowUp, Base):
    """A meeting of people with the same problem: its day, its state and who calls it are in clear."""

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint(f"state IN {MEETING_STATES!r}", name="state"),
        Index("ix_meetings_next_on", "next_on"),
        {"sqlite_with_rowid": False},
    )

    state: Mapped[str] = mapped_column(String(10), default="planned")


def list_likenesses(after: UUID | None, limit: int) -> Sequence[Likeness]:
    """What was said to be the same, by id."""
    return list_by_id(Likeness, after, limit)


def add_likeness(likeness_id: UUID, *, key_id: str, sealed: bytes) -> Likeness:
    """Say that two spellings are the same, or not; the same once more is what is there."""
    return followups.store(Likeness(id=likeness_id, key_id=key_id, sealed=sealed), VAULT)


def call_meeting(meeting_id: UUID, *, key_id: str, sealed: bytes, next_on: date, by: UUID) -> Meeting:
    """Call a meeting; whoever calls it sees to it. The same once more is the meeting that is there."""
    meeting = Meeting(id=meeting_id, state="planned", next_on=next_on, rev=1, key_id=key_id, sealed=sealed)
    return followups.begin(meeting, VAULT, to=by, by=by)


def find_meeting(meeting_id: UUID) -> Meeting:
    found = db.session.get(Meeting, meeting_id)
    if found is None:
        raise NotFound
    return found


def forget_meetings(ids: Collection[UUID]) -> None:
    """Erase meetings for good."""
    followups.forget(Meeting, ids)


def change_meeting(meeting: Meeting, rev: int, by: UUID, **changes: Any) -> Meeting:
    """Change what is given of state, day, who sees to it and sealed body; `Stale` where `rev` is an old one."""
    return followups.change(meeting, VAULT, rev, changes, by)
