"""Jobs: how far long work is, and stopping it."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import jobs
from canvass.api.edge import Noun
from canvass.i18n import gettext

blueprint = Noun("jobs", __name__, url_prefix="/api", description="Long work")


class JobErrorSchema(ma.Schema):
    code = ma.fields.String(required=True)
    message = ma.fields.Method("say", required=True, metadata={"type": "string"})

    def say(self, error: dict[str, Any]) -> str:
        return gettext(error["message"], **error["params"])


class JobSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(jobs.JOB_STATES))
    done = ma.fields.Integer(required=True)
    total = ma.fields.Integer(required=True)
    result = ma.fields.Dict(required=True, allow_none=True)
    error = ma.fields.Nested(JobErrorSchema, required=True, allow_none=True)


@blueprint.route("/jobs/<uuid:job_id>", who="lead")
@blueprint.response(200, JobSchema)
def show_job(job_id: UUID) -> jobs.JobView:
    """How far a job is, and what came of it."""
    return jobs.look_at(job_id)


@blueprint.route("/jobs/<uuid:job_id>", who="lead", methods=("DELETE",), writes=False)
@blueprint.response(204)
def stop_job(job_id: UUID) -> None:
    """Ask a job to stop; nothing half done stays. It waits for no lock that the job itself may hold."""
    jobs.ask_to_stop(job_id)
