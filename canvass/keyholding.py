"""Keyholding: who asks for a key, and the key log as it grows: keyholders added, removed, keys made anew.

The server opens nothing. It checks what phones and browsers check again, and lets go what a vault no longer lists.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass.audit import write_act
from canvass.db import Base, db
from canvass.devices import end_sessions_of
from canvass.errors import N_, Conflict, Invalid, NotAllowed
from canvass.members import Member, hold_organisation, organisation_id
from canvass.sealing import (
    VAULTS,
    Entry,
    KeyLog,
    KeyLogRefused,
    Malformed,
    SignedEntry,
    read_entry,
    verify_chain,
)
from canvass.vaults import (
    Holder,
    KeyLogEntry,
    VaultsMissing,
    Wrap,
    believed_log,
    holder_of,
    key_log,
    list_holders,
    live_key_ids,
    recovery_holder,
    vaults_exist,
)


class Candidate(Base):
    """Somebody's keys that no entry lists yet, as their browser made them: a keyholder compares six words with them first."""

    __tablename__ = "candidates"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)
    sign: Mapped[bytes] = mapped_column(LargeBinary)
    blob: Mapped[bytes] = mapped_column(LargeBinary)


class KeyLogMoved(Conflict):
    code = "key_log_moved"
    message = N_("Alguien más cambió las llaves mientras tanto. Vuelva a abrir esta página.")


class KeyLogInvalid(Invalid):
    code = "key_log_invalid"
    message = N_("Estas llaves no siguen de las anteriores, así que no se guardaron.")


class WrapsMissing(Invalid):
    code = "wraps_missing"
    message = N_("Falta la llave de alguna persona. No se guardó nada.")


class KeyNotNew(Invalid):
    code = "key_not_new"
    message = N_("A quien se quita una llave le queda la vieja: hay que hacer una nueva. No se guardó nada.")


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


def stand(member_id: UUID, holder_id: UUID, box: bytes, sign: bytes, blob: bytes) -> Candidate:
    """Keep the keys that a member's browser made until a keyholder lists them; earlier ones that nobody listed go."""
    if not vaults_exist():
        raise VaultsMissing
    known = (
        select(Holder.id)
        .where(Holder.id == holder_id)
        .union(select(Candidate.id).where(Candidate.id == holder_id))
    )
    mine = db.session.get(Candidate, member_id, with_for_update=True)
    if (mine is None or mine.id != holder_id) and db.session.scalar(known) is not None:
        raise KeyLogInvalid
    if mine is None:
        mine = Candidate(member_id=member_id)
        db.session.add(mine)
    mine.id, mine.box, mine.sign, mine.blob = holder_id, box, sign, blob
    db.session.flush()
    return mine


def stand_down(member_id: UUID) -> None:
    """Take back the keys that nobody has listed."""
    db.session.execute(delete(Candidate).where(Candidate.member_id == member_id))


def list_candidates() -> Sequence[Candidate]:
    """Who waits to be listed, in active members' names only."""
    waiting = select(Candidate).join(Member, Member.id == Candidate.member_id).where(Member.active)
    return db.session.scalars(waiting.order_by(Candidate.id)).all()


def signers_of(holder_id: UUID | None, *, recovery: bool) -> set[UUID]:
    """Whose signatures count under entries that a holder sends; recovery's too, for an administrator who has its paper."""
    signers = {holder_id} if holder_id else set()
    return signers | {recovery_holder().id} if recovery else signers


def append_entries(
    entries: Sequence[SignedEntry],
    holders: Sequence[NewHolder],
    wraps: Sequence[NewWrap],
    *,
    by: UUID | None,
    signers: Collection[UUID] | None = None,
) -> None:
    """Lengthen the key log, with the holders and wraps that the new entries need; all of it or nothing.

    Whoever a vault no longer lists loses their wraps of its keys, and their sessions end. Candidates that an entry lists
    become holders. The server checks what phones and browsers will check again: chain, signatures, and that every holder
    listed by a new entry gets that vault's key. Raises `KeyLogMoved`, `KeyLogInvalid`, `KeyNotNew`, `WrapsMissing`;
    `NotAllowed` for an entry that none of `signers`, unless None, signed.
    """
    # Whoever waits here for another's entries must read the log afterwards, or would write the same numbers.
    hold_organisation()
    known = key_log()
    added = [_read(signed) for signed in entries]
    if [entry.n for entry in added] != list(range(len(known), len(known) + len(added))):
        raise KeyLogMoved
    before = believed_log()
    try:
        after = verify_chain([*known, *entries], org=organisation_id())
    except KeyLogRefused as error:
        raise KeyLogInvalid from error
    if signers is not None and not {UUID(entry.by) for entry in added} <= set(signers):
        raise NotAllowed
    _check_new(holders)
    _promote(after)
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
    gone = _let_go(before, after)
    for member in gone:
        end_sessions_of(member)
    length = len(known) + len(entries)
    write_act("keys_changed", actor=by, entries=length, holders=len(holders), gone=len(gone))


def _read(signed: SignedEntry) -> Entry:
    try:
        entry = read_entry(signed.entry)
        for name in (entry.by, *(holder.id for holder in entry.holders)):
            UUID(name)
    except (Malformed, ValueError) as error:
        raise KeyLogInvalid from error
    return entry


def _check_new(holders: Sequence[NewHolder]) -> None:
    """Each has an id of its own, and is for nobody, or for a member who has no holder yet."""
    ids, owners = [new.id for new in holders], [new.member_id for new in holders if new.member_id]
    taken = select(Holder.id).where(Holder.id.in_(ids) | Holder.member_id.in_(owners)).limit(1)
    there = set(db.session.scalars(select(Member.id).where(Member.id.in_(owners))))
    twice = len(set(ids)) < len(ids) or len(set(owners)) < len(owners)
    if twice or not set(owners) <= there or db.session.scalar(taken) is not None:
        raise KeyLogInvalid


def _promote(after: KeyLog) -> None:
    """Candidates that the log lists now become holders; what they held under other keys before goes, unless it is listed."""
    listed = {UUID(holder.id) for vault in VAULTS if (live := after.live(vault)) for holder in live.holders}
    for candidate in db.session.scalars(select(Candidate).where(Candidate.id.in_(listed))):
        old = holder_of(candidate.member_id)
        if old is not None:
            if old.id in listed:
                raise KeyLogInvalid
            db.session.delete(old)
            db.session.flush()
        row = {name: getattr(candidate, name) for name in ("id", "member_id", "box", "sign", "blob")}
        db.session.delete(candidate)
        db.session.add(Holder(**row))
        db.session.flush()


def _let_go(before: KeyLog, after: KeyLog) -> set[UUID]:
    """Delete the wraps of whoever a vault no longer lists, and the keys of whoever no vault lists; the members among them."""
    gone: set[UUID] = set()
    for vault in VAULTS:
        was, now = before.live(vault), after.live(vault)
        left = {holder.id for holder in now.holders} if now else set()
        lost = {UUID(holder.id) for holder in was.holders if holder.id not in left} if was else set()
        if was and now and lost and was.key_id == now.key_id:
            raise KeyNotNew
        keys = {entry.key_id for entry in before.entries if entry.vault == vault}
        db.session.execute(delete(Wrap).where(Wrap.key_id.in_(keys), Wrap.holder_id.in_(lost)))
        gone |= lost
    members = {
        each for each in db.session.scalars(select(Holder.member_id).where(Holder.id.in_(gone))) if each
    }
    nowhere = {each for each in gone if not after.vaults_of(str(each))}
    db.session.execute(delete(Holder).where(Holder.id.in_(nowhere)))
    return members


def _check_listed(added: Sequence[Entry], wraps: Sequence[NewWrap]) -> None:
    """Every holder that a new entry lists is stored with just these keys, and has that vault's key, or is given it; beside
    that, older keys of the vault, with which old records open, and nothing else."""
    given = {(wrap.key_id, wrap.holder_id) for wrap in wraps}
    had = {(key, holder) for key, holder in db.session.execute(select(Wrap.key_id, Wrap.holder_id))}
    needed = {(entry.key_id, UUID(holder.id)) for entry in added for holder in entry.holders}
    keys = {vault: live_key_ids(vault) for vault in VAULTS}
    allowed = needed | {
        (key, UUID(holder.id)) for entry in added for holder in entry.holders for key in keys[entry.vault]
    }
    if not needed <= given | had or not given <= allowed - had or len(given) != len(wraps):
        raise WrapsMissing
    stored = {(str(holder.id), holder.box, holder.sign) for holder in list_holders()}
    if not {(holder.id, holder.box, holder.sign) for entry in added for holder in entry.holders} <= stored:
        raise KeyLogInvalid
