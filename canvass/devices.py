"""Devices: invitations, enrolment without a password, sessions that read, tokens that only hand in, revocation."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base


class Invitation(Base):
    """A single-use link, known here by the hash of its token alone."""

    __tablename__ = "invitations"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True, default=uuid4)
    role: Mapped[str] = mapped_column(String(20))
    alias: Mapped[str] = mapped_column(String(60))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Device(Base):
    """A phone or browser of a member; its push token is known by its hash."""

    __tablename__ = "devices"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), index=True)
    push_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    revoked_at: Mapped[datetime | None]


class Session(Base):
    """A reading session, known by the hash of its cookie; `expires_at` moves on with use."""

    __tablename__ = "sessions"

    hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
