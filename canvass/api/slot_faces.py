"""Slots as the API shows them: to staff with how they stand, to phones as they were when they set out."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import marshmallow as ma

from canvass import slots
from canvass.api.fields import UtcTime
from canvass.api.organisation import settings


class HomeSlotSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    day = ma.fields.Date(required=True)
    begins = ma.fields.String(
        required=True, metadata={"description": "`HH:MM` in the organisation's time zone."}
    )
    ends = ma.fields.String(required=True)
    place = ma.fields.String(required=True)
    languages = ma.fields.List(ma.fields.String(), required=True)


class HomeSlotsSchema(ma.Schema):
    week = ma.fields.String(
        required=True,
        metadata={"description": "ISO week in which these may be offered: they are of the next."},
    )
    items = ma.fields.List(ma.fields.Nested(HomeSlotSchema), required=True)


class SlotSchema(HomeSlotSchema):
    at = UtcTime(required=True)
    until = UtcTime(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(slots.SLOT_STATES))
    rev = ma.fields.Integer(required=True)


def face_of(slot: slots.Slot) -> dict[str, Any]:
    """A slot as `SlotSchema` shows it."""
    at, until = (_moment(slot.day, clock) for clock in (slot.begins, slot.ends))
    return {**_told(slot), "state": slot.state, "rev": slot.rev, "at": at, "until": until}


def travelling(found: Iterable[slots.Slot]) -> list[dict[str, Any]]:
    """The same for everybody: nothing of what became of them."""
    return [_told(slot) for slot in found]


def _told(slot: slots.Slot) -> dict[str, Any]:
    return {name: getattr(slot, name) for name in ("id", "day", "begins", "ends", "place", "languages")}


def _moment(day: date, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=settings().time_zone)
