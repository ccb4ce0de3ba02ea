"""Live turfs split, merged, made anew, and doors moved between them, by leads."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import turf_edits
from canvass.api.edge import Noun, actor
from canvass.api.fields import GeoJson
from canvass.api.turf_faces import TurfRevArgs, TurfSchema, changing, face, faces

blueprint = Noun(
    "turf-edits", __name__, url_prefix="/api", description="Turfs: split, merge, move doors, make anew"
)


class TurfSplitArgs(TurfRevArgs):
    line = GeoJson(
        load_default=None,
        allow_none=True,
        metadata={"description": "A GeoJSON LineString, WGS84; null: evenly."},
    )


class TurfMergeArgs(TurfRevArgs):
    other = ma.fields.UUID(required=True)
    other_rev = ma.fields.Integer(required=True)


class TurfMovesArgs(TurfRevArgs):
    doors = ma.fields.List(ma.fields.UUID(), required=True, validate=ma.validate.Length(1, 2000))
    to = ma.fields.UUID(required=True)
    to_rev = ma.fields.Integer(required=True)


class ChangedTurfsSchema(ma.Schema):
    turfs = ma.fields.List(ma.fields.Nested(TurfSchema), required=True)


@blueprint.route("/turfs/<uuid:turf_id>/split", who="lead", methods=("POST",))
@blueprint.arguments(TurfSplitArgs)
@blueprint.response(200, ChangedTurfsSchema)
def split(args: dict[str, Any], turf_id: UUID) -> dict[str, Any]:
    """Make two turfs of a live one; it keeps its leases, the new one is nobody's yet."""
    with changing(turf_id) as turf:
        return {"turfs": faces(turf_edits.split_turf(turf, actor(), **args))}


@blueprint.route("/turfs/<uuid:turf_id>/merge", who="lead", methods=("POST",))
@blueprint.arguments(TurfMergeArgs)
@blueprint.response(200, TurfSchema)
def merge(args: dict[str, Any], turf_id: UUID) -> dict[str, Any]:
    """Let another turf's doors join a live one; the other is retired, its leases end."""
    with changing(turf_id) as turf:
        return face(turf_edits.merge_turfs(turf, actor(), **args))


@blueprint.route("/turfs/<uuid:turf_id>/moves", who="lead", methods=("POST",))
@blueprint.arguments(TurfMovesArgs)
@blueprint.response(200, ChangedTurfsSchema)
def move(args: dict[str, Any], turf_id: UUID) -> dict[str, Any]:
    """Move doors, with their buildings, from a live turf to another of its campaign."""
    with changing(turf_id) as turf:
        return {"turfs": faces(turf_edits.move_doors(turf, actor(), **args))}


@blueprint.route("/turfs/<uuid:turf_id>/renewal", who="lead", methods=("POST",))
@blueprint.arguments(TurfRevArgs)
@blueprint.response(201, TurfSchema)
def renew(args: dict[str, Any], turf_id: UUID) -> dict[str, Any]:
    """Make a new turf of the doors of a live one that nobody has visited; the old one is retired, its leases end."""
    with changing(turf_id) as turf:
        return face(turf_edits.renew_turf(turf, actor(), **args))
