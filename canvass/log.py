"""The door's stream: the append-only log of what phones hand in, its one counter, and what could not be let in."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base


class LogHead(Base):
    """The one counter row. Numbers are taken from it last in a transaction, so they appear in the order of commits."""

    __tablename__ = "log_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    log_id: Mapped[UUID] = mapped_column(default=uuid4)
    number: Mapped[int] = mapped_column(BigInteger, default=0)
    backed_up: Mapped[int] = mapped_column(BigInteger, default=0)


class Change(Base):
    """A number that was given out, with a random mark: a cursor names both, so a rolled-back log is noticed."""

    __tablename__ = "changes"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    mark: Mapped[bytes] = mapped_column(LargeBinary(8))


class Event(Base):
    """A fact: a header that stays, and a body that can be purged. Never updated otherwise.

    `subject_id` is the visit or the door that the event speaks of; `body` the envelope's text as it was frozen.
    """

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_outbox_device_seq", "outbox", "device_seq"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, unique=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"))
    outbox: Mapped[UUID]
    device_seq: Mapped[int] = mapped_column(BigInteger)
    assignment_id: Mapped[UUID | None]
    generation: Mapped[int | None]
    late: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]
    effective_at: Mapped[datetime]
    clamped: Mapped[bool] = mapped_column(default=False)
    schema: Mapped[int]
    body: Mapped[str | None]


class Quarantined(Base):
    """What could not be let in, kept raw for a human, with the reason."""

    __tablename__ = "quarantine"

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"))
    outbox: Mapped[UUID | None]
    device_seq: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(40))
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    received_at: Mapped[datetime]
    raw: Mapped[bytes] = mapped_column(LargeBinary)
