"""Long work: a row that says what became of it; the queue has it done outside the request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, select, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from canvass import anchors, basemap, campaign_erasures, imports, plan_cutting, street_lists, uploads
from canvass.access import Actor, in_scope
from canvass.config import Settings
from canvass.db import Base, begin_writing_patiently, db
from canvass.errors import N_, Conflict, DomainError, NotFound, Unavailable
from canvass.geo.lists.rows import BadRow
from canvass.geo.sources import check_fits, check_lines
from canvass.outside import ask_outside
from canvass.plans import Plan, discard_untouched
from canvass.queues import Board, Enter, Queue, Stopped, enqueue_at_commit, queue, set_queue

JOB_STATES = ("waiting", "running", "done", "failed", "cancelled")
OPEN_STATES = ("waiting", "running")
ADDRESSES, CUT, BASEMAP, ERASURE = "import_addresses", "cut_plan", "make_basemap", "erase_campaign"
ADDRESS_LIST, STREETS = "addresses", "streets"
LOST_SECONDS = 120
MOST_TRIES = 3
"""Of a job under which its worker died: it may be the job that kills it."""

log = structlog.get_logger(__name__)


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


class JobFailed(DomainError):
    code = "internal"
    message = N_("Algo falló en el servidor y no se cambió nada. Avise a quien lo administra.")


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


def use_queue(settings: Settings, enter: Enter, look_at_clock: Callable[[], object]) -> None:
    """Give the database at hand its queue; `enter` opens the application's context for the worker, which looks at the clock
    now and then."""
    set_queue(Queue(settings, enter, carry_out, look_after, look_at_clock))


def work() -> None:
    """Do jobs until told to stop. Every minute those are looked for that a dead worker left behind."""
    queue().work()


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
    return look_at(_start(ADDRESSES, {"import": str(import_id), **how}, by))


def start_cut(plan: Plan) -> JobView:
    """Have a plan cut."""
    plan.job_id = _start(CUT, {"plan": str(plan.id)}, plan.by_id)
    db.session.flush()
    return look_at(plan.job_id)


def start_erasure(campaign_id: UUID, by: UUID) -> JobView:
    """Have a campaign erased of which `campaign_erasures.begin` has begun it; once begun it is started again for ever."""
    return look_at(_start(ERASURE, {"campaign": str(campaign_id)}, by))


def _start(kind: str, params: dict[str, Any], by: UUID | None) -> UUID:
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


def carry_out(job_id: UUID) -> None:
    """Do one job, unless it is done, cancelled or another's; whatever becomes of it is written into its row."""
    job = _claim(job_id)
    if job is None:
        return
    board = queue().board(job_id)
    try:
        if board.try_again() > MOST_TRIES:
            raise JobFailed
        WORK[job.kind](job, board)
    except Stopped:
        _close(job_id, "cancelled")
    except DomainError as error:
        _close(job_id, "failed", error)
    except DBAPIError as error:
        log.error("job failed", kind=type(error.orig).__name__)
        _close(job_id, "failed", Unavailable())
    except Exception as error:
        log.error("job failed", kind=type(error).__name__)
        _close(job_id, "failed", JobFailed())
    board.clear()


def import_uploaded(job: Job, board: Board) -> None:
    """Import the job's list; its result is committed together with what it describes."""
    job_id, by, params, settings = job.id, job.by_id, dict(job.params), queue().settings
    instance = settings.instance
    db.session.rollback()
    import_id, dry_run = UUID(params["import"]), bool(params["dry_run"])
    path = uploads.find_list(instance, import_id)
    how: dict[str, Any] = {"dry_run": dry_run, "by": by, "tell": board.tell}
    if params.get("holds") == STREETS:
        report, rejected = import_streets(path, params["source"], **how)
    else:
        report, rejected = import_list(path, params["source"], params["mapping"], **how)
    uploads.keep_rejected(instance, import_id, rejected, settings.uploads_mb * uploads.MEGABYTE)
    board.check()
    _settle(job_id, "done", result=report)
    db.session.commit()
    if not dry_run:
        uploads.forget_list(instance, import_id)


def cut_asked_for(job: Job, board: Board) -> None:
    """Cut the job's plan; the plan is committed together with the job's end."""
    job_id, plan_id = job.id, UUID(job.params["plan"])
    db.session.rollback()
    found = plan_cutting.cut_plan(plan_id, queue().settings.time_zone, board.tell)
    board.check()
    _settle(job_id, "done", result=found)
    db.session.commit()


def draw_basemap(job: Job, board: Board) -> None:
    """Draw the basemap anew. Stopped or failed, it leaves the one that there was."""
    job_id = job.id
    db.session.rollback()
    made = basemap.make(queue().settings.instance, board.tell)
    begin_writing_patiently(db.session)
    _settle(job_id, "done", result=made)
    db.session.commit()


def erase_campaign(job: Job, board: Board) -> None:
    """Erase a campaign, a portion and a transaction at a time. Stopped, it leaves what is not erased yet."""
    job_id, campaign_id = job.id, UUID(job.params["campaign"])
    db.session.rollback()
    begin_writing_patiently(db.session)

    def pause() -> None:
        db.session.commit()
        board.check()
        board.note(0, 0)
        begin_writing_patiently(db.session)

    gone = campaign_erasures.erase(campaign_id, datetime.now(UTC), pause)
    _settle(job_id, "done", result=vars(gone))
    db.session.commit()


WORK: Mapping[str, Callable[[Job, Board], None]] = {
    ADDRESSES: import_uploaded,
    CUT: cut_asked_for,
    BASEMAP: draw_basemap,
    ERASURE: erase_campaign,
}
"""What does a job, by its kind."""


def import_list(
    path: Path, source: str, mapping: Mapping[str, str], *, dry_run: bool, by: UUID | None, tell: imports.Tell
) -> tuple[dict[str, Any], list[BadRow]]:
    """Have `imports` read, compare and write a list; the caller commits. Where streets came, the basemap is drawn anew."""
    ask = ask_outside(queue().settings.geocoder)
    told = imports.bring_whole(path, source, mapping, ask, dry_run=dry_run, by=by, tell=tell)
    if told[0]["features"] and not dry_run:
        _start(BASEMAP, {}, by)
    return told


def import_streets(
    path: Path, source: str, *, dry_run: bool, by: UUID | None, tell: imports.Tell
) -> tuple[dict[str, Any], list[BadRow]]:
    """The same of a list of streets."""
    told = street_lists.bring_in(path, source, dry_run=dry_run, by=by, tell=tell)
    if not dry_run:
        _start(BASEMAP, {}, by)
    return told


def look_after() -> None:
    """Enqueue again what waits for long and what ran under a worker of which nothing was heard; drop what is old."""
    try:
        begin_writing_patiently(db.session)
    except OperationalError:
        # Whoever writes for so long is at work: a minute later there is another look.
        db.session.rollback()
        return
    now = datetime.now(UTC)
    for job in db.session.scalars(select(Job).where(Job.state.in_(OPEN_STATES))):
        heard = max(queue().board(job.id).read()[2], job.created_at.timestamp())
        if now.timestamp() - heard > LOST_SECONDS:
            job.state = "waiting"
            enqueue_at_commit(job.id)
    discard_untouched(now)
    anchors.drop_daily(now)
    db.session.commit()
    uploads.forget_old_files(queue().settings.instance)


def _claim(job_id: UUID) -> Job | None:
    """The job, now running and this worker's alone; None if it does not wait, or was asked to stop meanwhile."""
    begin_writing_patiently(db.session)
    board = queue().board(job_id)
    state = "cancelled" if board.is_stopping() else "running"
    if state == "running":
        board.note(0, 0)
    waits = Job.id == job_id, Job.state == "waiting"
    claimed = db.session.scalar(update(Job).where(*waits).values(state=state).returning(Job))
    if claimed is not None and state == "cancelled":
        _let_go(claimed, state)
    db.session.commit()
    return claimed if state == "running" else None


def _settle(job_id: UUID, state: str, **what: Any) -> None:
    """Write how the job ended, in the caller's transaction."""
    done, total, _ = queue().board(job_id).read()
    done = total if state == "done" else done
    db.session.execute(
        update(Job).where(Job.id == job_id).values(state=state, done=done, total=total, **what)
    )


def _close(job_id: UUID, state: str, error: DomainError | None = None) -> None:
    """Undo whatever was begun, then write how the job ended."""
    begin_writing_patiently(db.session)
    told = {"code": error.code, "message": error.message, "params": error.params} if error else None
    _settle(job_id, state, error=told)
    _let_go(db.session.get_one(Job, job_id), state)
    db.session.commit()


def _let_go(job: Job, state: str) -> None:
    """Tell what waited for the job that nothing comes of it."""
    if job.kind == CUT:
        plan_cutting.close_cutting(UUID(job.params["plan"]), "failed" if state == "failed" else "discarded")
