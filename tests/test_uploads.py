"""Uploaded lists: they take no more of the disk than the operator allows, and none changes under a job that reads it."""

import errno
import io
import shutil
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from canvass import uploads
from canvass.app import create_app
from canvass.config import Settings
from tests.cast import Cast, Person
from tests.test_jobs import LIST, count_doors, look, start, upload, work_off

ROOM = 1
"""Megabytes."""
LARGE = LIST + b"x,,,,\n" * 100_000
"""More than half of that."""


def send(person: Person, data: bytes = LIST, import_id: str = "") -> Any:
    return person.upload(f"/api/imports/{import_id or uuid.uuid4()}/file", data)


def kept(settings: Settings) -> list[str]:
    folder = settings.instance / uploads.FOLDER
    return sorted(path.suffix for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def narrow(cast: Cast, settings: Settings) -> Cast:
    """The cast, on a server with room for little."""
    return cast.at(create_app(replace(settings, uploads_mb=ROOM)))


def test_what_finds_no_room_beside_what_waits_is_refused_and_not_kept(
    narrow: Cast, settings: Settings
) -> None:
    assert send(narrow.beto, LARGE).status_code == 200

    answer = send(replace(narrow.elena, language="en"), LARGE)

    assert (answer.status_code, answer.json["code"]) == (409, "uploads_full")
    assert "1 MB of the 1 MB" in answer.json["message"]
    assert kept(settings) == [".list"]


def test_what_waits_can_be_deleted_and_makes_room(narrow: Cast, settings: Settings) -> None:
    send(narrow.beto, LARGE)
    busy, _ = upload(narrow)
    start(narrow, busy)

    assert narrow.beto.delete("/api/imports/files").json == {"deleted": 1}

    assert send(narrow.elena, LARGE).status_code == 200
    work_off(narrow)
    assert count_doors(narrow) == 20
    assert narrow.alma.delete("/api/imports/files").status_code == 403


def test_rows_that_could_not_be_used_take_no_more_room_than_lists_and_go_with_theirs(
    narrow: Cast, settings: Settings
) -> None:
    """A small list may say very little, very often; what is told of each row is longer."""
    few, _ = upload(narrow, LIST + b"x,,,,\n")
    start(narrow, few, dry_run=True)
    work_off(narrow)
    many = str(uuid.uuid4())
    send(narrow.beto, LARGE, many)
    job = start(narrow, many, dry_run=True)
    work_off(narrow)

    assert look(narrow, job)["error"]["code"] == "uploads_full"
    assert kept(settings) == [".list", ".list", ".rejected"]

    assert narrow.beto.delete("/api/imports/files").json == {"deleted": 2}
    assert kept(settings) == []


def test_a_list_that_could_never_find_room_is_told_so(narrow: Cast, settings: Settings) -> None:
    answer = send(narrow.beto, LARGE * 2)

    assert (answer.status_code, answer.json["code"]) == (422, "list_too_large")
    assert kept(settings) == []


def test_the_last_of_the_disk_is_not_for_lists(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database lies there: what phones hand in must find room."""
    usage = shutil.disk_usage(settings.instance)
    monkeypatch.setattr(uploads, "disk_usage", lambda folder: usage._replace(free=100 * uploads.MEGABYTE))

    answer = send(cast.beto)

    assert (answer.status_code, answer.json["code"]) == (503, "disk_full")
    assert "disco" in answer.json["message"]
    assert kept(settings) == []


def test_a_disk_that_is_full_is_told_of_and_keeps_no_half(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.BytesIO):
        def write(self, part: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    def opened(path: Path) -> Any:
        uploads.open_private_for_real(path).close()  # type: ignore[attr-defined]
        return Full()

    monkeypatch.setattr(uploads, "open_private_for_real", uploads.open_private, raising=False)
    monkeypatch.setattr(uploads, "open_private", opened)

    answer = send(cast.beto)

    assert (answer.status_code, answer.json["code"]) == (503, "disk_full")
    assert kept(settings) == []


def test_nobody_changes_a_list_that_waits_to_be_imported(cast: Cast, settings: Settings) -> None:
    import_id, _ = upload(cast)
    job = start(cast, import_id)

    answer = send(cast.beto, LIST.replace(b"Roble", b"Pino"), import_id)

    assert (answer.status_code, answer.json["code"]) == (409, "import_open")
    work_off(cast)
    assert look(cast, job)["result"]["doors"]["added"] == 20
    assert send(cast.beto, LIST, import_id).status_code == 200


def test_nobody_changes_a_list_whose_import_began_while_they_were_sending(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id, _ = upload(cast)
    preview: Callable[..., Any] = uploads.preview

    def late(path: Path) -> Any:
        start(cast.at(cast.app), import_id)
        return preview(path)

    monkeypatch.setattr(uploads, "preview", late)

    answer = send(cast.elena, LIST.replace(b"Roble", b"Pino"), import_id)

    assert (answer.status_code, answer.json["code"]) == (409, "import_open")
    assert kept(settings) == [".list"]
    assert b"Pino" not in uploads.list_file(settings.instance, uuid.UUID(import_id)).read_bytes()


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("lista\u202evsc.exe\u202c 2026", "listavsc.exe 2026"),
        (" dos\nlíneas\r\n\ty más ", "dos líneas y más"),
        ("condado\u2028\u200f", "condado"),
    ],
)
def test_a_lists_name_is_one_line_that_reads_as_it_stands(cast: Cast, name: str, kept_as: str) -> None:
    import_id, _ = upload(cast)
    start(cast, import_id, source=name)
    work_off(cast)
    again, _ = upload(cast)

    job = start(cast, again, source=kept_as)
    work_off(cast)

    assert look(cast, job)["result"]["doors"] == {"added": 0, "updated": 0, "unchanged": 20, "vanished": 0}
    nothing = cast.beto.post(f"/api/imports/{upload(cast)[0]}/runs", {"source": "\u202e\n", "mapping": {}})
    assert nothing.status_code == 422


def test_what_stopped_arriving_is_cleared_away_within_hours(tmp_path: Path) -> None:
    half = uploads.list_file(tmp_path, uuid.uuid4()).with_suffix(".0123.part")
    with uploads.open_private(half) as file:
        file.write(b"x")
    now = half.stat().st_mtime

    uploads.forget_old_files(tmp_path, now + 1800)
    assert half.exists()
    uploads.forget_old_files(tmp_path, now + 2 * 3600)
    assert not half.exists()
