"""Random schedules of virtual phones against real servers, through a proxy that fails as networks do.

    python -m bench.faults --schedules N --seed S [--json] [--database sqlite|postgres|both] [--from SEED]
        [--sweep]

Runs the schedules of the seeds S to S + N - 1 on each database: visits, corrections, voids, found doors, sealed people,
reassignments, revocations, decisions about quarantine, visits and people forgotten, backups, restores and what is then held of
unknown phones, kills, cuts, delays, duplicates, jumps of clocks; then holds the invariants of SYNC.md to what lies in the
database and on the phones. `--from` goes on at a seed after a stop. Any schedule runs again by its seed:
`--schedules 1 --seed THAT`. `--sweep` also cuts a push at its every byte. `violations` must be 0. Ends with 1 if it is not.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from rich.console import Console
from rich.progress import Progress

from bench.report import Measure, show
from tests.faults.running import Outcome, describe, run_all, sweep_all
from tests.postgres import DURABLE, Cluster, find_binaries, running_cluster

TOLD_EVERY = 50

console = Console(stderr=True)


def main(arguments: list[str]) -> int:
    """Run, tell of every violation when it is found, and end with JSON where asked to."""
    asked = _parse(arguments)
    first = asked.seed if asked.begin is None else asked.begin
    seeds = range(first, asked.seed + asked.schedules)
    databases = ("sqlite", "postgres") if asked.database == "both" else (asked.database,)
    found = {database: _run(database, seeds, sweep=asked.sweep) for database in databases}
    violations = sum(each["violations"] for each in found.values())
    schedules = sum(each["schedules"] for each in found.values())
    measure = Measure("violations", violations, 0, "")
    show([measure], title=f"{schedules} schedules from seed {first} on {' and '.join(databases)}")
    if asked.json:
        print(json.dumps({"schedules": schedules, "violations": violations, "seed": asked.seed} | found))
    return 1 if violations else 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__.partition("\n")[0])
    parser.add_argument("--schedules", type=int, default=100, help="how many seeds")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--from", type=int, dest="begin", help="go on at this seed")
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--sweep", action="store_true", help="cut a push at its every byte as well")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    return parser.parse_args(arguments)


def _run(database: str, seeds: range, *, sweep: bool) -> dict[str, Any]:
    begun, outcomes, swept = time.monotonic(), [], []
    with _cluster_for(database) as cluster, Progress(console=console) as progress:
        swept += sweep_all(cluster) if sweep else []
        for outcome in swept:
            _tell(database, outcome)
        task = progress.add_task(database, total=len(seeds))
        for outcome in run_all(seeds, cluster):
            outcomes.append(outcome)
            progress.advance(task)
            _tell(database, outcome)
            if not console.is_terminal and len(outcomes) % TOLD_EVERY == 0:
                console.print(f"{database}: {len(outcomes)} schedules, through seed {outcome.seed}")
    return {
        "schedules": len(outcomes),
        "violations": sum(len(outcome.violations) for outcome in outcomes + swept),
        "bad_seeds": [outcome.seed for outcome in outcomes if outcome.violations],
        "events": sum(outcome.events for outcome in outcomes),
        "seconds": round(time.monotonic() - begun, 1),
    }


@contextmanager
def _cluster_for(database: str) -> Iterator[Cluster | None]:
    binaries = find_binaries()
    if database == "postgres" and binaries is None:
        raise SystemExit("PostgreSQL's server programs are not installed (Debian: postgresql)")
    with running_cluster(binaries, DURABLE) if database == "postgres" and binaries else nullcontext() as made:
        yield made


def _tell(database: str, outcome: Outcome) -> None:
    if outcome.violations:
        console.print(f"{database} {describe(outcome)}", markup=False, highlight=False)
        again = f"python -m bench.faults --schedules 1 --seed {outcome.seed} --database {database}"
        console.print(f"  again: {again}", markup=False, highlight=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
