"""What whoever takes everything learns: canaries found, doors guessed, routes that let in whom they should not.

    python -m bench.privacy [--database sqlite|postgres|both] [--seeds N] [--json]

`canary_hits`             files that held a word of what a person said, in a whole story in the real Chromium: the server's
                          folders, logs and backups, the phone's profile after save, lock, purge and erase, the staff's
`control_hits`            what a careless page kept in each place of a browser, and the database in clear: all of it is found
`link_guess_vs_chance`    contacts' doors guessed right by an adversary with the whole server ÷ expected by chance, by the way
                          that was best in half of the weeks, on the others; chance exceeds the bound once in a million
`control_link_vs_chance`  the same where contacts are handed in along with their visits, and no night comes
`cells_failed`            of `cells` (each of the `routes` × everybody, by session, by push token, with neither): not answered
                          as they should be

`all_ways_vs_chance` is what all ways to guess come to, the bad ones as well; `plain_backups_vs_chance` what nightly backups
without a key for them would give away; `by_database` has each apart.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any
from unittest import mock

from playwright.sync_api import expect, sync_playwright
from rich.console import Console

from bench.report import Measure, finish, show
from canvass.app import create_app
from canvass.backup_keys import make_key
from canvass.config import Settings
from canvass.db import db
from canvass.setup import prepare_database, prepare_instance
from tests.api.matrix import Routes, by_push_token, by_session, from_outside
from tests.browser.acts import LONG
from tests.browser.canaries import WHERE
from tests.browser.careless import FOLDERS, be_careless, careless_server, secret
from tests.browser.device import LAPTOP, PHONE, Device
from tests.browser.telling import tell
from tests.browser.watching import Story, serving
from tests.cast import Cast, gather_cast, let_all_ask, prove
from tests.crew import gather_crew
from tests.linking.adversary import BY_COPIES, CHANCE, Score, learnt, scores, together, told
from tests.linking.haul import take, whole_server
from tests.linking.walking import Shape, walk_weeks
from tests.postgres import Cluster, copy_database, find_binaries, running_cluster
from tests.seized.searching import hits

WEEKS = 6
WINS = 5
"""How many times chance the adversary must reach against a careless server, or it has proved nothing."""

console = Console(stderr=True)


@dataclass
class Found:
    """Of one database."""

    canary_hits: int = 0
    searches: int = 0
    control_hits: int = 0
    planted: int = 0
    links: dict[str, list[Score]] = field(default_factory=lambda: {"right": [], "careless": [], "plain": []})
    all_ways: list[Score] = field(default_factory=list)
    routes: int = 0
    cells: int = 0
    cells_failed: int = 0


def main(arguments: list[str]) -> int:
    """Measure; ends with 1 where something is not as it should be."""
    asked = _parse(arguments)
    expect.set_options(timeout=LONG)
    databases = ("sqlite", "postgres") if asked.database == "both" else (asked.database,)
    # Each has walks of its own, so that they count apart.
    found = {
        each: _measure(each, range(1 + 100 * n, 1 + 100 * n + asked.seeds))
        for n, each in enumerate(databases)
    }
    measures = _measures(list(found.values()))
    show(measures, title=f"What whoever takes everything learns, on {' and '.join(databases)}")
    if asked.json:
        finish(measures, _details(found))
    return 0 if all(each.holds for each in measures) else 1


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.privacy", description=__doc__.partition("\n")[0])
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--seeds", type=int, default=3, help="how many times the weeks are walked")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    return parser.parse_args(arguments)


def _measure(database: str, seeds: range) -> Found:
    found = Found()
    with _cluster_for(database) as cluster, tempfile.TemporaryDirectory(prefix="canvass-privacy-") as name:
        folder = Path(name)
        console.print(f"{database}: the story with canaries")
        _search(folder, cluster, found)
        for seed in seeds:
            console.print(f"{database}: weeks of walking, seed {seed}")
            _link(folder, cluster, seed, found)
        console.print(f"{database}: every route × everybody")
        with _organisation(folder / "matrix", cluster) as (cast, _):
            _try_routes(cast, found)
    return found


@contextmanager
def _cluster_for(database: str) -> Iterator[Cluster | None]:
    binaries = find_binaries()
    if database == "postgres" and binaries is None:
        raise SystemExit("PostgreSQL's server programs are not installed (Debian: postgresql)")
    with running_cluster(binaries) if database == "postgres" and binaries else nullcontext() as made:
        yield made


def _search(folder: Path, cluster: Cluster | None, found: Found) -> None:
    """The story, and on the same devices the careless page."""
    with sync_playwright() as playwright, serving(folder / "office", cluster) as server:

        def device(name: str, *, laptop: bool = False, locale: str = "es-US") -> Device:
            return Device(playwright, folder / f"profile-{name}", LAPTOP if laptop else PHONE, locale)

        story = Story(server, cluster, device)
        tell(story)
        story.alma.device.close()
        story.celia.device.close()
        careless = device("careless")
        with careless_server() as address:
            be_careless(careless, address)
    found.searches = len(story.searched)
    found.canary_hits = sum(map(len, chain.from_iterable(each.values() for each in story.found.values())))
    if story.found:
        console.print(story.found)
    database = cluster.folder / "data" / "base" if cluster else server.instance
    found.planted = len(FOLDERS) + 1
    found.control_hits = len(hits(careless.profile, map(secret, FOLDERS))) + len(hits(database, [WHERE]))


def _link(folder: Path, cluster: Cluster | None, seed: int, found: Found) -> None:
    """As it is; with backups that can be read; and as somebody careless would have made it."""
    for kind, scored in found.links.items():
        place = folder / f"{kind}-{seed}"
        kept, key = place / "backups", make_key().public
        shape = {
            "right": Shape(WEEKS, seed, backups=kept, backup_key=key),
            "plain": Shape(WEEKS, seed, backups=kept),
            "careless": Shape(WEEKS, seed, careless=True),
        }[kind]
        with _organisation(place, cluster) as (cast, settings):
            truth = walk_weeks(cast, settings, shape)
            copies = sorted(kept.glob("canvass-*"))
            files = whole_server(cast.app, settings)
            haul = take(cast.app, files, copies) if kind == "plain" else take(cast.app, [*files, *copies])
        ways = scores(haul, truth.met_at)
        by_copies = next(each for each in ways if each.name == BY_COPIES)
        scored.append(by_copies if kind == "plain" else learnt(haul, truth.met_at))
        if kind == "right":
            found.all_ways.append(together("all", ways))
        console.print(f"{kind}: {len(truth.met_at)} contacts\n{told(ways, 2)}", highlight=False)


@contextmanager
def _organisation(folder: Path, cluster: Cluster | None) -> Iterator[tuple[Cast, Settings]]:
    """The cast, in a fresh database, without a server."""
    folder.mkdir(parents=True)
    prepare_instance(folder / "instance")
    name = folder.name.replace("-", "_")
    address = copy_database(cluster.address, name) if cluster else ""
    settings = Settings.from_environment(
        {
            "CANVASS_INSTANCE": str(folder / "instance"),
            "DATABASE_URL": address.replace("postgresql://", "postgresql+psycopg://"),
            "CANVASS_ORG_NAME": "CIMA",
            "CANVASS_HOTLINE": "+1 828 555 0100",
            "CANVASS_TIME_ZONE": "America/New_York",
        }
    )
    app = create_app(settings)
    with app.app_context():
        prepare_database()
    cast = gather_cast(app)
    prove(cast.elena)
    yield cast, settings
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _try_routes(cast: Cast, found: Found) -> None:
    crew = gather_crew(cast)
    let_all_ask(cast.app)
    routes = Routes(cast)
    # Every call finds all as it was.
    with mock.patch.object(db.session, "commit", db.session.rollback):
        cells = [
            *by_session(routes, crew, cast.app),
            *by_push_token(routes, crew),
            *from_outside(routes, crew),
        ]
    failed = [each for each in cells if each.got != each.meant]
    for each in failed:
        console.print(f"{each.route} for {each.name}: {each.got}, not {each.meant}")
    found.routes, found.cells, found.cells_failed = len(routes.all), len(cells), len(failed)


def _together(found: list[Found], kind: str) -> Score:
    return together(kind, chain.from_iterable(each.links[kind] for each in found))


def _by_chance(expected: float) -> float:
    """The ratio that chance exceeds once in a million."""
    right = int(expected) + 1
    while Score("", right, expected).chance > CHANCE:
        right += 1
    return round(right / expected, 2)


def _measures(found: list[Found]) -> list[Measure]:
    right, careless = (_together(found, kind) for kind in ("right", "careless"))
    return [
        Measure("canary_hits", sum(each.canary_hits for each in found), 0, ""),
        Measure(
            "control_hits",
            sum(each.control_hits for each in found),
            sum(each.planted for each in found),
            "",
            at_least=True,
        ),
        Measure("link_guess_vs_chance", round(right.ratio, 2), _by_chance(right.expected), "×"),
        Measure("control_link_vs_chance", round(careless.ratio, 2), WINS, "×", at_least=True),
        Measure("cells_failed", sum(each.cells_failed for each in found), 0, ""),
    ]


def _details(found: dict[str, Found]) -> dict[str, Any]:
    every = list(found.values())
    return {
        "routes": max(each.routes for each in every),
        "cells": sum(each.cells for each in every),
        "searches": sum(each.searches for each in every),
        "all_ways_vs_chance": round(
            together("all", chain.from_iterable(each.all_ways for each in every)).ratio, 2
        ),
        "plain_backups_vs_chance": round(_together(every, "plain").ratio, 2),
        "by_database": {
            name: {kind: round(_together([each], kind).ratio, 2) for kind in each.links}
            for name, each in found.items()
        },
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
