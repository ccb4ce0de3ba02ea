"""Borders that two polygons share, corner for corner, all corners on a grid of a millimetre.

What overlays leave apart or overlapping by less is put right here: all outlines are cut where they meet, and each of
the faces between them is one polygon's.
"""

from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

GRID = 0.001


def share_corners(
    new: Mapping[int, BaseGeometry], others: Mapping[int, BaseGeometry]
) -> dict[int, BaseGeometry]:
    """The new polygons, and those of the others that border on them, without overlap and with the same corners where
    they meet; whatever two want is the first one's.

    Polygons by number, in metres. Where no new one is near, the others stay as they are.
    """
    names, every = list(others), list(others.values())
    tree = shapely.STRtree(every)
    near = tree.query(list(new.values()), predicate="dwithin", distance=GRID)[1]
    shapes = {**new, **{names[k]: every[k] for k in np.unique(near)}}
    lines = [shapely.boundary(shape) for shape in shapes.values()]
    noded = shapely.get_parts(shapely.union_all(lines, grid_size=GRID))
    faces = shapely.get_parts(shapely.polygonize(list(noded)))
    owner = _owners(faces, list(shapes.values()))
    found = {}
    for k, n in enumerate(shapes):
        mine = faces[owner == k]
        made = mine[0] if len(mine) == 1 else shapely.coverage_union_all(mine)
        if n in new or not shapely.equals_exact(made, shapes[n], 0, normalize=True):
            found[n] = made
    return found


def _owners(faces: NDArray[np.object_], shapes: list[BaseGeometry]) -> NDArray[np.int64]:
    """For each face the first shape that it lies in; the number of shapes for a hole between them."""
    owner = np.full(len(faces), len(shapes))
    points = shapely.point_on_surface(faces)
    which, shape = shapely.STRtree(shapes).query(points, predicate="intersects")
    np.minimum.at(owner, which, shape)
    return owner
