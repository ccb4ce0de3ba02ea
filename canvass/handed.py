"""What phones hand in, read item by item: an envelope and what it says, or why it cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from canvass import found_doors, tellings
from canvass.envelopes import (
    Envelope,
    Fields,
    Unreadable,
    digest_of,
    name_of,
    open_envelope,
    read_id,
    read_lineage,
    read_opened,
    text_of,
)
from canvass.found_doors import FoundDoor
from canvass.tellings import Telling

SCHEMA = 1
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
    return Handed(name_of(given), kept, text, digest_of(text), *_read(text, named))


def _read(
    text: str, named: UUID | None
) -> tuple[UUID | None, int | None, tuple[Envelope, Body] | Unreadable]:
    """The lineage as far as it can be read, and what stands in the envelope, or why it cannot be read."""
    try:
        fields = open_envelope(text)
    except Unreadable as fault:
        return None, None, fault
    return *read_lineage(fields), _read_opened(fields, named)


def _read_opened(fields: Fields, named: UUID | None) -> tuple[Envelope, Body] | Unreadable:
    try:
        envelope = read_opened(fields)
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


def named_lease(handed: Handed) -> UUID | None:
    """The lease under which this was said, as far as it can be read."""
    return None if isinstance(handed.read, Unreadable) else handed.read[0].assignment


def door_of(body: Body) -> UUID | None:
    """The door of which it speaks, if it does."""
    return body.door if isinstance(body, Telling | FoundDoor) else body
