"""Imports: a list of addresses is uploaded, tried, imported; what could not be used is handed back."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response, request

from canvass import jobs, uploads
from canvass.api.edge import Noun, actor, end_part, start_writing
from canvass.api.fields import Line
from canvass.api.organisation import settings
from canvass.api.schemas import JobSchema
from canvass.i18n import gettext

blueprint = Noun("imports", __name__, url_prefix="/api/imports", description="Lists of addresses")

UPLOAD_LIMIT = 512 * 1024 * 1024
"""A state of OpenStreetMap takes 60 to 400 MB; a list of addresses unpacks to 256 at most."""
SAMPLE_ROWS = 20


class UploadArgs(ma.Schema):
    name = ma.fields.String(
        load_default="", metadata={"description": "The file's name; nothing rests on it."}
    )


class UploadSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(("table", "vectors", "osm")),
        metadata={"description": "What the file is. `osm` says itself what is what, and needs no mapping."},
    )
    holds = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(("addresses", "streets", "map")),
        metadata={"description": "What is in it, guessed from its shapes. A `map` holds both."},
    )
    columns = ma.fields.List(ma.fields.String(), required=True)
    mapping = ma.fields.Dict(ma.fields.String(), ma.fields.String(), required=True)
    sample = ma.fields.List(ma.fields.List(ma.fields.String()), required=True)


class DeletedSchema(ma.Schema):
    deleted = ma.fields.Integer(required=True)


class RunArgs(ma.Schema):
    source = Line(
        required=True,
        validate=ma.validate.Length(1, 60),
        metadata={"description": "The list's name, under which its places are found again."},
    )
    mapping = ma.fields.Dict(
        ma.fields.String(), ma.fields.String(), required=True, metadata={"description": "{field: column}"}
    )
    holds = ma.fields.String(
        load_default="addresses",
        validate=ma.validate.OneOf(("addresses", "streets")),
        metadata={
            "description": "`streets` are lines of a GeoJSON, GeoPackage or Shapefile; they need no mapping."
        },
    )
    dry_run = ma.fields.Boolean(load_default=False)


@blueprint.route("/<uuid:import_id>/file", who="lead", methods=("PUT",), upload=True, writes=False)
@blueprint.arguments(UploadArgs, location="query")
@blueprint.response(200, UploadSchema)
def upload(_args: dict[str, Any], import_id: UUID) -> dict[str, Any]:
    """Take a list in as it is, and guess what its columns are. Repeatable, until a job has it: the browser makes the id."""
    request.max_content_length = UPLOAD_LIMIT
    jobs.check_closed(import_id)
    # What is read afterwards shall be how it is then: it may take minutes until the file is here.
    end_part()
    here, most = settings(), settings().uploads_mb * uploads.MEGABYTE
    found = uploads.keep_list(
        here.instance, import_id, request.stream, most, lambda: jobs.check_closed(import_id)
    )
    sample = found.sample[:SAMPLE_ROWS]
    return {
        "id": import_id,
        "kind": found.kind,
        "holds": found.holds,
        "columns": found.columns,
        "mapping": found.mapping,
        "sample": sample,
    }


@blueprint.route("/files", who="lead", methods=("DELETE",))
@blueprint.response(200, DeletedSchema)
def forget_waiting() -> dict[str, int]:
    """Delete the lists that were uploaded and wait for somebody to import them. What is being imported stays."""
    return {"deleted": uploads.forget_waiting(settings().instance, jobs.open_imports())}


@blueprint.route("/<uuid:import_id>/runs", who="lead", methods=("POST",), writes=False)
@blueprint.arguments(RunArgs)
@blueprint.response(202, JobSchema)
def start_import(args: dict[str, Any], import_id: UUID) -> jobs.JobView:
    """Import the list, or try it: a dry run reports the same and changes nothing."""
    jobs.check_import(import_id, args["mapping"], args["holds"])
    start_writing()
    return jobs.start_import(import_id, actor().member_id, **args)


@blueprint.route("/<uuid:import_id>/rejected.csv", who="lead")
@blueprint.response(200, {"type": "string"}, content_type="text/csv")
def show_rejected(import_id: UUID) -> Response:
    """The rows that were not imported: row, column, reason, value."""
    table = uploads.read_rejected(settings().instance, import_id, gettext)
    headers = {"Content-Disposition": 'attachment; filename="rejected.csv"'}
    return Response(table, content_type="text/csv; charset=utf-8", headers=headers)
