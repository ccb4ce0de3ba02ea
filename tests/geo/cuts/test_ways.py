"""Ways from site to site: along streets where a network is known, with one length in both directions."""

import numpy as np
import pytest
import shapely

from canvass.geo import compiled
from canvass.geo.cuts.plans import Plan
from canvass.geo.cuts.sites import gather
from canvass.geo.cuts.ways import find_ways
from canvass.geo.cuts.wishes import DoorsToCut, Size
from canvass.geo.cutting import cut
from canvass.geo.distance import LocalProjection
from canvass.geo.plane import Plane
from canvass.geo.street_metres import AlongStreets
from canvass.geo.streets import Network, build_network
from canvass.geo.tours import round_metres, shortest_order

HERE = (-82.55, 35.59)
PLANE = Plane(*HERE)


def network(lines: list[list[tuple[float, float]]]) -> Network:
    """Streets given in metres."""
    made = [
        shapely.LineString(np.column_stack(PLANE.to_degrees(*np.array(line, dtype=float).T)))
        for line in lines
    ]
    return build_network(made, LocalProjection(*HERE), crossings=True)


def comb(teeth: int = 6, length: float = 300.0) -> list[list[tuple[float, float]]]:
    """A street with dead ends on one side, 60 m apart: back to back, and far on foot."""
    return [[(0, 0), (60.0 * teeth, 0)]] + [[(60.0 * k, 0), (60.0 * k, length)] for k in range(teeth)]


def houses() -> np.ndarray:
    return np.array(
        [(60.0 * k + side, y) for k in range(6) for side in (-12, 12) for y in range(20, 300, 20)]
    )


def test_the_table_holds_metres_along_the_streets_both_ways() -> None:
    xy, nothing = houses(), np.full(len(houses()), -1)
    sites = gather(xy, nothing, nothing, nothing, 55)
    ways = find_ways(sites, [], network(comb()), PLANE)
    site = np.column_stack((sites.xy, sites.doors, np.ones(len(sites)), ways.side))
    metres = compiled.kernels("pieces").square(site, ways.key, ways.far, np.arange(len(sites)))
    assert metres == pytest.approx(metres.T)
    one = int(sites.of_door[np.flatnonzero((xy == (12, 280)).all(axis=1))[0]])
    other = int(sites.of_door[np.flatnonzero((xy == (48, 280)).all(axis=1))[0]])
    assert metres[one, other] == pytest.approx(280 + 60 + 280, abs=1)


def test_the_table_is_worked_out_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = np.full(len(houses()), -1)
    sites = gather(houses(), nothing, nothing, nothing, 55)
    whole = find_ways(sites, [], network(comb()), PLANE)
    monkeypatch.setattr("canvass.geo.cuts.ways.AT_ONCE", 100)
    parts = find_ways(sites, [], network(comb()), PLANE)
    assert (parts.key == whole.key).all()
    assert (parts.far == whole.far).all()


def test_with_streets_turfs_follow_the_streets() -> None:
    """As the crow flies a turf has houses back to back; along the streets that is a long way round."""
    doors = DoorsToCut.at(*PLANE.to_degrees(*houses().T))
    streets = network(comb())

    def on_foot(plan: Plan) -> float:
        total = 0.0
        for turf in plan.turfs:
            metres = AlongStreets(streets).metres(doors.lon[turf.order], doors.lat[turf.order])
            total += round_metres(metres, shortest_order(metres, closed=True))
        return total

    assert on_foot(cut(doors, Size(28), network=streets)) < 0.95 * on_foot(cut(doors, Size(28)))


def test_metres_are_those_along_the_streets() -> None:
    doors, streets = DoorsToCut.at(*PLANE.to_degrees(*houses().T)), network(comb())
    for turf in cut(doors, Size(28), network=streets).turfs:
        metres = AlongStreets(streets).metres(doors.lon[turf.order], doors.lat[turf.order])
        assert turf.metres == pytest.approx(round_metres(metres, np.arange(turf.doors)), rel=0.05)


def test_without_a_compiler_streets_are_left_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "can_compile", lambda: False)
    nothing = np.full(len(houses()), -1)
    ways = find_ways(gather(houses(), nothing, nothing, nothing, 55), [], network(comb()), PLANE)
    assert not ways.key.size
