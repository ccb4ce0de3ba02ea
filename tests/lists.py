"""Lists of addresses: their rows, and how they are imported."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Flask

from canvass import job_work
from canvass.db import db
from canvass.geo.sources import preview
from tests.town import SOUTH, STEP, WEST

Line = dict[str, Any]
HEADER = ("id", "number", "street", "unit", "city", "lon", "lat", "use")
NOWHERE = {"lon": "", "lat": ""}


def line(key: object, number: str, street: str = "Calle Roble", unit: str = "", **changes: Any) -> Line:
    """A row of a list: houses 20 m apart, south of the town's middle; `**NOWHERE` for one that doesn't say where it is."""
    at = {"lon": round(WEST + int(number.split()[0]) * STEP, 6), "lat": SOUTH}
    return {
        "id": key,
        "number": number,
        "street": street,
        "unit": unit,
        "city": "Testville",
        "use": "",
        **at,
        **changes,
    }


STREET = [line(n, str(n)) for n in range(1, 7)]
BUILDING = [line(100 + n, "20", unit=f"Apt {n}") for n in range(1, 5)]
TOWN = STREET + BUILDING


def write_list(path: Path, rows: Iterable[Line], *, ids: bool = True) -> None:
    """A list as a county would send it, with ids or without."""
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, HEADER if ids else HEADER[1:], extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)


def bring_in(
    app: Flask,
    folder: Path,
    rows: Iterable[Line],
    source: str = "county",
    *,
    dry_run: bool = False,
    ids: bool = True,
) -> Line:
    """Import these rows; the report."""
    path = folder / "list.csv"
    write_list(path, rows, ids=ids)
    mapping = preview(path, {"kind": "use", **({"source_id": "id"} if ids else {})}).mapping
    with app.app_context():
        report, _ = job_work.import_list(
            path, source, mapping, dry_run=dry_run, by=None, tell=lambda done, total: None
        )
        db.session.commit()
    return report
