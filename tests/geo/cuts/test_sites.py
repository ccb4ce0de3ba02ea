"""Sites: buildings and points with doors, and who lies beside whom."""

import numpy as np
import shapely

from canvass.geo.cuts.sites import Sites, gather, hilbert, near_ones


def sites_of(
    points: list[tuple[float, float]],
    building: list[int] | None = None,
    floor: list[int] | None = None,
    lane: list[int] | None = None,
    most: float = 55,
    area: shapely.Polygon | None = None,
) -> Sites:
    others = (np.array(each if each else [-1] * len(points)) for each in (building, floor, lane))
    return gather(np.array(points, float), *others, most, area)


def together(sites: Sites, a: int, b: int) -> bool:
    return bool(sites.of_door[a] == sites.of_door[b])


def test_a_building_is_one_site_wherever_its_doors_are() -> None:
    sites = sites_of([(0, 0), (4, 0), (50, 0), (90, 90)], [7, 7, 8, 9])
    assert together(sites, 0, 1)
    assert len(sites) == 3
    assert sites.doors[sites.of_door[0]] == 2


def test_doors_without_a_building_go_by_their_point() -> None:
    sites = sites_of([(0, 0), (0.1, 0), (9, 0)])
    assert together(sites, 0, 1)
    assert not together(sites, 0, 2)


def test_lots_go_by_their_own_points() -> None:
    sites = sites_of([(0, 0), (13, 0), (26, 0)], [5, 5, 5], None, [1, 1, 2])
    assert len(sites) == 3


def test_buildings_on_one_point_are_set_apart() -> None:
    sites = sites_of([(0, 0)] * 3 + [(100, 100)], [1, 2, 3, 4])
    assert len(sites) == 4
    assert len(np.unique(sites.xy, axis=0)) == 4
    assert np.hypot(*sites.xy[sites.of_door[:3]].T).max() < 2


def test_a_tower_is_divided_between_floors_into_equal_turfs() -> None:
    floors = [floor for floor in range(14) for _ in range(10)]
    sites = sites_of([(0, 0)] * 140, [1] * 140, floors)
    assert sorted(sites.doors) == [40, 50, 50]
    for floor in range(14):
        assert len({int(sites.of_door[k]) for k in range(140) if floors[k] == floor}) == 1


def test_a_tower_of_unknown_floors_is_full_turfs_and_a_rest() -> None:
    assert sorted(sites_of([(0, 0)] * 120, [1] * 120).doors) == [20, 50, 50]
    assert sorted(sites_of([(0, 0)] * 150, [1] * 150).doors) == [50, 50, 50]


def test_neighbours_are_the_same_both_ways_and_hang_together() -> None:
    rng = np.random.default_rng(1)
    sites = sites_of([tuple(each) for each in rng.uniform(0, 1000, (200, 2)).tolist()])
    owner = np.repeat(np.arange(200), np.diff(sites.first))
    pairs = set(zip(owner.tolist(), sites.beside.tolist(), strict=True))
    assert pairs == {(b, a) for a, b in pairs}
    assert not sites.components(np.zeros(len(sites.beside), bool)).any()


def test_cells_that_meet_outside_the_area_make_no_neighbours() -> None:
    """Two arms of a U: across the gap the cells meet only where nobody walks."""
    area = shapely.box(0, 0, 300, 300).difference(shapely.box(100, 60, 200, 300))
    arms = [(50.0, y) for y in range(20, 300, 40)] + [(250.0, y) for y in range(20, 300, 40)]
    sites = sites_of([*arms, (150.0, 30.0)], area=area)
    top = int(sites.of_door[6])
    beside = sites.beside[sites.first[top] : sites.first[top + 1]]
    assert (sites.xy[beside, 0] < 200).all()


def test_near_ones_are_the_seven_nearest_and_some_neighbours() -> None:
    rng = np.random.default_rng(2)
    sites = sites_of([tuple(each) for each in rng.uniform(0, 1000, (300, 2)).tolist()])
    near, many = near_ones(sites)
    for site in range(300):
        mine = near[site, : many[site]].tolist()
        far = np.hypot(*(sites.xy - sites.xy[site]).T)
        assert site not in mine
        assert len(set(mine)) == len(mine) >= 7
        assert set(np.argsort(far)[1:8].tolist()) <= set(mine)


def test_a_hilbert_curve_visits_each_cell_and_steps_to_the_next() -> None:
    x, y = np.indices((16, 16)).reshape(2, -1)
    points = np.column_stack((x, y)).astype(float)
    order = np.argsort(hilbert(points, 4))
    assert (np.abs(np.diff(points[order], axis=0)).sum(axis=1) == 1).all()
