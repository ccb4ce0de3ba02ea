"""The basemap: what it covers, and its tiles, of which a browser asks for the ranges that it needs."""

from typing import Any

import marshmallow as ma
from flask import Response, request
from werkzeug.wsgi import wrap_file

from canvass import basemap
from canvass.api.edge import Noun
from canvass.api.organisation import settings

blueprint = Noun("basemap", __name__, url_prefix="/api", description="The map under the doors")

TILES_TYPE = "application/vnd.pmtiles"
CACHING = "no-store"
"""Which parts of the map a phone read tells where its turf is: a piece goes with its turf, and no browser's cache has one."""


class BasemapSchema(ma.Schema):
    version = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The tiles' ETag, without its quotes; null where there is no basemap."},
    )
    bounds = ma.fields.List(
        ma.fields.Float(),
        required=True,
        metadata={"description": "West, south, east, north, WGS84; else empty."},
    )
    min_zoom = ma.fields.Integer(required=True)
    max_zoom = ma.fields.Integer(required=True)
    bytes = ma.fields.Integer(required=True)
    attribution = ma.fields.String(
        required=True,
        metadata={"description": "`openstreetmap` where the map has to name it, else empty."},
    )


NONE: dict[str, Any] = {
    "version": None,
    "bounds": [],
    "min_zoom": 0,
    "max_zoom": 0,
    "bytes": 0,
    "attribution": "",
}


@blueprint.route("/basemap", who="member")
@blueprint.response(200, BasemapSchema)
def show_basemap() -> Any:
    """What there is of a basemap."""
    return basemap.look(settings().instance) or NONE


@blueprint.route("/basemap.pmtiles", who="member")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=TILES_TYPE)
@blueprint.alt_response(
    206,
    schema={"type": "string", "format": "binary"},
    content_type=TILES_TYPE,
    description="The range asked for",
)
@blueprint.alt_response(304, description="Still the version that the browser has")
def send_tiles() -> Response:
    """The tiles, PMTiles version 3; by ranges."""
    file, version = basemap.open_file(settings().instance)
    response = Response(wrap_file(request.environ, file), mimetype=TILES_TYPE, direct_passthrough=True)
    response.call_on_close(file.close)
    response.set_etag(version)
    response.headers["Cache-Control"] = CACHING
    size = file.seek(0, 2)
    file.seek(0)
    response.content_length = size
    response.make_conditional(request.environ, accept_ranges=True, complete_length=size)
    return response
