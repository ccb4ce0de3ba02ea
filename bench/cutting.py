"""Cutting turfs beside what others would take for it: `python -m bench.cutting [--quick] [--json]`.

An invented town of 10,000 doors, Montpelier and Cambridge beside k-means-constrained, KMeans with a min-cost flow, METIS,
k-d bisection and Hilbert chunks; all of Vermont beside the last three; Cambridge along its walkways; 100,000 doors with
polygons and routes. CPU seconds of one thread; rounds through every turf's places, scored by one solver for all.
"""

import argparse
import gzip
import json
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import shapely
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from bench import towns
from bench.cutting_kept import KeptPeers
from bench.cutting_peers import PEERS, QUICK, Ground, Labels
from bench.cutting_scores import Score, score, street_metres
from bench.report import Measure, finish, show
from bench.towns import Town
from canvass.geo import compiled
from canvass.geo.cuts.sites import gather
from canvass.geo.cuts.wishes import DoorsToCut, Size
from canvass.geo.cutting import Cutter, cut
from canvass.geo.distance import LocalProjection
from canvass.geo.plane import Plane
from canvass.geo.streets import Network, build_network, snap

SIZE = 50
THOROUGH = 800
WALKWAYS = Path(__file__).parents[2] / "shared" / "data" / "streets" / "cambridge_ma_walkways.geojson.gz"


def ground_of(town: Town) -> Ground:
    """The town as peers see it."""
    plane = Plane.round(town.lon, town.lat)
    xy = np.column_stack(plane.to_metres(town.lon, town.lat))
    nothing = np.full(len(xy), -1)
    return Ground(xy, gather(xy, nothing, nothing, nothing, np.inf), SIZE)


def doors_of(town: Town) -> DoorsToCut:
    """The town as `cut` takes it."""
    return DoorsToCut(town.lon, town.lat, town.building, town.floor, town.lane)


def measure_ours(
    town: Town, ground: Ground, network: Network | None = None, sweeps: int | None = None
) -> tuple[Score, Labels]:
    """Up to where each door has its turf and each turf its round: that is what the peers are timed for, and more."""
    start = time.process_time()
    cutter = Cutter(doors_of(town), Size(SIZE), network=network)
    walked = cutter.walk(0, sweeps)
    spent = time.process_time() - start
    turf = cutter.plan(walked, 0).turf
    return score(ground, _apart(town), turf, spent), turf


def _apart(town: Town) -> Labels:
    """The building of each door; a lot of a park, which has a point of its own, is one."""
    return np.where(town.lane < 0, town.building, int(town.building.max()) + 1 + np.arange(len(town)))


def compare(town: Town, names: list[str], peers: KeptPeers, network: Network | None) -> dict[str, Score]:
    """All methods on one town."""
    ground, scores, found = ground_of(town), {}, {}
    for name in names:
        found[name], spent = peers.measure(town.name, ground, name)
        scores[name] = score(ground, _apart(town), found[name], spent)
    scores["canvass"], found["canvass"] = measure_ours(town, ground)
    if "k_means_constrained" in names:
        scores["canvass, thorough"], found["canvass, thorough"] = measure_ours(town, ground, sweeps=THOROUGH)
    if network is not None:
        scores["canvass, streets"], found["canvass, streets"] = measure_ours(town, ground, network)
        plane = Plane.round(town.lon, town.lat)
        there = snap(network, *network.plane.to_metres(*plane.to_degrees(*ground.sites.xy.T)))
        for name, turf in found.items():
            metres = street_metres(ground, turf, network, there) / len(turf)
            scores[name] = replace(scores[name], street_metres_per_door=metres)
    show_scores(town, scores)
    return scores


def show_scores(town: Town, scores: dict[str, Score]) -> None:
    """The town's table."""
    columns = ("CPU s", "m/door", "street m/door", "within 10 %", "sizes", "in one piece", "split")
    table = Table("method", *columns, title=f"{town.name}: {len(town):,} doors", title_justify="left")
    for name, each in scores.items():
        streets = "" if each.street_metres_per_door is None else f"{each.street_metres_per_door:.2f}"
        table.add_row(
            name, f"{each.cpu_s:.2f}", f"{each.metres_per_door:.3f}", streets, f"{each.within_10_pct:.2f} %",
            f"{each.smallest}-{each.largest}", f"{each.in_one_piece_pct:.2f} %", str(each.buildings_split),
        )  # fmt: skip
    Console(width=110).print(table)


def walkways() -> Network:
    """Cambridge's, from their list: not noded."""
    with gzip.open(WALKWAYS) as file:
        features = json.load(file)["features"]
    lines = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    middle = LocalProjection(*np.mean([line.coords[0][:2] for line in lines], axis=0).tolist())
    return build_network(lines, middle, crossings=True)


def alone(doors: int) -> dict[str, float]:
    """In a process of its own: CPU seconds and peak memory of cutting so many doors (0: all of Vermont)."""
    compiled.warm()
    town = towns.invented(doors) if doors else towns.vermont()
    start = time.process_time()
    cut(doors_of(town), Size(SIZE))
    spent = time.process_time() - start
    return {"cpu_s": spent, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def in_its_own_process(doors: int) -> dict[str, float]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(alone, doors).result()


def ratio(scores: dict[str, Score], ours: str, peer: str, what: str) -> float:
    """Ours divided by a peer's."""
    return float(getattr(scores[ours], what) / getattr(scores[peer], what))


def judge(all_scores: dict[str, dict[str, Score]], large: list[str]) -> list[Measure]:
    """The figures that have a goal: the worst over the towns where there are several, and over all ways of ours to cut
    them where the goal is one that every cut has to reach."""
    peer = "k_means_constrained"
    ours = [each for scores in all_scores.values() for name, each in scores.items() if name not in PEERS]

    def cpu(name: str, how: str = "canvass") -> float:
        return 1 / ratio(all_scores[name], how, peer, "cpu_s")

    thorough = max(ratio(all_scores[name], "canvass, thorough", peer, "metres_per_door") for name in large)
    measures = [
        Measure(
            "vs_kmc_metres",
            max(ratio(all_scores[n], "canvass", peer, "metres_per_door") for n in large),
            0.955,
            "×",
        ),
        Measure("vs_kmc_cpu", min(cpu(name) for name in large), 25, "×", at_least=True),
        Measure("vs_kmc_metres_thorough", thorough, 0.95, "×"),
        Measure(
            "vs_kmc_cpu_thorough",
            min(cpu(name, "canvass, thorough") for name in large),
            15,
            "×",
            at_least=True,
        ),
        Measure("within_10_pct", min(each.within_10_pct for each in ours), 99.5, "%", at_least=True),
        Measure("worst_size_ratio", max(each.worst_size_ratio for each in ours), 1.15, "×"),
        Measure("in_one_piece", min(each.in_one_piece_pct for each in ours), 100, "%", at_least=True),
        Measure("buildings_split", sum(each.buildings_split for each in ours), 0, ""),
    ]
    if "montpelier" in all_scores:
        small = ratio(all_scores["montpelier"], "canvass", peer, "metres_per_door")
        measures += [
            Measure("montpelier_vs_kmc_metres", small, 0.96, "×"),
            Measure("montpelier_vs_kmc_cpu", cpu("montpelier"), 7, "×", at_least=True),
        ]
    return measures


def main(arguments: list[str]) -> None:
    """Measure, show, and end with a line of JSON."""
    parser = argparse.ArgumentParser(prog="bench.cutting", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small towns, no state")
    parser.add_argument("--json", action="store_true", help="print only the line of JSON at the end")
    parser.add_argument(
        "--peers-cache",
        type=Path,
        help="keep peers' results in this file, and use what it holds of the same doors and peers",
    )
    options = parser.parse_args(arguments)
    kept = KeptPeers(options.peers_cache)
    threadpool_limits(1)
    compiled.warm()
    cut(doors_of(towns.invented(300)), Size(SIZE))
    names = list(PEERS)
    scores: dict[str, dict[str, Score]] = {}
    if options.quick:
        scores["invented"] = compare(towns.invented(2_500), names, kept, None)
        measures = judge(scores, ["invented"])
    else:
        scores["invented"] = compare(towns.invented(), names, kept, None)
        scores["montpelier"] = compare(towns.montpelier(), names, kept, None)
        scores["cambridge"] = compare(towns.cambridge(), names, kept, walkways())
        scores["vermont"] = compare(towns.vermont(), list(QUICK), kept, None)
        measures = judge(scores, ["invented", "cambridge"])
        streets = ratio(
            scores["cambridge"], "canvass, streets", "k_means_constrained", "street_metres_per_door"
        )
        measures[2:2] = [
            Measure("vs_kmc_street_metres", streets, 0.90, "×"),
            Measure(
                "vs_kd_vermont", ratio(scores["vermont"], "canvass", "k_d", "metres_per_door"), 0.87, "×"
            ),
        ]
        city, state = in_its_own_process(100_000), in_its_own_process(0)
        measures += [
            Measure("cpu_s_100k", city["cpu_s"], 15, "s"),
            Measure("cpu_s_vermont", state["cpu_s"], 60, "s"),
            Measure("peak_mb", max(city["peak_mb"], state["peak_mb"]), 1500, "MB"),
        ]
    kept.write()
    if not options.json:
        show(measures, title="Cutting turfs of 50 doors")
    told = {name: {n: asdict(s) for n, s in of.items()} for name, of in scores.items()}
    finish(measures, {"towns": told, "peers_from_cache": kept.taken})


if __name__ == "__main__":
    main(sys.argv[1:])
