"""Doors of real towns, as lists give them: `../shared/data/addresses`."""

import csv
import gzip
from pathlib import Path

from canvass.geo.walking import WalkDoor

DATA = Path(__file__).parents[2] / "shared" / "data"
TOWNS = {name: DATA / "addresses" / f"{name}.csv.gz" for name in ("cambridge_ma", "montpelier_vt", "vermont")}


def read_doors(town: str) -> list[WalkDoor]:
    """The doors of a town of `TOWNS`, one a row; those of one point are one place."""
    with gzip.open(TOWNS[town], "rt", encoding="utf-8", newline="") as file:
        return [
            WalkDoor(
                id=str(at),
                number=row["number"],
                street=row["street"],
                label=row["unit"],
                lon=float(row["lon"]),
                lat=float(row["lat"]),
                place=f"{row['lon']} {row['lat']}",
            )
            for at, row in enumerate(csv.DictReader(file))
        ]
