"""Outbox files: the last resort of a phone that cannot send, brought in by somebody who leads."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import or_, select

from canvass.access import Actor, seen_by
from canvass.audit import write_act
from canvass.campaigns import CampaignMember
from canvass.db import db
from canvass.devices import Device
from canvass.envelopes import read_id
from canvass.errors import N_, Invalid

FORMAT, VERSION = "canvass outbox", 1

T = TypeVar("T")


class NoOutboxFile(Invalid):
    code = "no_outbox_file"
    message = N_("Este archivo no es la copia de un teléfono. Elija el que guardó la persona, sin cambiarlo.")


class OutboxFileTooNew(Invalid):
    code = "outbox_file_too_new"
    message = N_(
        "El archivo es de una versión más nueva de Canvass. Actualice primero el servidor. No se cambió nada."
    )


class DeviceUnknown(Invalid):
    code = "device_unknown"
    message = N_(
        "El archivo es de un teléfono que no está en sus campañas. No se cambió nada: pida a quien administra que lo traiga."
    )


@dataclass(frozen=True)
class OutboxFile:
    """What a file holds: items of either stream as a push hands them in, and which device wrote its events."""

    device_id: UUID | None
    events: Sequence[object]
    records: Sequence[object]


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
    return OutboxFile(device_id, events, records)


def begin(file: OutboxFile, actor: Actor) -> None:
    """Note who brings it, in the caller's transaction, before anything of it is taken in.

    Whoever leads brings the files of those who take part in their campaigns, and their own. Of people's records nothing
    is noted, not even how many: they must not be tied to an hour.
    """
    if file.events:
        _check_sender(file.device_id, actor)
        write_act("outbox_file", actor=actor.member_id, subject=file.device_id, events=len(file.events))


def _check_sender(device_id: UUID | None, actor: Actor) -> None:
    takes_part = select(CampaignMember.member_id).where(
        CampaignMember.member_id == Device.member_id, seen_by(actor, CampaignMember.campaign_id)
    )
    known = select(Device.id).where(Device.id == device_id)
    if actor.role != "administrator":
        known = known.where(or_(Device.member_id == actor.member_id, takes_part.exists()))
    if db.session.scalar(known) is None:
        raise DeviceUnknown


def in_batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in parts of this size."""
    return (items[start : start + size] for start in range(0, len(items), size))


def count_verdicts(verdicts: Iterable[str]) -> dict[str, int]:
    """How often each verdict was given."""
    return dict(Counter(verdicts))
