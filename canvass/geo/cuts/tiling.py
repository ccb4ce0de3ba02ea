"""Turfs as polygons that tile their area: no overlap, no gap. Cells of the sites' Voronoi diagram, merged by turf.

Which door is in which turf is stored with the turf. The polygon is for the eye.
"""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay, cKDTree
from shapely.geometry.base import BaseGeometry

from canvass.geo.cuts.sites import Sites, cell_corners

Ints = NDArray[np.int64]

GRAIN = 0.001
TOLERANCES = (6.0, 2.0)
ROUNDS = 4


def tile(sites: Sites, turf: Ints, parts: int) -> list[BaseGeometry]:
    """The polygon of each turf, in metres, clipped to the sites' area."""
    cells = _merged_cells(sites, turf, parts)
    clipped = _given_away(_clipped(cells, sites.area), sites, turf)
    return list(_simplified(clipped, sites, turf))


def _merged_cells(sites: Sites, turf: Ints, parts: int) -> NDArray[np.object_]:
    """The union of each turf's cells: of all edges of cells, only those between turfs are looked at."""
    label = np.concatenate((turf, np.full(8, -1)))
    one, two = _borders(sites.triangles, label)
    corners = np.round(cell_corners(sites.triangles) / GRAIN) * GRAIN
    lines = np.stack((corners[one], corners[two]), axis=1)
    lines = lines[(lines[:, 0] != lines[:, 1]).any(axis=1)]
    faces = shapely.get_parts(shapely.polygonize(list(shapely.linestrings(lines))))
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    of_face = label[cKDTree(sites.triangles.points).query(inside)[1]]
    return _by_turf(faces, of_face, parts)


def _by_turf(faces: NDArray[np.object_], of_face: Ints, parts: int) -> NDArray[np.object_]:
    order = np.argsort(of_face, kind="stable")
    edges = np.searchsorted(of_face[order], np.arange(parts + 1))
    found = np.empty(parts, dtype=object)
    for number in range(parts):
        mine = faces[order[edges[number] : edges[number + 1]]]
        found[number] = mine[0] if len(mine) == 1 else shapely.union_all(mine)
    return found


def _borders(triangles: Delaunay, label: Ints) -> tuple[Ints, Ints]:
    """Pairs of triangles with an edge in common that parts two turfs."""
    number = np.arange(len(triangles.simplices))
    found = []
    for corner in range(3):
        other = triangles.neighbors[:, corner]
        a, b = (triangles.simplices[:, (corner + k) % 3] for k in (1, 2))
        parts = (label[a] != label[b]) & (number < other)
        found.append(np.column_stack((number[parts], other[parts])))
    pairs = np.concatenate(found)
    return pairs[:, 0], pairs[:, 1]


def _clipped(cells: NDArray[np.object_], area: BaseGeometry) -> NDArray[np.object_]:
    shapely.prepare(area)
    cells = cells.copy()
    edge = ~shapely.contains_properly(area, cells)
    cells[edge] = shapely.intersection(cells[edge], area)
    # A cell may meet the area in a line, too, or in nothing else.
    no_polygon = ~np.isin(shapely.get_type_id(cells), (3, 6))
    cells[no_polygon] = shapely.buffer(cells[no_polygon], 0)
    return cells


def _given_away(cells: NDArray[np.object_], sites: Sites, turf: Ints) -> NDArray[np.object_]:
    """Where the area's outline cut a turf in several parts, those without doors go to the neighbour that they touch."""
    several = np.flatnonzero(shapely.get_num_geometries(cells) > 1)
    if not len(several):
        return cells
    cells = cells.copy()
    tree = shapely.STRtree(cells)
    for number in several:
        parts = [part for part in shapely.get_parts(cells[number]) if part.area > 0]
        points = sites.xy[turf == number]
        held = [part for part in parts if shapely.contains_xy(part, *points.T).any()]
        kept = held or [max(parts, key=lambda part: part.area)]
        for part in parts:
            if any(part is each for each in kept):
                continue
            beside = [k for k in tree.query(part, predicate="intersects") if k != number]
            shared = [shapely.intersection(cells[k], part).length for k in beside]
            if shared and max(shared) > 0:
                other = beside[int(np.argmax(shared))]
                cells[other] = shapely.union(cells[other], part)
            else:
                kept.append(part)
        cells[number] = shapely.union_all(kept)
    return cells


def _simplified(cells: NDArray[np.object_], sites: Sites, turf: Ints) -> NDArray[np.object_]:
    """Straighter outlines, the same on both sides. A turf that would lose a door keeps finer ones, or its own."""
    made, rough = cells.copy(), np.arange(len(cells))
    for tolerance in TOLERANCES:
        members = rough
        for _ in range(ROUNDS):
            made[members] = shapely.coverage_simplify(cells[members], tolerance, simplify_boundary=False)
            wrong = np.unique(_lost(made, sites, turf))
            wrong = wrong[np.isin(wrong, members)]
            made[wrong] = cells[wrong]
            if not len(wrong):
                break
            members = np.setdiff1d(members, wrong)
            made[members] = cells[members]
        rough = np.setdiff1d(rough, members)
        if len(rough) < 2:
            break
    return made


def _lost(cells: NDArray[np.object_], sites: Sites, turf: Ints) -> Ints:
    """The turfs with a site outside their polygon."""
    shapely.prepare(cells)
    return turf[~shapely.contains_xy(cells[turf], sites.xy[:, 0], sites.xy[:, 1])]
