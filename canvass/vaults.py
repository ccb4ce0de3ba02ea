"""The server's whole part in sealing: it keeps the key log, the holders' locked keys and the wraps, and opens none of them."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base, db
from canvass.errors import N_, Conflict, Invalid
from canvass.sealing import (
    KeyLog,
    Malformed,
    SignedEntry,
    entry_hash,
    read_entry,
    sealed_key_id,
)


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


class ReplacedKey(Base):
    """A key under which nothing has lain any more since a day; 90 days later nobody holds it (`gone`)."""

    __tablename__ = "replaced_keys"

    key_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    empty_since: Mapped[date]
    gone: Mapped[bool] = mapped_column(default=False)


class VaultsMissing(Conflict):
    code = "vaults_missing"
    message = N_("Primero hay que crear las bóvedas. Lo hace quien administra, en su navegador.")


class SealInvalid(Invalid):
    code = "seal_invalid"
    message = N_(
        "Esto no se selló con una llave de la organización. Vuelva a abrir la aplicación e inténtelo de nuevo."
    )


def key_log() -> list[SignedEntry]:
    """Every entry in order, byte for byte."""
    return [
        SignedEntry(row.entry, row.signature)
        for row in db.session.scalars(select(KeyLogEntry).order_by(KeyLogEntry.n))
    ]


def vaults_exist() -> bool:
    return db.session.scalar(select(KeyLogEntry.n).limit(1)) is not None


def holder_of(member_id: UUID) -> Holder | None:
    """The member's holder, whether the log lists it already or not."""
    return db.session.scalar(select(Holder).where(Holder.member_id == member_id))


def recovery_holder() -> Holder:
    """The keyholder of every vault whose words lie on paper; `VaultsMissing` before there are vaults."""
    found = [each for each in list_holders() if each.member_id is None and vaults_of(each.id)]
    if not found:
        raise VaultsMissing
    return found[0]


def holders_by_member(member_ids: Sequence[UUID]) -> dict[UUID, frozenset[str]]:
    """Which of these members hold a key, and the vaults that it opens."""
    rows = db.session.execute(select(Holder.member_id, Holder.id).where(Holder.member_id.in_(member_ids)))
    log = believed_log()
    return {row.member_id: frozenset(log.vaults_of(str(row.id))) for row in rows}


def list_holders() -> Sequence[Holder]:
    return db.session.scalars(select(Holder).order_by(Holder.id)).all()


def wraps_of(holder_id: UUID) -> Sequence[Wrap]:
    """What a holder needs to open its vaults, sealed to it."""
    return db.session.scalars(select(Wrap).where(Wrap.holder_id == holder_id).order_by(Wrap.key_id)).all()


def vaults_of(holder_id: UUID) -> frozenset[str]:
    """The vaults whose last entry lists this holder."""
    return frozenset(believed_log().vaults_of(str(holder_id)))


def drop_wraps(key: ReplacedKey) -> None:
    """Nobody holds this key any more, and nothing may be sealed to it."""
    db.session.execute(delete(Wrap).where(Wrap.key_id == key.key_id))
    key.gone = True
    db.session.flush()


def live_key_ids(vault: str) -> frozenset[str]:
    """The ids of the keys to which a record of this vault may be sealed: every key that the log gave it and somebody holds."""
    gone = set(db.session.scalars(select(ReplacedKey.key_id).where(ReplacedKey.gone)))
    return frozenset(entry.key_id for entry in believed_log().entries if entry.vault == vault) - gone


def check_seal(vault: str, key_id: str, sealed: bytes) -> None:
    """Raise `SealInvalid` unless this is a seal of the vault's one size, under that key, and the log gave it to the vault."""
    try:
        named = sealed_key_id(sealed, vault)
    except Malformed as error:
        raise SealInvalid from error
    if named != key_id or key_id not in live_key_ids(vault):
        raise SealInvalid


def believed_log() -> KeyLog:
    """The log as it was let in: every entry was verified before it was stored, and is not verified again."""
    signed = key_log()
    return KeyLog(
        tuple(_read_believed(entry) for entry, _ in signed), tuple(entry_hash(entry) for entry, _ in signed)
    )


# An entry's bytes never change, and there are few: they are read once a process.
_read_believed = lru_cache(maxsize=256)(read_entry)
