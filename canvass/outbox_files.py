"""Outbox files: the last resort of a phone that cannot send, brought in by somebody who leads."""

import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import or_, select

from canvass.access import Actor, seen_by
from canvass.audit import Act, write_act
from canvass.campaigns import CampaignMember
from canvass.db import db
from canvass.devices import Device
from canvass.envelopes import read_id
from canvass.errors import N_, Invalid
from canvass.sealing import PROTOCOL, b64encode, canonical_json, length_prefixed

FORMAT, VERSION = "canvass outbox", 1
MOST_ITEMS = 20_000
"""A phone that was offline for weeks holds some hundreds. Items cost time each, however few bytes they have."""

T = TypeVar("T")


class NoOutboxFile(Invalid):
    code = "no_outbox_file"
    message = N_("Este archivo no es la copia de un teléfono. Elija el que guardó la persona, sin cambiarlo.")


class OutboxFileTooNew(Invalid):
    code = "outbox_file_too_new"
    message = N_(
        "El archivo es de una versión más nueva de Canvass. Actualice primero el servidor. No se cambió nada."
    )


class OutboxFileTooLong(Invalid):
    code = "outbox_file_too_long"
    message = N_(
        "El archivo trae más de %(most)s registros: ningún teléfono guarda tantos. No se recibió nada de él."
    )


class OutboxFileUnproven(Invalid):
    code = "outbox_file_unproven"
    message = N_(
        "No se pudo comprobar que este archivo es del teléfono que dice: alguien lo cambió, o lo guardó una versión "
        "anterior. No se recibió nada de él. Pida a la persona que actualice Canvass y guarde la copia otra vez."
    )


class DeviceUnknown(Invalid):
    code = "device_unknown"
    message = N_(
        "El archivo es de un teléfono que no está en sus campañas. No se cambió nada: pida a quien administra que lo traiga."
    )


@dataclass(frozen=True)
class OutboxFile:
    """What a file holds: items of either stream as a push hands them in, and which device wrote its events.

    `proof` is what shows that it did, see `proof_of`; whatever the file has in its place.
    """

    device_id: UUID | None
    events: Sequence[object]
    records: Sequence[object]
    proof: object = None


def read_file(values: Mapping[str, Any]) -> OutboxFile:
    """Read a file's values, whatever they are; what an item is worth is for its stream to say."""
    if values.get("format") != FORMAT or type(values.get("version")) is not int:
        raise NoOutboxFile
    if values["version"] > VERSION:
        raise OutboxFileTooNew
    events, records, device_id = values.get("events"), values.get("records"), read_id(values.get("device"))
    if not isinstance(events, list) or not isinstance(records, list) or (events and device_id is None):
        raise NoOutboxFile
    if events and records:
        # No phone writes both: stored one after the other they would tie people's records to that phone's doors.
        raise NoOutboxFile
    if len(events) + len(records) > MOST_ITEMS:
        raise OutboxFileTooLong(most=MOST_ITEMS)
    return OutboxFile(device_id, events, records, values.get("proof"))


def begin(file: OutboxFile, actor: Actor) -> UUID | None:
    """Note who brings it, in the caller's transaction, before anything of it is taken in; the device that wrote its events.

    Whoever leads brings the files of those who take part in their campaigns, and their own. Of people's records nothing
    is noted, not even how many: they must not be tied to an hour. Events come with their phone's proof, or not at all:
    a lead must not be able to say anything in another's name.
    """
    if not file.events:
        return None
    sender = _sender(file, actor)
    write_act("outbox_file", actor=actor.member_id, subject=sender, events=len(file.events))
    return sender


def _sender(file: OutboxFile, actor: Actor) -> UUID:
    """The device whose proof the file bears, if the actor may bring its files.

    A phone that a restore forgot and somebody confirmed has another id here than it knows: its proof says which.
    """
    known = file.device_id is not None and db.session.get(Device, file.device_id) is not None
    keys = _keys(file.device_id if known else None, actor)
    told = _told(file.events)
    said = (file.proof if isinstance(file.proof, str) else "").encode("utf-8", "replace")
    for id_, key in keys:
        if told and hmac.compare_digest(said, _proof(key, file.device_id, told).encode()):
            return id_
    raise OutboxFileUnproven if known and keys else DeviceUnknown


def _keys(device_id: UUID | None, actor: Actor) -> list[tuple[UUID, bytes]]:
    """What is kept of this device's push token, or of those of all phones that were confirmed after a restore. Of those
    alone whose files the actor may bring."""
    takes_part = select(CampaignMember.member_id).where(
        CampaignMember.member_id == Device.member_id, seen_by(actor, CampaignMember.campaign_id)
    )
    theirs = select(Device.id, Device.push_hash)
    if actor.role != "administrator":
        theirs = theirs.where(or_(Device.member_id == actor.member_id, takes_part.exists()))
    confirmed = Device.id.in_(select(Act.subject_id).where(Act.act == "push_confirmed"))
    theirs = theirs.where(Device.id == device_id if device_id else confirmed)
    return [(id_, key) for id_, key in db.session.execute(theirs)]


def proof_of(key: bytes, device_id: UUID | None, events: Sequence[object]) -> str | None:
    """HMAC-SHA256 over a file's events as its phone wrote them; None for what no phone writes.

    The key is the SHA-256 of the push token: the phone can make it, and the server has nothing else of the token.
    """
    told = _told(events)
    return _proof(key, device_id, told) if told else None


def _proof(key: bytes, device_id: UUID | None, told: bytes) -> str:
    return b64encode(hmac.digest(key, length_prefixed(PROTOCOL, "outbox", str(device_id)) + told, "sha256"))


def _told(events: Sequence[object]) -> bytes | None:
    try:
        return canonical_json({"events": [_written(event) for event in events]})
    except (KeyError, TypeError, UnicodeEncodeError):
        return None


def _written(event: object) -> dict[str, str]:
    if (
        not isinstance(event, dict)
        or not isinstance(event["id"], str)
        or not isinstance(event["envelope"], str)
    ):
        raise TypeError
    return {"id": event["id"], "envelope": event["envelope"]}


def in_batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in parts of this size."""
    return (items[start : start + size] for start in range(0, len(items), size))


def count_verdicts(verdicts: Iterable[str]) -> dict[str, int]:
    """How often each verdict was given."""
    return dict(Counter(verdicts))
