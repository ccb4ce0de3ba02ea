"""Points that are not sure: the list for review, and what a lead says of one."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import pins, places
from canvass.api.edge import Noun, actor
from canvass.api.fields import LonLat
from canvass.api.paging import PageArgs, page, read_key
from canvass.api.schemas import PlaceSchema
from canvass.api.staleness import shows_current
from canvass.geo.lists.rows import QUALITIES, UNSURE

blueprint = Noun("pins", __name__, url_prefix="/api/places", description="Points that a person looks at")


class PlacePointSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(places.KINDS))
    name = ma.fields.String(required=True, allow_none=True)
    number = ma.fields.String(required=True)
    street = ma.fields.String(required=True)
    city = ma.fields.String(required=True)
    lon = ma.fields.Float(required=True)
    lat = ma.fields.Float(required=True)
    quality = ma.fields.String(required=True, validate=ma.validate.OneOf(QUALITIES))
    rev = ma.fields.Integer(required=True)
    doors = ma.fields.Integer(required=True)


class UnsureSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(PlacePointSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)
    count = ma.fields.Integer(required=True, metadata={"description": "Of all pages."})


class NeighboursSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(PlacePointSchema), required=True)


class PlaceRevArgs(ma.Schema):
    rev = ma.fields.Integer(required=True, metadata={"description": "The rev that was read."})


class PointArgs(PlaceRevArgs):
    point = LonLat(required=True)
    far = ma.fields.Boolean(
        load_default=False, metadata={"description": "True: more than 3 km from where it was, and meant."}
    )


class OutsideSchema(ma.Schema):
    turf = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    campaign = ma.fields.UUID(required=True)


class PinnedSchema(ma.Schema):
    place = ma.fields.Nested(PlaceSchema, required=True)
    outside = ma.fields.List(
        ma.fields.Nested(OutsideSchema),
        required=True,
        metadata={"description": "Live turfs that keep its doors, though it lies outside them."},
    )


@blueprint.route("/unsure", who="lead")
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, UnsureSchema)
def list_unsure(args: dict[str, Any]) -> dict[str, Any]:
    """Places whose points are not sure: the worst first, then by street."""
    after = read_key(args["after"], UNSURE.index, str, str, UUID)
    found = pins.unsure(after, args["limit"])
    listed = page(found, args["limit"], _key)
    return {**listed, "count": pins.count_unsure()}


@blueprint.route("/<uuid:place_id>/neighbours", who="lead")
@blueprint.response(200, NeighboursSchema)
def list_neighbours(place_id: UUID) -> dict[str, Any]:
    """Other places with doors within 400 m, the nearest first, 400 at most."""
    return {"items": pins.neighbours(place_id)}


@blueprint.route("/<uuid:place_id>/point", who="lead", methods=("PUT",))
@blueprint.arguments(PointArgs)
@blueprint.response(200, PinnedSchema)
def place_point(args: dict[str, Any], place_id: UUID) -> dict[str, Any]:
    """Put a place where it is: its doors go with it, and no list and no geocoder moves it again."""
    lon, lat = args["point"]
    with shows_current(PlaceSchema, lambda: places.find_place(place_id)):
        return _pinned(pins.place_point(place_id, actor(), args["rev"], (lon, lat), far=args["far"]))


@blueprint.route("/<uuid:place_id>/point", who="lead", methods=("DELETE",))
@blueprint.arguments(PlaceRevArgs)
@blueprint.response(200, PinnedSchema)
def give_point_back(args: dict[str, Any], place_id: UUID) -> dict[str, Any]:
    """Let a place be where lists say it is, as if nobody had put or confirmed it."""
    with shows_current(PlaceSchema, lambda: places.find_place(place_id)):
        return _pinned(pins.give_point_back(place_id, actor(), args["rev"]))


@blueprint.route("/<uuid:place_id>/point/confirmation", who="lead", methods=("POST",))
@blueprint.arguments(PlaceRevArgs)
@blueprint.response(200, PinnedSchema)
def confirm_point(args: dict[str, Any], place_id: UUID) -> dict[str, Any]:
    """Say that a place is where its point is: it stays there."""
    with shows_current(PlaceSchema, lambda: places.find_place(place_id)):
        return _pinned(pins.confirm_point(place_id, actor(), args["rev"]))


def _key(point: pins.PlacePoint) -> tuple[str, str, str, str]:
    return point.quality, point.street, point.number, str(point.id)


def _pinned(place: places.Place) -> dict[str, Any]:
    return {"place": place, "outside": pins.outside_turfs(place, actor())}
