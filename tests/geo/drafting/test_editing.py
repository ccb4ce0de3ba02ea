"""Editing plans: whatever is done, no door is lost, no building taken apart, no two turfs overlap."""

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box

from canvass.errors import DomainError
from canvass.geo.cuts.wishes import Size
from canvass.geo.cutting import cut
from canvass.geo.distance import LocalProjection
from canvass.geo.drafting import edits
from canvass.geo.drafting.editing import edit
from canvass.geo.drafting.laying import lay_doors, lay_out, to_cut
from canvass.geo.drafting.layouts import (
    LEFT_OVER,
    Layout,
    PlanDoors,
    Terms,
    figures,
    in_degrees,
    pack,
    pack_doors,
    unpack,
    unpack_doors,
)
from canvass.geo.street_metres import AlongStreets
from canvass.geo.streets import build_network
from canvass.geo.tours import round_metres

WEST, SOUTH = -82.55, 35.59
TERMS = Terms(Size(20.0))
BIG = 40


def make_town(seed: int, places: int = 60) -> tuple[PlanDoors, Layout]:
    """Houses, flats, a building that is larger than a turf, a park of lots; cut into turfs of 20."""
    rng = np.random.default_rng(seed)
    sizes = rng.choice([1, 1, 1, 1, 2, 6], places)
    sizes[0] = BIG
    place = np.repeat(np.arange(places), sizes)
    at = rng.uniform(0, 0.006, (places, 2))
    xy = at[place]
    lots = np.arange(len(place), len(place) + 8)
    place = np.append(place, np.full(8, places))
    xy = np.concatenate((xy, np.column_stack((np.full(8, 0.007), np.arange(8) * 0.0003))))
    floor = np.where(np.bincount(place)[place] > 1, (np.arange(len(place)) // 4) % 10, -1)
    floor[lots] = -1
    street = (xy[:, 1] / 0.0015).astype(np.int64)
    names = [f"Calle {number}" for number in range(5)]
    doors = lay_doors(WEST + xy[:, 0], SOUTH + xy[:, 1], place, floor, street, names)
    return doors, lay_out(doors, cut(to_cut(doors), TERMS.wish), TERMS, [])


TOWNS = {seed: make_town(seed) for seed in (1, 2, 3)}


def check(doors: PlanDoors, layout: Layout) -> None:
    """What holds of every plan."""
    count = len(doors)
    walks = [turf.doors for turf in layout.turfs]
    every = np.concatenate([*walks, layout.left_over(count), layout.gone])
    assert np.array_equal(np.sort(every), np.arange(count)), "a door is lost or in two turfs"
    assert all(len(walk) for walk in walks)
    assert len({turf.n for turf in layout.turfs}) == len({turf.name for turf in layout.turfs}) == len(walks)
    turf = layout.turf_of(count)
    for unit in np.flatnonzero(np.bincount(doors.unit) <= 22):
        assert len(np.unique(turf[doors.unit == unit])) == 1, "a building is in two turfs"
    shapes = [turf.polygon for turf in layout.turfs]
    assert shapely.coverage_is_valid(shapes), "polygons overlap, or do not share their corners"
    for each in layout.turfs:
        assert each.polygon.is_valid
        whole = each.doors[np.bincount(doors.unit)[doors.unit[each.doors]] < BIG]
        inside = shapely.contains_xy(each.polygon.buffer(0.01), *doors.xy[whole].T)
        assert inside.all(), "a door lies outside its turf's polygon"
        assert each.metres >= 0
        assert each.hours == pytest.approx(len(each.doors) / 20 + each.metres / 4000)
    told = figures(layout, count)
    assert told["doors"] + told["left_over"] + len(layout.gone) == count


@st.composite
def some_edit(draw: st.DrawFn, doors: PlanDoors, layout: Layout) -> edits.Edit:
    turfs = [turf.n for turf in layout.turfs] or [1]
    one = st.sampled_from(turfs)
    kind = draw(
        st.sampled_from(["even", "line", "merge", "move", "street", "redraw", "rename", "dissolve", "cut"])
    )
    point = st.tuples(st.floats(-0.001, 0.008), st.floats(-0.001, 0.007))
    match kind:
        case "even":
            return edits.Split(draw(one))
        case "line":
            ends = [
                (WEST + x, SOUTH + y) for x, y in draw(st.lists(point, min_size=2, max_size=4, unique=True))
            ]
            return edits.Split(draw(one), LineString(ends))
        case "merge":
            return edits.Merge(draw(one), draw(one))
        case "move":
            chosen = draw(st.lists(st.integers(0, len(doors) - 1), min_size=1, max_size=5))
            return edits.Move(np.array(chosen, np.int64), draw(st.sampled_from([*turfs, LEFT_OVER])))
        case "street":
            return edits.MoveStreet(draw(st.sampled_from(doors.streets)), draw(one), draw(one))
        case "redraw":
            (x, y), (wide, high) = (
                draw(point),
                draw(st.tuples(st.floats(0.0005, 0.004), st.floats(0.0005, 0.004))),
            )
            return edits.Redraw(draw(one), box(WEST + x, SOUTH + y, WEST + x + wide, SOUTH + y + high))
        case "rename":
            return edits.Rename(draw(one), draw(st.sampled_from(["Loma", "Arroyo"])))
        case "dissolve":
            return edits.Dissolve(draw(one))
        case _:
            return edits.CutLeftOver()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(TOWNS)), st.data())
def test_no_edit_loses_a_door_splits_a_building_or_overlaps(seed: int, data: st.DataObject) -> None:
    doors, layout = TOWNS[seed]
    for _ in range(data.draw(st.integers(1, 6))):
        wanted = data.draw(some_edit(doors, layout))
        before = pack(layout)
        try:
            after = edit(doors, layout, wanted, TERMS)
        except DomainError:
            after = layout
        assert pack(layout) == before, "an edit changes nothing in place"
        layout = after
        check(doors, layout)


@pytest.mark.parametrize("seed", sorted(TOWNS))
def test_what_is_cut_is_a_sound_plan(seed: int) -> None:
    check(*TOWNS[seed])


def dead_ends() -> tuple[PlanDoors, AlongStreets]:
    """Houses back to back at dead ends 60 m apart: near, and far on foot."""
    plane = LocalProjection(WEST, SOUTH)
    x, y = np.array(
        [(60 * k + side, y) for k in range(6) for side in (-12, 12) for y in range(20, 300, 20)]
    ).T
    lines = [[(0, 0), (360, 0)]] + [[(60 * k, 0), (60 * k, 300)] for k in range(6)]
    drawn = [LineString(np.column_stack(plane.to_degrees(*np.array(line, float).T))) for line in lines]
    number = np.arange(len(x))
    doors = lay_doors(*plane.to_degrees(x, y), number, np.full(len(x), -1), number * 0, ["Pino"])
    return doors, AlongStreets(build_network(drawn, plane, crossings=True))


def on_foot(doors: PlanDoors, walk: np.ndarray, ground: AlongStreets) -> float:
    return round_metres(ground.metres(doors.lon[walk], doors.lat[walk]), np.arange(len(walk)))


def test_from_a_start_the_streets_are_walked_as_they_were_cut() -> None:
    doors, ground = dead_ends()
    plan = cut(to_cut(doors), Size(28), network=ground.network)
    start = (float(doors.lon[0]), float(doors.lat[0]) - 0.001)
    terms = Terms(Size(28), start)
    for made, turf in zip(plan.turfs, lay_out(doors, plan, terms, []).turfs, strict=True):
        turned = [np.roll(made.order, -k).tolist() for k in range(len(made.order))]
        assert turf.doors.tolist() in turned
        assert turf.metres >= made.metres
        x, y = doors.plane.to_metres(*start)
        away = np.hypot(*(doors.xy[turf.doors] - (x, y)).T)
        legs = np.hypot(*(doors.xy[turf.doors] - doors.xy[np.roll(turf.doors, 1)]).T)
        detour = away + np.roll(away, 1) - legs
        assert detour[0] == pytest.approx(detour.min())
        assert turf.metres == pytest.approx(made.metres + detour[0])


def test_an_edited_turf_is_walked_along_the_streets() -> None:
    doors, ground = dead_ends()
    layout = lay_out(doors, cut(to_cut(doors), Size(28), network=ground.network), TERMS, [])
    straight, walked = (
        edit(doors, layout, edits.Merge(1, 2), terms).turfs[0]
        for terms in (Terms(Size(28)), Terms(Size(28), metric=ground))
    )
    assert walked.metres == pytest.approx(on_foot(doors, walked.doors, ground))
    assert walked.metres < 0.9 * on_foot(doors, straight.doors, ground)


def test_a_layout_survives_being_packed() -> None:
    doors, layout = TOWNS[1]
    layout = edit(doors, layout, edits.Dissolve(layout.turfs[0].n), TERMS)

    again = unpack(pack(layout))

    assert pack(again) == pack(layout)
    assert [turf.polygon for turf in again.turfs] == [turf.polygon for turf in layout.turfs]
    assert (again.notes, again.last) == (layout.notes, layout.last)
    same, beside = unpack_doors(pack_doors(doors, ids=np.arange(3)))
    assert np.array_equal(same.xy, doors.xy)
    assert np.array_equal(same.unit, doors.unit)
    assert (same.streets, beside["ids"].tolist()) == (doors.streets, [0, 1, 2])
    empty = Layout(())
    assert unpack(pack(empty)).turfs == ()


def test_the_same_edit_gives_the_same_plan() -> None:
    doors, layout = TOWNS[2]

    first, second = (edit(doors, layout, edits.Split(layout.turfs[1].n), TERMS) for _ in range(2))

    assert pack(first) == pack(second)


def test_an_even_split_gives_halves_and_keeps_the_number_for_one() -> None:
    doors, layout = TOWNS[1]
    large = [turf for turf in layout.turfs if len(np.unique(doors.unit[turf.doors])) >= 8]
    assert len(large) > 2
    for turf in large:
        after = edit(doors, layout, edits.Split(turf.n), TERMS)
        halves = {each.n: each for each in after.turfs if each.n in (turf.n, layout.last + 1)}
        assert len(halves) == 2
        sizes = sorted(len(half.doors) for half in halves.values())
        assert sizes[1] - sizes[0] <= 6 + 1, "no more than the largest building's doors apart"
        assert halves[turf.n].name == turf.name
        assert sum(half.metres for half in halves.values()) < 1.6 * turf.metres


def test_a_building_is_split_by_floor_if_it_is_larger_than_a_turf() -> None:
    n = 40
    doors = lay_doors(
        np.full(n, WEST),
        np.full(n, SOUTH),
        np.zeros(n, np.int64),
        np.arange(n) // 10,
        np.zeros(n, np.int64),
        ["Pino"],
    )
    terms = Terms(Size(40.0))
    layout = lay_out(doors, cut(to_cut(doors), terms.wish), terms, [])

    with pytest.raises(edits.CannotSplit):
        edit(doors, layout, edits.Split(1), terms)
    after = edit(doors, layout, edits.Split(1), Terms(Size(30.0)))

    floors = [set(doors.floor[turf.doors].tolist()) for turf in after.turfs]
    assert sorted(map(sorted, floors)) == [[0, 1], [2, 3]]


def test_a_line_parts_left_from_right() -> None:
    doors, layout = TOWNS[3]
    turf = max(layout.turfs, key=lambda each: len(np.unique(doors.unit[each.doors])))
    middle = float(np.median(doors.lon[turf.doors]))
    line = LineString([(middle, SOUTH - 0.001), (middle, SOUTH + 0.008)])

    after = edit(doors, layout, edits.Split(turf.n, line), TERMS)

    parts = [each for each in after.turfs if each.n in (turf.n, layout.last + 1)]
    spans = sorted((doors.lon[part.doors].min(), doors.lon[part.doors].max()) for part in parts)
    assert spans[0][1] <= middle <= spans[1][0]


@pytest.mark.parametrize("line", [[(WEST - 1, SOUTH), (WEST - 1, SOUTH + 1)], [(WEST, SOUTH), (WEST, SOUTH)]])
def test_a_line_beside_the_turf_divides_nothing(line: Any) -> None:
    doors, layout = TOWNS[3]
    with pytest.raises(edits.LineMisses):
        edit(doors, layout, edits.Split(layout.turfs[0].n, LineString(line)), TERMS)


def test_moving_a_door_takes_its_building_along() -> None:
    doors, layout = TOWNS[1]
    turf = layout.turf_of(len(doors))
    flats = next(unit for unit, size in enumerate(np.bincount(doors.unit)) if size == 6)
    mine = np.flatnonzero(doors.unit == flats)
    to = next(each.n for each in layout.turfs if each.n != turf[mine[0]])

    after = edit(doors, layout, edits.Move(mine[:1], to), TERMS)

    assert (after.turf_of(len(doors))[mine] == to).all()
    assert int((after.turf_of(len(doors)) != turf).sum()) == 6


def test_what_is_dissolved_is_left_over_and_can_be_cut_again() -> None:
    doors, layout = TOWNS[2]
    for turf in layout.turfs[:2]:
        layout = edit(doors, layout, edits.Dissolve(turf.n), TERMS)
    left = layout.left_over(len(doors))
    assert len(left) > 0

    after = edit(doors, layout, edits.CutLeftOver(), TERMS)

    check(doors, after)
    assert len(after.left_over(len(doors))) == 0
    assert {turf.n for turf in after.turfs} - {turf.n for turf in layout.turfs} >= {layout.last + 1}
    with pytest.raises(edits.NothingLeftOver):
        edit(doors, after, edits.CutLeftOver(), TERMS)


def test_a_redrawn_turf_has_what_lies_within_as_it_was_drawn() -> None:
    doors, layout = TOWNS[1]
    drawn = box(WEST + 0.001, SOUTH + 0.001, WEST + 0.003, SOUTH + 0.003)
    n = layout.turfs[0].n

    after = edit(doors, layout, edits.Redraw(n, drawn), TERMS)

    inside = shapely.contains_xy(drawn, doors.lon, doors.lat)
    assert np.array_equal(after.turf_of(len(doors)) == n, inside)
    shape = in_degrees(next(turf for turf in after.turfs if turf.n == n).polygon, doors.plane)
    assert shape.symmetric_difference(drawn).area < 1e-10
    check(doors, after)


def test_names_are_unique_and_merging_keeps_the_first() -> None:
    doors, layout = TOWNS[1]
    first, second = layout.turfs[:2]
    with pytest.raises(edits.NameTaken):
        edit(doors, layout, edits.Rename(first.n, second.name), TERMS)

    after = edit(doors, layout, edits.Merge(second.n, first.n), TERMS)

    merged = next(turf for turf in after.turfs if turf.n == second.n)
    assert (merged.name, len(merged.doors)) == (second.name, len(first.doors) + len(second.doors))
    assert first.n not in {turf.n for turf in after.turfs}
