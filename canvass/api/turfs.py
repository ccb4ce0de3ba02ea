"""Turfs: drawn, previewed, changed and retired by leads."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import assignments, campaigns, latecomers, progress, turf_drawing, turf_edits, turfs
from canvass.api.edge import Noun, actor
from canvass.api.fields import GeoJson, LonLat, UtcTime
from canvass.api.paging import PageArgs, page, read_key
from canvass.api.schemas import AssignmentSchema, DoorNameSchema
from canvass.api.staleness import shows_current
from canvass.geo.shapes import label_point, to_geojson
from canvass.geo.surveying import Survey
from canvass.tellings import RESULTS

blueprint = Noun("turfs", __name__, url_prefix="/api", description="Turfs: preview, cut, change, retire")

NAME = ma.validate.Length(1, 80)
NOTE = ma.validate.Length(max=500)
START = "Where its walk begins; null: wherever that is shortest."


class TurfCountsSchema(ma.Schema):
    doors = ma.fields.Integer(required=True)
    visited = ma.fields.Integer(required=True)
    attempts = ma.fields.Integer(required=True)
    conversations = ma.fields.Integer(required=True)


class GoodFor(ma.fields.List[str]):
    """Some of `turfs.GOOD_FOR`, each once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ma.fields.String(validate=ma.validate.OneOf(turfs.GOOD_FOR)), **kwargs)


class TurfSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    campaign = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    note = ma.fields.String(required=True)
    good_for = GoodFor(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(turfs.STATES))
    polygon = GeoJson(required=True, metadata={"description": "GeoJSON Polygon or MultiPolygon, WGS84."})
    start = LonLat(required=True, allow_none=True, metadata={"description": START})
    doors = ma.fields.Integer(required=True)
    places = ma.fields.Integer(required=True)
    walk_metres = ma.fields.Integer(
        required=True, metadata={"description": "From door to door, as the crow flies."}
    )
    label_point = ma.fields.List(
        ma.fields.Float(), required=True, metadata={"description": "[lon, lat] for its name."}
    )
    progress = ma.fields.Nested(TurfCountsSchema, required=True)
    assignment = ma.fields.Nested(AssignmentSchema, required=True, allow_none=True)
    rev = ma.fields.Integer(required=True)


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


class RetirementArgs(ma.Schema):
    rev = ma.fields.Integer(required=True)


class StartArgs(RetirementArgs):
    start = LonLat(required=True, allow_none=True, metadata={"description": START})


class TurfSplitArgs(RetirementArgs):
    line = GeoJson(
        load_default=None,
        allow_none=True,
        metadata={"description": "A GeoJSON LineString, WGS84; null: evenly."},
    )


class TurfMergeArgs(RetirementArgs):
    other = ma.fields.UUID(required=True)
    other_rev = ma.fields.Integer(required=True)


class TurfMovesArgs(RetirementArgs):
    doors = ma.fields.List(ma.fields.UUID(), required=True, validate=ma.validate.Length(1, 2000))
    to = ma.fields.UUID(required=True)
    to_rev = ma.fields.Integer(required=True)


class ChangedTurfsSchema(ma.Schema):
    turfs = ma.fields.List(ma.fields.Nested(TurfSchema), required=True)


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
    turf = turfs.find_turf(turf_id, actor())
    with shows_current(TurfSchema, lambda: face(turf)):
        return face(turf_drawing.change_turf(turf, actor(), **args))


@blueprint.route("/turfs/<uuid:turf_id>/start", who="lead", methods=("PUT",))
@blueprint.arguments(StartArgs)
@blueprint.response(200, TurfSchema)
def begin_at(args: dict[str, Any], turf_id: UUID) -> dict[str, Any]:
    """Say where the turf's walk begins; its doors are put in order from there."""
    turf = turfs.find_turf(turf_id, actor())
    with shows_current(TurfSchema, lambda: face(turf)):
        return face(turf_drawing.begin_at(turf, actor(), **args))


@blueprint.route("/turfs/<uuid:turf_id>/late-visits", who="lead")
@blueprint.response(200, LateVisitsSchema)
def show_late_visits(turf_id: UUID) -> latecomers.LateVisits:
    """Visits that were handed in after their lease was another's or over: how many, and the last 100."""
    return latecomers.late_visits(turfs.find_turf(turf_id, actor()))


@blueprint.route("/turfs/<uuid:turf_id>/retirement", who="lead", methods=("POST",))
@blueprint.arguments(RetirementArgs)
@blueprint.response(200, TurfSchema)
def retire(args: dict[str, Any], turf_id: UUID) -> dict[str, Any]:
    """Take a turf out of work: its leases end, its doors are free."""
    turf = turfs.find_turf(turf_id, actor())
    with shows_current(TurfSchema, lambda: face(turf)):
        return face(assignments.retire(turf, actor(), args["rev"]))


@blueprint.route("/turfs/<uuid:turf_id>/split", who="lead", methods=("POST",))
@blueprint.arguments(TurfSplitArgs)
@blueprint.response(200, ChangedTurfsSchema)
def split(args: dict[str, Any], turf_id: UUID) -> dict[str, Any]:
    """Make two turfs of a live one; it keeps its leases, the new one is nobody's yet."""
    turf = turfs.find_turf(turf_id, actor())
    with shows_current(TurfSchema, lambda: face(turf)):
        return {"turfs": faces(turf_edits.split_turf(turf, actor(), **args))}


@blueprint.route("/turfs/<uuid:turf_id>/merge", who="lead", methods=("POST",))
@blueprint.arguments(TurfMergeArgs)
@blueprint.response(200, TurfSchema)
def merge(args: dict[str, Any], turf_id: UUID) -> dict[str, Any]:
    """Let another turf's doors join a live one; the other is retired, its leases end."""
    turf = turfs.find_turf(turf_id, actor())
    with shows_current(TurfSchema, lambda: face(turf)):
        return face(turf_edits.merge_turfs(turf, actor(), **args))


@blueprint.route("/turfs/<uuid:turf_id>/moves", who="lead", methods=("POST",))
@blueprint.arguments(TurfMovesArgs)
@blueprint.response(200, ChangedTurfsSchema)
def move(args: dict[str, Any], turf_id: UUID) -> dict[str, Any]:
    """Move doors, with their buildings, from a live turf to another of its campaign."""
    turf = turfs.find_turf(turf_id, actor())
    with shows_current(TurfSchema, lambda: face(turf)):
        return {"turfs": faces(turf_edits.move_doors(turf, actor(), **args))}


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


def face(turf: turfs.Turf) -> dict[str, Any]:
    """A turf as `TurfSchema` shows it."""
    return faces([turf])[0]


def faces(found: Sequence[turfs.Turf]) -> list[dict[str, Any]]:
    """Turfs as `TurfSchema` shows them, with two queries for all of them."""
    ids = [turf.id for turf in found]
    counts, leases = progress.of_turfs(ids), assignments.current_of(ids)
    return [
        {
            "id": turf.id,
            "campaign": turf.campaign_id,
            "name": turf.name,
            "note": turf.note,
            "good_for": turf.good_for,
            "state": turf.state,
            "polygon": to_geojson(turf.polygon),
            "start": turf.start,
            "doors": counts[turf.id].doors,
            "places": counts[turf.id].places,
            "walk_metres": turf.walk_metres,
            "label_point": label_point(turf.polygon),
            "progress": counts[turf.id],
            "assignment": leases.get(turf.id),
            "rev": turf.rev,
        }
        for turf in found
    ]
