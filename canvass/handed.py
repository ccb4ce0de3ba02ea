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
    """One item of a push as it was handed in: `given` is how the phone names it, `id` how it is kept.

    `text` is what is kept of it: as it came, but for what should have been sealed and was not. `digest` is of what came.
    """

    given: str
    id: UUID
    text: str
    digest: bytes
    outbox: UUID | None
    device_seq: int | None
    read: tuple[Envelope, Body] | Unreadable


def read_handed(item: object, digest: bytes | None = None) -> Handed:
    """Read whatever stands in a push's list; what cannot be read says so, and is kept.

    `digest`: of what came, where the item is what was kept of it.
    """
    values: Mapping[str, Any] = item if isinstance(item, dict) else {"envelope": item}
    given, envelope = values.get("id"), values.get("envelope")
    text = text_of(envelope)
    named = read_id(given)
    # What has no usable id is kept under one made of what it is, so that it is kept once.
    kept = named or uuid5(NAMESPACE_OID, digest_of(f"{text_of(given)} {text}").hex())
    left, outbox, device_seq, read = _read(text, named)
    return Handed(name_of(given), kept, left, digest or digest_of(text), outbox, device_seq, read)


def _read(
    text: str, named: UUID | None
) -> tuple[str, UUID | None, int | None, tuple[Envelope, Body] | Unreadable]:
    """What is kept of it, the lineage as far as it can be read, and what stands in the envelope, or why it cannot be read."""
    try:
        fields = open_envelope(text)
    except Unreadable as fault:
        return text, None, None, fault
    return _without_open_words(text, fields), *read_lineage(fields), _read_opened(fields, named)


def _without_open_words(text: str, fields: Fields) -> str:
    """The text without a note or language of a visit that nobody sealed: it must lie nowhere, also not set apart."""
    body = fields.values.get("body")
    schema = fields.values.get("schema")
    newer = type(schema) is int and schema > SCHEMA
    if newer or fields.values.get("kind") not in tellings.KINDS or not isinstance(body, dict):
        return text
    open_parts = tellings.open_parts(body)
    if not open_parts:
        return text
    left = {name: value for name, value in body.items() if name not in open_parts}
    return text_of({**fields.values, "body": left})


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
