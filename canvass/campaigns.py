"""Campaigns and their scripts. A published version of a script never changes; answers name theirs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base


class Campaign(Base):
    """One outreach effort: dates, languages, its script's current version."""

    __tablename__ = "campaigns"
    __table_args__ = (CheckConstraint("state IN ('open', 'closed')", name="state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    languages: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="open")
    rev: Mapped[int] = mapped_column(default=1)


class CampaignMember(Base):
    """Who takes part in a campaign."""

    __tablename__ = "campaign_members"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)


class ScriptVersion(Base):
    """A published script. The campaign's current one is its highest version."""

    __tablename__ = "scripts"
    __table_args__ = (UniqueConstraint("campaign_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    version: Mapped[int]
    published_at: Mapped[datetime]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
