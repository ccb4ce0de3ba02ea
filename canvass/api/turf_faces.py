"""Turfs as the API shows them, whoever changed them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import assignments, progress, turfs
from canvass.api.edge import actor
from canvass.api.fields import GeoJson, LonLat
from canvass.api.schemas import AssignmentSchema
from canvass.api.staleness import shows_current
from canvass.geo.shapes import label_point, to_geojson

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


class TurfRevArgs(ma.Schema):
    rev = ma.fields.Integer(required=True)


@contextmanager
def changing(turf_id: UUID) -> Iterator[turfs.Turf]:
    """A turf that the caller sees, to be changed within; `Stale` shows how it stands."""
    turf = turfs.find_turf(turf_id, actor())
    with shows_current(TurfSchema, lambda: face(turf)):
        yield turf


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
