"""Jobs: how far long work is, and stopping it."""

from uuid import UUID

from canvass import jobs
from canvass.api.edge import Noun, actor
from canvass.api.schemas import JobSchema

blueprint = Noun("jobs", __name__, url_prefix="/api", description="Long work")


@blueprint.route("/jobs/<uuid:job_id>", who="lead")
@blueprint.response(200, JobSchema)
def show_job(job_id: UUID) -> jobs.JobView:
    """How far a job is, and what came of it."""
    return jobs.find_job(job_id, actor())


@blueprint.route("/jobs/<uuid:job_id>", who="lead", methods=("DELETE",), writes=False)
@blueprint.response(204)
def stop_job(job_id: UUID) -> None:
    """Ask a job to stop; nothing half done stays. It waits for no lock that the job itself may hold."""
    jobs.ask_to_stop(jobs.find_job(job_id, actor()).id)
