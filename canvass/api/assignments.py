"""Assignments: who walks a turf, until when."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import assignments, turfs
from canvass.api.edge import Noun, actor
from canvass.api.fields import UtcTime
from canvass.api.schemas import AssignmentSchema

blueprint = Noun(
    "assignments", __name__, url_prefix="/api", description="Handing turfs out and taking them back"
)


class HandOutArgs(ma.Schema):
    members = ma.fields.List(ma.fields.UUID(), required=True, validate=ma.validate.Length(1, 8))
    until = UtcTime(required=True, metadata={"description": "When the lease ends, in server time."})


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
