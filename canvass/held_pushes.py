"""Held pushes: what phones hand in after a restore that enrolled after the backup. It waits until somebody says whose it is."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, case, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass import log, sync
from canvass.access import Actor, in_scope
from canvass.arrivals import Arrivals
from canvass.assignments import Assignment, AssignmentMember
from canvass.audit import write_act
from canvass.db import Base, db, insert_into
from canvass.devices import Device, add_device
from canvass.envelopes import Unreadable
from canvass.errors import NotAllowed, NotFound
from canvass.handed import Handed, read_handed
from canvass.members import Member, get_member
from canvass.turfs import Turf

HELD_FOR = timedelta(days=30)
RETRY_SECONDS = 900
MOST_PHONES, MOST_BYTES = 200, 48 * 1024 * 1024
MOST_STRANGERS, MOST_BYTES_OF_STRANGERS = 50, 16 * 1024 * 1024
MOST_OF_PHONE = 4 * 1024 * 1024
ROW_BYTES = 512
"""Anybody can invent tokens: what is held must not fill the disk. What finds no room stays on its phone.

Phones that name a lease that exists here have places of their own, which nobody can take who only invents: a lease's id is
random, and told to those who walk it.

A row costs `ROW_BYTES` whatever it holds: else empty items by the million would be little, and counting them long.
"""
UNSEEN = {"synchronize_session": False}


class HeldPush(Base):
    """One item of a push, as it is kept, under a push token that no device has; the digest is of what came."""

    __tablename__ = "held_pushes"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    assignment_id: Mapped[UUID | None]
    received_at: Mapped[datetime]
    raw: Mapped[bytes] = mapped_column(LargeBinary)


class DiscardedToken(Base):
    """A push token of which somebody said that it is nobody's: it is refused from then on."""

    __tablename__ = "discarded_tokens"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    discarded_at: Mapped[datetime]


@dataclass(frozen=True)
class HeldLease:
    """A lease that held events name: a hint at whose phone it is."""

    turf: UUID
    name: str
    members: Sequence[Member]


@dataclass(frozen=True)
class HeldPhone:
    """A phone that the server does not know, and how much of it is held."""

    phone: UUID
    events: int
    first_at: datetime
    last_at: datetime
    leases: Sequence[HeldLease]


def are_held(token_hash: bytes, now: datetime) -> bool:
    """Whether pushes of an unknown token are held now: for 30 days after a restore, unless the token was discarded."""
    restored_at = log.restored_at()
    if restored_at is None or now - restored_at > HELD_FOR:
        return False
    return db.session.get(DiscardedToken, token_hash) is None


def hold(token_hash: bytes, handed: Sequence[Handed], now: datetime) -> sync.Answer:
    """Keep what an unknown phone hands in, as far as there is room; it is to come again, whatever becomes of this.

    Nothing is kept of a phone about which somebody decided while this push was on its way: nobody would ever be shown
    that, or would be shown a phone that is known.
    """
    rows: list[dict[str, Any]] = [
        {
            "token_hash": token_hash,
            "event_id": each.id,
            "digest": each.digest,
            "assignment_id": None if isinstance(each.read, Unreadable) else each.read[0].assignment,
            "received_at": now,
            "raw": json.dumps({"id": each.given, "envelope": each.text}).encode(),
        }
        for each in handed
    ]
    if rows and not _is_decided(token_hash) and _has_room(token_hash, rows):
        db.session.execute(insert_into(HeldPush).on_conflict_do_nothing(), rows)
    named = dict.fromkeys(each.given for each in handed)
    verdicts = [sync.Verdict(given, "retry", "held", RETRY_SECONDS) for given in named]
    return sync.Answer(
        verdicts, [Arrivals(outbox) for outbox in dict.fromkeys(each.outbox for each in handed) if outbox]
    )


def _is_decided(token_hash: bytes) -> bool:
    """Whether somebody has said whose phone it is, or that it is nobody's; who is just saying so is waited for."""
    first = select(HeldPush.event_id).where(HeldPush.token_hash == token_hash).order_by(HeldPush.event_id)
    db.session.execute(first.limit(1).with_for_update()).all()
    known = db.session.scalar(select(Device.id).where(Device.push_hash == token_hash))
    return known is not None or db.session.get(DiscardedToken, token_hash) is not None


def _has_room(token_hash: bytes, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether there is room among phones of its kind: those that name a lease that exists here, and those that name none."""
    taken = func.sum(ROW_BYTES + func.length(HeldPush.raw))
    named = func.max(case((HeldPush.assignment_id.in_(select(Assignment.id)), 1), else_=0))
    held = select(HeldPush.token_hash, taken, named).group_by(HeldPush.token_hash)
    phones = {token: (size, bool(names)) for token, size, names in db.session.execute(held)}
    own, names = phones.pop(token_hash, (0, False))
    names = names or _name_a_lease(rows)
    beside = [size for size, known in phones.values() if known == names]
    most, most_bytes = (MOST_PHONES, MOST_BYTES) if names else (MOST_STRANGERS, MOST_BYTES_OF_STRANGERS)
    own += sum(ROW_BYTES + len(row["raw"]) for row in rows)
    return len(beside) < most and own <= MOST_OF_PHONE and sum(beside) + own <= most_bytes


def _name_a_lease(rows: Sequence[Mapping[str, Any]]) -> bool:
    named = {row["assignment_id"] for row in rows if row["assignment_id"]}
    return db.session.scalar(select(Assignment.id).where(Assignment.id.in_(named)).limit(1)) is not None


def list_held(actor: Actor) -> list[HeldPhone]:
    """The phones of which something is held, first come first, as far as they are not of other campaigns alone."""
    columns = (
        func.count(),
        func.min(HeldPush.received_at, type_=HeldPush.received_at.type),
        func.max(HeldPush.received_at, type_=HeldPush.received_at.type),
    )
    query = select(HeldPush.token_hash, *columns).group_by(HeldPush.token_hash)
    leases, elsewhere = _leases(actor), _elsewhere(actor)
    return [
        HeldPhone(_phone_of(token), events, first, last, leases.get(token, ()))
        for token, events, first, last in db.session.execute(query.order_by(columns[1], HeldPush.token_hash))
        if token not in elsewhere
    ]


def _elsewhere(actor: Actor) -> set[bytes]:
    """The tokens whose events name leases of campaigns that the actor may not see, and no other that is known here."""
    known = (
        select(HeldPush.token_hash)
        .join(Assignment, Assignment.id == HeldPush.assignment_id)
        .join(Turf, Turf.id == Assignment.turf_id)
        .distinct()
    )
    seen = db.session.scalars(in_scope(known, actor, Turf.campaign_id))
    return set(db.session.scalars(known)) - set(seen)


def _leases(actor: Actor) -> Mapping[bytes, list[HeldLease]]:
    query: Any = (
        select(HeldPush.token_hash, Turf.id, Turf.name, Member)
        .join(Assignment, Assignment.id == HeldPush.assignment_id)
        .join(Turf, Turf.id == Assignment.turf_id)
        .join(AssignmentMember, AssignmentMember.assignment_id == Assignment.id)
        .join(Member, Member.id == AssignmentMember.member_id)
        .distinct()
        .order_by(HeldPush.token_hash, Turf.name, Turf.id, Member.alias)
    )
    rows = db.session.execute(in_scope(query, actor, Turf.campaign_id)).all()
    found: dict[bytes, list[HeldLease]] = {}
    for (token, turf, name), same in groupby(rows, key=lambda row: tuple(row[:3])):
        found.setdefault(token, []).append(HeldLease(turf, name, [row[3] for row in same]))
    return found


def confirm(phone: UUID, member_id: UUID, actor: Actor, *, grace: timedelta) -> Counter[str]:
    """Say whose phone it is: a device of that member's bears its token, and what is held is handed in as of when it came.

    A lead may say so of volunteers, an administrator of anybody. The verdicts, counted.
    """
    token, rows = _held(phone, actor)
    member = get_member(member_id)
    if actor.role != "administrator" and member.role != "volunteer":
        raise NotAllowed
    device = add_device(member.id, token)
    db.session.execute(delete(HeldPush).where(HeldPush.token_hash == token), execution_options=UNSEEN)
    write_act("push_confirmed", actor=actor.member_id, subject=device.id, events=len(rows))
    return _hand_in(device, rows, grace)


def _hand_in(device: Device, rows: Iterable[HeldPush], grace: timedelta) -> Counter[str]:
    verdicts: Counter[str] = Counter()
    for received_at, same in groupby(rows, key=lambda row: row.received_at):
        items = [read_handed(json.loads(row.raw), row.digest) for row in same]
        for start in range(0, len(items), sync.MOST_EVENTS):
            some = items[start : start + sync.MOST_EVENTS]
            answer = sync.take_in(device.id, some, now=received_at, grace=grace)
            verdicts.update(verdict.verdict for verdict in answer.verdicts)
    return verdicts


def discard(phone: UUID, actor: Actor, now: datetime) -> None:
    """Throw away what is held of a phone, and refuse its token from now on."""
    token, rows = _held(phone, actor)
    db.session.execute(delete(HeldPush).where(HeldPush.token_hash == token), execution_options=UNSEEN)
    db.session.add(DiscardedToken(token_hash=token, discarded_at=now))
    db.session.flush()
    write_act("push_discarded", actor=actor.member_id, events=len(rows))


def discard_strangers(phones: Collection[UUID], actor: Actor, now: datetime) -> None:
    """Throw away what is held of those of these phones that name no lease that exists here, and refuse their tokens.

    One of them may be honest, if its lease was made after the backup: who says this has to know that nobody is missing. So
    it goes no further than what they were shown: of what came since nobody was asked.
    """
    named = select(HeldPush.token_hash).where(HeldPush.assignment_id.in_(select(Assignment.id)))
    nameless = select(HeldPush.token_hash).where(HeldPush.token_hash.not_in(named)).with_for_update()
    found = db.session.scalars(nameless.order_by(HeldPush.token_hash, HeldPush.event_id))
    rows = [token for token in found if _phone_of(token) in phones]
    tokens = sorted(set(rows))
    for start in range(0, len(tokens), 500):
        some = tokens[start : start + 500]
        gone = delete(HeldPush).where(HeldPush.token_hash.in_(some))
        db.session.execute(gone, execution_options=UNSEEN)
    if tokens:
        refused = [{"token_hash": token, "discarded_at": now} for token in tokens]
        db.session.execute(insert_into(DiscardedToken).on_conflict_do_nothing(), refused)
        write_act("pushes_discarded", actor=actor.member_id, phones=len(tokens), events=len(rows))


def _held(phone: UUID, actor: Actor) -> tuple[bytes, Sequence[HeldPush]]:
    """A phone's token and what is held of it, locked, in the order in which it came.

    `NotFound` if there is nothing, and for a phone of other campaigns than the actor's.
    """
    tokens = set(db.session.scalars(select(HeldPush.token_hash).distinct())) - _elsewhere(actor)
    token = next((each for each in tokens if _phone_of(each) == phone), None)
    query = select(HeldPush).where(HeldPush.token_hash == token).with_for_update()
    rows = db.session.scalars(query.order_by(HeldPush.received_at, HeldPush.event_id)).all()
    # Who decided about it a moment ago was waited for, and may have left a row that came in meanwhile.
    if token is None or not rows or _is_decided(token):
        raise NotFound
    for row in rows:
        db.session.expunge(row)
    return token, rows


def _phone_of(token_hash: bytes) -> UUID:
    """What a phone is called while nobody knows whose it is."""
    return UUID(bytes=token_hash[:16])
