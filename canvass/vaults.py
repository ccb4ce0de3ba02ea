"""The server's whole part in sealing: it keeps the key log, the holders' locked keys and the wraps, and opens none of them."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column
from uuid import UUID

from canvass.db import Base

VAULTS = ("field", "intake", "consulta", "leadership")


class Holder(Base):
    """A keyholder: public halves of `box` and `sign`, the private halves locked in `blob`. Recovery has no member."""

    __tablename__ = "holders"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"), unique=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)
    sign: Mapped[bytes] = mapped_column(LargeBinary)
    blob: Mapped[bytes] = mapped_column(LargeBinary)


class KeyLogEntry(Base):
    """An entry, byte for byte as it was signed."""

    __tablename__ = "key_log"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class Wrap(Base):
    """A vault's private key, sealed to one holder."""

    __tablename__ = "wraps"

    key_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("holders.id", ondelete="CASCADE"), primary_key=True)
    wrap: Mapped[bytes] = mapped_column(LargeBinary)
