"""Patterns across cases: spellings that somebody said are the same, and meetings; all of what they say is sealed."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import followups, patterns
from canvass.api.edge import Noun, actor, hand_out
from canvass.api.followups import (
    FollowUpArgs,
    FollowUpChanges,
    FollowUpSchema,
    SealedNoteSchema,
    due_page,
    read_due,
)
from canvass.api.organisation import settings
from canvass.api.paging import PageArgs, page, read_key
from canvass.api.staleness import shows_current

blueprint = Noun("patterns", __name__, url_prefix="/api/patterns", description="Patterns across cases")

STATE = ma.validate.OneOf(patterns.MEETING_STATES)


class FloorSchema(ma.Schema):
    floor = ma.fields.Integer(
        required=True, metadata={"description": "Of fewer households than these nothing is shown."}
    )


class LikenessesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SealedNoteSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class MeetingSchema(FollowUpSchema):
    state = ma.fields.String(required=True, validate=STATE)


class MeetingsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(MeetingSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class NewMeetingArgs(SealedNoteSchema):
    next_on = ma.fields.Date(required=True, metadata={"description": "By its day it is forgotten one day."})


class MeetingChanges(FollowUpChanges):
    next_on = ma.fields.Date()
    state = ma.fields.String(validate=STATE)


@blueprint.route("", who="holder:consulta")
@blueprint.response(200, FloorSchema)
def show_floor() -> dict[str, Any]:
    """Below how many households a browser shows nothing."""
    return {"floor": settings().pattern_floor}


@blueprint.route("/likenesses", who="holder:consulta")
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, LikenessesSchema)
def list_likenesses(args: dict[str, Any]) -> dict[str, Any]:
    """What keyholders said of spellings, by id."""
    after = read_key(args["after"], UUID)
    found = patterns.list_likenesses(after[0] if after else None, args["limit"])
    hand_out("likeness", len(found))
    return page(found, args["limit"], lambda row: (str(row.id),))


@blueprint.route("/likenesses", who="holder:consulta", methods=("POST",))
@blueprint.arguments(SealedNoteSchema)
@blueprint.response(201, SealedNoteSchema)
def add_likeness(args: dict[str, Any]) -> patterns.Likeness:
    """Say that two spellings are the same, or not."""
    return patterns.add_likeness(args["id"], key_id=args["key_id"], sealed=args["sealed"])


@blueprint.route("/meetings", who="holder:consulta")
@blueprint.arguments(FollowUpArgs, location="query")
@blueprint.response(200, MeetingsSchema)
def list_meetings(args: dict[str, Any]) -> dict[str, Any]:
    """Meetings by their day, those without one last."""
    after, limit = read_due(args["after"]), args["limit"]
    found = followups.list_due(patterns.Meeting, after, limit, assignee_id=args["assignee"])
    hand_out("meeting", len(found))
    return due_page(found, limit)


@blueprint.route("/meetings", who="holder:consulta", methods=("POST",))
@blueprint.arguments(NewMeetingArgs)
@blueprint.response(201, MeetingSchema)
def call_meeting(args: dict[str, Any]) -> patterns.Meeting:
    """Call a meeting, and see to it; the same again answers the same."""
    return patterns.call_meeting(args.pop("id"), by=actor().member_id, **args)


@blueprint.route("/meetings/<uuid:meeting_id>", who="holder:consulta", methods=("PATCH",))
@blueprint.arguments(MeetingChanges)
@blueprint.response(200, MeetingSchema)
def change_meeting(args: dict[str, Any], meeting_id: UUID) -> patterns.Meeting:
    """Change what is given of a meeting."""
    meeting = patterns.find_meeting(meeting_id)
    with shows_current(MeetingSchema, lambda: meeting):
        return patterns.change_meeting(meeting, by=actor().member_id, **args)
