"""Turfs: drawn, previewed, changed and retired by leads."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import assignments, campaigns, latecomers, turf_drawing, turfs
from canvass.api.edge import Noun, actor
from canvass.api.fields import GeoJson, LonLat, UtcTime
from canvass.api.paging import PageArgs, page, read_key
from canvass.api.schemas import DoorNameSchema
from canvass.api.turf_faces import START, GoodFor, TurfRevArgs, TurfSchema, changing, face, faces
from canvass.geo.shapes import to_geojson
from canvass.geo.surveying import Survey
from canvass.tellings import RESULTS

blueprint = Noun("turfs", __name__, url_prefix="/api", description="Turfs: preview, cut, change, retire")

NAME = ma.validate.Length(1, 80)
NOTE = ma.validate.Length(max=500)


class TurfsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TurfSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class TurfsArgs(PageArgs):
    state = ma.fields.String(load_default=None, validate=ma.validate.OneOf(turfs.STATES))


class PreviewArgs(ma.Schema):
    polygon = GeoJson(required=True)
    turf = ma.fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "The turf whose polygon it shall be."}
    )


class OverlapSchema(ma.Schema):
    turf = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    doors = ma.fields.Integer(required=True)


class PreviewSchema(ma.Schema):
    doors = ma.fields.Integer(required=True, metadata={"description": "Free doors that the turf would have."})
    places = ma.fields.Integer(required=True)
    walk_metres = ma.fields.Integer(required=True)
    do_not_knock = ma.fields.Integer(
        required=True, metadata={"description": "Doors in it that the walk leaves out."}
    )
    overlapping = ma.fields.List(ma.fields.Nested(OverlapSchema), required=True)
    polygon = GeoJson(
        required=True, allow_none=True, metadata={"description": "Live turfs cut away; null if all is taken."}
    )


class NewTurfArgs(ma.Schema):
    name = ma.fields.String(required=True, validate=NAME)
    polygon = GeoJson(required=True)
    note = ma.fields.String(load_default="", validate=NOTE)
    good_for = GoodFor(load_default=list)


class TurfChanges(ma.Schema):
    rev = ma.fields.Integer(required=True, metadata={"description": "The rev that was read."})
    name = ma.fields.String(validate=NAME)
    note = ma.fields.String(validate=NOTE)
    good_for = GoodFor()
    polygon = GeoJson()


class StartArgs(TurfRevArgs):
    start = LonLat(required=True, allow_none=True, metadata={"description": START})


class LateVisitSchema(ma.Schema):
    visit = ma.fields.UUID(required=True)
    door = ma.fields.Nested(DoorNameSchema, required=True, allow_none=True)
    result = ma.fields.String(required=True, validate=ma.validate.OneOf(RESULTS))
    by = ma.fields.String(required=True, allow_none=True)
    at = UtcTime(required=True)
    received_at = UtcTime(required=True, allow_none=True)


class LateVisitsSchema(ma.Schema):
    count = ma.fields.Integer(required=True)
    items = ma.fields.List(ma.fields.Nested(LateVisitSchema), required=True)


@blueprint.route("/campaigns/<uuid:campaign_id>/turf-previews", who="lead", methods=("POST",), writes=False)
@blueprint.arguments(PreviewArgs)
@blueprint.response(200, PreviewSchema)
def preview(args: dict[str, Any], campaign_id: UUID) -> dict[str, Any]:
    """What a drawn polygon would make. Nothing is stored."""
    found = turf_drawing.preview(campaigns.find_campaign(campaign_id, actor()), **args)
    return sketch(found)


@blueprint.route("/campaigns/<uuid:campaign_id>/turfs", who="lead")
@blueprint.arguments(TurfsArgs, location="query")
@blueprint.response(200, TurfsSchema)
def list_turfs(args: dict[str, Any], campaign_id: UUID) -> dict[str, Any]:
    """A campaign's turfs by name."""
    after = read_key(args["after"], str, UUID)
    found = turfs.list_turfs(
        campaigns.find_campaign(campaign_id, actor()), args["state"], after, args["limit"]
    )
    return page(faces(found), args["limit"], lambda turf: (turf["name"], str(turf["id"])))


@blueprint.route("/campaigns/<uuid:campaign_id>/turfs", who="lead", methods=("POST",))
@blueprint.arguments(NewTurfArgs)
@blueprint.response(201, TurfSchema)
def cut_turf(args: dict[str, Any], campaign_id: UUID) -> dict[str, Any]:
    """Cut a turf: the doors inside that are in no other live turf, in walking order."""
    return face(turf_drawing.cut_turf(campaigns.find_campaign(campaign_id, actor()), actor(), **args))


@blueprint.route("/turfs/<uuid:turf_id>", who="lead")
@blueprint.response(200, TurfSchema)
def show_turf(turf_id: UUID) -> dict[str, Any]:
    """One turf."""
    return face(turfs.find_turf(turf_id, actor()))


@blueprint.route("/turfs/<uuid:turf_id>", who="lead", methods=("PATCH",))
@blueprint.arguments(TurfChanges)
@blueprint.response(200, TurfSchema)
def change_turf(args: dict[str, Any], turf_id: UUID) -> dict[str, Any]:
    """Rename a turf, note something for its walkers, or redraw it."""
    with changing(turf_id) as turf:
        return face(turf_drawing.change_turf(turf, actor(), **args))


@blueprint.route("/turfs/<uuid:turf_id>/start", who="lead", methods=("PUT",))
@blueprint.arguments(StartArgs)
@blueprint.response(200, TurfSchema)
def begin_at(args: dict[str, Any], turf_id: UUID) -> dict[str, Any]:
    """Say where the turf's walk begins; its doors are put in order from there."""
    with changing(turf_id) as turf:
        return face(turf_drawing.begin_at(turf, actor(), **args))


@blueprint.route("/turfs/<uuid:turf_id>/late-visits", who="lead")
@blueprint.response(200, LateVisitsSchema)
def show_late_visits(turf_id: UUID) -> latecomers.LateVisits:
    """Visits that were handed in after their lease was another's or over: how many, and the last 100."""
    return latecomers.late_visits(turfs.find_turf(turf_id, actor()))


@blueprint.route("/turfs/<uuid:turf_id>/retirement", who="lead", methods=("POST",))
@blueprint.arguments(TurfRevArgs)
@blueprint.response(200, TurfSchema)
def retire(args: dict[str, Any], turf_id: UUID) -> dict[str, Any]:
    """Take a turf out of work: its leases end, its doors are free."""
    with changing(turf_id) as turf:
        return face(assignments.retire(turf, actor(), args["rev"]))


def sketch(found: Survey[UUID]) -> dict[str, Any]:
    """A survey as `PreviewSchema` shows it."""
    return {
        "doors": found.doors,
        "places": found.places,
        "walk_metres": found.walk_metres,
        "do_not_knock": found.do_not_knock,
        "overlapping": found.overlapping,
        "polygon": to_geojson(found.polygon) if found.polygon else None,
    }
