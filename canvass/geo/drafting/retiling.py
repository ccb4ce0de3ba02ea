"""Polygons after an edit: what the edited turfs covered is divided among them anew, and nobody else's border moves.

See `borders` for how the result stays a coverage.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from canvass.geo.cuts.sites import MARGIN, gather
from canvass.geo.cuts.tiling import tile
from canvass.geo.drafting.layouts import PlanDoors

Ints = NDArray[np.int64]

DISC = 2.0
"""Metres: a piece of ground for doors that would have none."""


def retile(
    doors: PlanDoors,
    members: Mapping[int, Ints],
    covered: Sequence[BaseGeometry],
    others: Sequence[BaseGeometry],
    left_over: Ints,
) -> dict[int, BaseGeometry]:
    """The polygon of each turf in `members` (its doors, by number), in metres.

    `covered` are the polygons that these doors' turfs had, `others` those of all the rest, which stay as they are.
    What the doors left over (`left_over`) would have of it is nobody's.
    """
    ground = shapely.union_all(list(covered))
    ground = shapely.union_all([ground, *_new_ground(doors, members, ground, others)])
    bare = left_over[_within(ground, doors, left_over)] if len(left_over) else left_over
    if len(members) == 1 and not len(bare):
        return {n: _or_discs(ground, doors, mine) for n, mine in members.items()}
    every = np.concatenate([*members.values(), bare])
    sizes = [len(mine) for mine in members.values()] + ([len(bare)] if len(bare) else [])
    label = np.repeat(np.arange(len(sizes)), sizes)
    # What of one building is in several turfs are several sites.
    unit = doors.unit[every] * len(sizes) + label
    unknown = np.full(len(every), -1)
    sites = gather(doors.xy[every], unit, unknown, unknown, np.inf, ground)
    of_site = np.empty(len(sites), np.int64)
    of_site[sites.of_door] = label
    cells = _none_empty(tile(sites, of_site, len(sizes)), ground, doors, list(members.values()))
    return {n: _or_discs(cells[k], doors, mine) for k, (n, mine) in enumerate(members.items())}


def holds(polygon: BaseGeometry, doors: PlanDoors, members: Ints) -> bool:
    """Whether all these doors lie in the polygon."""
    return bool(_within(polygon, doors, members).all())


def _within(polygon: BaseGeometry, doors: PlanDoors, members: Ints) -> NDArray[np.bool_]:
    shapely.prepare(polygon)
    inside: NDArray[np.bool_] = np.asarray(shapely.contains_xy(polygon, *doors.xy[members].T))
    return inside


def _new_ground(
    doors: PlanDoors, members: Mapping[int, Ints], ground: BaseGeometry, others: Sequence[BaseGeometry]
) -> list[BaseGeometry]:
    """Ground that nobody had, round doors that lay in no polygon."""
    every = np.concatenate(list(members.values()))
    outside = every[~_within(ground, doors, every)]
    if not len(outside):
        return []
    points = shapely.MultiPoint(doors.xy[outside])
    hull = shapely.convex_hull(points).buffer(MARGIN, quad_segs=4)
    tree = shapely.STRtree(list(others))
    theirs = [others[k] for k in tree.query(hull, predicate="intersects")]
    free = shapely.difference(hull, shapely.union_all([*theirs, ground]))
    return [part for part in shapely.get_parts(free) if part.area > 0 and shapely.intersects(part, points)]


def _none_empty(
    cells: Sequence[BaseGeometry], ground: BaseGeometry, doors: PlanDoors, members: Sequence[Ints]
) -> list[BaseGeometry]:
    """The cells, and a small disc out of the others' for who has none: floors of one building have one point."""
    found = list(cells)
    for k, mine in enumerate(members):
        if found[k].is_empty or not found[k].area:
            at = shapely.get_point(shapely.shortest_line(ground, shapely.MultiPoint(doors.xy[mine])), 0)
            disc = shapely.intersection(at.buffer(DISC, quad_segs=2), ground)
            found = [shapely.difference(each, disc) for each in found]
            found[k] = disc
    return found


def _or_discs(polygon: BaseGeometry, doors: PlanDoors, members: Ints) -> BaseGeometry:
    """The polygon; where nothing is left of it, for others have all the ground, small discs round the doors."""
    polygon = shapely.union_all([part for part in shapely.get_parts(polygon) if part.area > 0])
    return shapely.MultiPoint(doors.xy[members]).buffer(DISC) if polygon.is_empty else polygon
