"""What phones found at doors: doors added and reported, for those who lead to see."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import findings
from canvass.api.edge import Noun, actor
from canvass.api.fields import UtcTime
from canvass.api.paging import PageArgs, page, read_key, whole
from canvass.api.schemas import DoorNameSchema
from canvass.found_doors import ADDED, PROBLEMS, REPORTED

blueprint = Noun("findings", __name__, url_prefix="/api/findings", description="What phones found at doors")


class FindingSchema(ma.Schema):
    event = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf((ADDED, REPORTED)))
    problem = ma.fields.String(required=True, allow_none=True, validate=ma.validate.OneOf(PROBLEMS))
    door = ma.fields.Nested(DoorNameSchema, required=True, allow_none=True)
    turf = ma.fields.UUID(required=True)
    turf_name = ma.fields.String(required=True)
    campaign = ma.fields.UUID(required=True)
    by = ma.fields.String(required=True, metadata={"description": "Alias of whose phone said so."})
    at = UtcTime(required=True)


class FindingsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(FindingSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("", who="lead")
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, FindingsSchema)
def list_findings(args: dict[str, Any]) -> dict[str, Any]:
    """What nobody has seen yet, the newest first."""
    before = read_key(args["after"], whole)
    found = findings.list_findings(actor(), before[0] if before else None, args["limit"])
    return page(found, args["limit"], lambda finding: (finding.number,))


@blueprint.route("/<uuid:finding_id>/seen", who="lead", methods=("POST",))
@blueprint.response(204)
def see(finding_id: UUID) -> None:
    """Take it off the list. Repeatable."""
    findings.see(finding_id, actor())
