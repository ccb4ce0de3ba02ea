"""The walking network: lines that meet are joined, what is cut off is bridged, doors are reached along it."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components
from shapely.geometry import LineString, shape

from canvass.geo.distance import LocalProjection
from canvass.geo.street_metres import door_matrix, door_metres, near_nodes, node_matrix
from canvass.geo.streets import Network, build_network, snap

PLANE = LocalProjection(-82.5, 35.6)
CENTRELINES, WALKWAYS = (
    Path(__file__).parents[3] / f"shared/data/streets/cambridge_ma_{name}.geojson.gz"
    for name in ("centrelines", "walkways")
)


def line(*points: tuple[float, float]) -> LineString:
    return LineString([PLANE.to_degrees(x, y) for x, y in points])


def network(*lines: LineString, crossings: bool = True) -> Network:
    return build_network(lines, PLANE, crossings=crossings)


def reached(streets: Network, *doors: tuple[float, float]) -> list[float]:
    """Metres from the first door to each of the others."""
    x, y = np.array(doors, dtype=float).T
    return [round(float(metres), 1) for metres in door_matrix(streets, snap(streets, x, y))[0, 1:]]


MAIN = line((0, 0), (400, 0))
SIDE = line((200, -100), (200, 300))


def test_streets_that_cross_are_walked_round_the_corner() -> None:
    streets = network(MAIN, SIDE)
    assert len(streets.ends) == 4
    assert reached(streets, (100, 5), (205, 100), (300, 5)) == [200, 200]


def test_a_bridge_is_no_crossing_unless_the_lines_share_a_corner() -> None:
    over = line((200, -100), (200, 300), (400, 300), (400, 0))
    assert reached(network(MAIN, over, crossings=False), (190, 4), (206, 100)) == [910]
    joined = line((200, -100), (200, 0), (200, 300))
    assert len(network(line((0, 0), (200, 0), (400, 0)), joined, crossings=False).ends) == 4


def test_a_door_across_the_street_costs_the_crossing_and_no_way_is_shorter_than_straight() -> None:
    streets = network(MAIN)
    assert reached(streets, (100, 4), (160, 4), (160, -4), (100, -4)) == [60, 70, 10]
    assert reached(streets, (100, 4), (100, 90)) == [86]


def test_a_path_that_stops_short_of_the_street_is_led_to_it() -> None:
    streets = network(MAIN, line((200, 1.5), (200, 300)))
    assert reached(streets, (100, 0), (200, 150)) == [250]
    assert len(streets.ends) == 4


def test_a_part_that_is_cut_off_is_bridged_when_it_is_near_and_left_out_when_it_is_small_and_far() -> None:
    near, far = line((200, 50), (200, 300)), line((200, 400), (200, 500))
    streets = network(MAIN, near)
    assert reached(streets, (100, 0), (200, 150)) == [250]
    assert network(MAIN, far).lengths.sum() == pytest.approx(400, abs=1)
    large = network(line((0, 0), (600, 0)), line((0, 200), (600, 200)))
    assert reached(large, (100, 0), (100, 200)) == [280]


def test_loops_repeated_points_and_lines_without_length_do_no_harm() -> None:
    ring = line((100, 0), (100, 100), (200, 100), (200, 0), (100, 0))
    streets = network(MAIN, ring, line((50, 0), (50, 0.01)), line((20, 0), (20, 0), (20, 80)))
    assert reached(streets, (100, 50), (200, 50), (20, 40)) == [200, 170]


@pytest.mark.parametrize("crossings", [True, False])
def test_a_point_and_a_line_from_nowhere_on_a_street_are_no_part_of_it(crossings: bool) -> None:
    spots = [
        line((100, 0), (100, 0)),
        line((0, 0), (0, 0)),
        LineString([PLANE.to_degrees(200, 0), (np.nan, 35.6)]),
    ]
    assert reached(network(MAIN, *spots, crossings=crossings), (0, 5), (300, 5)) == [300.0]
    assert len(network(*spots, crossings=crossings).ends) == 0


def test_no_lines_are_an_empty_network() -> None:
    assert len(network().ends) == 0
    assert near_nodes(network(), 100).between(np.zeros(0, int), np.zeros(0, int)).tolist() == []


def grid(side: int) -> Network:
    lines = [line((0, 50 * at), (50 * side, 50 * at)) for at in range(side + 1)]
    lines += [line((50 * at, 0), (50 * at, 50 * side)) for at in range(side + 1)]
    return network(*lines)


def test_what_is_near_is_as_far_as_dijkstra_says_and_the_rest_unknown() -> None:
    streets = grid(12)
    nodes = np.arange(len(streets.xy))
    whole, near = node_matrix(streets, nodes), near_nodes(streets, 220)
    a, b = np.meshgrid(nodes, nodes)
    far = whole.between(a, b)
    assert far.max() == pytest.approx(1200, abs=1)
    assert near.between(a, b) == pytest.approx(np.where(far <= 220, far, np.inf))
    doors = snap(streets, [10, 60, 110], [2, 2, 2])
    pairs = np.array([0, 0]), np.array([1, 2])
    assert door_metres(streets, doors, *pairs, near) == pytest.approx([50, 100])


def test_tiles_give_what_one_search_would(monkeypatch: pytest.MonkeyPatch) -> None:
    streets = grid(12)
    whole = near_nodes(streets, 160)
    monkeypatch.setattr("canvass.geo.street_metres._TILE", 20)
    tiled = near_nodes(streets, 160)
    assert (tiled.starts == whole.starts).all()
    assert (tiled.to == whole.to).all()
    assert tiled.metres == pytest.approx(whole.metres)


@pytest.mark.realdata
@pytest.mark.parametrize(("file", "crossings"), [(CENTRELINES, False), (WALKWAYS, True)])
def test_cambridge_is_one_network(file: Path, crossings: bool) -> None:
    if not file.exists():
        pytest.skip(f"{file.name} is not there")
    features = json.loads(gzip.decompress(file.read_bytes()))["features"]
    lines = [shape(each["geometry"]) for each in features]
    streets = build_network(lines, LocalProjection(-71.11, 42.375), crossings=crossings)
    part = connected_components(streets.graph, directed=False)[1]
    metres = np.bincount(part[streets.ends[:, 0]], weights=streets.lengths)
    assert metres.max() / metres.sum() > 0.99
    degrees = sum(part.length for part in lines)
    assert metres.sum() / 1000 == pytest.approx(degrees * 95, rel=0.1)


def mesh(count: int, corners: int = 2) -> list[LineString]:
    """So many lines, half of them across the other half, a metre apart."""
    along = np.linspace(0, count, corners)
    rows = [line(*((float(x), float(y)) for x in along)) for y in range(count // 2)]
    return rows + [line(*((float(x), float(y)) for y in along)) for x in range(count // 2)]


def test_lines_that_cross_far_more_often_than_streets_are_not_joined() -> None:
    """Ten thousand such lines made 25 million crossings, and took all memory."""
    streets = network(*mesh(2000))
    assert len(streets.ends) < 10_000
    assert len(network(*mesh(20)).ends) > 200


def test_two_scribbles_are_not_cut_at_each_other() -> None:
    steps = np.arange(3000)
    one = line(*zip(steps % 2 * 500.0, steps * 0.1, strict=True))
    other = line(*zip(steps * 0.1, steps % 2 * 500.0, strict=True))

    assert len(network(one, other, MAIN, SIDE).ends) < 20_000
