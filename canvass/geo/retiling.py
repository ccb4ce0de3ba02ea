"""Polygons after an edit: what the edited turfs covered is divided among them anew, and nobody else's border moves.

Together a plan's polygons stay a coverage: corners that come to lie on a neighbour's border become the neighbour's too.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from canvass.geo.layouts import DraftTurf, PlanDoors
from canvass.geo.sites import MARGIN, gather
from canvass.geo.tiling import tile

Ints = NDArray[np.int64]

NEAR = 1e-6
"""Metres: a corner so near to a border lies on it."""
DISC = 5.0


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
    cells = tile(sites, of_site, len(sizes))
    return {n: _or_discs(cells[k], doors, mine) for k, (n, mine) in enumerate(members.items())}


def meet(turfs: Sequence[DraftTurf], new: Mapping[int, BaseGeometry]) -> dict[int, BaseGeometry]:
    """The neighbours' polygons, given by number, with the corners that the new ones have on their borders."""
    fresh = shapely.union_all([shapely.MultiPoint(shapely.get_coordinates(shape)) for shape in new.values()])
    met = {}
    for turf in turfs:
        if turf.n in new or not any(shapely.dwithin(turf.polygon, shape, NEAR) for shape in new.values()):
            continue
        near = shapely.intersection(fresh, shapely.buffer(turf.polygon, 2 * NEAR))
        snapped = shapely.snap(turf.polygon, near, NEAR)
        if not shapely.equals_exact(snapped, turf.polygon, 0):
            met[turf.n] = snapped
    return met


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


def _or_discs(polygon: BaseGeometry, doors: PlanDoors, members: Ints) -> BaseGeometry:
    """The polygon; where nothing is left of it, for others have all the ground, small discs round the doors."""
    polygon = shapely.union_all([part for part in shapely.get_parts(polygon) if part.area > 0])
    return shapely.MultiPoint(doors.xy[members]).buffer(DISC) if polygon.is_empty else polygon
