"""Backup and restore: whole while people work, told to phones only when safe, and nothing erased comes back."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import uuid
from base64 import b64decode
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import func, select, text, update

from canvass import anchors, backups, contacts, dumps, endings, erasures, log, occupancy, projections, visits
from canvass.arrivals import Outbox
from canvass.cli import canvass
from canvass.config import SECRET_FILE, Settings
from canvass.contacts import Contact
from canvass.db import MIGRATIONS, begin_writing, db
from canvass.keeping import COMMANDS
from canvass.log import Event, LogHead
from canvass.members import Member
from canvass.visits import Visit
from tests.cast import Cast
from tests.people import contact, hand_in
from tests.walk import Ground, Phone, lay_ground, lend

Writing = Callable[[], AbstractContextManager[None]]
ROOT = Path(__file__).parents[1]
BACKUP, RESTORE, REBUILD = "backup", "restore", "rebuild"


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return lay_ground(cast)


@pytest.fixture
def phone(cast: Cast, ground: Ground) -> Phone:
    return lend(cast, ground.turf, cast.alma)


@pytest.fixture
def run(settings: Settings, app: Flask) -> Callable[..., Result]:
    """Run a command of the command line on the test's database, with JSON at its end."""
    (settings.instance / SECRET_FILE).write_text(settings.secret_key)

    for each in COMMANDS:
        canvass.add_command(each)

    def command(*words: Any) -> Result:
        runner = CliRunner(env=settings.as_environment())
        return runner.invoke(canvass, [*map(str, words), "--json"], obj=lambda _: app)

    return command


def told(result: Result) -> dict[str, Any]:
    """The command's last line, where it succeeded."""
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


def count(cast: Cast, model: Any) -> int:
    with cast.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_phone_lets_go_of_what_a_backup_holds_and_of_nothing_else(
    cast: Cast, ground: Ground, phone: Phone, run: Callable[..., Result], settings: Settings
) -> None:
    first, second = phone.visit(ground.doors[0]), phone.visit(ground.doors[1])
    person, other = contact(cast, ground.campaign), contact(cast, ground.campaign)
    phone.hand_in(first)
    hand_in(cast.alma, person)

    made = told(run(BACKUP))
    hand_in(cast.alma, other)

    assert phone.push(second).json["outboxes"][0]["backed_up_through"] == 1
    assert [each["backed_up"] for each in hand_in(cast.alma, person, other)] == [True, False]
    path = Path(made["file"])
    assert (path.parent, stat.S_IMODE(path.stat().st_mode)) == (settings.backup_folder, 0o600)
    assert {each.name for each in path.parent.iterdir()} == {path.name, endings.LIST, anchors.LIST}
    with cast.app.app_context():
        assert db.session.get_one(LogHead, 1).backed_up == made["number"]


def test_a_backup_is_whole_while_phones_hand_in(
    cast: Cast, ground: Ground, phone: Phone, run: Callable[..., Result], tmp_path: Path
) -> None:
    acknowledged: dict[str, int] = {}
    enough, stop = threading.Event(), threading.Event()

    def write() -> None:
        while not stop.is_set():
            items = [phone.visit(door) for door in ground.doors]
            assert phone.hand_in(*items) == ["accepted"] * len(items)
            acknowledged.update({item["id"]: 0 for item in items})
            if len(acknowledged) >= 50:
                enough.set()

    writer = threading.Thread(target=write)
    writer.start()
    enough.wait(60)
    made = told(run(BACKUP, tmp_path / "elsewhere"))
    during = len(acknowledged)
    stop.set()
    writer.join(60)

    with cast.app.app_context():
        numbers = dict(db.session.execute(select(Event.id, Event.number)).all())
        backed_up = db.session.scalars(select(Outbox.backed_up_through)).one()
    told(run(RESTORE, made["file"]))
    with cast.app.app_context():
        held = dict(db.session.execute(select(Event.id, Event.number)).all())
        assert held == {each: number for each, number in numbers.items() if number <= made["number"]}
        assert 50 <= len(held) <= len(acknowledged)
        assert backed_up == len(held)
        assert count(cast, Visit) == len(held)
        assert projections.rebuild(fix=False) == []
    assert during


def test_a_restored_server_gets_back_what_it_lost_once(
    cast: Cast, ground: Ground, phone: Phone, run: Callable[..., Result]
) -> None:
    before = [phone.visit(door) for door in ground.doors[:2]]
    after = [phone.visit(door, "conversation") for door in ground.doors]
    phone.hand_in(*before)
    made = told(run(BACKUP))
    phone.hand_in(*after)
    lost = phone.snapshot(ground.turf)

    done = told(run(RESTORE, made["file"]))

    assert Path(done["before"]).exists()
    stale = cast.alma.get(f"/api/sync/pull?turf={ground.turf}&cursor={lost['cursor']}")
    assert (stale.status_code, stale.json["code"]) == (409, "log_changed")
    again = phone.push(*before[:1], *after).json
    assert [each["verdict"] for each in again["verdicts"]] == ["duplicate"] + ["accepted"] * 5
    assert again["outboxes"][0]["contiguous_through"] == 7
    rows = phone.snapshot(ground.turf)["rows"]
    assert [row["attempts"] for row in rows] == [row["attempts"] for row in lost["rows"]]
    assert told(run(REBUILD))["differences"] == []


def test_a_cursor_from_the_middle_of_a_pull_does_not_outlive_a_restore(
    cast: Cast, ground: Ground, phone: Phone, run: Callable[..., Result]
) -> None:
    def pull(cursor: str, limit: int) -> Any:
        query = {"turf": ground.turf, "cursor": cursor, "limit": limit}
        return cast.alma.get("/api/sync/pull", query_string=query)

    start = phone.snapshot(ground.turf)["cursor"]
    phone.hand_in(*(phone.visit(door) for door in ground.doors[:2]))
    made = told(run(BACKUP))
    phone.hand_in(phone.visit(ground.doors[0]))
    # Interrupted after a page: the first door has moved on, and was to come with the next one.
    page = pull(start, 1).json
    assert page["more"]
    assert [row["door"] for row in page["rows"]] == [str(ground.doors[1])]

    told(run(RESTORE, made["file"]))

    answer = pull(page["cursor"], 500)
    assert (answer.status_code, answer.json["code"]) == (409, "log_changed")


def test_a_restored_server_says_that_it_knows_less(
    ground: Ground, phone: Phone, run: Callable[..., Result]
) -> None:
    items = [phone.visit(door) for door in ground.doors]
    phone.hand_in(*items[:2])
    made = told(run(BACKUP))
    assert phone.push(*items[2:]).json["outboxes"][0]["contiguous_through"] == 5

    told(run(RESTORE, made["file"]))

    back = phone.push(items[0]).json["outboxes"][0]
    assert (back["contiguous_through"], back["backed_up_through"]) == (2, 2)


def test_what_was_erased_since_stays_erased(
    cast: Cast, ground: Ground, phone: Phone, run: Callable[..., Result], writing: Writing, tmp_path: Path
) -> None:
    visit, person = phone.visit(ground.doors[0], "conversation"), contact(cast, ground.campaign)
    phone.hand_in(visit, phone.correct(visit["id"], ground.doors[0], "conversation"))
    hand_in(cast.alma, person)
    made = told(run(BACKUP, tmp_path / "elsewhere"))
    with writing():
        visits.forget([uuid.UUID(visit["id"])], datetime.now(UTC))
        contacts.forget([uuid.UUID(person["id"])])

    done = told(run(RESTORE, made["file"]))

    assert done["erased"] == 3
    assert phone.hand_in(visit) == ["duplicate"]
    assert hand_in(cast.alma, person)[0]["verdict"] == "duplicate"
    row = phone.row(ground.turf, ground.doors[0])
    assert (row["attempts"], row["last"]) == (1, None)
    assert count(cast, Contact) == count(cast, Visit) == 0
    assert told(run(REBUILD))["differences"] == []


def test_a_phone_that_was_revoked_since_reads_nothing_again(
    cast: Cast, ground: Ground, phone: Phone, run: Callable[..., Result]
) -> None:
    token = token_urlsafe(16)
    link = {
        "token_hash": sha256(b64decode(token + "==", b"-_")).hexdigest(),
        "role": "lead",
        "alias": "Fabián",
    }
    assert cast.elena.post("/api/invitations", link).status_code == 201
    made = told(run(BACKUP))
    enrolment = {"token": token}
    assert cast.app.test_client().post("/api/enrolments", json=enrolment).status_code == 201
    assert cast.beto.delete(f"/api/devices/{cast.alma.device_id}").status_code == 204
    assert cast.elena.patch(f"/api/members/{cast.dario.member_id}", {"active": False}).status_code == 200

    told(run(RESTORE, made["file"]))

    assert cast.alma.get("/api/sync/home").status_code == 401
    assert cast.dario.get("/api/sync/home").status_code == 401
    assert phone.hand_in(phone.visit(ground.doors[0])) == ["quarantined"]
    assert cast.app.test_client().post("/api/enrolments", json=enrolment).status_code == 404
    assert cast.beto.get("/api/sync/home").status_code == 200


def link_for(cast: Cast, alias: str) -> tuple[str, str]:
    """A link's token and its id."""
    token = token_urlsafe(16)
    hashed = sha256(b64decode(token + "==", b"-_")).hexdigest()
    made = cast.elena.post("/api/invitations", {"token_hash": hashed, "role": "lead", "alias": alias})
    assert made.status_code == 201, made.json
    return token, made.json["id"]


def use(cast: Cast, token: str) -> int:
    return int(cast.app.test_client().post("/api/enrolments", json={"token": token}).status_code)


def switch(cast: Cast, member_id: uuid.UUID, *, active: bool) -> None:
    answer = cast.elena.patch(f"/api/members/{member_id}", {"active": active})
    assert answer.status_code == 200, answer.json


@pytest.mark.parametrize("moved", ["canvass-*", "*"], ids=["the list stays", "the list is moved along"])
def test_whose_access_ended_is_known_where_the_server_is_lost(
    cast: Cast,
    ground: Ground,
    phone: Phone,
    run: Callable[..., Result],
    settings: Settings,
    tmp_path: Path,
    moved: str,
) -> None:
    """What is left is the folder of backups, and an instance that was just set up."""
    used, _ = link_for(cast, "Fabián")
    withdrawn, withdrawn_id = link_for(cast, "Gloria")
    made, nothing = told(run(BACKUP)), told(run(BACKUP, tmp_path / "nothing"))
    assert use(cast, used) == 201
    assert cast.elena.delete(f"/api/invitations/{withdrawn_id}").status_code == 204
    assert cast.beto.delete(f"/api/devices/{cast.alma.device_id}").status_code == 204
    switch(cast, cast.dario.member_id, active=False)
    switch(cast, cast.celia.member_id, active=False)
    switch(cast, cast.celia.member_id, active=True)
    lists = settings.backup_folder / endings.LIST
    aside = tmp_path / "aside"
    lists.rename(aside)
    # The database that knows is gone: in its place is one that does not, and no list tells while that is put there.
    told(run(RESTORE, nothing["file"]))
    forget_what_is_replaced(cast)
    lists.unlink(missing_ok=True)
    aside.rename(lists)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in settings.backup_folder.glob(moved):
        path.rename(elsewhere / path.name)

    told(run(RESTORE, elsewhere / Path(made["file"]).name))

    assert cast.alma.get("/api/sync/home").status_code == 401
    assert cast.dario.get("/api/sync/home").status_code == 401
    assert phone.hand_in(phone.visit(ground.doors[0])) == ["quarantined"]
    assert [use(cast, used), use(cast, withdrawn)] == [404, 404]
    assert cast.beto.get("/api/sync/home").status_code == 200
    assert cast.celia.get("/api/sync/home").status_code == 200
    assert set(map(str, endings.read(lists))) >= {
        str(cast.alma.device_id),
        str(cast.dario.member_id),
        withdrawn_id,
    }


def forget_what_is_replaced(cast: Cast) -> None:
    with cast.app.app_context():
        begin_writing(db.session)
        db.session.execute(text("UPDATE devices SET revoked_at = NULL"))
        db.session.execute(update(Member).values(active=True))
        db.session.commit()


def test_a_backup_adds_to_the_list_what_it_lacks(
    cast: Cast, run: Callable[..., Result], settings: Settings, tmp_path: Path
) -> None:
    """The disk for backups was away for a while: that kept nobody in."""
    switch(cast, cast.dario.member_id, active=False)
    told(run(BACKUP, tmp_path / "disk"))
    own = settings.backup_folder / endings.LIST
    shutil.rmtree(settings.backup_folder)
    settings.backup_folder.touch()
    assert cast.beto.delete(f"/api/devices/{cast.alma.device_id}").status_code == 204
    switch(cast, cast.dario.member_id, active=True)
    assert cast.alma.get("/api/sync/home").status_code == 401

    settings.backup_folder.unlink()
    told(run(BACKUP, tmp_path / "disk"))

    for path in (own, tmp_path / "disk" / endings.LIST):
        assert cast.alma.device_id in endings.read(path)
        assert cast.dario.member_id not in endings.read(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("moved", ["canvass-*", "*"], ids=["the list stays", "the list is moved along"])
def test_the_list_beside_the_backups_is_enough_to_erase_again(
    cast: Cast,
    ground: Ground,
    run: Callable[..., Result],
    writing: Writing,
    settings: Settings,
    tmp_path: Path,
    moved: str,
) -> None:
    """The server's disk is lost: what is left is the folder of backups, and an instance that was just set up."""
    person, kept = contact(cast, ground.campaign), contact(cast, ground.campaign)
    hand_in(cast.alma, person, kept)
    made = told(run(BACKUP))
    with writing():
        contacts.forget([uuid.UUID(person["id"])])
    with writing():
        db.session.execute(text("DELETE FROM forgotten"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in settings.backup_folder.glob(moved):
        path.rename(elsewhere / path.name)

    told(run(RESTORE, elsewhere / Path(made["file"]).name))

    assert [each["verdict"] for each in hand_in(cast.alma, person, kept)] == ["duplicate", "duplicate"]
    assert count(cast, Contact) == 1
    assert len((settings.backup_folder / erasures.LIST).read_text().split()) == 1


def test_restoring_what_was_there_before_undoes_a_restore(
    cast: Cast, ground: Ground, phone: Phone, run: Callable[..., Result]
) -> None:
    made = told(run(BACKUP))
    phone.hand_in(phone.visit(ground.doors[0]))
    before = told(run(RESTORE, made["file"]))["before"]
    assert count(cast, Visit) == 0

    told(run(RESTORE, before))

    assert count(cast, Visit) == 1


def test_a_file_that_is_no_sound_backup_changes_nothing(
    cast: Cast, ground: Ground, phone: Phone, run: Callable[..., Result], tmp_path: Path
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


def test_a_backup_of_a_newer_version_is_refused(
    cast: Cast, run: Callable[..., Result], writing: Writing
) -> None:
    with writing():
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    made = told(run(BACKUP))
    assert made["marked"] is False

    result = run(RESTORE, made["file"])

    assert result.exit_code == 1
    assert "backup_too_new" in result.stderr


def test_a_backup_of_an_earlier_version_is_brought_to_this_one(
    cast: Cast, ground: Ground, phone: Phone, run: Callable[..., Result]
) -> None:
    phone.hand_in(phone.visit(ground.doors[0]))
    with cast.app.app_context():
        downgrade(directory=str(MIGRATIONS), revision="0002")
    made = told(run(BACKUP))
    assert (made["marked"], made["number"]) == (False, None)

    told(run(RESTORE, made["file"]))

    assert phone.hand_in(phone.visit(ground.doors[1])) == ["accepted"]
    assert told(run(REBUILD))["differences"] == []


def test_a_restore_waits_for_nobody_who_is_at_work(run: Callable[..., Result], settings: Settings) -> None:
    made = told(run(BACKUP))
    with occupancy.together(settings.instance), occupancy.together(settings.instance):
        refused = run(RESTORE, made["file"])
    assert (refused.exit_code, "server_running" in refused.stderr) == (1, True)
    with occupancy.alone(settings.instance):
        assert "restore_running" in run(BACKUP).stderr


def test_after_a_restore_that_was_cut_short_only_another_one_goes_on(
    run: Callable[..., Result], settings: Settings, monkeypatch: pytest.MonkeyPatch
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


def test_a_failed_dump_leaves_nothing_behind(
    run: Callable[..., Result], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dumps, "dump", fail)
    result = run(BACKUP)
    assert (result.exit_code, "No space left" in result.stderr) == (1, True)
    assert list(settings.backup_folder.iterdir()) == []


def test_postgresqls_programs_are_found_or_their_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Path(dumps.find_program("pg_dump")).name == "pg_dump"
    with pytest.raises(dumps.ToolMissing) as missing:
        dumps.find_program("pg_nothing")
    assert "postgresql-client" in missing.value.message % missing.value.params


def test_what_a_restore_leaves_says_when_it_was(cast: Cast, run: Callable[..., Result]) -> None:
    with cast.app.app_context():
        assert log.restored_at() is None
    told(run(RESTORE, told(run(BACKUP))["file"]))
    with cast.app.app_context():
        found = log.restored_at()
        assert found is not None
        assert (datetime.now(UTC) - found).total_seconds() < 300
        acts = db.session.execute(text("SELECT act FROM audit ORDER BY n DESC LIMIT 1")).scalar()
        assert acts == "restored"


def test_a_damaged_database_is_kept_as_it_is_and_replaced(
    cast: Cast, ground: Ground, phone: Phone, run: Callable[..., Result], settings: Settings
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


def test_a_running_server_keeps_a_restore_out(run: Callable[..., Result], settings: Settings) -> None:
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


def test_a_backup_is_not_written_where_somebody_elses_link_leads(tmp_path: Path) -> None:
    theirs, link = tmp_path / "theirs", tmp_path / "canvass.sqlite3.part"
    theirs.write_text("kept")
    theirs.chmod(0o644)
    link.symlink_to(theirs)

    with pytest.raises(OSError, match="symbolic links"):
        dumps.make_private(link)

    assert (theirs.read_text(), stat.S_IMODE(theirs.stat().st_mode)) == ("kept", 0o644)


def test_a_files_name_is_no_option(
    cast: Cast, run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Path(told(run(BACKUP))["file"])
    odd = tmp_path / f"--list{made.suffix}"
    made.rename(odd)
    monkeypatch.chdir(tmp_path)

    with cast.app.app_context():
        dumps.check(Path(odd.name))
        assert dumps.version_in(Path(odd.name)) is not None
