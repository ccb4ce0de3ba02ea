"""Lists of streets: uploaded, tried and imported as a lead does it, with every feature that was not read told by its number."""

import csv
import io
import json
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from canvass import jobs, street_lists
from canvass.audit import Act
from canvass.db import db
from canvass.queues import queue
from canvass.streets import count_features, lines_named
from tests.cast import Cast
from tests.test_jobs import LIST, look, upload, work_off

WEST, SOUTH = -82.55, 35.59


def feature(name: str = "", shape: Any = None, **values: Any) -> dict[str, Any]:
    line = {"type": "LineString", "coordinates": [[WEST, SOUTH], [WEST + 0.01, SOUTH]]}
    told = {"STREET": name, "L_FROM": None, "L_TO": None, **values}
    return {"type": "Feature", "geometry": line if shape is None else shape or None, "properties": told}


def collection(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


ROBLE = feature("Calle Roble", L_FROM="1", L_TO="99")
PATH = feature()
FAULTY = (
    feature("Punto", {"type": "Point", "coordinates": [WEST, SOUTH]}),
    feature("Nada", {}),
    feature("Lejos", {"type": "LineString", "coordinates": [[0, 0], [500000, 4000000]]}),
    feature("Calle Pino", L_FROM="abc", L_TO="20"),
)
COUNTY = collection(ROBLE, PATH, *FAULTY)


@pytest.fixture
def bring(cast: Cast) -> Callable[..., dict[str, Any]]:
    """Upload this file and import it as streets; the job as it ended."""

    def bring(file: bytes = COUNTY, **how: Any) -> dict[str, Any]:
        listed, seen = upload(cast, file)
        assert seen["holds"] == "streets"
        body = {"source": "county", "mapping": {}, "holds": "streets", "dry_run": False, **how}
        begun = cast.beto.post(f"/api/imports/{listed}/runs", body)
        assert begun.status_code == 202, begun.json
        work_off(cast)
        return {**look(cast, begun.json), "list": listed}

    return bring


def kept(app: Flask) -> dict[str, dict[str, int]]:
    with app.app_context():
        return count_features()


def test_streets_come_in_and_what_was_not_read_is_told_with_its_number_and_field(
    cast: Cast, bring: Callable[..., dict[str, Any]]
) -> None:
    tried, done = bring(dry_run=True), bring()

    assert done["result"] == {
        "holds": "streets",
        "rows": 6,
        "streets": 3,
        "named": 2,
        "numbered": 1,
        "before": 0,
        "features": {"street": 3},
        "rejected": {"no_geometry": 1, "no_house_number": 1, "not_a_line": 1, "outside_the_world": 1},
        "rejected_rows": 4,
        "dry_run": False,
    }
    assert tried["result"] == {**done["result"], "dry_run": True}
    table = csv.reader(io.StringIO(cast.beto.get(f"/api/imports/{done['list']}/rejected.csv").text))
    assert list(table)[1:] == [
        ["3", "geometry", "No es una línea", "Point"],
        ["4", "geometry", "Sin trazo", ""],
        ["5", "geometry", "Fuera del mundo", "0 0"],
        ["6", "L_FROM", "No es un número de casa; la calle sí se leyó", "abc"],
    ]
    assert kept(cast.app) == {"county": {"street": 3}}
    with cast.app.app_context():
        (roble,) = lines_named(["Calle Roble"])
        assert (roble.left.first, roble.left.last) == ("1", "99")


def test_a_dry_run_keeps_nothing(cast: Cast, bring: Callable[..., dict[str, Any]]) -> None:
    assert bring(dry_run=True)["state"] == "done"
    assert kept(cast.app) == {}


def test_the_same_file_again_leaves_the_same_streets_and_a_newer_one_those_that_it_has(
    cast: Cast, bring: Callable[..., dict[str, Any]]
) -> None:
    bring()
    again = bring()
    assert (again["result"]["before"], kept(cast.app)) == (3, {"county": {"street": 3}})

    bring(collection(ROBLE))

    assert kept(cast.app) == {"county": {"street": 1}}
    with cast.app.app_context():
        told = list(
            db.session.scalars(select(Act.facts).where(Act.act == "streets_imported").order_by(Act.n))
        )
        assert told == [{"streets": 3}, {"streets": 3}, {"streets": 1}]


def test_a_file_without_a_line_takes_no_street_away(cast: Cast, bring: Callable[..., dict[str, Any]]) -> None:
    bring()
    listed, seen = upload(cast, collection(FAULTY[0], FAULTY[0]))
    assert seen["holds"] == "addresses"
    body = {"source": "county", "mapping": {}, "holds": "streets", "dry_run": False}
    job = cast.beto.post(f"/api/imports/{listed}/runs", body).json
    work_off(cast)

    ended = look(cast, job)
    assert (ended["state"], ended["error"]["code"]) == ("failed", "source_without_lines")
    assert kept(cast.app) == {"county": {"street": 3}}


def test_a_table_holds_no_streets_and_says_so_before_any_work(cast: Cast) -> None:
    listed, seen = upload(cast, LIST)
    assert seen["holds"] == "addresses"

    answer = cast.beto.post(
        f"/api/imports/{listed}/runs",
        {"source": "county", "mapping": {}, "holds": "streets", "dry_run": True},
    )

    assert (answer.status_code, answer.json["code"]) == (422, "source_without_streets")
    assert "GeoJSON" in answer.json["message"]


def test_points_of_addresses_are_still_addresses(cast: Cast) -> None:
    _, seen = upload(cast, collection(*[FAULTY[0]] * 3, ROBLE))
    assert seen["holds"] == "addresses"


def test_stopped_in_the_middle_nothing_stays(
    cast: Cast, bring: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    bring()
    listed, _ = upload(cast, collection(ROBLE))
    job = cast.beto.post(
        f"/api/imports/{listed}/runs",
        {"source": "county", "mapping": {}, "holds": "streets", "dry_run": False},
    ).json
    writing = street_lists.replace_features

    def stopped_meanwhile(*told: Any) -> Any:
        written = writing(*told)
        queue().board(uuid.UUID(job["id"])).ask_to_stop()
        return written

    monkeypatch.setattr(street_lists, "replace_features", stopped_meanwhile)
    work_off(cast)

    assert look(cast, job)["state"] == "cancelled"
    assert kept(cast.app) == {"county": {"street": 3}}


def test_only_leads_bring_streets_in(cast: Cast) -> None:
    listed, _ = upload(cast, COUNTY)
    body = {"source": "county", "mapping": {}, "holds": "streets", "dry_run": False}
    for person in (cast.alma, cast.celia):
        assert person.post(f"/api/imports/{listed}/runs", body).status_code == 403


def test_the_basemap_is_drawn_anew_afterwards(cast: Cast, bring: Callable[..., dict[str, Any]]) -> None:
    bring()
    with cast.app.app_context():
        kinds = db.session.scalars(select(jobs.Job.kind).order_by(jobs.Job.created_at)).all()
    assert kinds == ["import_addresses", "make_basemap"]


def test_of_two_who_import_the_same_streets_at_once_one_waits(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`canvass import streets` beside the process for long jobs: no street is there twice."""
    county = tmp_path / "county.geojson"
    county.write_bytes(COUNTY)
    write_act = street_lists.write_act

    def bring_in() -> None:
        with app.app_context():
            street_lists.bring_in(county, "county", dry_run=False, by=None, tell=lambda done, total: None)
            db.session.commit()

    late = threading.Thread(target=bring_in)

    def meanwhile(act: str, **told: Any) -> Act:
        monkeypatch.setattr(street_lists, "write_act", write_act)
        late.start()
        late.join(0.5)
        return write_act(act, **told)

    monkeypatch.setattr(street_lists, "write_act", meanwhile)
    bring_in()
    late.join(30)

    assert kept(app) == {"county": {"street": 3}}
