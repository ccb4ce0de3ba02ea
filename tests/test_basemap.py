"""The basemap: drawn by a job after streets were imported, and served by ranges to members alone."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import select

from canvass import basemap, jobs
from canvass.config import Settings
from canvass.db import begin_writing, db
from canvass.demo.outlines import features_of
from canvass.demo.town import build_town
from canvass.geo.features import Feature
from canvass.queues import queue
from canvass.streets import replace_features
from tests.cast import Cast

Writing = Callable[[], AbstractContextManager[None]]
EXTRACT = Path(__file__).parents[2] / "shared" / "data" / "osm" / "reisterstown_md.osm.pbf"
ROBLE = Feature(
    "street",
    "residential",
    "Roble",
    "a",
    shapely.to_wkb(shapely.LineString([(-82.55, 35.6), (-82.54, 35.6)])),
)


def draw(cast: Cast, settings: Settings, source_id: str = "a") -> None:
    with cast.app.app_context():
        begin_writing(db.session)
        replace_features("osm", [[ROBLE._replace(source_id=source_id)]])
        db.session.commit()
        basemap.make(settings.instance, lambda done, total: None)


def test_before_any_street_there_is_none(cast: Cast) -> None:
    answer = cast.alma.get("/api/basemap")

    assert (answer.status_code, answer.json["version"], answer.json["bounds"]) == (200, None, [])
    assert cast.alma.get("/api/basemap.pmtiles").status_code == 404


def test_a_member_reads_ranges_and_nobody_else_does(cast: Cast, settings: Settings) -> None:
    draw(cast, settings)
    whole = (settings.instance / basemap.FILE).read_bytes()
    told = cast.alma.get("/api/basemap").json
    assert told["bounds"] == pytest.approx([-82.55, 35.6, -82.54, 35.6])
    assert (told["bytes"], told["attribution"]) == (len(whole), "")

    part = cast.alma.get("/api/basemap.pmtiles", headers={"Range": "bytes=0-126"})
    later = cast.alma.get("/api/basemap.pmtiles", headers={"Range": "bytes=127-"})
    beyond = cast.alma.get("/api/basemap.pmtiles", headers={"Range": f"bytes={len(whole)}-"})
    known = cast.alma.get("/api/basemap.pmtiles", headers={"If-None-Match": part.headers["ETag"]})
    stranger = cast.app.test_client().get("/api/basemap.pmtiles")

    assert (part.status_code, part.data) == (206, whole[:127])
    assert part.headers["Content-Range"] == f"bytes 0-126/{len(whole)}"
    assert part.headers["ETag"] == f'"{told["version"]}"'
    assert part.headers["Cache-Control"] == "no-store"
    assert part.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Encoding" not in part.headers
    assert part.data + later.data == whole
    assert (beyond.status_code, known.status_code, stranger.status_code) == (416, 304, 401)
    assert stranger.headers["Cache-Control"] == "no-store"


def test_openstreetmap_is_named_where_its_data_is_drawn(cast: Cast, settings: Settings) -> None:
    draw(cast, settings, "way/17")

    assert cast.alma.get("/api/basemap").json["attribution"] == "openstreetmap"


@pytest.mark.realdata
@pytest.mark.skipif(not EXTRACT.exists(), reason="../shared/data (real extracts) is not on this machine")
def test_after_an_import_with_streets_the_map_is_drawn_by_itself(cast: Cast, settings: Settings) -> None:
    import_id = uuid.uuid4()
    path = f"/api/imports/{import_id}"
    assert cast.beto.upload(f"{path}/file", EXTRACT.read_bytes()).status_code == 200
    run: dict[str, Any] = {"source": "osm", "mapping": {}, "dry_run": True}
    assert cast.beto.post(f"{path}/runs", run).status_code == 202
    with cast.app.app_context():
        queue().work_off()
    assert cast.alma.get("/api/basemap").json["version"] is None

    assert cast.beto.post(f"{path}/runs", {**run, "dry_run": False}).status_code == 202
    with cast.app.app_context():
        queue().work_off()

    assert cast.alma.get("/api/basemap").json["attribution"] == "openstreetmap"
    with cast.app.app_context():
        (job,) = db.session.scalars(select(jobs.Job).where(jobs.Job.kind == jobs.BASEMAP))
        assert (job.state, job.done) == ("done", job.total)
        assert job.result["features"] > 6000


def test_the_demos_town_has_a_map(cast: Cast, settings: Settings, writing: Writing) -> None:
    town = build_town()
    with writing():
        counts = replace_features("demo", features_of(town))
    with cast.app.app_context():
        basemap.make(settings.instance, lambda done, total: None)

    points = {(row["lon"], row["lat"]) for row in town.addresses}
    assert counts == {"barrier": 1, "water": 1, "street": len(town.streets), "building": len(points)}
    west, south, east, north = cast.alma.get("/api/basemap").json["bounds"]
    assert all(west < float(lon) < east and south < float(lat) < north for lon, lat in points)
    assert cast.alma.get("/api/basemap").json["attribution"] == ""
