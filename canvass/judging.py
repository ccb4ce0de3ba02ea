"""Judging what phones hand in: for each envelope, let it in as an event, or say why a human must look at it first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import Row, select

from canvass import found_doors, tellings
from canvass.assignments import Assignment, AssignmentMember
from canvass.db import db
from canvass.devices import Device
from canvass.envelopes import (
    Envelope,
    Fields,
    Unreadable,
    digest_of,
    name_of,
    read_envelope,
    read_id,
    read_lineage,
    text_of,
)
from canvass.found_doors import FoundDoor
from canvass.log import Event
from canvass.places import Door
from canvass.sealing import sealed_key_id
from canvass.tellings import Telling
from canvass.turfs import Turf, TurfDoor
from canvass.vaults import live_key_ids

SCHEMA = 1
AHEAD = timedelta(minutes=2)
BEFORE_SHIFT = timedelta(days=1)
WITHOUT_LEASE = timedelta(days=7)
SHIFTS = ("shift.started", "shift.ended")

Body = Telling | FoundDoor | UUID | None


@dataclass(frozen=True)
class Handed:
    """One item of a push as it was handed in: `given` is how the phone names it, `id` how it is kept."""

    given: str
    id: UUID
    text: str
    digest: bytes
    outbox: UUID | None
    device_seq: int | None
    read: tuple[Envelope, Body] | Unreadable


def read_handed(item: object) -> Handed:
    """Read whatever stands in a push's list; what cannot be read says so, and is kept as it is."""
    values: Mapping[str, Any] = item if isinstance(item, dict) else {"envelope": item}
    given, envelope = values.get("id"), values.get("envelope")
    text = text_of(envelope)
    named = read_id(given)
    # What has no usable id is kept under one made of what it is, so that it is kept once.
    kept = named or uuid5(NAMESPACE_OID, digest_of(f"{text_of(given)} {text}").hex())
    return Handed(name_of(given), kept, text, digest_of(text), *read_lineage(text), _read(text, named))


def _read(text: str, named: UUID | None) -> tuple[Envelope, Body] | Unreadable:
    try:
        envelope = read_envelope(text)
        if envelope.id != named:
            raise Unreadable("wrong_id", "id")
        return envelope, _read_body(envelope)
    except Unreadable as fault:
        return fault


def _read_body(envelope: Envelope) -> Body:
    """What the envelope says; None for a shift, and for what only a newer server understands: that is kept as well."""
    if envelope.schema > SCHEMA:
        return None
    if envelope.kind in tellings.KINDS:
        return tellings.read_telling(envelope)
    if envelope.kind == found_doors.ADDED:
        return found_doors.read_found_door(envelope)
    if envelope.kind == found_doors.REPORTED:
        return found_doors.read_report(envelope)
    if envelope.kind in SHIFTS:
        Fields(envelope.body).uuid_or_none("turf")
    return None


def told_visit(handed: Handed) -> UUID | None:
    """The visit that this speaks of, as far as it can be read."""
    body = None if isinstance(handed.read, Unreadable) else handed.read[1]
    return body.visit if isinstance(body, Telling) else None


@dataclass(frozen=True)
class Ground:
    """What a judgement stands on, looked up once for a whole push.

    `leases` are those of the pusher, whatever became of them; `recorded` says by whom and under which lease a visit was.
    """

    device_id: UUID
    member_id: UUID
    trusted: bool
    now: datetime
    grace: timedelta
    leases: Mapping[UUID, Row[*tuple[Any, ...]]]
    doors: frozenset[UUID]
    in_turf: frozenset[tuple[UUID, UUID]]
    places: frozenset[tuple[UUID, UUID]]
    recorded: Mapping[UUID, tuple[UUID, UUID | None]]
    field_keys: frozenset[str]


def survey_ground(
    device: Device, *, active: bool, handed: Sequence[Handed], now: datetime, grace: timedelta
) -> Ground:
    """Look up what judging these items needs."""
    read = [each.read for each in handed if not isinstance(each.read, Unreadable)]
    bodies = [body for _, body in read]
    leases = _leases(device.member_id, {envelope.assignment for envelope, _ in read})
    turfs = {lease.turf_id for lease in leases.values()}
    doors = {door for door in map(_door_of, bodies) if door}
    wanted = {
        (turf, body.place) for turf in turfs for body in bodies if isinstance(body, FoundDoor) and body.place
    }
    return Ground(
        device_id=device.id,
        member_id=device.member_id,
        trusted=active and device.revoked_at is None,
        now=now,
        grace=grace,
        leases=leases,
        doors=frozenset(db.session.scalars(select(Door.id).where(Door.id.in_(doors)))),
        in_turf=_in_turf(turfs, doors),
        places=frozenset(found_doors.places_in(wanted)),
        recorded=_recorded({body.visit for body in bodies if isinstance(body, Telling)}),
        field_keys=live_key_ids("field"),
    )


def _door_of(body: Body) -> UUID | None:
    return body.door if isinstance(body, Telling | FoundDoor) else body


def _leases(member_id: UUID, ids: set[UUID | None]) -> dict[UUID, Row[*tuple[Any, ...]]]:
    columns = (
        Assignment.id,
        Assignment.generation,
        Assignment.starts_at,
        Assignment.until,
        Assignment.superseded_at,
        Assignment.turf_id,
        Turf.campaign_id,
    )
    query = select(*columns).join(Turf, Turf.id == Assignment.turf_id)
    own = query.join(AssignmentMember, AssignmentMember.assignment_id == Assignment.id)
    mine = own.where(
        AssignmentMember.member_id == member_id, Assignment.id.in_([each for each in ids if each])
    )
    return {row.id: row for row in db.session.execute(mine)}


def _in_turf(turfs: set[UUID], doors: set[UUID]) -> frozenset[tuple[UUID, UUID]]:
    query = select(TurfDoor.turf_id, TurfDoor.door_id).where(
        TurfDoor.turf_id.in_(turfs), TurfDoor.door_id.in_(doors)
    )
    return frozenset((row.turf_id, row.door_id) for row in db.session.execute(query))


def _recorded(ids: set[UUID]) -> dict[UUID, tuple[UUID, UUID | None]]:
    query = select(Event.id, Device.member_id, Event.assignment_id).join(Device, Device.id == Event.device_id)
    rows = db.session.execute(query.where(Event.id.in_(ids), Event.kind == tellings.RECORDED))
    return {row.id: (row.member_id, row.assignment_id) for row in rows}


def judge(handed: Handed, ground: Ground) -> dict[str, Any]:
    """The event as the log keeps it, its number aside; `Unreadable` with the reason where a human must look first."""
    if not ground.trusted:
        raise Unreadable("revoked")
    if isinstance(handed.read, Unreadable):
        raise handed.read
    envelope, body = handed.read
    lease = _lease(envelope, ground)
    _check(body, lease, ground, envelope.kind)
    effective_at = _clamp(
        envelope.sent_at, lease.starts_at - BEFORE_SHIFT if lease else ground.now - WITHOUT_LEASE, ground
    )
    return {
        "id": envelope.id,
        "digest": handed.digest,
        "kind": envelope.kind,
        "subject_id": body.visit if isinstance(body, Telling) else _door_of(body),
        "device_id": ground.device_id,
        "outbox": envelope.outbox,
        "device_seq": envelope.device_seq,
        "assignment_id": envelope.assignment,
        "generation": envelope.generation,
        "late": lease is not None and _is_late(lease, ground),
        "received_at": ground.now,
        "effective_at": effective_at,
        "clamped": effective_at != envelope.sent_at,
        "schema": envelope.schema,
        "body": handed.text,
    }


def _lease(envelope: Envelope, ground: Ground) -> Row[*tuple[Any, ...]] | None:
    if envelope.assignment is None:
        return None
    lease = ground.leases.get(envelope.assignment)
    if lease is None:
        raise Unreadable("not_your_turf", "assignment")
    if lease.generation != envelope.generation:
        raise Unreadable("bad_body", "generation")
    return lease


def _check(body: Body, lease: Row[*tuple[Any, ...]] | None, ground: Ground, kind: str) -> None:
    """Whether this may be said under this lease, whatever became of it since: the knock happened."""
    if body is None:
        return
    if lease is None:
        raise Unreadable("not_your_turf", "assignment")
    if isinstance(body, Telling):
        _check_telling(body, lease, ground)
    elif isinstance(body, FoundDoor):
        _check_found(body, lease, ground)
    door = _door_of(body)
    # A door that nobody knows yet may come with its own event later; what was said of it waits.
    if door in ground.doors and (lease.turf_id, door) not in ground.in_turf:
        raise Unreadable("not_your_turf", "door")


def _check_telling(body: Telling, lease: Row[*tuple[Any, ...]], ground: Ground) -> None:
    if any(sealed_key_id(part, "field") not in ground.field_keys for part in body.sealed.values() if part):
        raise Unreadable("bad_body", "key_id")
    member_id, assignment_id = ground.recorded.get(body.visit, (ground.member_id, lease.id))
    if member_id != ground.member_id and assignment_id != lease.id:
        raise Unreadable("not_your_turf", "visit")


def _check_found(body: FoundDoor, lease: Row[*tuple[Any, ...]], ground: Ground) -> None:
    if body.turf != lease.turf_id:
        raise Unreadable("not_your_turf", "turf")
    if body.place and (lease.turf_id, body.place) not in ground.places:
        raise Unreadable("door_unknown", "place")


def _is_late(lease: Row[*tuple[Any, ...]], ground: Ground) -> bool:
    return lease.superseded_at is not None or ground.now > lease.until + ground.grace


def _clamp(sent_at: datetime, earliest: datetime, ground: Ground) -> datetime:
    """When it happened, as far as a phone's clock can be believed."""
    return max(earliest, min(sent_at, ground.now + AHEAD))
