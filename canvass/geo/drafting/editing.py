"""Edits of a plan: pure functions from a layout to the next. No door is lost, no building taken apart, no two turfs
overlap, and the turfs that changed are walked anew.

A building that was larger than a turf is in several; what of it is in one turf moves together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from canvass.geo.cuts.goals import goal_of
from canvass.geo.cuts.wishes import MOST, Canvassers, DoorsToCut, Size, Wish, hours_of
from canvass.geo.cutting import cut
from canvass.geo.drafting import edits
from canvass.geo.drafting.borders import share_corners
from canvass.geo.drafting.draft_rounds import go_round
from canvass.geo.drafting.halving import along, evenly
from canvass.geo.drafting.layouts import GONE, LEFT_OVER, DraftTurf, Layout, PlanDoors, Terms
from canvass.geo.drafting.naming import name_of
from canvass.geo.drafting.retiling import holds, retile
from canvass.geo.plane import reproject

Ints = NDArray[np.int64]

MOST_LEFT_OVER = 2_000
"""More than that is no work for somebody who waits."""


def edit(doors: PlanDoors, layout: Layout, wanted: edits.Edit, terms: Terms) -> Layout:
    """The layout once that is done; raises one of the refusals in `edits`, or a `CannotCut`."""
    match wanted:
        case edits.Split(n, line):
            turf = _open(layout, n)
            most = goal_of(_wish(layout, terms), len(doors)).most
            parts = evenly(doors, turf, most, terms.seed) if line is None else along(doors, turf, line)
            return _moved(doors, layout, {n: parts[0], layout.last + 1: parts[1]}, (n,), terms)
        case edits.Merge(n, other):
            first, second = _open(layout, n), _open(layout, other)
            if n == other:
                raise edits.TurfUnknown
            every = np.concatenate((first.doors, second.doors))
            return _moved(doors, layout, {n: every}, (n, other), terms)
        case edits.Move(moving, to):
            return _move(doors, layout, moving, to, terms)
        case edits.MoveStreet(street, n, to):
            return _move(doors, layout, _of_street(doors, layout, street, n), to, terms)
        case edits.Redraw(n, polygon):
            return _redraw(doors, layout, _open(layout, n), polygon, terms)
        case edits.Rename(n, name):
            return _rename(layout, _open(layout, n), name)
        case edits.Dissolve(n):
            return layout.replaced((), (_open(layout, n).n,))
        case edits.CutLeftOver():
            return _cut_left_over(doors, layout, terms)


def _open(layout: Layout, n: int) -> DraftTurf:
    found = next((turf for turf in layout.turfs if turf.n == n), None)
    if found is None:
        raise edits.TurfUnknown
    if found.published:
        raise edits.TurfPublished
    return found


def _of_street(doors: PlanDoors, layout: Layout, street: str, n: int) -> Ints:
    mine = layout.left_over(len(doors)) if n == LEFT_OVER else _open(layout, n).doors
    named = [number for number, name in enumerate(doors.streets) if name == street]
    return mine[np.isin(doors.street[mine], named)]


def _move(doors: PlanDoors, layout: Layout, moving: Ints, to: int, terms: Terms) -> Layout:
    if to != LEFT_OVER:
        _open(layout, to)
    now = layout.turf_of(len(doors))
    wanted = np.zeros(len(doors), bool)
    wanted[moving] = True
    wanted &= (now != to) & (now != GONE)
    together = np.unique(_pieces(doors, now), return_inverse=True)[1]
    moves = np.isin(together, together[wanted])
    if not moves.any():
        raise edits.NothingToMove
    after = np.where(moves, to, now)
    touched = [int(n) for n in np.unique(np.append(now[moves], to)) if n != LEFT_OVER]
    for n in touched:
        _open(layout, n)
    return _assigned(doors, layout, after, touched, terms)


def _pieces(doors: PlanDoors, turf: Ints) -> Ints:
    """A number for each building, or for each part of it that is in one turf."""
    return doors.unit * (int(turf.max(initial=0)) + 2) + turf + 1


def _assigned(
    doors: PlanDoors,
    layout: Layout,
    after: Ints,
    touched: Sequence[int],
    terms: Terms,
    drawn: Mapping[int, BaseGeometry] | None = None,
) -> Layout:
    """The touched turfs with the doors that they have `after`; those with none are no more."""
    members = {n: np.flatnonzero(after == n) for n in touched}
    held = {n: mine for n, mine in members.items() if len(mine)}
    return _moved(doors, layout, held, touched, terms, drawn)


def _moved(
    doors: PlanDoors,
    layout: Layout,
    members: Mapping[int, Ints],
    touched: Sequence[int],
    terms: Terms,
    drawn: Mapping[int, BaseGeometry] | None = None,
) -> Layout:
    """The turfs `members` in place of the `touched` ones, walked and drawn anew."""
    if not members:
        return layout.replaced((), touched)
    rest = [turf for turf in layout.turfs if turf.n not in touched]
    shapes = drawn if drawn is not None else _tiled(doors, layout, members, touched, rest)
    shapes = share_corners(shapes, {turf.n: turf.polygon for turf in rest})
    rest = [replace(turf, polygon=shapes.get(turf.n, turf.polygon)) for turf in rest]
    names = {turf.n: turf.name for turf in layout.turfs}
    taken = set(names.values())
    made = []
    for n, mine in members.items():
        walk, metres = go_round(doors, mine, terms)
        name = names.get(n) or name_of(doors, mine, n, taken)
        taken.add(name)
        made.append(DraftTurf(n, name, walk, metres, hours_of(terms.wish, len(walk), metres), shapes[n]))
    return replace(layout, turfs=tuple(rest)).replaced(made, touched, max(layout.last, *members))


def _tiled(
    doors: PlanDoors,
    layout: Layout,
    members: Mapping[int, Ints],
    touched: Sequence[int],
    rest: Sequence[DraftTurf],
) -> dict[int, BaseGeometry]:
    held = np.concatenate(list(members.values()))
    was = layout.turf_of(len(doors))
    free = np.setdiff1d(np.flatnonzero((was == LEFT_OVER) | np.isin(was, touched)), held)
    covered = [turf.polygon for turf in layout.turfs if turf.n in touched]
    return retile(doors, members, covered, [turf.polygon for turf in rest], free)


def _redraw(doors: PlanDoors, layout: Layout, turf: DraftTurf, polygon: BaseGeometry, terms: Terms) -> Layout:
    """A building is within the polygon if most of its doors are; turfs that are published keep what they have."""
    shape = reproject(polygon, doors.plane.to_metres)
    fixed = [each.polygon for each in layout.turfs if each.published]
    shape = shapely.difference(shape, shapely.union_all(fixed)) if fixed else shape
    now = layout.turf_of(len(doors))
    closed = [GONE, *(each.n for each in layout.turfs if each.published)]
    shapely.prepare(shape)
    inside = np.asarray(shapely.contains_xy(shape, *doors.xy.T)) & ~np.isin(now, closed)
    of = np.unique(_pieces(doors, now), return_inverse=True)[1]
    within = (np.bincount(of, inside) > np.bincount(of) / 2)[of]
    after = np.where(within, turf.n, np.where(now == turf.n, LEFT_OVER, now))
    if not within.any():
        raise edits.NothingToMove
    touched = [int(n) for n in np.unique(np.append(now[within], turf.n)) if n > LEFT_OVER]
    over = [
        each.n
        for each in layout.turfs
        if not each.published and each.n not in touched and shapely.intersects(each.polygon, shape)
    ]
    return _assigned(doors, layout, after, touched + over, terms, _drawn(doors, layout, after, turf.n, shape))


def _drawn(
    doors: PlanDoors, layout: Layout, after: Ints, n: int, shape: BaseGeometry
) -> dict[int, BaseGeometry] | None:
    """The polygon as it was drawn and the others without it, if all doors are in their turf's; else None."""
    found = {n: shape}
    for turf in layout.turfs:
        if turf.n != n and not turf.published and shapely.intersects(turf.polygon, shape):
            found[turf.n] = shapely.difference(turf.polygon, shape)
    fits = all(holds(each, doors, np.flatnonzero(after == k)) for k, each in found.items())
    return found if fits else None


def _rename(layout: Layout, turf: DraftTurf, name: str) -> Layout:
    if any(other.name == name for other in layout.turfs if other.n != turf.n):
        raise edits.NameTaken
    turfs = tuple(replace(each, name=name) if each.n == turf.n else each for each in layout.turfs)
    return replace(layout, turfs=turfs)


def _cut_left_over(doors: PlanDoors, layout: Layout, terms: Terms) -> Layout:
    left = layout.left_over(len(doors))
    if not len(left):
        raise edits.NothingLeftOver
    if len(left) > MOST_LEFT_OVER:
        raise edits.TooManyLeftOver(most=MOST_LEFT_OVER)
    unit, floor = doors.unit[left], doors.floor[left]
    to_cut = DoorsToCut.at(doors.lon[left], doors.lat[left], unit, floor)
    plan = cut(to_cut, _wish(layout, terms), seed=terms.seed)
    members = {layout.last + 1 + k: left[turf.order] for k, turf in enumerate(plan.turfs)}
    return _moved(doors, layout, members, (), terms)


def _wish(layout: Layout, terms: Terms) -> Wish:
    """As large as turfs were asked for; where that was a number of people, as theirs are."""
    if not isinstance(terms.wish, Canvassers):
        return terms.wish
    sizes = [len(turf.doors) for turf in layout.turfs] or [MOST]
    return Size(min(sum(sizes) / len(sizes), MOST))
