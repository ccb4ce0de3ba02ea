"""Encrypted backups: nothing of them can be read without the offline key, and nothing is half done where they don't open."""

import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import text

from canvass import anchors, backup_files, backup_keys, backups, dumps, endings
from canvass.config import Settings
from canvass.db import db
from canvass.visits import Visit
from tests.cast import Cast
from tests.keeping import BACKUP, REBUILD, RESTORE, Run, commands_of, count, told
from tests.walk import Ground, Phone

CANARY = "Calle del Canario Amarillo"
KEY, OTHER = backup_keys.make_key(), backup_keys.make_key()


@pytest.fixture
def run(settings: Settings, cast: Cast) -> Run:
    """The command line of a server that was given the public half."""
    return commands_of(replace(settings, backup_key=KEY.public), cast.app)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_text(f"# {KEY.public}\n{KEY.private}\n")
    return path


@pytest.fixture
def canary(cast: Cast, ground: Ground) -> None:
    """Something in clear in the database: a campaign's name."""
    with cast.app.app_context():
        db.session.execute(text("UPDATE campaigns SET name = :name"), {"name": CANARY})
        db.session.commit()


def names(cast: Cast) -> set[str]:
    with cast.app.app_context():
        return set(db.session.scalars(text("SELECT name FROM campaigns")))


def refused(result: Result, code: str) -> bool:
    return result.exit_code == 1 and code in result.stderr


def files_with(needle: bytes, *folders: Path) -> list[str]:
    return [
        path.name
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and needle in path.read_bytes()
    ]


def test_a_backup_holds_nothing_in_clear_and_leaves_nothing_in_clear(
    cast: Cast, canary: None, run: Run, settings: Settings, key: Path, phone: Phone, ground: Ground
) -> None:
    before = {path.name for path in settings.instance.iterdir()}
    visit = phone.visit(ground.doors[0])
    phone.hand_in(visit)

    made = told(run(BACKUP))

    path = Path(made["file"])
    assert path.name.endswith((".sqlite3.age", ".dump.age"))
    assert files_with(CANARY.encode(), path.parent) == []
    assert {each.name for each in path.parent.iterdir()} == {path.name, endings.LIST, anchors.LIST}
    assert {each.name for each in settings.instance.iterdir()} - before <= {"backups", "running.lock"}
    # Phones are told all the same, and the lists beside it stay as anybody's eye can check them.
    assert phone.push(visit).json["outboxes"][0]["backed_up_through"] == 1
    # The same search finds it where there is no key.
    with cast.app.app_context():
        backups.back_up(settings, settings.instance / "plain")
    assert settings.is_sqlite is bool(files_with(CANARY.encode(), settings.instance / "plain"))


def test_the_key_that_was_taken_away_brings_it_back(
    cast: Cast, canary: None, run: Run, key: Path, phone: Phone, ground: Ground
) -> None:
    phone.hand_in(phone.visit(ground.doors[0]))
    made = told(run(BACKUP))
    phone.hand_in(phone.visit(ground.doors[1]))
    with cast.app.app_context():
        db.session.execute(text("UPDATE campaigns SET name = 'later'"))
        db.session.commit()

    done = told(run(RESTORE, made["file"], "--key", key))

    assert (names(cast), count(cast, Visit)) == ({CANARY}, 1)
    assert told(run(REBUILD))["differences"] == []
    assert files_with(b"later", Path(done["before"]).parent) == []
    told(run(RESTORE, done["before"], "--key", key))
    assert (names(cast), count(cast, Visit)) == ({"later"}, 2)


def test_a_large_one_is_read_to_its_end_before_anything_is_changed(
    cast: Cast, canary: None, run: Run, key: Path, tmp_path: Path, settings: Settings
) -> None:
    """More than a pipe holds, behind all that tells of its version."""
    large = os.urandom(2_000_000)
    with cast.app.app_context():
        kind = "BLOB" if settings.is_sqlite else "BYTEA"
        db.session.execute(text(f"CREATE TABLE zz_filler (held {kind})"))
        db.session.execute(text("INSERT INTO zz_filler VALUES (:held)"), {"held": large})
        db.session.commit()
    made = Path(told(run(BACKUP))["file"])
    cut = tmp_path / made.name
    cut.write_bytes(made.read_bytes()[:-70_000])
    assert refused(run(RESTORE, cut, "--key", key), "backup_unreadable")
    assert names(cast) == {CANARY}
    told(run(RESTORE, made, "--key", key))
    with cast.app.app_context():
        assert bytes(db.session.scalars(text("SELECT held FROM zz_filler")).one()) == large


def test_without_the_key_or_whole_bytes_nothing_is_changed(
    cast: Cast, canary: None, run: Run, key: Path, tmp_path: Path, settings: Settings
) -> None:
    made = Path(told(run(BACKUP))["file"])
    whole, other = made.read_bytes(), tmp_path / "other"
    other.write_text(OTHER.private)
    middle = len(whole) // 2
    broken = {
        "cut": whole[:middle],
        "cut at the last byte": whole[:-1],
        "flipped": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "head": whole[:60] + bytes([whole[60] ^ 1]) + whole[61:],
        "last": whole[:-1] + bytes([whole[-1] ^ 128]),
    }
    before = {path.name for path in settings.instance.rglob("*")}
    assert refused(run(RESTORE, made), "backup_key_needed")
    assert refused(run(RESTORE, made, "--key", other), "backup_key_wrong")
    assert refused(run(RESTORE, made, "--key", made), "backup_key_unreadable")
    for name, content in broken.items():
        path = tmp_path / f"{name}.age"
        path.write_bytes(content)
        result = run(RESTORE, path, "--key", key)
        assert refused(result, "backup_"), (name, result.output)
    assert names(cast) == {CANARY}
    # Neither a scratch file nor a copy of what was there, and the next one may begin.
    assert {path.name for path in settings.instance.rglob("*")} == before
    told(run(BACKUP))


def test_an_encrypted_backup_of_the_other_kind_is_told_from_a_damaged_one(
    run: Run, key: Path, tmp_path: Path, settings: Settings
) -> None:
    start = dumps.POSTGRES_START + bytes(100) if settings.is_sqlite else dumps.SQLITE_START + bytes(100)
    for clear, code in ((start, "backup_of_another"), (b"a list, encrypted", "backup_unreadable")):
        with (tmp_path / "file.age").open("wb") as file:
            backup_keys.encrypt(io.BytesIO(clear), file, backup_keys.read_public(KEY.public))
        assert refused(run(RESTORE, tmp_path / "file.age", "--key", key), code)


def test_a_backup_from_before_the_key_is_put_back_as_ever(
    cast: Cast, canary: None, run: Run, settings: Settings
) -> None:
    with cast.app.app_context():
        plain = backups.back_up(settings, settings.backup_folder).path
    told(run(RESTORE, plain))
    assert names(cast) == {CANARY}


def test_a_database_too_damaged_to_read_is_encrypted_as_it_is(
    cast: Cast, canary: None, run: Run, key: Path, settings: Settings
) -> None:
    if not settings.is_sqlite:
        pytest.skip("PostgreSQL's files are not ours to look into")
    made = told(run(BACKUP))
    with cast.app.app_context():
        db.session.remove()
        db.engine.dispose()
    (settings.instance / "canvass.sqlite3").write_bytes(b"not a database" * 4096)

    done = told(run(RESTORE, made["file"], "--key", key))

    assert files_with(b"not a database", settings.instance) == []
    got = bytearray()
    backup_keys.decrypt(Path(done["before"]), backup_keys.read_private(KEY.private), got.extend)
    assert got == b"not a database" * 4096


def test_what_a_killed_backup_left_is_gone_with_the_next_one(run: Run, settings: Settings) -> None:
    if not settings.is_sqlite:
        pytest.skip("PostgreSQL's goes through pipes")
    left = settings.instance / f"{dumps.SCRATCH}abc"
    left.write_bytes(b"in clear")
    told(run(BACKUP))
    assert not left.exists()


def test_a_full_disk_leaves_no_backup(run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_keys, "encrypt", full)
    result = run(BACKUP)
    assert (result.exit_code, "No space left" in result.stderr) == (1, True)
    assert list(settings.backup_folder.iterdir()) == []
    assert list(settings.instance.glob(f"{dumps.SCRATCH}*")) == []


def test_the_night_deletes_encrypted_ones_by_their_age_and_parts_of_them(settings: Settings) -> None:
    folder = settings.backup_folder
    folder.mkdir()
    old = ["canvass-20260101T030000000000Z.dump.age", "canvass-20260101T030000000000Z.sqlite3.age.part"]
    kept = ["canvass-20270101T030000000000Z-before-restore.sqlite3.age", "forgotten.txt"]
    for name in (*old, *kept):
        (folder / name).touch()
    middle = datetime(2026, 6, 1, tzinfo=UTC)
    assert [path.name for path in backup_files.older_than(folder, middle)] == old
    assert backup_files.in_clear(folder) == []
