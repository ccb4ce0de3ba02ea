"""Setting up: servers that start at once on one database, and transactions that got stuck."""

import gc
import os
import subprocess
import sys
import threading
import uuid
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import func, inspect, select, text

from canvass import app as application
from canvass import db as database
from canvass.config import SECRET_FILE, Settings
from canvass.db import LIMITS, MIGRATIONS, begin_writing, db
from canvass.devices import Device
from canvass.log import LogHead
from canvass.members import Organisation
from canvass.setup import alone, prepare_database
from tests.cast import Cast
from tests.postgres import copy_database, drop_database
from tests.walk import lay_ground, lend

ROOT = Path(__file__).parents[1]
PATIENCE = 60


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def nothing_yet(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a server whose instance folder and database hold nothing."""
    environment = {
        **os.environ,
        "CANVASS_INSTANCE": str(tmp_path / "instance"),
        "DATABASE_URL": "",
        "CANVASS_ORG_NAME": "CIMA",
        "CANVASS_HOTLINE": "+1 828 555 0100",
        "CANVASS_TIME_ZONE": "America/New_York",
    }
    if request.param == "sqlite":
        yield environment
        return
    server, name = request.getfixturevalue("postgres_server"), f"empty_{uuid.uuid4().hex[:12]}"
    yield {**environment, "DATABASE_URL": copy_database(server, name)}
    drop_database(server, name)


def start(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """`canvass init`: as `canvass serve` does before its workers start."""
    command = [sys.executable, "-m", "canvass", "init"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE)


def outcomes(processes: list[subprocess.Popen[bytes]]) -> list[tuple[int, bytes]]:
    said = [process.communicate(timeout=PATIENCE)[1] for process in processes]
    return [(process.returncode, words) for process, words in zip(processes, said, strict=True)]


def test_servers_that_start_at_once_found_one_organisation(nothing_yet: dict[str, str]) -> None:
    found = outcomes([start(nothing_yet) for _ in range(3)])

    assert [code for code, _ in found] == [0, 0, 0], found
    with application.create_app(Settings.from_environment(nothing_yet)).app_context():
        assert db.session.scalar(select(func.count()).select_from(Organisation)) == 1
        assert db.session.scalar(select(func.count()).select_from(LogHead)) == 1
        db.engine.dispose()
    kept = {path.name for path in Path(nothing_yet["CANVASS_INSTANCE"]).iterdir()}
    assert [name for name in kept if name.startswith(SECRET_FILE)] == [SECRET_FILE]


def test_who_starts_while_another_migrates_waits_and_finds_it_done(cast: Cast) -> None:
    def prepare() -> None:
        with cast.app.app_context():
            prepare_database()

    with cast.app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="0001")
        with alone():
            second = threading.Thread(target=prepare)
            second.start()
            second.join(3)
            assert second.is_alive()
            assert "outboxes" not in inspect(db.engine).get_table_names()
        second.join(PATIENCE)
        assert "outboxes" in inspect(db.engine).get_table_names()
    assert cast.alma.get("/api/session").status_code == 200


def test_a_phone_is_told_to_come_again_where_a_transaction_is_stuck(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    monkeypatch.setitem(database.LIMITS, "lock_timeout", "200ms")
    monkeypatch.setitem(database.PRAGMAS, "busy_timeout", "200")
    item = phone.visit(ground.doors[0])
    statuses: list[int] = []
    with cast.app.app_context():
        db.engine.dispose()
        begin_writing(db.session)
        db.session.execute(select(Device).where(Device.id == cast.alma.device_id).with_for_update())
        push = threading.Thread(target=lambda: statuses.append(phone.push(item).status_code))
        push.start()
        push.join(PATIENCE)
        db.session.rollback()

    assert statuses == [503]
    assert phone.hand_in(item) == ["accepted"]


def test_no_connection_waits_for_ever(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            assert db.session.scalar(text("PRAGMA busy_timeout")) == 5000
            return
        for name in LIMITS:
            shown = db.session.scalars(text(f"SHOW {name}")).one()
            assert shown == LIMITS[name]


def test_a_rollback_leaves_a_connection_its_limits_and_setting_up_takes_none_away(app: Flask) -> None:
    with app.app_context():
        for _ in range(3):
            with alone():
                pass
            db.session.rollback()
        if db.engine.dialect.name == "postgresql":
            assert db.session.scalars(text("SHOW lock_timeout")).one() == LIMITS["lock_timeout"]


def test_an_application_that_nobody_holds_goes_with_all_that_it_made(settings: Settings) -> None:
    app = application.create_app(settings)
    with app.app_context():
        db.engine.dispose()
    left = weakref.ref(app)
    del app
    gc.collect()
    assert left() is None
