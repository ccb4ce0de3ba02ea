"""How short the walks are, and how soon they are found, beside LKH, OR-Tools, fast-tsp, a serpentine by street, and the
optima of TSPLIB.

    python -m bench.walking [--quick] [--json]

Samples of 50 and of 300 places: as many points that lie nearest to a random door of Cambridge, Montpelier and all of
Vermont, and points at random, half of them walked open and half closed. All solvers get the same centimetres (an open
walk: a place more that is nowhere). Ratios are of metres, ours to theirs, in the mean over the samples; milliseconds
are CPU, in the median. TSPLIB's instances of up to 1,000 points are walked with the seeds 0 to 2, and the worst of
all counts.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import fmean, median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.real_doors import DATA, TOWNS, read_doors
from bench.report import Measure, finish, show
from bench.tsp_peers import PEERS, Centimetres
from canvass.geo.compiled import warm
from canvass.geo.distance import LocalProjection
from canvass.geo.tours import Order, shortest_order, tour_metres
from canvass.geo.walking import WalkDoor, by_street

Points = NDArray[np.float64]
SIZES = (50, 300)
TSP = DATA / "tsp"
MOST = 1_000
SEEDS = 3


@dataclass(frozen=True)
class Sample:
    """Places to be walked, metres (n, 2); `doors` beside them where they are real."""

    points: Points
    closed: bool
    doors: list[WalkDoor] | None = None


@dataclass
class Found:
    """What a solver came to: metres and milliseconds, sample by sample."""

    metres: list[float] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)


def main(arguments: list[str]) -> None:
    """Measure, print, and end with JSON where asked to."""
    quick = "--quick" in arguments
    warm()
    missing = [str(path) for path in (*TOWNS.values(), TSP / "solutions.txt") if not path.exists()]
    if missing:
        raise SystemExit(f"not on this machine: {', '.join(missing)}")
    towns = {name: _places(read_doors(name)) for name in TOWNS}
    found = {
        size: measure(list(samples(towns, size, 2 if quick else 6 if size > 100 else 12))) for size in SIZES
    }
    gaps = dict(against_optima(2_500 if not quick else 300))
    measures = [
        Measure("vs_lkh_50", found[50]["vs_lkh"], 1.002, "×"),
        Measure("ms_50", found[50]["ms"], 2, "ms"),
        Measure("vs_lkh_300", found[300]["vs_lkh"], 1.01, "×"),
        Measure("ms_300", found[300]["ms"], 20, "ms"),
        Measure("worst_vs_optimum", max(gap for n, gap in gaps.values() if n <= MOST), 1.03, "×"),
    ]
    show(measures, title="The shortest walk")
    if "--json" in arguments:
        finish(measures, {"peers": found, "tsplib": {name: gap for name, (_, gap) in gaps.items()}})


def samples(towns: dict[str, tuple[list[WalkDoor], Points]], size: int, each: int) -> Iterator[Sample]:
    """`each` samples of every town, and as many of points at random."""
    rng = np.random.default_rng(size)
    for name in sorted(towns):
        doors, points = towns[name]
        for number in range(each):
            off = np.hypot(*(points - points[rng.integers(len(points))]).T)
            nearest = np.argsort(off, kind="stable")[:size]
            yield Sample(points[nearest], number % 2 == 1, [doors[at] for at in nearest])
    for number in range(each):
        yield Sample(rng.random((size, 2)) * 30 * size**0.5, number % 2 == 1)


def measure(given: list[Sample]) -> dict[str, Any]:
    """Ratios of our metres to each peer's, and everybody's milliseconds."""
    ours, peers, streets = Found(), {name: Found() for name in PEERS}, Found()
    walked_by_us: list[float] = []
    for sample in given:
        n = len(sample.points)
        _note(ours, sample, lambda s=sample: shortest_order(s.points, closed=s.closed))
        for name, solve in PEERS.items():
            _note(
                peers[name], sample, lambda s=sample, f=solve, n=n: _opened(f(_centimetres(s)), n, s.closed)
            )
        if sample.doors is not None:
            _note(streets, sample, lambda s=sample: _by_street(s.doors or []))
            walked_by_us.append(ours.metres[-1])
    result: dict[str, Any] = {"ms": median(ours.ms), "samples": len(given)}
    for name, found in peers.items():
        result[f"vs_{name}"] = _ratio(ours.metres, found.metres)
        result[f"ms_{name}"] = median(found.ms)
    result["vs_by_street"] = _ratio(walked_by_us, streets.metres)
    return result


def against_optima(most: int) -> Iterator[tuple[str, tuple[int, float]]]:
    """Each TSPLIB instance: how many points, and the longest of three seeds' tours over its optimum."""
    optima = dict(
        line.split(":")[:2] for line in (TSP / "solutions.txt").read_text().splitlines() if ":" in line
    )
    best = {name.strip(): int(length.split()[0]) for name, length in optima.items()}
    for path in sorted(TSP.glob("*.tsp")):
        kind, points = _read_instance(path.read_text())
        if path.stem in best and len(points) <= most:
            tours = [shortest_order(points, closed=True, seed=seed) for seed in range(SEEDS)]
            worst = max(_length(kind, points[np.append(tour, tour[0])]) for tour in tours)
            yield path.stem, (len(points), worst / best[path.stem])


def _note(found: Found, sample: Sample, walk: Callable[[], Order]) -> None:
    began = time.process_time()
    order = walk()
    found.ms.append((time.process_time() - began) * 1000)
    if sorted(order) != list(range(len(sample.points))):
        raise ValueError("a place was left out")
    found.metres.append(tour_metres(sample.points, order, closed=sample.closed))


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return fmean(a / b for a, b in zip(ours, theirs, strict=True))


def _centimetres(sample: Sample) -> Centimetres:
    """From each to each, rounded; with a place more that is nowhere, last, where the walk is open."""
    points = sample.points
    apart = np.rint(np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1)) * 100).astype(np.int64)
    return apart if sample.closed else np.pad(apart, (0, 1))


def _opened(tour: list[int], n: int, closed: bool) -> Order:
    order = np.array(tour, dtype=np.intp)
    return order if closed else np.roll(order, -int(np.flatnonzero(order == n)[0]))[1:]


def _by_street(doors: list[WalkDoor]) -> Order:
    number = {door.id: at for at, door in enumerate(doors)}
    return np.array([number[door] for door in by_street(doors)], dtype=np.intp)


def _places(doors: list[WalkDoor]) -> tuple[list[WalkDoor], Points]:
    """One door for each place, and where it is in metres."""
    single = list({door.place: door for door in doors}.values())
    lon, lat = np.array([(door.lon, door.lat) for door in single]).T
    return single, np.column_stack(LocalProjection(float(lon.mean()), float(lat.mean())).to_metres(lon, lat))


def _read_instance(text: str) -> tuple[str, Points]:
    """A TSPLIB instance's kind of distance, and its points."""
    lines = text.splitlines()
    kind = next(line.split(":")[1].strip() for line in lines if line.startswith("EDGE_WEIGHT_TYPE"))
    first = lines.index("NODE_COORD_SECTION") + 1
    rows = [line.split() for line in lines[first:] if len(line.split()) == 3]
    return kind, np.array([(float(x), float(y)) for _, x, y in rows])


def _length(kind: str, tour: Points) -> float:
    """As TSPLIB counts: every step is a whole number."""
    steps = np.hypot(*np.diff(tour, axis=0).T)
    rounded = {
        "EUC_2D": lambda: np.floor(steps + 0.5),
        "CEIL_2D": lambda: np.ceil(steps),
        "ATT": lambda: np.ceil(steps / np.sqrt(10)),
    }
    return float(rounded[kind]().sum())


if __name__ == "__main__":
    main(sys.argv[1:])
