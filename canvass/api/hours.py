"""Office hours, and the slots that they make in the coming weeks."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import hours, slot_holds, slots
from canvass.api.edge import Noun, actor
from canvass.api.fields import Line
from canvass.api.organisation import today
from canvass.api.slot_faces import SlotSchema, face_of
from canvass.api.staleness import shows_current
from canvass.campaigns import LANGUAGE_CODE

blueprint = Noun("hours", __name__, url_prefix="/api", description="Office hours and their slots")

CLOCK = ma.validate.Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
PLACE = ma.validate.Length(1, hours.LONGEST_PLACE)
LANGUAGES = ma.validate.Length(1, 12)
LANGUAGE = ma.validate.Regexp(LANGUAGE_CODE)


class OfficeHoursSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    weekday = ma.fields.Integer(required=True, metadata={"description": "1 is Monday."})
    begins = ma.fields.String(
        required=True, metadata={"description": "`HH:MM` in the organisation's time zone."}
    )
    ends = ma.fields.String(required=True)
    minutes = ma.fields.Integer(required=True, metadata={"description": "How long a conversation is."})
    place = ma.fields.String(required=True)
    languages = ma.fields.List(ma.fields.String(), required=True)
    rev = ma.fields.Integer(required=True)


class DayOffSchema(ma.Schema):
    day = ma.fields.Date(required=True)
    reason = ma.fields.String(required=True)


class HoursSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(OfficeHoursSchema), required=True)
    days_off = ma.fields.List(ma.fields.Nested(DayOffSchema), required=True)


class NewHoursArgs(ma.Schema):
    weekday = ma.fields.Integer(required=True, validate=ma.validate.Range(1, 7))
    begins = ma.fields.String(required=True, validate=CLOCK)
    ends = ma.fields.String(required=True, validate=CLOCK)
    minutes = ma.fields.Integer(required=True, validate=ma.validate.Range(hours.SHORTEST, hours.LONGEST))
    place = Line(required=True, validate=PLACE)
    languages = ma.fields.List(ma.fields.String(validate=LANGUAGE), required=True, validate=LANGUAGES)


class HoursChanges(ma.Schema):
    rev = ma.fields.Integer(required=True, metadata={"description": "The rev that was read."})
    weekday = ma.fields.Integer(validate=ma.validate.Range(1, 7))
    begins = ma.fields.String(validate=CLOCK)
    ends = ma.fields.String(validate=CLOCK)
    minutes = ma.fields.Integer(validate=ma.validate.Range(hours.SHORTEST, hours.LONGEST))
    place = Line(validate=PLACE)
    languages = ma.fields.List(ma.fields.String(validate=LANGUAGE), validate=LANGUAGES)


class HoursRevArgs(ma.Schema):
    rev = ma.fields.Integer(required=True, metadata={"description": "The rev that was read."})


class DayOffArgs(ma.Schema):
    day = ma.fields.Date(required=True)
    reason = Line(
        required=True,
        allow_none=True,
        validate=ma.validate.Length(1, 80),
        metadata={"description": "Why nobody is received; null where people are, after all."},
    )


class SlotsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SlotSchema), required=True)


class SlotArgs(HoursRevArgs):
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(("free", "kept")))


@blueprint.route("/hours", who="staff")
@blueprint.response(200, HoursSchema)
def list_hours() -> dict[str, Any]:
    """When people are received, and the days when they are not."""
    return _hours()


@blueprint.route("/hours", who="staff", methods=("POST",))
@blueprint.arguments(NewHoursArgs)
@blueprint.response(201, HoursSchema)
def add_hours(args: dict[str, Any]) -> dict[str, Any]:
    """Receive people once a week more."""
    hours.add_hours(actor().member_id, **args)
    return _laid_out()


@blueprint.route("/hours/<uuid:hours_id>", who="staff", methods=("PATCH",))
@blueprint.arguments(HoursChanges)
@blueprint.response(200, HoursSchema)
def change_hours(args: dict[str, Any], hours_id: UUID) -> dict[str, Any]:
    """Change what is given of a line of the week."""
    line = hours.find_hours(hours_id)
    with shows_current(OfficeHoursSchema, lambda: line):
        hours.change_hours(line, by=actor().member_id, **args)
    return _laid_out()


@blueprint.route("/hours/<uuid:hours_id>", who="staff", methods=("DELETE",))
@blueprint.arguments(HoursRevArgs)
@blueprint.response(200, HoursSchema)
def remove_hours(args: dict[str, Any], hours_id: UUID) -> dict[str, Any]:
    """Receive nobody at that time any more. What is kept stays."""
    line = hours.find_hours(hours_id)
    with shows_current(OfficeHoursSchema, lambda: line):
        hours.remove_hours(line, by=actor().member_id, **args)
    return _laid_out()


@blueprint.route("/hours/days-off", who="staff", methods=("PUT",))
@blueprint.arguments(DayOffArgs)
@blueprint.response(200, HoursSchema)
def set_day_off(args: dict[str, Any]) -> dict[str, Any]:
    """Receive nobody on a day, or, without a reason, people after all."""
    if args["reason"] is None:
        hours.end_day_off(args["day"], actor().member_id)
    else:
        hours.set_day_off(args["day"], args["reason"], actor().member_id)
    return _laid_out()


@blueprint.route("/slots", who="staff")
@blueprint.response(200, SlotsSchema)
def list_slots() -> dict[str, Any]:
    """The slots of today and of the coming weeks."""
    return {"items": [face_of(slot) for slot in slots.list_slots(today())]}


@blueprint.route("/slots/<uuid:slot_id>", who="staff", methods=("PATCH",))
@blueprint.arguments(SlotArgs)
@blueprint.response(200, SlotSchema)
def set_slot(args: dict[str, Any], slot_id: UUID) -> dict[str, Any]:
    """Keep a slot for somebody, or free it."""
    with shows_current(SlotSchema, lambda: face_of(slots.find_slot(slot_id))):
        return face_of(slot_holds.set_slot(slot_id, by=actor().member_id, **args))


def _laid_out() -> dict[str, Any]:
    """The hours as they are now, their slots in step with them."""
    slots.lay_out(today())
    return _hours()


def _hours() -> dict[str, Any]:
    return {"items": hours.list_hours(), "days_off": hours.list_days_off(today())}
