"""What the worker does: one job after the other, each to an end that its row tells."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, OperationalError

from canvass import anchors, basemap, campaign_erasures, imports, plan_cutting, street_lists, uploads
from canvass.config import Settings
from canvass.db import begin_writing_patiently, db
from canvass.errors import N_, DomainError, Unavailable
from canvass.geo.lists.rows import BadRow
from canvass.jobs import ADDRESSES, BASEMAP, CUT, ERASURE, OPEN_STATES, STREETS, Job, start_basemap
from canvass.outside import ask_outside
from canvass.plans import discard_untouched
from canvass.queues import Board, Enter, Queue, Stopped, enqueue_at_commit, queue, set_queue

LOST_SECONDS = 120
MOST_TRIES = 3
"""Of a job under which its worker died: it may be the job that kills it."""

log = structlog.get_logger(__name__)


class JobFailed(DomainError):
    code = "internal"
    message = N_("Algo falló en el servidor y no se cambió nada. Avise a quien lo administra.")


def use_queue(settings: Settings, enter: Enter, look_at_clock: Callable[[], object]) -> None:
    """Give the database at hand its queue; `enter` opens the application's context for the worker, which looks at the clock
    now and then."""
    set_queue(Queue(settings, enter, carry_out, look_after, look_at_clock))


def work() -> None:
    """Do jobs until told to stop. Every minute those are looked for that a dead worker left behind."""
    queue().work()


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
    """Erase a campaign, a portion and a transaction at a time. Stopped, or held meanwhile, it leaves what is not erased yet."""
    job_id, campaign_id = job.id, UUID(job.params["campaign"])
    db.session.rollback()

    def go_on() -> None:
        begin_writing_patiently(db.session)
        campaign_erasures.check_not_held(campaign_id)

    def pause() -> None:
        db.session.commit()
        board.check()
        board.note(0, 0)
        go_on()

    go_on()
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
        start_basemap(by)
    return told


def import_streets(
    path: Path, source: str, *, dry_run: bool, by: UUID | None, tell: imports.Tell
) -> tuple[dict[str, Any], list[BadRow]]:
    """The same of a list of streets."""
    told = street_lists.bring_in(path, source, dry_run=dry_run, by=by, tell=tell)
    if not dry_run:
        start_basemap(by)
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
