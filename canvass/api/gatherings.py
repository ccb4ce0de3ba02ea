"""Events of the leadership track: day, state and who sees to it in clear; what they are, and who is invited, sealed."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import followups, gatherings
from canvass.api.edge import Noun, actor, hand_out
from canvass.api.followups import (
    FollowUpArgs,
    FollowUpChanges,
    FollowUpSchema,
    SealedNoteSchema,
    due_page,
    read_due,
)
from canvass.api.paging import PageArgs, page, read_key
from canvass.api.staleness import shows_current
from canvass.gatherings import Gathering, Reply

blueprint = Noun(
    "gatherings", __name__, url_prefix="/api/gatherings", description="Events of the leadership track"
)

STATE = ma.validate.OneOf(gatherings.GATHERING_STATES)


class GatheringSchema(FollowUpSchema):
    state = ma.fields.String(required=True, validate=STATE)


class GatheringsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(GatheringSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class NewGatheringArgs(SealedNoteSchema):
    next_on = ma.fields.Date(required=True, metadata={"description": "By its day it is forgotten one day."})


class GatheringChanges(FollowUpChanges):
    next_on = ma.fields.Date()
    state = ma.fields.String(validate=STATE)


class RepliesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SealedNoteSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("", who="holder:leadership")
@blueprint.arguments(FollowUpArgs, location="query")
@blueprint.response(200, GatheringsSchema)
def list_gatherings(args: dict[str, Any]) -> dict[str, Any]:
    """Events by their day."""
    after, limit = read_due(args["after"]), args["limit"]
    found = followups.list_due(Gathering, after, limit, assignee_id=args["assignee"])
    hand_out("gathering", len(found))
    return due_page(found, limit)


@blueprint.route("", who="holder:leadership", methods=("POST",))
@blueprint.arguments(NewGatheringArgs)
@blueprint.response(201, GatheringSchema)
def plan_gathering(args: dict[str, Any]) -> Gathering:
    """Plan an event, and see to it; the same again answers the same."""
    return gatherings.plan_gathering(args.pop("id"), by=actor().member_id, **args)


@blueprint.route("/<uuid:gathering_id>", who="holder:leadership")
@blueprint.response(200, GatheringSchema)
def show_gathering(gathering_id: UUID) -> Gathering:
    """One event; what was said to its invitations is a list of its own."""
    hand_out("gathering", 1)
    return gatherings.find_gathering(gathering_id)


@blueprint.route("/<uuid:gathering_id>", who="holder:leadership", methods=("PATCH",))
@blueprint.arguments(GatheringChanges)
@blueprint.response(200, GatheringSchema)
def change_gathering(args: dict[str, Any], gathering_id: UUID) -> Gathering:
    """Change what is given of an event."""
    gathering = gatherings.find_gathering(gathering_id)
    with shows_current(GatheringSchema, lambda: gathering):
        return gatherings.change_gathering(gathering, by=actor().member_id, **args)


@blueprint.route("/<uuid:gathering_id>/replies", who="holder:leadership")
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, RepliesSchema)
def list_replies(args: dict[str, Any], gathering_id: UUID) -> dict[str, Any]:
    """What was said to an event's invitations, by id: whose each is, is sealed."""
    after = read_key(args["after"], UUID)
    gathering = gatherings.find_gathering(gathering_id)
    found = gatherings.list_replies(gathering, after[0] if after else None, args["limit"])
    hand_out("gathering.reply", len(found))
    return page(found, args["limit"], lambda row: (str(row.id),))


@blueprint.route("/<uuid:gathering_id>/replies", who="holder:leadership", methods=("POST",))
@blueprint.arguments(SealedNoteSchema)
@blueprint.response(201, SealedNoteSchema)
def add_reply(args: dict[str, Any], gathering_id: UUID) -> Reply:
    """Say that somebody was invited, answered, needs something or came; the same again answers the same."""
    gathering = gatherings.find_gathering(gathering_id)
    return gatherings.add_reply(gathering, args["id"], key_id=args["key_id"], sealed=args["sealed"])
