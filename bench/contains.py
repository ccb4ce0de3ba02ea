"""How fast it is known which doors lie in which polygon, beside PostGIS and shapely's STRtree.

    python -m bench.contains [--quick] [--json]

300,000 doors of Vermont and 500 polygons of some 35 corners that tile the state, as turfs tile a town (small where
doors are many). Each method says for each polygon which doors it holds; all must find the same. `doors_per_s` counts
each door once: 300,000 over the CPU seconds for all polygons, one after the other. The STRtree is charged with its making
too. PostGIS is not: it may keep its index (GiST, analysed), and is asked for the number of
doors of each polygon alone. Ratios are of the clock, since PostGIS works in another process; medians of the rounds, in
turn. Where PostGIS is not installed (Debian: postgresql-15-postgis-3), `vs_postgis` is 0.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree
from shapely import STRtree

from bench.real_doors import TOWNS, read_doors
from bench.report import Measure, finish, show
from canvass.geo.shapes import Area, contains
from tests.postgres import find_binaries, running_server

DOORS, AREAS, ROUNDS = 300_000, 500, 5
CORNERS = 20
"""Small cells that make up a polygon."""

Points = NDArray[np.float64]
Counts = list[int]


def main(arguments: list[str]) -> None:
    """Measure, print, and end with JSON where asked to."""
    rng = np.random.default_rng(4)
    points = _doors(rng)
    doors, areas, rounds = (30_000, 50, 3) if "--quick" in arguments else (DOORS, AREAS, ROUNDS)
    points = points[rng.permutation(len(points))[:doors]]
    drawn = draw_areas(points, areas, rng)
    with _postgis(points, drawn) as postgis:
        methods: dict[str, Callable[[], Counts]] = {
            "canvass": lambda: polygon_by_polygon(points, drawn),
            "strtree": lambda: in_a_tree(points, drawn),
        } | ({} if postgis is None else {"postgis": postgis})
        times = _timed(methods, rounds)
    seconds = {name: median(clock for clock, _ in each) for name, each in times.items()}
    cpu = median(cpu for _, cpu in times["canvass"])
    ours = seconds["canvass"]
    measures = [
        Measure("doors_per_s", len(points) / cpu, 1_000_000, "", at_least=True),
        Measure("vs_postgis", seconds.get("postgis", 0.0) / ours, 1, "×", at_least=True),
        Measure("vs_strtree", seconds["strtree"] / ours, 1, "×", at_least=True),
    ]
    show(measures, title=f"{len(points)} doors in {len(drawn)} polygons")
    if "--json" in arguments:
        finish(measures, {"seconds": {name: round(each, 4) for name, each in seconds.items()}})


def polygon_by_polygon(points: Points, areas: Sequence[Area]) -> Counts:
    """Ours."""
    lon, lat = points.T.copy()
    return [int(contains(area, lon, lat).sum()) for area in areas]


def in_a_tree(points: Points, areas: Sequence[Area]) -> Counts:
    """shapely's own index of points, asked for all polygons at once."""
    area, _ = STRtree(shapely.points(points)).query(np.array(areas, dtype=object), "contains_properly")
    return np.bincount(area, minlength=len(areas)).tolist()


def draw_areas(points: Points, count: int, rng: np.random.Generator) -> list[Area]:
    """Polygons that tile the ground: small Voronoi cells round doors, merged by the nearest of `count` doors."""
    seeds = np.unique(points[rng.choice(len(points), count * CORNERS, replace=False)], axis=0)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds)))
    centres = points[rng.choice(len(points), count, replace=False)]
    _, nearest = KDTree(centres).query(shapely.get_coordinates(shapely.centroid(cells)))
    return [shapely.union_all(cells[nearest == area]) for area in np.unique(nearest)]


def _timed(methods: dict[str, Callable[[], Counts]], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Seconds of every method, by the clock and of our CPU, round by round; the first warms up. All must agree."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in methods}
    for number in range(rounds + 1):
        counts = []
        for name, method in methods.items():
            began, used = time.perf_counter(), time.process_time()
            counts.append(method())
            if number:
                found[name].append((time.perf_counter() - began, time.process_time() - used))
        if any(each != counts[0] for each in counts):
            raise ValueError("the methods do not agree on which doors lie where")
    return found


@contextmanager
def _postgis(points: Points, areas: Sequence[Area]) -> Iterator[Callable[[], Counts] | None]:
    """A question to PostGIS, the doors and polygons in its tables already; None where it is not installed."""
    binaries = find_binaries()
    if binaries is None:
        yield None
        return
    with running_server(binaries) as address, psycopg.connect(address, autocommit=True) as connection:
        known = "SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'"
        if connection.execute(known).fetchone() is None:
            yield None
            return
        connection.execute("CREATE EXTENSION postgis")
        connection.execute("CREATE TABLE doors (id int PRIMARY KEY, at geometry(Point, 4326))")
        connection.execute("CREATE TABLE areas (id int PRIMARY KEY, held geometry(Geometry, 4326))")
        _fill(connection, "doors", "at", shapely.points(points))
        _fill(connection, "areas", "held", np.array(areas, dtype=object))
        connection.execute("CREATE INDEX ON doors USING gist (at)")
        connection.execute("VACUUM ANALYZE doors")
        connection.execute("VACUUM ANALYZE areas")

        def ask() -> Counts:
            counted = connection.execute(
                "SELECT areas.id, count(doors.id) FROM areas LEFT JOIN doors ON ST_Contains(areas.held, doors.at)"
                " GROUP BY areas.id ORDER BY areas.id"
            )
            return [count for _, count in counted]

        yield ask


def _fill(
    connection: "psycopg.Connection[tuple[object, ...]]", table: str, column: str, shapes: object
) -> None:
    with connection.cursor().copy(f"COPY {table} (id, {column}) FROM STDIN") as copy:
        for number, wkb in enumerate(
            shapely.to_wkb(shapely.set_srid(shapes, 4326), hex=True, include_srid=True)
        ):
            copy.write_row((number, wkb))


def _doors(rng: np.random.Generator) -> Points:
    """Vermont's, or, where they are not there, as many in invented villages."""
    if TOWNS["vermont"].exists():
        return np.array([(door.lon, door.lat) for door in read_doors("vermont")])
    villages = rng.uniform((-73.4, 42.7), (-71.5, 45.0), size=(300, 2))
    return villages[rng.integers(len(villages), size=DOORS)] + rng.normal(0, 0.02, size=(DOORS, 2))


if __name__ == "__main__":
    main(sys.argv[1:])
