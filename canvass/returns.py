"""Returns: with what a member who shares a phone comes back to reading, after others had it.

The secret lies on that phone under the member's own PIN; here only its hash, for as long as a session would last unused.
Nobody is told when somebody came back: that would say who worked when.
"""

import hmac
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, Select, delete, update
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base, db


class Return(Base):
    """A device's secret to come back with, known by its hash."""

    __tablename__ = "returns"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    until: Mapped[datetime]


def keep_return(device_id: UUID, hashed: bytes, until: datetime) -> None:
    """From now on this device comes back with the secret of that hash, and with no other."""
    db.session.merge(Return(device_id=device_id, hash=hashed, until=until))
    db.session.flush()


def may_return(device_id: UUID, hashed: bytes, now: datetime) -> bool:
    """Whether it is the device's secret, and still good. It takes as long to say no where there is none."""
    kept = db.session.get(Return, device_id)
    same = hmac.compare_digest(kept.hash if kept else bytes(len(hashed)), hashed)
    return same and kept is not None and kept.until > now


def extend_return(device_id: UUID, until: datetime) -> None:
    """Its session was used, and lives longer: so does the way back."""
    db.session.execute(update(Return).where(Return.device_id == device_id).values(until=until))


def drop_returns(device_ids: Select[Any] | list[UUID]) -> None:
    """These devices' sessions were ended for them: they do not come back by themselves."""
    gone = delete(Return).where(Return.device_id.in_(device_ids))
    db.session.execute(gone, execution_options={"synchronize_session": False})
