"""Events of the leadership track, with what was said to each invitation; who is invited, and what they need, is sealed."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column, synonym

from canvass import erasures, followups
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
    query = select(Reply).where(Reply.gathering_id == gathering.id).order_by(Reply.id).limit(limit)
    return db.session.scalars(query if after is None else query.where(Reply.id > after)).all()


def add_reply(gathering: Gathering, reply_id: UUID, *, key_id: str, sealed: bytes) -> Reply:
    """Add a reply; the same once more is the reply that is there. `IdTaken` by one of another event."""
    reply = followups.store(
        Reply(id=reply_id, gathering_id=gathering.id, key_id=key_id, sealed=sealed), VAULT
    )
    if reply.gathering_id != gathering.id:
        raise followups.IdTaken
    return reply


def forget_gatherings(ids: Collection[UUID]) -> None:
    """Erase events for good, with all that was said to their invitations."""
    for some in erasures.in_portions(ids):
        for kind, column in ((Reply, Reply.gathering_id), (Gathering, Gathering.id)):
            erasures.remember(db.session.scalars(select(kind.id).where(column.in_(some))).all())
            db.session.execute(
                delete(kind).where(column.in_(some)), execution_options={"synchronize_session": "fetch"}
            )
