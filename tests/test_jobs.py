"""Jobs: uploaded, tried, imported, watched and stopped as a lead does it in the browser; and what a crash leaves."""

import csv
import gzip
import io
import stat
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from canvass import jobs, uploads
from canvass.config import Settings
from canvass.db import begin_writing, db
from canvass.geo.sources import check_fits
from canvass.places import Door
from canvass.queues import queue
from tests.cast import Cast
from tests.town import open_campaign

LIST = (
    "HOUSE_NO,calle,lon,lat,objectid\n"
    + "".join(f"{n},Calle Roble,{-82.55 + n * 0.0002:.6f},35.59,{n}\n" for n in range(1, 21))
    + '21,Calle Perdida,,35.59,21\n22,"=HYPERLINK(""http://x"")",-82.5,95.5,22\n23,,-82.5,35.5,23\n'
).encode()
MAPPING = {"number": "HOUSE_NO", "street": "calle", "lon": "lon", "lat": "lat", "source_id": "objectid"}


def upload(cast: Cast, data: bytes = LIST) -> tuple[str, dict[str, Any]]:
    import_id = str(uuid.uuid4())
    answer = cast.beto.upload(f"/api/imports/{import_id}/file?name=list.csv", data)
    assert answer.status_code == 200, answer.json
    return import_id, dict(answer.json)


def start(cast: Cast, import_id: str, **changes: Any) -> dict[str, Any]:
    body = {"source": "county", "mapping": MAPPING, "dry_run": False, **changes}
    answer = cast.beto.post(f"/api/imports/{import_id}/runs", body)
    assert answer.status_code == 202, answer.json
    return dict(answer.json)


def work_off(cast: Cast) -> None:
    with cast.app.app_context():
        queue().work_off()


def look(cast: Cast, job: dict[str, Any]) -> dict[str, Any]:
    return dict(cast.beto.get(f"/api/jobs/{job['id']}").json)


def count_doors(cast: Cast) -> int:
    with cast.app.app_context():
        return int(db.session.scalars(select(func.count()).select_from(Door)).one())


def test_an_uploaded_list_shows_its_columns_and_the_guesses(cast: Cast, settings: Settings) -> None:
    import_id, seen = upload(cast, gzip.compress(LIST))

    assert seen["id"] == import_id
    assert seen["columns"] == ["HOUSE_NO", "calle", "lon", "lat", "objectid"]
    assert {"number": "HOUSE_NO", "street": "calle"}.items() <= seen["mapping"].items()
    assert seen["sample"][0][:2] == ["1", "Calle Roble"]
    path = uploads.list_file(settings.instance, uuid.UUID(import_id))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_list_is_tried_and_then_imported(cast: Cast, settings: Settings) -> None:
    import_id, _ = upload(cast)
    tried = start(cast, import_id, dry_run=True)
    assert (tried["state"], tried["kind"]) == ("waiting", "import_addresses")
    work_off(cast)
    assert count_doors(cast) == 0

    real = start(cast, import_id)
    work_off(cast)

    first, second = look(cast, tried), look(cast, real)
    assert (second["state"], second["error"]) == ("done", None)
    assert second["done"] == second["total"]
    assert first["result"] == {**second["result"], "dry_run": True}
    assert second["result"]["doors"] == {"added": 20, "updated": 0, "unchanged": 0, "vanished": 0}
    assert second["result"]["rejected_rows"] == 3
    assert count_doors(cast) == 20
    assert not uploads.list_file(settings.instance, uuid.UUID(import_id)).exists()


def test_rows_that_were_not_imported_come_back_with_their_reasons(cast: Cast, settings: Settings) -> None:
    import_id, _ = upload(cast)
    start(cast, import_id, dry_run=True)
    work_off(cast)

    answer = cast.beto.get(f"/api/imports/{import_id}/rejected.csv")

    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0] == ["fila", "columna", "motivo", "valor"]
    assert rows[1] == ["22", "lon", "Sin coordenadas", ""]
    assert [row[:3] for row in rows[2:]] == [["23", "lat", "Fuera del mundo"], ["24", "calle", "Sin calle"]]
    path = uploads.rejected_file(settings.instance, uuid.UUID(import_id))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_spreadsheet_takes_no_value_for_a_formula() -> None:
    assert uploads.tame("=1+1") == "'=1+1"
    assert uploads.tame("@SUM(A1)") == "'@SUM(A1)"
    assert uploads.tame("-82.55") == "-82.55"
    assert uploads.tame("Calle 5") == "Calle 5"


def test_what_is_no_list_is_refused_and_not_kept(cast: Cast, settings: Settings) -> None:
    import_id = str(uuid.uuid4())

    for data in (b"", b"\x1f\x8b broken", b"PK\x03\x04\x14\x00\x06\x00\n"):
        answer = cast.beto.upload(f"/api/imports/{import_id}/file", data)
        assert answer.status_code == 422, data

    assert (
        cast.beto.post(f"/api/imports/{import_id}/runs", {"source": "x", "mapping": MAPPING}).status_code
        == 404
    )
    folder = settings.instance / uploads.FOLDER
    assert list(folder.iterdir()) == []


def test_a_mapping_that_does_not_fit_is_refused_before_anything_starts(cast: Cast) -> None:
    import_id, _ = upload(cast)

    unknown = cast.beto.post(
        f"/api/imports/{import_id}/runs", {"source": "x", "mapping": {**MAPPING, "unit": "APT"}}
    )
    missing = cast.beto.post(
        f"/api/imports/{import_id}/runs", {"source": "x", "mapping": {"number": "HOUSE_NO"}}
    )

    assert (unknown.status_code, unknown.json["code"]) == (422, "column_unknown")
    assert (missing.status_code, missing.json["code"]) == (422, "column_missing")


def test_a_job_that_waits_is_stopped_at_once(cast: Cast) -> None:
    import_id, _ = upload(cast)
    job = start(cast, import_id)

    assert cast.beto.delete(f"/api/jobs/{job['id']}").status_code == 204
    assert look(cast, job)["state"] == "cancelled"
    work_off(cast)

    assert look(cast, job)["state"] == "cancelled"
    assert count_doors(cast) == 0


def test_nothing_is_enqueued_for_what_was_not_committed(cast: Cast, settings: Settings) -> None:
    import_id, _ = upload(cast)
    with cast.app.app_context():
        begin_writing(db.session)
        given = {"source": "county", "mapping": MAPPING, "dry_run": False}
        jobs.start_import(uuid.UUID(import_id), cast.beto.member_id, **given)
        db.session.rollback()
        begin_writing(db.session)
        db.session.commit()
        assert queue().huey.storage.queue_size() == 0


def test_a_list_is_looked_at_while_others_can_write(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id, _ = upload(cast)
    wrote = []

    def look_long(*told: Any) -> None:
        with ThreadPoolExecutor(1) as other:
            wrote.append(other.submit(open_campaign, cast.elena).result(30))
        check_fits(*told)

    monkeypatch.setattr(jobs, "check_fits", look_long)

    start(cast, import_id)

    assert wrote


def test_immediate_mode_does_a_job_within_its_request(cast: Cast) -> None:
    with cast.app.app_context():
        queue().huey.immediate = True
    import_id, _ = upload(cast)

    job = start(cast, import_id)

    assert look(cast, job)["state"] == "done"


def test_files_do_not_outlive_a_week(tmp_path: Path) -> None:
    old = uploads.list_file(tmp_path, uuid.uuid4())
    with uploads.open_private(old) as file:
        file.write(b"x")
    now = old.stat().st_mtime

    uploads.forget_old_files(tmp_path, now + 6 * 24 * 3600)
    assert old.exists()
    uploads.forget_old_files(tmp_path, now + 8 * 24 * 3600)
    assert not old.exists()


@pytest.mark.parametrize("who", ["alma", "celia"])
def test_only_leads_import(cast: Cast, who: str) -> None:
    import_id, _ = upload(cast)
    job = start(cast, import_id)
    person = getattr(cast, who)
    calls: list[Callable[[], Any]] = [
        lambda: person.upload(f"/api/imports/{import_id}/file", LIST),
        lambda: person.post(f"/api/imports/{import_id}/runs", {"source": "x", "mapping": MAPPING}),
        lambda: person.get(f"/api/imports/{import_id}/rejected.csv"),
        lambda: person.get(f"/api/jobs/{job['id']}"),
        lambda: person.delete(f"/api/jobs/{job['id']}"),
    ]

    assert [call().status_code for call in calls] == [403] * 5
    assert cast.beto.get(f"/api/jobs/{uuid.uuid4()}").status_code == 404


def test_the_queues_file_is_its_owners_alone(cast: Cast, settings: Settings) -> None:
    start(cast, upload(cast)[0])

    for path in settings.instance.glob("queue.sqlite3*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
