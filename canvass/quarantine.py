"""Quarantine: what phones handed in and could not be let in, kept until somebody decides, as it came, but for open words."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Uuid,
    bindparam,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base, db, insert_into, table_of

Decision = Literal["accepted", "discarded"]
DECISIONS: tuple[Decision, ...] = ("accepted", "discarded")
MOST_UNDECIDED = 2_000
MOST_BYTES = 16 * 1024 * 1024
"""What one device may leave undecided: more than a phone collects in weeks, and no more than leads can look through."""
FULL_SECONDS = 6 * 3600
UNDECIDED = "decided_at IS NULL"


class Quarantined(Base):
    """What could not be let in, with the reason, and what somebody decided.

    `campaign_id` and `door_id` are what it claims to be of, so that those who lead there see it. A decision takes away
    what it tells (`raw`, `door_id`); id, digest and its place in its outbox stay, for what is delivered again.
    """

    __tablename__ = "quarantine"
    __table_args__ = (
        CheckConstraint(f"decision IN {DECISIONS!r}", name="decision"),
        Index("ix_quarantine_outbox_device_seq", "outbox", "device_seq"),
        # How much of a device is undecided is asked whenever something more of it has to wait.
        Index(
            "ix_quarantine_undecided",
            "device_id",
            sqlite_where=text(UNDECIDED),
            postgresql_where=text(UNDECIDED),
        ),
    )

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    # A foreign key's type comes from the table that it names; `_UNDECIDED_OF` needs it before that one may have been read.
    device_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("devices.id"))
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaigns.id"))
    door_id: Mapped[UUID | None]
    outbox: Mapped[UUID | None]
    device_seq: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(40))
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    received_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    decision: Mapped[str | None] = mapped_column(String(10))
    decision_reason: Mapped[str | None] = mapped_column(String(200))
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)


def keep(rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what could not be let in, each a mapping of `Quarantined`'s columns; what is kept already stays as it is."""
    if rows:
        db.session.execute(insert_into(Quarantined).on_conflict_do_nothing(), rows)


_kept = table_of(Quarantined).c
_UNDECIDED_OF = select(func.count(), func.coalesce(func.sum(func.length(_kept.raw)), 0)).where(
    _kept.device_id == bindparam("device"), _kept.decided_at.is_(None)
)


def how_many_fit(device_id: UUID, sizes: Sequence[int]) -> int:
    """How many items of these sizes, from the first, a device may leave undecided beside what it has left so far."""
    if not sizes:
        return 0
    count, size = db.session.execute(_UNDECIDED_OF, {"device": device_id}).one()
    for n, more in enumerate(sizes):
        count, size = count + 1, size + more
        if count > MOST_UNDECIDED or size > MOST_BYTES:
            return n
    return len(sizes)


def discarded_among(keys: Collection[tuple[UUID, bytes]]) -> set[tuple[UUID, bytes]]:
    """Those of these ids and digests of which somebody decided that they are nothing."""
    if not keys:
        return set()
    wanted = tuple_(Quarantined.event_id, Quarantined.digest).in_(sorted(keys))
    found = select(Quarantined.event_id, Quarantined.digest).where(
        wanted, Quarantined.decision == "discarded"
    )
    return {(row.event_id, row.digest) for row in db.session.execute(found)}
