"""Hours that were promised at doors: what became of them, and for reviewers the sealed holds with their slots."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import slot_holds
from canvass.api.edge import Noun, hand_out
from canvass.api.fields import Base64Url
from canvass.api.paging import PageArgs, page, read_key
from canvass.api.slot_faces import SlotSchema, face_of

blueprint = Noun("slot_holds", __name__, url_prefix="/api/slots/holds", description="Hours held at doors")


class HoldStatusesArgs(ma.Schema):
    ids = ma.fields.List(
        ma.fields.UUID(), required=True, validate=ma.validate.Length(1, slot_holds.MOST_ASKED)
    )


class HoldStatusSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    state = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf((*slot_holds.HOLD_STATES, "unknown")),
        metadata={"description": "`taken`: staff calls for another hour."},
    )


class HoldStatusesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(HoldStatusSchema), required=True)


class SlotHoldSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    campaign = ma.fields.UUID(required=True, attribute="campaign_id")
    week = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(slot_holds.HOLD_STATES))
    slot = ma.fields.Nested(
        SlotSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Null where there is none any more."},
    )
    key_id = ma.fields.String(required=True)
    sealed = Base64Url(
        required=True, metadata={"description": "To `intake`: whose contact it is, by the contact's id."}
    )


class SlotHoldsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SlotHoldSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("/statuses", who="public", methods=("POST",), writes=False)
@blueprint.arguments(HoldStatusesArgs)
@blueprint.response(200, HoldStatusesSchema)
def list_statuses(args: dict[str, Any]) -> dict[str, Any]:
    """What became of holds, asked by their ids alone."""
    return {"items": [{"id": each, "state": state} for each, state in slot_holds.states_of(args["ids"])]}


@blueprint.route("", who="holder:intake")
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, SlotHoldsSchema)
def list_holds(args: dict[str, Any]) -> dict[str, Any]:
    """What is held at doors and not yet made an appointment or let go, each with its slot as it stands."""
    after = read_key(args["after"], UUID)
    found = slot_holds.list_holds(after[0] if after else None, args["limit"])
    hand_out("hold", len(found))
    faces = {slot.id: face_of(slot) for slot in slot_holds.slots_of(found)}
    names = ("id", "campaign_id", "week", "state", "key_id", "sealed")
    items = [
        {name: getattr(hold, name) for name in names} | {"slot": faces.get(hold.slot_id)} for hold in found
    ]
    return page(items, args["limit"], lambda item: (str(item["id"]),))


@blueprint.route("/<uuid:slot_hold_id>", who="holder:intake", methods=("DELETE",))
@blueprint.response(204)
def let_go(slot_hold_id: UUID) -> None:
    """Let go of a hold: its slot is free again, unless it was kept for an appointment. Repeatable."""
    slot_holds.let_go(slot_hold_id)
