"""What becomes of jobs: each comes to an end that its row tells, whatever its worker or an import meets."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FuturesTimeout
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from canvass import imports, job_work, jobs, uploads
from canvass.config import Settings
from canvass.db import PRAGMAS, begin_writing, db
from canvass.jobs import Job
from canvass.queues import queue
from tests.cast import Cast
from tests.test_jobs import count_doors, look, start, upload, work_off


def test_a_job_that_writes_can_be_seen_and_stopped_and_leaves_nothing(cast: Cast, monkeypatch: Any) -> None:
    """The import holds SQLite's write lock then: neither looking nor stopping may wait for it."""
    import_id, _ = upload(cast)
    job = start(cast, import_id)
    writing, go_on = threading.Event(), threading.Event()
    write = imports._write

    def write_slowly(*args: Any) -> None:
        args[-1](23, 46)
        write(*args)
        writing.set()
        assert go_on.wait(20)

    monkeypatch.setattr(imports, "_write", write_slowly)
    worker = threading.Thread(target=work_off, args=(cast,))
    worker.start()
    assert writing.wait(20)
    seen = look(cast, job)
    stopped = cast.beto.delete(f"/api/jobs/{job['id']}")
    go_on.set()
    worker.join(20)

    assert (seen["state"], stopped.status_code) == ("running", 204)
    assert seen["total"] > 0
    assert look(cast, job)["state"] == "cancelled"
    assert count_doors(cast) == 0
    again = start(cast, import_id)
    monkeypatch.setattr(imports, "_write", write)
    work_off(cast)
    assert look(cast, again)["state"] == "done"


def test_a_job_that_fails_says_why_in_the_readers_language(cast: Cast, settings: Settings) -> None:
    import_id, _ = upload(cast)
    job = start(cast, import_id)
    uploads.forget_list(settings.instance, uuid.UUID(import_id))

    work_off(cast)

    seen = look(cast, job)
    assert (seen["state"], seen["result"], seen["error"]["code"]) == ("failed", None, "not_found")
    assert seen["error"]["message"] == "No se encontró."


def test_an_unexpected_failure_leaves_nothing_and_tells_nothing(cast: Cast, monkeypatch: Any) -> None:
    import_id, _ = upload(cast)
    job = start(cast, import_id)

    def fail(*_args: object) -> None:
        raise RuntimeError("Calle Roble 1")

    monkeypatch.setattr(imports, "show_changes", fail)
    work_off(cast)

    seen = look(cast, job)
    assert (seen["state"], seen["error"]["code"]) == ("failed", "internal")
    assert "Roble" not in str(seen["error"])
    assert count_doors(cast) == 0


def test_doing_a_job_twice_does_it_once(cast: Cast) -> None:
    import_id, _ = upload(cast)
    job = start(cast, import_id)
    with cast.app.app_context():
        queue().enqueue(uuid.UUID(job["id"]))

    work_off(cast)

    assert look(cast, job)["result"]["doors"]["added"] == 20


def test_a_job_under_a_dead_worker_is_done_by_the_next(cast: Cast) -> None:
    import_id, _ = upload(cast)
    job = start(cast, import_id)
    job_id = uuid.UUID(job["id"])
    with cast.app.app_context():
        assert job_work._claim(job_id) is not None
        queue().work_off()
        assert jobs.look_at(job_id).state == "running"
        db.session.rollback()
        job_work.look_after()
        assert jobs.look_at(job_id).state == "running"
        db.session.rollback()
        queue().board(job_id).clear()
        begin_writing(db.session)
        long_ago = datetime.now(UTC) - timedelta(minutes=5)
        db.session.execute(update(Job).where(Job.id == job_id).values(created_at=long_ago))
        db.session.commit()
        job_work.look_after()

    work_off(cast)

    assert look(cast, job)["state"] == "done"


def test_a_job_that_kills_its_workers_is_given_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    job = start(cast, upload(cast)[0])
    deaths = []

    class Killed(BaseException):
        pass

    def die(*_: Any) -> None:
        deaths.append(1)
        raise Killed

    monkeypatch.setattr(job_work, "WORK", {jobs.ADDRESSES: die})
    with cast.app.app_context():
        for _ in range(2 * job_work.MOST_TRIES):
            with suppress(Killed):
                job_work.carry_out(uuid.UUID(job["id"]))
            db.session.rollback()
            begin_writing(db.session)
            again = Job.id == uuid.UUID(job["id"]), Job.state == "running"
            db.session.execute(update(Job).where(*again).values(state="waiting"))
            db.session.commit()

    assert len(deaths) == job_work.MOST_TRIES
    assert look(cast, job)["state"] == "failed"


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_who_looks_after_jobs_waits_while_an_import_writes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One at the command line, say: it holds SQLite's lock for longer than a request would wait."""
    monkeypatch.setitem(PRAGMAS, "busy_timeout", "50")
    import_id, _ = upload(cast)
    start(cast, import_id)
    holds, over = threading.Event(), threading.Event()

    def hold() -> None:
        with cast.app.app_context():
            begin_writing(db.session)
            holds.set()
            over.wait(20)
            db.session.rollback()

    with cast.app.app_context():
        db.engine.dispose()
    with ThreadPoolExecutor(2) as both:
        both.submit(hold)
        holds.wait(20)
        looked = both.submit(looked_after, cast)
        with pytest.raises(FuturesTimeout):
            looked.result(0.3)
        over.set()
        looked.result(20)


def looked_after(cast: Cast) -> None:
    with cast.app.app_context():
        job_work.look_after()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_where_an_import_writes_for_very_long_the_look_after_jobs_is_left_out(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PRAGMAS, "busy_timeout", "1")
    with cast.app.app_context():
        db.engine.dispose()
        begin_writing(db.session)
        with ThreadPoolExecutor(1) as other:
            other.submit(looked_after, cast).result(20)
        db.session.rollback()
