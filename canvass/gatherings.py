"""Events of the leadership track, with what was said to each invitation; who is invited, and what they need, is sealed."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, synonym

from canvass import followups
from canvass.bulk import list_by_id
from canvass.db import Base, db
from canvass.errors import NotFound
from canvass.followups import FollowUp, SealedNote
from canvass.leadership import VAULT

GATHERING_STATES = ("planned", "held", "dropped")


class Reply(SealedNote, Base):
    """Somebody was invited, answered, said what they need or came: whoever saw it adds a reply, and none is changed."""

    __tablename__ = "gathering_replies"
    __table_args__ = ({"sqlite_with_rowid": False},)

    gathering_id: Mapped[UUID] = mapped_column(ForeignKey("gatherings.id"), index=True)
    of_id = synonym("gathering_id")


class Gathering(FollowUp, Base):
    """An event: its day, its state and who sees to it are in clear."""

    __tablename__ = "gatherings"
    __table_args__ = (
        CheckConstraint(f"state IN {GATHERING_STATES!r}", name="state"),
        Index("ix_gatherings_next_on", "next_on"),
        {"sqlite_with_rowid": False},
    )

    state: Mapped[str] = mapped_column(String(10), default="planned")


def plan_gathering(gathering_id: UUID, *, key_id: str, sealed: bytes, next_on: date, by: UUID) -> Gathering:
    """Plan an event; whoever plans it sees to it. The same once more is the event that is there."""
    planned = Gathering(
        id=gathering_id, state="planned", next_on=next_on, rev=1, key_id=key_id, sealed=sealed
    )
    return followups.begin(planned, VAULT, to=by, by=by)


def find_gathering(gathering_id: UUID) -> Gathering:
    found = db.session.get(Gathering, gathering_id)
    if found is None:
        raise NotFound
    return found


def change_gathering(gathering: Gathering, rev: int, by: UUID, **changes: Any) -> Gathering:
    """Change what is given of state, day, who sees to it and sealed body; `Stale` where `rev` is an old one."""
    return followups.change(gathering, VAULT, rev, changes, by)


def list_replies(gathering: Gathering, after: UUID | None, limit: int) -> Sequence[Reply]:
    """What was said to one event's invitations, in the order of their random ids."""
    return list_by_id(Reply, after, limit, Reply.gathering_id == gathering.id)


def add_reply(gathering: Gathering, reply_id: UUID, *, key_id: str, sealed: bytes) -> Reply:
    """Add a reply; the same once more is the reply that is there. `IdTaken` by one of another event."""
    reply = Reply(id=reply_id, gathering_id=gathering.id, key_id=key_id, sealed=sealed)
    return followups.part_of(gathering, followups.store(reply, VAULT))


def forget_gatherings(ids: Collection[UUID]) -> None:
    """Erase events for good, with all that was said to their invitations."""
    followups.forget(Gathering, ids, Reply)
