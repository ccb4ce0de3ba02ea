"""Devices: enrolment without a password, sessions that read, tokens that only hand in, revocation."""

import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, Row, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from canvass import endings
from canvass.audit import write_act
from canvass.db import Base, db, table_of
from canvass.erasures import in_portions
from canvass.errors import NotFound
from canvass.invitations import Invitation, drop_open_of, use_up
from canvass.members import Member, add_member, get_member
from canvass.returns import Return, drop_returns, extend_return
from canvass.vaults import Holder, holder_of

SECRET_BYTES = 32
VOLUNTEER_SESSION = timedelta(days=30)
KEYHOLDER_SESSION = timedelta(hours=12)


class Device(Base):
    """A phone or browser of a member; its push token is known by its hash."""

    __tablename__ = "devices"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), index=True)
    push_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    revoked_at: Mapped[datetime | None]


_LOCKED = (
    select(*(table_of(Device).c[name] for name in ("id", "member_id", "revoked_at")))
    .where(table_of(Device).c.id == bindparam("device"))
    .with_for_update()
)


class Session(Base):
    """A reading session, known by the hash of its cookie; `expires_at` moves on with use.

    `proved_at`: when a keyholder last proved with their key that it is they who ask.
    """

    __tablename__ = "sessions"

    hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Enrolled:
    """What a device is given once, and the server keeps only hashed."""

    member: Member
    device: Device
    push_token: str
    cookie: str


def secret_hash(secret: str) -> bytes:
    """What is stored of a random secret: its SHA-256. It has 128 bits or more, so no salt is needed."""
    return hashlib.sha256(secret.encode()).digest()


def enrol(token: str) -> Enrolled:
    """Use an invitation up: make the member, unless it is for one who is there, and the device with its two secrets."""
    invitation = use_up(token)
    if invitation.member_id is None:
        member = add_member(invitation.alias, invitation.role)
        invitation.member_id = member.id
    else:
        member = get_member(invitation.member_id)
    push_token = secrets.token_urlsafe(SECRET_BYTES)
    device = Device(member_id=member.id, push_hash=secret_hash(push_token))
    db.session.add(device)
    db.session.flush()
    write_act("enrolled", actor=member.id, subject=device.id, role=member.role)
    return Enrolled(member, device, push_token, start_session(device))


def start_session(device: Device) -> str:
    """Open a reading session for the device; the cookie's value, which is kept nowhere."""
    cookie = secrets.token_urlsafe(SECRET_BYTES)
    expires = datetime.now(UTC) + session_life(device.member_id)
    db.session.add(Session(hash=secret_hash(cookie), device_id=device.id, expires_at=expires))
    db.session.flush()
    return cookie


def session_life(member_id: UUID) -> timedelta:
    """How long a session lives unused: a keyholder's is short, since more can be read with it."""
    return KEYHOLDER_SESSION if holder_of(member_id) else VOLUNTEER_SESSION


@dataclass(frozen=True)
class LiveSession:
    """A session that is good now, and whose it is."""

    hash: bytes
    expires_at: datetime
    device_id: UUID
    member_id: UUID
    role: str
    holder_id: UUID | None
    proved_at: datetime | None


def find_session(cookie: str) -> LiveSession | None:
    """The session of a cookie while it lives: not expired, its device not revoked, its member active."""
    named = {"hash": secret_hash(cookie), "now": datetime.now(UTC)}
    found = db.session.connection().execute(_LIVE, named).one_or_none()
    return LiveSession(*found) if found else None


_sessions, _devices, _members, _holders = map(table_of, (Session, Device, Member, Holder))
# Made once: every request that reads begins with it.
_LIVE = (
    select(
        _sessions.c.hash,
        _sessions.c.expires_at,
        _devices.c.id,
        _members.c.id,
        _members.c.role,
        _holders.c.id,
        _sessions.c.proved_at,
    )
    .select_from(
        _sessions.join(_devices, _devices.c.id == _sessions.c.device_id)
        .join(_members, _members.c.id == _devices.c.member_id)
        .outerjoin(_holders, _holders.c.member_id == _members.c.id)
    )
    .where(
        _sessions.c.hash == bindparam("hash"),
        _sessions.c.expires_at > bindparam("now"),
        _devices.c.revoked_at.is_(None),
        _members.c.active,
    )
)


def is_worn(session: LiveSession, *, keyholder: bool) -> bool:
    """Whether a tenth of the session's life is used, so that its end should move on. Rarely, as moving it is a write."""
    life = KEYHOLDER_SESSION if keyholder else VOLUNTEER_SESSION
    return session.expires_at - datetime.now(UTC) < life * 0.9


def extend_session(hashed: bytes) -> None:
    """Move a session's end on: it was used now."""
    session = db.session.get_one(Session, hashed)
    session.expires_at = datetime.now(UTC) + session_life(member_of(session.device_id).id)
    extend_return(session.device_id, session.expires_at)


def end_session(cookie: str) -> None:
    """End the session of this cookie, if there is one: nobody reads with it any more."""
    db.session.execute(delete(Session).where(Session.hash == secret_hash(cookie)))


def end_sessions_of(member_id: UUID) -> None:
    """End every session of a member, on all devices."""
    own = select(Device.id).where(Device.member_id == member_id)
    db.session.execute(delete(Session).where(Session.device_id.in_(own)))
    drop_returns(own)


def end_access_of(member: Member, by: UUID) -> None:
    """Their role, or whether they take part, was changed: end every session, and every open link for them or by them."""
    # Links first: who is using one up is waited for, so that the session it opened ends with the others.
    links = drop_open_of(member.id)
    end_sessions_of(member.id)
    if member.active:
        endings.note_back(member.id)
    else:
        endings.note([member.id])
    facts = {"role": member.role, "active": member.active, "links": links}
    write_act("member_changed", actor=by, subject=member.id, **facts)


def find_by_token(token: str) -> Device | None:
    """The device that bears a push token, revoked or not."""
    return db.session.scalar(select(Device).where(Device.push_hash == secret_hash(token)))


def add_device(member_id: UUID, push_hash: bytes) -> Device:
    """A device of this member's that bears a push token known by its hash; it has no session."""
    device = Device(member_id=member_id, push_hash=push_hash)
    db.session.add(device)
    db.session.flush()
    return device


def lock_device(device_id: UUID) -> Row[UUID, UUID, datetime | None]:
    """The device's `id`, `member_id` and `revoked_at`, locked until the transaction ends: one push of it at a time."""
    return db.session.execute(_LOCKED, {"device": device_id}).one()


def lock_every_device() -> None:
    """Let every push wait until the transaction ends, in the order in which they lock: for who rebuilds, or forgets."""
    db.session.execute(select(Device.id).order_by(Device.id).with_for_update()).all()


def get_device(device_id: UUID) -> Device:
    device = db.session.get(Device, device_id)
    if device is None:
        raise NotFound
    return device


def devices_of(member_ids: Sequence[UUID]) -> Mapping[UUID, list[Device]]:
    """The devices of each of these members."""
    found: dict[UUID, list[Device]] = {member_id: [] for member_id in member_ids}
    for device in db.session.scalars(
        select(Device).where(Device.member_id.in_(member_ids)).order_by(Device.id)
    ):
        found[device.member_id].append(device)
    return found


def revoke(device: Device, by: UUID) -> None:
    """Revoke a device: its sessions end now; its token can still hand in, into quarantine."""
    device.revoked_at = device.revoked_at or datetime.now(UTC)
    endings.note([device.id])
    db.session.execute(delete(Session).where(Session.device_id == device.id))
    drop_returns([device.id])
    write_act("revoked", actor=by, subject=device.id)


def ended_access() -> set[UUID]:
    """Whose access was taken away, as known here: devices revoked, members who take part no longer, links used up. Of links
    that were withdrawn nothing is left here: `endings` has them."""
    ended = (
        select(Device.id).where(Device.revoked_at.is_not(None)),
        select(Member.id).where(~Member.active),
        select(Invitation.id).where(Invitation.used_at.is_not(None)),
    )
    return {found for query in ended for found in db.session.scalars(query)}


def active_members() -> set[UUID]:
    """Who takes part, locked until the transaction's end: whoever is leaving this very moment is waited for."""
    # Not so strongly that a row that refers to a member, as every push writes, would have to wait.
    active = select(Member.id).where(Member.active).order_by(Member.id)
    return set(db.session.scalars(active.with_for_update(key_share=True)))


def end_again(ended: Collection[UUID], now: datetime) -> None:
    """Take away what was taken away before, where a backup of an earlier day gave it back."""
    unseen = {"synchronize_session": False}
    for some in in_portions(ended):
        revoked = update(Device).where(Device.id.in_(some), Device.revoked_at.is_(None))
        links = delete(Invitation).where(Invitation.id.in_(some), Invitation.used_at.is_(None))
        for statement in (
            revoked.values(revoked_at=now),
            delete(Session).where(Session.device_id.in_(some)),
            delete(Return).where(Return.device_id.in_(some)),
            update(Member).where(Member.id.in_(some)).values(active=False),
            links,
        ):
            db.session.execute(statement, execution_options=unseen)


def may_read(device: Device) -> bool:
    """Whether the device's member may read with it at all, with a session or without one now."""
    return device.revoked_at is None and member_of(device.id).active


def member_of(device_id: UUID) -> Member:
    """Whose device it is."""
    return db.session.scalars(
        select(Member).join(Device, Device.member_id == Member.id).where(Device.id == device_id)
    ).one()
