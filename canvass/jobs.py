"""Long work: a row that says what became of it; the queue has it done outside the request (see `job_work`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass import uploads
from canvass.access import Actor, in_scope
from canvass.db import Base, db
from canvass.errors import N_, Conflict, NotFound
from canvass.geo.sources import check_fits, check_lines
from canvass.plans import Plan
from canvass.queues import enqueue_at_commit, queue

JOB_STATES = ("waiting", "running", "done", "failed", "cancelled")
OPEN_STATES = ("waiting", "running")
ADDRESSES, CUT, BASEMAP, ERASURE = "import_addresses", "cut_plan", "make_basemap", "erase_campaign"
ADDRESS_LIST, STREETS = "addresses", "streets"


class Job(Base):
    """A piece of long work, as the person who started it sees it."""

    __tablename__ = "jobs"
    __table_args__ = (CheckConstraint(f"state IN {JOB_STATES!r}", name="state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    created_at: Mapped[datetime]


class ImportOpen(Conflict):
    code = "import_open"
    message = N_(
        "Esta lista se está importando, o espera su turno. Deje que termine, o deténgala, y después suba otra."
    )


@dataclass(frozen=True)
class JobView:
    """A job as it stands this moment. `error` is `{code, message, params}`, its message a msgid."""

    id: UUID
    kind: str
    state: str
    done: int
    total: int
    result: dict[str, Any] | None
    error: dict[str, Any] | None


def check_import(import_id: UUID, mapping: Mapping[str, str], holds: str) -> None:
    """`NotFound` without the import's file, `MappingError` for columns that it lacks, `NoStreets` for one that can hold none.
    It reads the file: not under a lock."""
    path = uploads.find_list(queue().settings.instance, import_id)
    check_lines(path) if holds == STREETS else check_fits(path, mapping)


def check_closed(import_id: UUID) -> None:
    """`ImportOpen` while a job works on the list of this import, or waits to."""
    if import_id in open_imports():
        raise ImportOpen


def open_imports() -> set[UUID]:
    """The imports on whose lists a job works, or will."""
    is_open = select(Job).where(Job.kind == ADDRESSES, Job.state.in_(OPEN_STATES))
    return {UUID(job.params["import"]) for job in db.session.scalars(is_open)}


def start_import(
    import_id: UUID,
    by: UUID,
    *,
    source: str,
    mapping: Mapping[str, str],
    dry_run: bool,
    holds: str = ADDRESS_LIST,
) -> JobView:
    """Have an uploaded list of addresses or of streets imported, or tried, that `check_import` let pass."""
    how = {"source": source, "mapping": dict(mapping), "holds": holds, "dry_run": dry_run}
    return look_at(_begin(ADDRESSES, {"import": str(import_id), **how}, by))


def start_cut(plan: Plan) -> JobView:
    """Have a plan cut."""
    plan.job_id = _begin(CUT, {"plan": str(plan.id)}, plan.by_id)
    db.session.flush()
    return look_at(plan.job_id)


def start_erasure(campaign_id: UUID, by: UUID) -> JobView:
    """Have a campaign erased of which `campaign_erasures.begin` has begun it; once begun it is started again for ever."""
    return look_at(_begin(ERASURE, {"campaign": str(campaign_id)}, by))


def start_basemap(by: UUID | None) -> None:
    """Have the basemap drawn anew."""
    _begin(BASEMAP, {}, by)


def _begin(kind: str, params: dict[str, Any], by: UUID | None) -> UUID:
    job = Job(id=uuid4(), kind=kind, state="waiting", params=params, by_id=by, created_at=datetime.now(UTC))
    db.session.add(job)
    db.session.flush()
    enqueue_at_commit(job.id)
    return job.id


def look_at(job_id: UUID) -> JobView:
    """The job as it stands, or `NotFound`."""
    job = db.session.get(Job, job_id)
    if job is None:
        raise NotFound
    done, total, state = job.done, job.total, job.state
    if state in OPEN_STATES:
        board = queue().board(job_id)
        done, total, _ = board.read()
        state = "cancelled" if state == "waiting" and board.is_stopping() else state
    return JobView(job.id, job.kind, state, done, total, job.result, job.error)


def find_job(job_id: UUID, actor: Actor) -> JobView:
    """The job as it stands. A cut is for those who see its campaign, all else for every lead; otherwise `NotFound`."""
    job = db.session.get(Job, job_id)
    if job is None:
        raise NotFound
    if job.kind == CUT:
        cut = select(Plan.id).where(Plan.id == UUID(job.params["plan"]))
        if db.session.scalar(in_scope(cut, actor, Plan.campaign_id)) is None:
            raise NotFound
    return look_at(job_id)


def ask_to_stop(job_id: UUID) -> None:
    """Ask a job to stop: at once if it waits, within a second if it runs. Nothing half done stays."""
    if look_at(job_id).state in OPEN_STATES:
        queue().board(job_id).ask_to_stop()
