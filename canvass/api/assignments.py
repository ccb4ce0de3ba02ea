"""Assignments: who walks a turf, until when."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import assignments, devices, turfs
from canvass.api.edge import Noun, actor, pushing_device
from canvass.api.fields import UtcTime
from canvass.api.organisation import grace
from canvass.api.schemas import AssignmentSchema

blueprint = Noun(
    "assignments", __name__, url_prefix="/api", description="Handing turfs out and taking them back"
)

MOST_LEASES = 500


class HandOutArgs(ma.Schema):
    members = ma.fields.List(ma.fields.UUID(), required=True, validate=ma.validate.Length(1, 8))
    until = UtcTime(required=True, metadata={"description": "When the lease ends, in server time."})


class StandingArgs(ma.Schema):
    leases = ma.fields.List(
        ma.fields.UUID(),
        required=True,
        validate=ma.validate.Length(max=MOST_LEASES),
        metadata={"description": "The assignments of the leases that the device has."},
    )


class StandingSchema(ma.Schema):
    may_read = ma.fields.Boolean(
        required=True, metadata={"description": "False once the device was revoked, or its member is out."}
    )
    ended = ma.fields.List(
        ma.fields.UUID(), required=True, metadata={"description": "Those of them whose turf goes now."}
    )


@blueprint.route("/turfs/<uuid:turf_id>/assignments", who="lead", methods=("POST",))
@blueprint.arguments(HandOutArgs)
@blueprint.response(201, AssignmentSchema)
def hand_out(args: dict[str, Any], turf_id: UUID) -> assignments.Assignment:
    """Hand a turf out; the lease before is superseded. Volunteers join the campaign by it."""
    return assignments.hand_out(turfs.find_turf(turf_id, actor()), actor(), **args)


@blueprint.route("/assignments/<uuid:assignment_id>/return", who="member", methods=("POST",))
@blueprint.response(200, AssignmentSchema)
def return_assignment(assignment_id: UUID) -> assignments.Assignment:
    """Give a turf back: a lead, or who walks it. Repeatable."""
    return assignments.return_assignment(assignments.find_assignment(assignment_id, actor()), actor())


@blueprint.route("/sync/standing", who="push", methods=("POST",), writes=False)
@blueprint.arguments(StandingArgs)
@blueprint.response(200, StandingSchema)
def show_standing(args: dict[str, Any]) -> dict[str, Any]:
    """What has ended of what a device has, asked by its token while somebody else reads on it. It learns of no lease anew."""
    device, asked = pushing_device(), set(args["leases"])
    if not devices.may_read(device):
        return {"may_read": False, "ended": asked}
    kept = assignments.live_leases(device.member_id, datetime.now(UTC), grace())
    return {"may_read": True, "ended": asked - {lease.id for lease in kept}}
