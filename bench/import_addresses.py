"""How long a whole state's list of addresses takes to become places and doors, and in how much memory.

    python -m bench.import_addresses [--quick] [--json]

All of Vermont (331,710 rows; `--quick`: Montpelier) through `canvass.jobs.import_list`, as the worker does it, each time in a
process of its own: into an empty SQLite and an empty PostgreSQL; the very same again, which a digest tells; and a newer list,
that lacks one row, so that everything has to be compared. Seconds are the
importing process's processor time, its system calls and, on PostgreSQL, the server's processor time with it, so that
whatever else the machine does counts little; beside them stands the clock. The bound is `sqlite3`'s bare `.import` of the same
rows into one table without an index.

Then the geocoder: every tenth address of Cambridge is held back, with all of its rows, and looked for among the others and
along the centrelines' ranges; and once more by the ranges alone.
"""

import csv
import gzip
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import shapely

from bench.report import Measure, finish, show
from canvass import jobs
from canvass.app import create_app
from canvass.db import db
from canvass.geo.distance import local_metres
from canvass.geo.geocoding import Address, Known, Line, LocalGeocoder
from canvass.geo.lists.addresses import address_key
from canvass.geo.lists.rows import AddressRow
from canvass.geo.reading.centrelines import read_centrelines
from canvass.geo.sources import preview, read_lines, read_rows
from canvass.setup import prepare_database
from tests.conftest import make_settings
from tests.postgres import children_of, find_binaries, running_cluster

DATA = Path(__file__).parents[2] / "shared" / "data"
ADDRESSES, STREETS = DATA / "addresses", DATA / "streets" / "cambridge_ma_centrelines.geojson.gz"
WHOLE, QUICK = ADDRESSES / "vermont.csv.gz", ADDRESSES / "montpelier_vt.csv.gz"
SECONDS, MEGABYTES = 60.0, 400.0
DURABLE = "-c fsync=on -c max_connections=20 -c listen_addresses=''"


@dataclass(frozen=True)
class Run:
    """One import: processor seconds, seconds by the clock, peak memory in MB, rows, and how many things it changed."""

    cpu: float
    clock: float
    peak: float
    rows: int
    changes: int


def main(arguments: list[str]) -> None:
    """Measure, print, and end with JSON where asked to."""
    path = QUICK if "--quick" in arguments else WHOLE
    if not path.exists():
        raise SystemExit(f"{path} is not on this machine")
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL's server programs are not installed (Debian: postgresql)")
    runs: dict[str, list[Run]] = {}
    with tempfile.TemporaryDirectory(prefix="canvass-bench-") as folder:
        bound, how = bare_import(path, Path(folder))
        runs["sqlite"] = thrice(path, Path(folder) / "sqlite", "", lambda: 0.0)
        with running_cluster(binaries, DURABLE) as cluster:
            url = cluster.address.replace("postgresql://", "postgresql+psycopg://")
            process = int((cluster.folder / "data" / "postmaster.pid").read_text().split()[0])
            runs["postgres"] = thrice(path, Path(folder) / "postgres", url, lambda: cpu_of(process))
    found = held_back_addresses()
    measures = [*judge(runs), *judge_geocoding(found)]
    show(measures, title=f"{runs['sqlite'][0].rows} addresses; the bound, {how}: {bound:.1f} s")
    if "--json" in arguments:
        finish(measures, details(runs, bound, how) | {"geocode_by_ranges_alone": found["ranges"]})


def judge(runs: dict[str, list[Run]]) -> list[Measure]:
    """The figures beside their goals."""
    every = [run for both in runs.values() for run in both]
    return [
        Measure("sqlite_s", runs["sqlite"][0].cpu, SECONDS, "s"),
        Measure("postgres_s", runs["postgres"][0].cpu, SECONDS, "s"),
        Measure("sqlite_again_s", runs["sqlite"][1].cpu, SECONDS / 2, "s"),
        Measure("postgres_again_s", runs["postgres"][1].cpu, SECONDS / 2, "s"),
        Measure("peak_mb", max(run.peak for run in every), MEGABYTES, "MB"),
        Measure("again_changes", sum(both[1].changes for both in runs.values()), 0, ""),
    ]


def judge_geocoding(found: dict[str, tuple[float, float]]) -> list[Measure]:
    """The geocoder's figures beside their goals."""
    median_metres, within = found["neighbours"]
    return [
        Measure("geocode_median_m", median_metres, 25, "m"),
        Measure("geocode_within_100m_pct", within, 90, "%", at_least=True),
    ]


def held_back_addresses() -> dict[str, tuple[float, float]]:
    """How far off addresses are found that were held back: the median in metres, and the share within 100 m in per cent."""
    path = ADDRESSES / "cambridge_ma.csv.gz"
    rows = [row for row in read_rows(path, preview(path).mapping) if isinstance(row, AddressRow)]
    lines = [
        Line(each.name, shapely.from_wkb(each.wkb), each.left, each.right)
        for each in read_centrelines(read_lines(STREETS))
    ]
    addresses = {address_key(row.number, row.street, row.city, ""): row for row in reversed(rows)}
    held = dict(list(addresses.items())[::10])
    kept = [row for row in rows if address_key(row.number, row.street, row.city, "") not in held]
    return {
        name: _misses(list(held.values()), some, lines)
        for name, some in (("neighbours", kept), ("ranges", []))
    }


def _misses(held: list[AddressRow], kept: list[AddressRow], lines: list[Line]) -> tuple[float, float]:
    places = [Known(row.number, row.street, row.city, row.postcode, row.lon, row.lat) for row in kept]
    geocoder = LocalGeocoder(places, lines)
    metres = []
    for row in held:
        found = geocoder.locate(Address(row.number, row.street, row.city, row.postcode))
        metres.append(local_metres((row.lon, row.lat), (found.lon, found.lat)) if found else float("inf"))
    return median(metres), 100 * sum(each <= 100 for each in metres) / len(metres)


def details(runs: dict[str, list[Run]], bound: float, how: str) -> dict[str, Any]:
    """What the table doesn't show."""
    each = {name: [asdict(run) for run in both] for name, both in runs.items()}
    return {"rows": runs["sqlite"][0].rows, "bound_s": round(bound, 2), "bound_by": how, "runs": each}


def thrice(path: Path, instance: Path, url: str, server: Any) -> list[Run]:
    """Import into an empty database, again, and what is newer; with the processor time that the server took meanwhile."""
    runs = []
    newer = without_last_row(path, instance.with_suffix(".csv"))
    for each in (path, path, newer):
        before = server()
        command = [sys.executable, "-m", "bench.import_addresses", "--one", str(each), str(instance), url]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        runs.append(Run(**{**told, "cpu": told["cpu"] + server() - before}))
    return runs


def without_last_row(path: Path, newer: Path) -> Path:
    """The same list without its last row."""
    with gzip.open(path, "rb") as packed:
        newer.write_bytes(packed.read().rstrip().rpartition(b"\n")[0] + b"\n")
    return newer


def import_once(path: Path, instance: Path, url: str) -> Run:
    """What the process of its own does."""
    app = create_app(make_settings(instance, url))
    with app.app_context():
        prepare_database()
        clock, cpu = time.monotonic(), time.process_time()
        report, _ = jobs.import_list(
            path, "vcgi", preview(path).mapping, dry_run=False, by=None, tell=lambda done, total: None
        )
        db.session.commit()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    changes = sum(
        report[noun][what] for noun in ("places", "doors") for what in ("added", "updated", "vanished")
    )
    took = time.process_time() - cpu, time.monotonic() - clock
    return Run(*took, peak=peak, rows=report["rows"], changes=changes)


def bare_import(path: Path, folder: Path) -> tuple[float, str]:
    """Processor seconds of bringing the same rows into one bare table, and what did it."""
    plain = folder / "rows.csv"
    with gzip.open(path, "rb") as packed, plain.open("wb") as file:
        shutil.copyfileobj(packed, file)
    shell = shutil.which("sqlite3")
    with spent() as seconds:
        if shell:
            subprocess.run(
                [shell, folder / "bare.sqlite3", "-cmd", ".mode csv", f".import {plain} addresses"],
                check=True,
            )
        else:
            _import_by_python(plain, folder / "bare.sqlite3")
    return seconds[
        0
    ], "sqlite3's .import" if shell else "Python's executemany, for want of the sqlite3 command"


def _import_by_python(plain: Path, database: Path) -> None:
    with plain.open(newline="", encoding="utf-8") as file, sqlite3.connect(database) as connection:
        table = csv.reader(file)
        columns = next(table)
        connection.execute(f"CREATE TABLE addresses ({', '.join(columns)})")
        connection.executemany(f"INSERT INTO addresses VALUES ({', '.join('?' * len(columns))})", table)


@contextmanager
def spent() -> Iterator[list[float]]:
    """The processor time of this process and of its children."""
    seconds: list[float] = []
    before = sum(os.times()[:4])
    yield seconds
    seconds.append(sum(os.times()[:4]) - before)


def cpu_of(process: int) -> float:
    """The processor time of a server's process and of its children, living and gone."""
    total = 0.0
    for number in (process, *children_of(process)):
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        own = int(fields[11]) + int(fields[12])
        total += own + (int(fields[13]) + int(fields[14]) if number == process else 0)
    return total / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    if "--one" in sys.argv:
        where = sys.argv[sys.argv.index("--one") + 1 :]
        print(
            json.dumps(
                asdict(import_once(Path(where[0]), Path(where[1]), where[2] if len(where) > 2 else ""))
            )
        )
    else:
        main(sys.argv[1:])
