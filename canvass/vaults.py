"""The server's whole part in sealing: it keeps the key log, the holders' locked keys and the wraps, and opens none of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass.audit import write_act
from canvass.db import Base, db
from canvass.errors import N_, Conflict, Invalid
from canvass.members import Member, hold_organisation, organisation_id
from canvass.sealing import (
    Entry,
    KeyLog,
    KeyLogRefused,
    Malformed,
    SignedEntry,
    entry_hash,
    read_entry,
    sealed_key_id,
    verify_chain,
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


class KeyLogMoved(Conflict):
    code = "key_log_moved"
    message = N_("Alguien más cambió las llaves mientras tanto. Vuelva a abrir esta página.")


class KeyLogInvalid(Invalid):
    code = "key_log_invalid"
    message = N_("Estas llaves no siguen de las anteriores, así que no se guardaron.")


class WrapsMissing(Invalid):
    code = "wraps_missing"
    message = N_("Falta la llave de alguna persona. No se guardó nada.")


class VaultsMissing(Conflict):
    code = "vaults_missing"
    message = N_("Primero hay que crear las bóvedas. Lo hace quien administra, en su navegador.")


class SealInvalid(Invalid):
    code = "seal_invalid"
    message = N_(
        "Esto no se selló con una llave de la organización. Vuelva a abrir la aplicación e inténtelo de nuevo."
    )


@dataclass(frozen=True)
class NewHolder:
    """A holder as its browser made it: public halves, and the private ones locked in `blob`."""

    id: UUID
    member_id: UUID | None
    box: bytes
    sign: bytes
    blob: bytes


@dataclass(frozen=True)
class NewWrap:
    key_id: str
    holder_id: UUID
    wrap: bytes


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


def holders_by_member(member_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these members hold a key."""
    found = db.session.scalars(select(Holder.member_id).where(Holder.member_id.in_(member_ids)))
    return {member_id for member_id in found if member_id}


def list_holders() -> Sequence[Holder]:
    return db.session.scalars(select(Holder).order_by(Holder.id)).all()


def wraps_of(holder_id: UUID) -> Sequence[Wrap]:
    """What a holder needs to open its vaults, sealed to it."""
    return db.session.scalars(select(Wrap).where(Wrap.holder_id == holder_id).order_by(Wrap.key_id)).all()


def vaults_of(holder_id: UUID) -> frozenset[str]:
    """The vaults whose last entry lists this holder."""
    return frozenset(_believed().vaults_of(str(holder_id)))


def live_key_ids(vault: str) -> frozenset[str]:
    """The ids of the keys to which a record of this vault may be sealed: every key that the log gave it."""
    return frozenset(entry.key_id for entry in _believed().entries if entry.vault == vault)


def check_seal(vault: str, key_id: str, sealed: bytes) -> None:
    """Raise `SealInvalid` unless this is a seal of the vault's one size, under that key, and the log gave it to the vault."""
    try:
        named = sealed_key_id(sealed, vault)
    except Malformed as error:
        raise SealInvalid from error
    if named != key_id or key_id not in live_key_ids(vault):
        raise SealInvalid


def append_entries(
    entries: Sequence[SignedEntry], holders: Sequence[NewHolder], wraps: Sequence[NewWrap], *, by: UUID | None
) -> None:
    """Lengthen the key log, with the holders and wraps that the new entries need; all of it or nothing.

    The server checks what phones and browsers will check again: chain, signatures, and that every holder listed by a
    new entry gets that vault's key. Raises `KeyLogMoved`, `KeyLogInvalid`, `WrapsMissing`.
    """
    # Whoever waits here for another's entries must read the log afterwards, or would write the same numbers.
    hold_organisation()
    known = key_log()
    added = [_read(signed) for signed in entries]
    if [entry.n for entry in added] != list(range(len(known), len(known) + len(added))):
        raise KeyLogMoved
    try:
        verify_chain([*known, *entries], org=organisation_id())
    except KeyLogRefused as error:
        raise KeyLogInvalid from error
    _check_new(holders)
    db.session.add_all(
        Holder(id=new.id, member_id=new.member_id, box=new.box, sign=new.sign, blob=new.blob)
        for new in holders
    )
    db.session.flush()
    _check_listed(added, wraps)
    db.session.add_all(
        KeyLogEntry(n=entry.n, entry=signed.entry, signature=signed.signature)
        for entry, signed in zip(added, entries, strict=True)
    )
    db.session.add_all(Wrap(key_id=new.key_id, holder_id=new.holder_id, wrap=new.wrap) for new in wraps)
    db.session.flush()
    write_act("keys_changed", actor=by, entries=len(known) + len(entries), holders=len(holders))


def _read(signed: SignedEntry) -> Entry:
    try:
        return read_entry(signed.entry)
    except Malformed as error:
        raise KeyLogInvalid from error


def _check_new(holders: Sequence[NewHolder]) -> None:
    """Each has an id of its own, and is for nobody, or for a member who has no holder yet."""
    ids, owners = [new.id for new in holders], [new.member_id for new in holders if new.member_id]
    taken = select(Holder.id).where(Holder.id.in_(ids) | Holder.member_id.in_(owners)).limit(1)
    there = set(db.session.scalars(select(Member.id).where(Member.id.in_(owners))))
    twice = len(set(ids)) < len(ids) or len(set(owners)) < len(owners)
    if twice or not set(owners) <= there or db.session.scalar(taken) is not None:
        raise KeyLogInvalid


def _check_listed(added: Sequence[Entry], wraps: Sequence[NewWrap]) -> None:
    """Every holder that a new entry lists is stored with just these keys, and is given that vault's key."""
    needed = {(entry.key_id, UUID(holder.id)) for entry in added for holder in entry.holders}
    if needed != {(wrap.key_id, wrap.holder_id) for wrap in wraps}:
        raise WrapsMissing
    stored = {(str(holder.id), holder.box, holder.sign) for holder in list_holders()}
    if not {(holder.id, holder.box, holder.sign) for entry in added for holder in entry.holders} <= stored:
        raise KeyLogInvalid


def _believed() -> KeyLog:
    """The log as it was let in: every entry was verified before it was stored, and is not verified again."""
    signed = key_log()
    return KeyLog(
        tuple(_read_believed(entry) for entry, _ in signed), tuple(entry_hash(entry) for entry, _ in signed)
    )


# An entry's bytes never change, and there are few: they are read once a process.
_read_believed = lru_cache(maxsize=256)(read_entry)
