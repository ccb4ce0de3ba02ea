"""Long work: a row that says how far it is, and Huey that does it outside the request."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base

JOB_STATES = ("waiting", "running", "done", "failed", "cancelled")


class Job(Base):
    """A piece of long work, as the person who started it sees it."""

    __tablename__ = "jobs"
    __table_args__ = (CheckConstraint(f"state IN {JOB_STATES!r}", name="state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    created_at: Mapped[datetime]
