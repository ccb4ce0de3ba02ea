"""Places and doors as leads see them: points on the map, a place with its doors, do-not-knock."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import campaigns, doors, places
from canvass.api.edge import Noun, actor
from canvass.api.paging import PageArgs, degrees, page, read_key
from canvass.api.schemas import PlaceSchema

blueprint = Noun("places", __name__, url_prefix="/api", description="Places, doors, do-not-knock")


class PointsArgs(PageArgs):
    limit = ma.fields.Integer(load_default=5000, validate=ma.validate.Range(1, 10_000))


class PointSchema(ma.Schema):
    place = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(places.KINDS))
    lon = ma.fields.Float(required=True)
    lat = ma.fields.Float(required=True)
    doors = ma.fields.Integer(required=True)
    taken = ma.fields.Integer(required=True, metadata={"description": "Doors in live turfs of the campaign."})
    do_not_knock = ma.fields.Integer(required=True)
    address = ma.fields.String(required=True)


class PointsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(PointSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class DoNotKnockArgs(ma.Schema):
    reason = ma.fields.String(required=True, validate=ma.validate.OneOf(places.REASONS))


class LiftArgs(ma.Schema):
    reason = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))


@blueprint.route("/campaigns/<uuid:campaign_id>/points", who="lead")
@blueprint.arguments(PointsArgs, location="query")
@blueprint.response(200, PointsSchema)
def list_points(args: dict[str, Any], campaign_id: UUID) -> dict[str, Any]:
    """The doors of the region, grouped by place and point, and how many are taken in this campaign."""
    after = read_key(args["after"], UUID, degrees, degrees)
    found = doors.points(campaigns.find_campaign(campaign_id, actor()), after, args["limit"])
    return page(found, args["limit"], lambda point: (str(point.place), point.lon, point.lat))


@blueprint.route("/places/<uuid:place_id>", who="lead")
@blueprint.response(200, PlaceSchema)
def show_place(place_id: UUID) -> places.Place:
    """A place with its doors."""
    return places.find_place(place_id)


@blueprint.route("/doors/<uuid:door_id>/do-not-knock", who="lead", methods=("PUT",))
@blueprint.arguments(DoNotKnockArgs)
@blueprint.response(204)
def keep_from_knocking(args: dict[str, Any], door_id: UUID) -> None:
    """Mark a door: nobody knocks there again, in any campaign."""
    doors.keep_from_knocking(door_id, actor(), args["reason"])


@blueprint.route("/doors/<uuid:door_id>/do-not-knock", who="lead", methods=("DELETE",))
@blueprint.arguments(LiftArgs)
@blueprint.response(204)
def allow_knocking(args: dict[str, Any], door_id: UUID) -> None:
    """Lift the mark, with a reason."""
    doors.allow_knocking(door_id, actor(), args["reason"])
