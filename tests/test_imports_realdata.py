"""Two real lists, whole: imported, imported again, and followed by a newer one."""

import csv
import gzip
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from canvass import job_work
from canvass.db import db
from canvass.geo.sources import preview
from canvass.places import Door
from canvass.turfs import TurfDoor
from tests.cast import Cast
from tests.test_turfs import cut
from tests.town import open_campaign

ADDRESSES = Path(__file__).parents[2] / "shared" / "data" / "addresses"
LISTS = ("montpelier_vt.csv.gz", "cambridge_ma.csv.gz")
SECONDS = 30
"""On an idle machine it takes three to five; a busy one gets more time, by the processor's clock."""

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not ADDRESSES.is_dir(), reason="the real lists are not on this machine"),
]

Row = dict[str, Any]
Bring = Callable[[Path], Row]


@pytest.fixture
def bring(app: Flask) -> Bring:
    def bring(path: Path) -> Row:
        with app.app_context():
            mapping = preview(path).mapping
            report, _ = job_work.import_list(
                path, "real", mapping, dry_run=False, by=None, tell=lambda done, total: None
            )
            db.session.commit()
        return report

    return bring


def read(name: str) -> list[Row]:
    with gzip.open(ADDRESSES / name, "rt", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[Row]) -> Path:
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(rows)
    return path


@pytest.mark.parametrize("name", LISTS)
def test_a_real_list_again_changes_nothing_and_takes_little_time(bring: Bring, name: str) -> None:
    began = time.process_time()
    first = bring(ADDRESSES / name)
    took = time.process_time() - began
    second = bring(ADDRESSES / name)

    for noun in ("places", "doors"):
        assert first[noun]["added"] > 2000
        assert second[noun] == {"added": 0, "updated": 0, "unchanged": first[noun]["added"], "vanished": 0}
    assert first["rejected_rows"] == 0
    assert took < SECONDS


def test_a_newer_list_of_a_real_town_loses_nothing(cast: Cast, bring: Bring, tmp_path: Path) -> None:
    """Ten rows leave, ten streets are respelt, ten points move a little, ten houses are new; ids are all renumbered."""
    rows = read("montpelier_vt.csv.gz")
    homes = [
        row
        for row in rows
        if row["site_type"] == "SINGLE FAMILY DWELLING" and row["street"].endswith(" Road")
    ]
    bring(ADDRESSES / "montpelier_vt.csv.gz")
    campaign = open_campaign(cast.beto)["id"]
    box = {
        "type": "Polygon",
        "coordinates": [
            [[-72.60, 44.24], [-72.55, 44.24], [-72.55, 44.28], [-72.60, 44.28], [-72.60, 44.24]]
        ],
    }
    turf = cut(cast.beto, campaign, box)
    with cast.app.app_context():
        marked = db.session.scalars(select(TurfDoor.door_id).order_by(TurfDoor.position).limit(50)).all()
    for door in marked:
        cast.beto.put(f"/api/doors/{door}/do-not-knock", {"reason": "asked"})

    gone, respelt, moved = homes[:10], homes[10:20], homes[20:30]
    for row in respelt:
        row["street"] = row["street"].removesuffix("Road") + "Rd."
    for row in moved:
        row["lat"] = str(float(row["lat"]) + 0.0001)
    new = [
        {**row, "number": f"9{row['number']}", "source_id": f"n{row['source_id']}"} for row in homes[30:40]
    ]
    newer = [row for row in rows if row not in gone] + new
    for number, row in enumerate(reversed(newer), 1):
        row["source_id"] = str(number)
    report = bring(write(tmp_path / "newer.csv", newer))

    assert report["doors"]["vanished"] == 10
    assert report["doors"]["added"] == 10
    assert report["places"]["updated"] == 20
    with cast.app.app_context():
        assert set(db.session.scalars(select(Door.id).where(Door.do_not_knock))) == set(marked)
        kept = select(func.count()).select_from(TurfDoor).where(TurfDoor.live)
        assert db.session.scalars(kept).one() == turf["doors"]
    again = bring(tmp_path / "newer.csv")
    assert (again["doors"]["added"], again["doors"]["updated"], again["doors"]["vanished"]) == (0, 0, 0)
    back = bring(ADDRESSES / "montpelier_vt.csv.gz")
    assert (back["doors"]["added"], back["doors"]["vanished"]) == (0, 10)
