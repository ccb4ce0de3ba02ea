"""The people's stream: sealed contacts and answers, and the review queue.

Its tables lead to no door, no device, no member and no hour, and are kept in the order of random ids.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base

CONTACT_STATES = ("new", "picked_up", "reached", "routed", "closed")


class Contact(Base):
    """Somebody who agreed to be contacted again, sealed to the `intake` vault."""

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint(f"state IN {CONTACT_STATES!r}", name="state"),
        Index("ix_contacts_state_urgent", "state", "urgent"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    week: Mapped[str] = mapped_column(String(8))
    urgent: Mapped[bool]
    state: Mapped[str] = mapped_column(String(10), default="new")
    rev: Mapped[int] = mapped_column(default=1)
    key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    backed_up: Mapped[bool] = mapped_column(default=False)


class AnswerSet(Base):
    """Coded answers to one version of a script, from one conversation, without their door; sensitive ones sealed."""

    __tablename__ = "answers"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    week: Mapped[str] = mapped_column(String(8))
    script_id: Mapped[UUID] = mapped_column(ForeignKey("scripts.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    backed_up: Mapped[bool] = mapped_column(default=False)
