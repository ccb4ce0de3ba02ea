"""Surroundings: what would keep what the app forgets is seen, said in both languages, and never stops anybody."""

import os
import resource
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from canvass.backup_keys import make_key
from canvass.config import SECRET_FILE, Settings
from canvass.db import db
from canvass.surroundings import (
    BACKUPS_IN_CLEAR,
    DATABASE_KEEPS,
    DISK_PLAIN,
    DISK_UNSEEN,
    LOG_STAYS,
    NO_BACKUP_KEY,
    NO_TLS,
    OPEN_TO_OTHERS,
    SWAP_PLAIN,
    UNSEEN,
    Finding,
    keep_no_core,
    look_around,
    worth_saying,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A machine without swap, whose kernel tells nothing of its disks."""
    (tmp_path / "root/proc").mkdir(parents=True)
    (tmp_path / "root/sys/class/block").mkdir(parents=True)
    return tmp_path / "root"


@pytest.fixture
def private(settings: Settings) -> Settings:
    settings.instance.chmod(0o700)
    return settings


def swap_on(root: Path, *devices: str) -> None:
    lines = ["Filename Type Size Used Priority", *(f"{each} partition 1 0 -2" for each in devices)]
    (root / "proc/swaps").write_text("\n".join(lines))


def block(root: Path, name: str, *, uuid: str = "", on: tuple[str, ...] = ()) -> Path:
    home = root / "sys/class/block" / name
    (home / "slaves").mkdir(parents=True)
    if uuid:
        (home / "dm").mkdir()
        (home / "dm/uuid").write_text(uuid)
    for each in on:
        (home / "slaves" / each).mkdir()
    return home


def holds(root: Path, folder: Path, home: Path) -> None:
    """The folder lies on this device."""
    number = folder.stat().st_dev
    link = root / "sys/dev/block" / f"{os.major(number)}:{os.minor(number)}"
    link.parent.mkdir(parents=True)
    link.symlink_to(home)


def seen(app: Flask, settings: Settings, root: Path) -> dict[str, Finding]:
    with app.app_context():
        return {each.message: each for each in look_around(settings, db.session.connection(), root)}


def test_swap_that_is_not_encrypted_is_named(app: Flask, private: Settings, root: Path) -> None:
    block(root, "sda2")
    block(root, "dm-1", uuid="CRYPT-LUKS2-abc")
    swap_on(root, "/dev/zram0", "/dev/dm-1")
    assert SWAP_PLAIN not in seen(app, private, root)
    swap_on(root, "/dev/zram0", "/dev/sda2")
    assert seen(app, private, root)[SWAP_PLAIN].params == {"device": "/dev/sda2"}


def test_a_volume_on_an_encrypted_disk_is_encrypted_and_a_mirror_of_one_such_and_a_plain_one_is_not(
    app: Flask, private: Settings, root: Path
) -> None:
    block(root, "dm-0", uuid="CRYPT-LUKS2-abc")
    block(root, "sdb1")
    holds(root, private.instance, block(root, "dm-2", uuid="LVM-xyz", on=("dm-0",)))
    assert not {DISK_PLAIN, DISK_UNSEEN} & set(seen(app, private, root))
    (root / "sys/class/block/dm-2/slaves/sdb1").mkdir()
    assert seen(app, private, root)[DISK_PLAIN].verdict == "bad"


def test_what_the_kernel_does_not_tell_is_said_to_be_unknown(
    app: Flask, private: Settings, root: Path
) -> None:
    found = seen(app, private, root)
    assert found[DISK_UNSEEN].verdict == "unknown"
    assert {found[message].verdict for message in UNSEEN} == {"unknown"}


def test_a_folder_that_others_may_read_is_named(app: Flask, private: Settings, root: Path) -> None:
    secret = private.instance / SECRET_FILE
    secret.write_text("secret")
    secret.chmod(0o640)
    assert seen(app, private, root)[OPEN_TO_OTHERS].params == {"path": secret}


@pytest.mark.parametrize(
    ("address", "bad"),
    [("https://c.example", False), ("http://localhost:8000", False), ("http://c.example", True)],
)
def test_an_address_without_tls_is_no_good_for_other_machines(
    app: Flask, private: Settings, root: Path, address: str, bad: bool
) -> None:
    assert (NO_TLS in seen(app, replace(private, base_url=address), root)) is bad


def test_backups_that_anybody_can_read_are_named(app: Flask, private: Settings, root: Path) -> None:
    assert seen(app, private, root)[NO_BACKUP_KEY].verdict == "bad"
    with_key = replace(private, backup_key=make_key().public)
    private.backup_folder.mkdir(mode=0o700)
    encrypted = private.backup_folder / "canvass-20261127T030000000000Z.dump.age"
    encrypted.touch()
    assert not {NO_BACKUP_KEY, BACKUPS_IN_CLEAR} & set(seen(app, with_key, root))
    encrypted.rename(encrypted.with_suffix(""))
    assert seen(app, with_key, root)[BACKUPS_IN_CLEAR].params["count"] == 1


@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
def test_what_postgresql_keeps_is_named(app: Flask, private: Settings, root: Path) -> None:
    with app.app_context():
        connection = db.session.connection()
        connection.exec_driver_sql("SET log_statement = 'all'")
        told = {
            each.params["name"]: each.params["wanted"]
            for each in worth_saying(look_around(private, connection, root))
            if each.message == DATABASE_KEEPS
        }
    assert told["log_statement"] == "none"
    assert not {"archive_mode", "wal_recycle"} & set(told)


@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
def test_a_log_of_writes_that_the_night_may_not_end_is_named(
    app: Flask, private: Settings, root: Path
) -> None:
    assert LOG_STAYS not in seen(app, private, root)
    with app.app_context():
        connection = db.session.connection()
        connection.exec_driver_sql("CREATE ROLE modest")
        connection.exec_driver_sql("SET LOCAL ROLE modest")
        found = {each.message: each for each in look_around(private, connection, root)}
        db.session.rollback()
    assert found[LOG_STAYS].params == {"role": "modest"}


def test_no_process_leaves_its_memory_on_the_disk() -> None:
    before = resource.getrlimit(resource.RLIMIT_CORE)
    try:
        keep_no_core()
        assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)
