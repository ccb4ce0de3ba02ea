"""Quarantine: what phones handed in and could not be let in, kept as it came until somebody decides."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base, db, insert_into

Decision = Literal["accepted", "discarded"]
DECISIONS: tuple[Decision, ...] = ("accepted", "discarded")


class Quarantined(Base):
    """What could not be let in, with the reason, and what somebody decided.

    `campaign_id` and `door_id` are what it claims to be of, so that those who lead there see it. A decision takes away
    what it tells (`raw`, `door_id`); id, digest and its place in its outbox stay, for what is delivered again.
    """

    __tablename__ = "quarantine"
    __table_args__ = (
        CheckConstraint(f"decision IN {DECISIONS!r}", name="decision"),
        Index("ix_quarantine_outbox_device_seq", "outbox", "device_seq"),
    )

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"))
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
