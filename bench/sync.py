"""How fast visits become durable, beside Kinto and beside bare commits; and whether one was lost, doubled or skipped.

    python -m bench.sync [--quick] [--json] [--without-kinto] [--without-growth]

Everything is on: real `canvass serve` processes with two workers, push tokens, judging, projections, and databases that
wait for the disk (SQLite with `synchronous=FULL`, PostgreSQL with its defaults). Four writer processes hand in envelopes
that were frozen before, while somebody pulls. Rounds are interleaved, so that whatever else the machine does meets all
alike; figures are medians of the rounds. Kinto runs on the same PostgreSQL, in a virtual environment of its own.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from bench import bound, delta, growth, kinto, storm
from bench.outing import Outing, set_out
from bench.pushing import Faults, push_all
from bench.reading import Reader, reading_meanwhile
from bench.report import Measure, finish, show
from hatch_build import build
from tests.postgres import copy_database, find_binaries, running_server

ROOT = Path(__file__).parents[1]
WRITERS = 4
SIZES = (25, 100)
GOALS = {"sqlite": 1500, "postgres": 1000}


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    doors: int
    rounds: int
    pushes: int
    kinto_pushes: int
    deltas: int
    phones: int
    grown: list[int]
    runs: int


WHOLE = Extent(
    doors=10_000,
    rounds=3,
    pushes=80,
    kinto_pushes=20,
    deltas=40,
    phones=storm.PHONES,
    grown=[10**4, 10**5, 10**6],
    runs=60,
)
QUICK = Extent(
    doors=1_000, rounds=1, pushes=12, kinto_pushes=4, deltas=6, phones=40, grown=[3_000, 30_000], runs=15
)


@dataclass
class Found:
    """What was measured: rates by name, each round's; and what went wrong."""

    rates: dict[str, list[float]] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    kinto_lost: int = 0
    kinto_skipped: int = 0

    def note(self, name: str, rate: float) -> None:
        self.rates.setdefault(name, []).append(rate)

    def rate(self, name: str) -> float:
        return median(self.rates.get(name, [0.0]))


@dataclass
class Field:
    """What is measured: an outing on each database, a peer, and a bare database for the bound."""

    folder: Path
    postgres: str
    bare: str
    outings: list[Outing]
    peer: kinto.Kinto | None


def main(arguments: list[str]) -> None:
    """Measure, print, and end with JSON where asked to."""
    extent = QUICK if "--quick" in arguments else WHOLE
    build(ROOT)
    with (
        tempfile.TemporaryDirectory(prefix="canvass-bench-") as folder,
        laid_out(Path(folder), extent.doors, peer="--without-kinto" not in arguments) as where,
    ):
        found = measure_rates(where, extent)
        waits = measure_waits(where, extent)
        storms = {each.name: storm.weather(each, phones=extent.phones) for each in where.outings}
        grown = {} if "--without-growth" in arguments else measure_growth(where, extent)
    measures = judge(found, waits, storms, grown)
    show(measures, title="Visits from phones to a durable log, and back to those who pull")
    if "--json" in arguments:
        finish(measures, details(found, waits, storms, grown))


@contextmanager
def laid_out(folder: Path, doors: int, *, peer: bool) -> Iterator[Field]:
    """Everything that is measured, running."""
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL's server programs are not installed (Debian: postgresql)")
    folder.chmod(0o755)
    with ExitStack() as stack:
        server = stack.enter_context(running_server(binaries, durable=True))
        databases = [("sqlite", ""), ("postgres", copy_database(server, "canvass_bench"))]
        outings = []
        for name, database in databases:
            outing = set_out(folder, name, database, writers=WRITERS, doors=doors)
            stack.callback(outing.server.stop)
            outings.append(outing)
        other = None
        if peer:
            other = kinto.Kinto(folder / "kinto", copy_database(server, "kinto"))
            stack.callback(other.stop)
            other.start([str(door) for door in outings[0].ground.doors])
        yield Field(folder, server, copy_database(server, "bare"), outings, other)


def analyze(where: Field) -> None:
    """Let PostgreSQL learn what was filled in, as its autovacuum does within a minute: it plans anew with that."""
    for database in ("canvass_bench", "kinto") if where.peer else ("canvass_bench",):
        address = where.postgres.replace("/postgres?", f"/{database}?")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("ANALYZE")


def measure_rates(where: Field, extent: Extent) -> Found:
    """All in turn, round by round; a first one warms everything up and is not counted."""
    found = Found()
    for outing in where.outings:
        push_all(outing, size=SIZES[0], each=SIZES[0] * 4)
    if where.peer:
        kinto.push_all(where.peer, writers=WRITERS, each=SIZES[0] * 4)
    analyze(where)
    for _ in range(extent.rounds):
        for size in SIZES:
            pushes = max(4, extent.pushes * SIZES[0] // size)
            for outing in where.outings:
                rate, faults = push_all(outing, size=size, each=size * pushes)
                found.note(f"{outing.name}_{size}", rate)
                found.faults += faults
            commits = pushes * WRITERS
            found.note(f"bound_sqlite_{size}", bound.sqlite_rate(where.folder, size=size, pushes=commits))
            found.note(f"bound_postgres_{size}", bound.postgres_rate(where.bare, size=size, pushes=commits))
        if where.peer:
            _measure_peer(where.peer, extent, found)
    return found


def _measure_peer(peer: kinto.Kinto, extent: Extent, found: Found) -> None:
    """Kinto's rate, and what a client that follows its recipe never saw although it was acknowledged and is there."""
    reader = kinto.KintoReader(peer, "visits")
    with reading_meanwhile(reader.pull):
        rate, acknowledged = kinto.push_all(
            peer, writers=WRITERS, each=kinto.MOST_IN_A_BATCH * extent.kinto_pushes
        )
    found.note("kinto_25", rate)
    here = kinto.KintoReader(peer, "visits").seen
    found.kinto_lost += len(acknowledged - here)
    found.kinto_skipped += len((acknowledged & here) - reader.seen)


def measure_waits(where: Field, extent: Extent) -> dict[str, delta.Waits]:
    """Pulls of 50 changes and of nothing, a few of each in turn."""
    found = {outing.name: delta.Waits([], []) for outing in where.outings}
    readers = {outing.name: Reader(outing) for outing in where.outings}
    if where.peer:
        found["kinto"] = delta.Waits([], [])
        doors = kinto.KintoReader(where.peer, "doors")
    for _ in range(extent.deltas // 2):
        for outing in where.outings:
            _add(found[outing.name], delta.pull_changes(outing, readers[outing.name], 2))
        if where.peer:
            _add(found["kinto"], kinto.pull_changes(doors, 2, delta.CHANGES))
    return found


def _add(all_waits: delta.Waits, some: delta.Waits) -> None:
    all_waits.some.extend(some.some)
    all_waits.nothing.extend(some.nothing)


def measure_growth(where: Field, extent: Extent) -> dict[str, dict[int, dict[str, float]]]:
    """Both databases as the log grows."""
    return {outing.name: growth.grow(outing, extent.grown, extent.runs) for outing in where.outings}


def ratio(grown: dict[str, dict[int, dict[str, float]]], what: str) -> float:
    """By how much the slower of the databases slowed down from the smallest log to the largest."""
    ratios = [sizes[max(sizes)][what] / sizes[min(sizes)][what] for sizes in grown.values()]
    return max(ratios)


def judge(found: Found, waits: Any, storms: Any, grown: Any) -> list[Measure]:
    """The figures that have a goal."""
    peer = found.rate("kinto_25")
    least = {name: min(found.rate(f"{name}_{size}") for size in SIZES) for name in GOALS}
    ours = delta.summary(waits["postgres"].some)["p95"]
    measures = [
        Measure(f"{name}_visits_per_s", least[name], goal, "/s", at_least=True)
        for name, goal in GOALS.items()
    ]
    if peer:
        theirs = delta.summary(waits["kinto"].some)["p95"]
        measures += [
            Measure("vs_kinto", found.rate("postgres_25") / peer, 10, "×", at_least=True),
            Measure("delta_p95_ms", ours, theirs / 2, "ms"),
        ]
    else:
        measures.append(Measure("delta_p95_ms", ours, 50, "ms"))
    measures += [
        Measure("lost", found.faults.lost, 0, ""),
        Measure("doubled", found.faults.doubled, 0, ""),
        Measure("skipped", found.faults.skipped, 0, ""),
        Measure("storm_refused", sum(each.refused for each in storms.values()), 0, ""),
    ]
    if grown:
        measures += [
            Measure("growth", ratio(grown, "push_ms"), 1.5, "×"),
            Measure("pull_growth", max(ratio(grown, "pull_ms"), ratio(grown, "nothing_ms")), 1.5, "×"),
        ]
    return measures


def details(found: Found, waits: Any, storms: Any, grown: Any) -> dict[str, Any]:
    """What else is worth keeping."""
    kept = {
        name: {"some": delta.summary(each.some), "nothing": delta.summary(each.nothing)}
        for name, each in waits.items()
    }
    peer = {
        "kinto_visits_per_s": found.rate("kinto_25"),
        "kinto_delta_p95_ms": kept["kinto"]["some"]["p95"] if "kinto" in kept else None,
        "kinto_skipped": found.kinto_skipped,
        "kinto_lost": found.kinto_lost,
    }
    return {
        **peer,
        "bound_visits_per_s": found.rate("bound_sqlite_25"),
        "rates": found.rates,
        "pulls_ms": kept,
        "storm": {name: asdict(each) for name, each in storms.items()},
        "grown": grown,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
