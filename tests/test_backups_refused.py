"""A restore changes nothing unless the backup is sound and nobody is at work; then it puts it back, of whatever version."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask_migrate import downgrade
from sqlalchemy import text

from canvass import backups, occupancy
from canvass.config import Settings
from canvass.db import MIGRATIONS, db
from canvass.visits import Visit
from tests.cast import Cast
from tests.keeping import BACKUP, REBUILD, RESTORE, Run, count, told
from tests.walk import Ground, Phone

Writing = Callable[[], AbstractContextManager[None]]
ROOT = Path(__file__).parents[1]


def test_a_file_that_is_no_sound_backup_changes_nothing(
    cast: Cast, ground: Ground, phone: Phone, run: Run, tmp_path: Path
) -> None:
    phone.hand_in(phone.visit(ground.doors[0]))
    made = Path(told(run(BACKUP))["file"])
    whole = made.read_bytes()
    broken = {
        "cut": whole[: len(whole) * 2 // 3],
        "changed": whole[: len(whole) // 2] + os.urandom(4096) + whole[len(whole) // 2 + 4096 :],
        "other": b"PGDMP" + whole if whole.startswith(b"SQLite") else b"SQLite format 3\x00" + whole,
        "list": b"number,street\n1,Roble\n",
    }
    for name, content in broken.items():
        path = tmp_path / name
        path.write_bytes(content)
        result = run(RESTORE, path)
        assert result.exit_code == 1, name
        assert "backup_" in result.stderr
    assert count(cast, Visit) == 1
    with occupancy.together(made.parent.parent):
        assert phone.hand_in(phone.visit(ground.doors[1])) == ["accepted"]


def test_a_backup_of_a_newer_version_is_refused(cast: Cast, run: Run, writing: Writing) -> None:
    with writing():
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    made = told(run(BACKUP))
    assert made["marked"] is False

    result = run(RESTORE, made["file"])

    assert result.exit_code == 1
    assert "backup_too_new" in result.stderr


def test_a_backup_of_an_earlier_version_is_brought_to_this_one(
    cast: Cast, ground: Ground, phone: Phone, run: Run
) -> None:
    phone.hand_in(phone.visit(ground.doors[0]))
    with cast.app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="0002")
    made = told(run(BACKUP))
    assert (made["marked"], made["number"]) == (False, None)

    told(run(RESTORE, made["file"]))

    assert phone.hand_in(phone.visit(ground.doors[1])) == ["accepted"]
    assert told(run(REBUILD))["differences"] == []


def test_a_restore_waits_for_nobody_who_is_at_work(run: Run, settings: Settings) -> None:
    made = told(run(BACKUP))
    with occupancy.together(settings.instance), occupancy.together(settings.instance):
        refused = run(RESTORE, made["file"])
    assert (refused.exit_code, "server_running" in refused.stderr) == (1, True)
    with occupancy.alone(settings.instance):
        assert "restore_running" in run(BACKUP).stderr


def test_after_a_restore_that_was_cut_short_only_another_one_goes_on(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = told(run(BACKUP))

    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(backups, "_settle", die)
        assert run(RESTORE, made["file"]).exit_code != 0
    assert "restore_unfinished" in run(BACKUP).stderr

    told(run(RESTORE, made["file"]))

    told(run(BACKUP))


def test_a_damaged_database_is_kept_as_it_is_and_replaced(
    cast: Cast, ground: Ground, phone: Phone, run: Run, settings: Settings
) -> None:
    if not settings.is_sqlite:
        pytest.skip("PostgreSQL's files are not ours to look into")
    phone.hand_in(phone.visit(ground.doors[0]))
    made = told(run(BACKUP))
    with cast.app.app_context():
        db.session.remove()
        db.engine.dispose()
    live = settings.instance / "canvass.sqlite3"
    live.write_bytes(b"not a database" * 4096)

    done = told(run(RESTORE, made["file"]))

    assert Path(done["before"]).read_bytes() == b"not a database" * 4096
    assert count(cast, Visit) == 1


def test_a_running_server_keeps_a_restore_out(run: Run, settings: Settings) -> None:
    if not settings.is_sqlite:
        pytest.skip("the lock is a file on either database")
    made = told(run(BACKUP))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, **settings.as_environment(), "CANVASS_BIND": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "canvass", "serve", "--no-worker"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        assert any("Listening" in line for line in server.stderr)
        refused = run(RESTORE, made["file"])
        assert (refused.exit_code, "server_running" in refused.stderr) == (1, True)
        server.send_signal(signal.SIGTERM)
        server.wait(60)
    finally:
        server.kill()
    told(run(RESTORE, made["file"]))
