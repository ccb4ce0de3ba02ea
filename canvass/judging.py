"""Judging what phones hand in: for each envelope, let it in as an event, or say why a human must look at it first."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from canvass.envelopes import Envelope, Unreadable
from canvass.found_doors import FoundDoor
from canvass.ground import Ground
from canvass.handed import Body, Handed, door_of
from canvass.sealing import sealed_key_id
from canvass.tellings import Telling

AHEAD = timedelta(minutes=2)
BEFORE_SHIFT = timedelta(days=1)
WITHOUT_LEASE = timedelta(days=7)


def judge(handed: Handed, ground: Ground) -> dict[str, Any]:
    """The event as the log keeps it, its number aside; `Unreadable` with the reason where a human must look first."""
    if not ground.trusted:
        raise Unreadable("revoked")
    if isinstance(handed.read, Unreadable):
        raise handed.read
    envelope, body = handed.read
    lease = _lease(envelope, ground)
    _check(body, lease, ground)
    return _event(handed, envelope, body, lease, ground)


def overrule(handed: Handed, lease: Row[*tuple[Any, ...]], ground: Ground) -> dict[str, Any]:
    """The event under this lease, whatever its envelope says of another: somebody who leads there has decided so."""
    if isinstance(handed.read, Unreadable):
        raise handed.read
    envelope, body = handed.read
    _check_seals(body, ground)
    return _event(handed, envelope, body, lease, ground)


def _event(
    handed: Handed, envelope: Envelope, body: Body, lease: Row[*tuple[Any, ...]] | None, ground: Ground
) -> dict[str, Any]:
    effective_at = _clamp(
        envelope.sent_at, lease.starts_at - BEFORE_SHIFT if lease else ground.now - WITHOUT_LEASE, ground
    )
    return {
        "id": envelope.id,
        "digest": handed.digest,
        "kind": envelope.kind,
        "subject_id": body.visit if isinstance(body, Telling) else door_of(body),
        "device_id": ground.device_id,
        "outbox": envelope.outbox,
        "device_seq": envelope.device_seq,
        "assignment_id": lease.id if lease else None,
        "generation": lease.generation if lease else envelope.generation,
        "late": lease is not None and is_late(lease, ground),
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


def _check(body: Body, lease: Row[*tuple[Any, ...]] | None, ground: Ground) -> None:
    """Whether this may be said under this lease, whatever became of it since: the knock happened."""
    if body is None:
        return
    if lease is None:
        raise Unreadable("not_your_turf", "assignment")
    if isinstance(body, Telling):
        _check_telling(body, lease, ground)
    elif isinstance(body, FoundDoor):
        _check_found(body, lease, ground)
    door = door_of(body)
    # A door that nobody knows yet may come with its own event later; what was said of it waits.
    if door in ground.doors and (lease.turf_id, door) not in ground.in_turf:
        raise Unreadable("not_your_turf", "door")


def _check_seals(body: Body, ground: Ground) -> None:
    sealed = body.sealed.values() if isinstance(body, Telling) else ()
    if any(sealed_key_id(part, "field") not in ground.field_keys for part in sealed if part):
        raise Unreadable("bad_body", "key_id")


def _check_telling(body: Telling, lease: Row[*tuple[Any, ...]], ground: Ground) -> None:
    _check_seals(body, ground)
    member_id, assignment_id = ground.recorded.get(body.visit, (ground.member_id, lease.id))
    if member_id != ground.member_id and assignment_id != lease.id:
        raise Unreadable("not_your_turf", "visit")


def _check_found(body: FoundDoor, lease: Row[*tuple[Any, ...]], ground: Ground) -> None:
    if body.turf != lease.turf_id:
        raise Unreadable("not_your_turf", "turf")
    if body.place and (lease.turf_id, body.place) not in ground.places:
        raise Unreadable("door_unknown", "place")


def is_late(lease: Row[*tuple[Any, ...]], ground: Ground) -> bool:
    """Whether what came now came after the lease was another's, or over for longer than the grace."""
    return lease.superseded_at is not None or ground.now > lease.until + ground.grace


def _clamp(sent_at: datetime, earliest: datetime, ground: Ground) -> datetime:
    """When it happened, as far as a phone's clock can be believed."""
    return max(earliest, min(sent_at, ground.now + AHEAD))
