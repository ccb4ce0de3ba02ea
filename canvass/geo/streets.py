"""The network that people walk along: from lines of streets and footways to metres between doors.

Metres on one `LocalProjection` inside (`Network.plane`); for more land than some 50 km across, one network for
each part. All functions take and give arrays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from canvass.geo.distance import LocalProjection
from canvass.geo.noding import FEW, Lines, Metres, Numbers, Pieces, cut_at_junctions, pairs_near, straight
from canvass.geo.plane import reproject

GAP = 2.0
"""Metres: an end that stops so little short of a line was meant to touch it."""
BRIDGE = 60.0
"""Metres: a piece of network this near to another is walked to across the ground between."""
MOST_BRIDGED = 200
"""Edges that near to an end, on average. Where there are more, nothing is bridged: these are no streets."""
ISLAND = 500.0
"""Metres of way: what is cut off and shorter than this is no network to snap to."""

WALKED = frozenset(
    """bridleway busway corridor cycleway footway living_street path pedestrian primary primary_link residential road
    secondary secondary_link service steps tertiary tertiary_link track unclassified""".split()  # noqa: SIM905
)
"""The values of OpenStreetMap's `highway` that people walk on."""


@dataclass(frozen=True)
class Network:
    """Edges between nodes. `xy`: float64 (nodes, 2), metres on `plane`; `ends`: intp (edges, 2), nodes; `lines`:
    object (edges,), LineStrings from the first end to the second."""

    plane: LocalProjection
    xy: Metres
    ends: Numbers
    lines: Lines

    @cached_property
    def lengths(self) -> Metres:
        """Metres along each edge."""
        found: Metres = shapely.length(self.lines)
        return found

    @cached_property
    def tree(self) -> STRtree:
        """An index of the edges."""
        return STRtree(self.lines)

    @cached_property
    def graph(self) -> csr_array:
        """The edges as a symmetric matrix (nodes, nodes) of metres: the shortest where several join two nodes."""
        return graph_of(self.ends, self.lengths, len(self.xy))


@dataclass(frozen=True)
class Snapped:
    """Where points (n,) reach a network. `edge`: intp; `along`: metres from its first end; `off`: metres from the
    point to it; `side`: 1 left of it, -1 right, 0 on it; `x`, `y`: the points themselves."""

    edge: Numbers
    along: Metres
    off: Metres
    side: NDArray[np.int8]
    x: Metres
    y: Metres


def build_network(lines: Sequence[BaseGeometry], plane: LocalProjection, *, crossings: ArrayLike) -> Network:
    """The network of lines in WGS84 degrees.

    With `crossings` (for all, or one a line), lines are joined wherever they touch or cross: for lists. OpenStreetMap's meet
    at shared corners only (`crossings=False`), since a bridge crosses without meeting; so do lines that cross far more
    often than streets (`noding.MOST_MET`), which would take all memory. Ends that stop up to 2 m
    short are led on. Then unconnected parts are joined by straight links of up to 60 m, the shortest first,
    whatever lies between; parts shorter than 500 m that still stand alone are left out.
    """
    given = np.array(lines, dtype=object)
    parts, of = shapely.get_parts(given, return_index=True)
    flat = reproject(parts, plane.to_metres)
    # What is in one place or nowhere leads nowhere, and is no line to cut others at.
    metres = shapely.length(flat)
    leads = (metres > 0) & np.isfinite(metres)
    loose = np.broadcast_to(np.asarray(crossings, dtype=bool), len(given))[of[leads]]
    return _without_islands(_bridged(cut_at_junctions(flat[leads], loose=loose, gap=GAP)), plane)


def snap(network: Network, x: ArrayLike, y: ArrayLike) -> Snapped:
    """The nearest edge of each point (metres on the network's plane). The network must have an edge."""
    points = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
    there = shapely.points(points)
    edge = network.tree.query_nearest(there, all_matches=False)[1]
    lines = network.lines[edge]
    along = shapely.line_locate_point(lines, there)
    before = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(along - 0.5, 0)))
    after = shapely.get_coordinates(shapely.line_interpolate_point(lines, along + 0.5))
    (dx, dy), (px, py) = (after - before).T, (points - before).T
    off = shapely.distance(lines, there)
    side = np.where(off < 0.01, 0, np.sign(dx * py - dy * px)).astype(np.int8)
    return Snapped(edge, along, off, side, points[:, 0], points[:, 1])


def _bridged(pieces: Pieces) -> Pieces:
    """With links between unconnected parts: from a node of the one to the nearest point on the other."""
    component = _components(pieces.ends, pieces.lines, len(pieces.xy))
    apart = np.flatnonzero(component > 0)
    ends: Lines = np.array(shapely.points(pieces.xy[apart]), dtype=object)
    near = pairs_near(STRtree(pieces.lines), ends, BRIDGE, most=MOST_BRIDGED * len(apart) + FEW)
    if near is None:
        return pieces
    node, edge = apart[near[0]], near[1]
    one, other = component[node], component[pieces.ends[edge, 0]]
    foreign = one != other
    node, edge, one, other = node[foreign], edge[foreign], one[foreign], other[foreign]
    if not len(node):
        return pieces
    off = np.maximum(shapely.distance(shapely.points(pieces.xy[node]), pieces.lines[edge]), 0.01)
    low, high = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((edge, node, off, high, low))
    best = order[np.unique(np.stack([low, high])[:, order], axis=1, return_index=True)[1]]
    parts = int(component.max()) + 1
    tree = minimum_spanning_tree(
        csr_array((off[best], (low[best], high[best])), shape=(parts, parts))
    ).tocoo()
    chosen = best[np.isin(low[best] * parts + high[best], tree.row.astype(np.intp) * parts + tree.col)]
    onto = pieces.lines[edge[chosen]]
    from_ = pieces.xy[node[chosen]]
    arrival = shapely.get_coordinates(
        shapely.line_interpolate_point(onto, shapely.line_locate_point(onto, shapely.points(from_)))
    )
    links = straight(from_, arrival)
    return cut_at_junctions(np.append(pieces.lines, links), at=(edge[chosen], arrival))


def _without_islands(pieces: Pieces, plane: LocalProjection) -> Network:
    """What is left is numbered anew; the longest part always stays."""
    component = _components(pieces.ends, pieces.lines, len(pieces.xy))
    within = component[pieces.ends[:, 0]]
    metres = np.bincount(within, weights=shapely.length(pieces.lines))
    kept = (metres[within] >= ISLAND) | (within == 0)
    used, ends = np.unique(pieces.ends[kept], return_inverse=True)
    return Network(plane, pieces.xy[used], ends.reshape(-1, 2), pieces.lines[kept])


def _components(ends: Numbers, lines: Lines, nodes: int) -> Numbers:
    """The connected part of each node: 0 has the most metres, and so on down."""
    lengths = shapely.length(lines)
    count, label = connected_components(graph_of(ends, lengths, nodes), directed=False)
    metres = np.bincount(label[ends[:, 0]], weights=lengths, minlength=count)
    rank = np.empty(count, dtype=np.intp)
    rank[np.argsort(-metres, kind="stable")] = np.arange(count)
    ranked: Numbers = rank[label]
    return ranked


def graph_of(ends: Numbers, lengths: Metres, nodes: int) -> csr_array:
    """Edges as a symmetric sparse matrix (nodes, nodes): metres, the least where several edges join two nodes."""
    low, high = np.sort(ends, axis=1).T
    metres = np.maximum(lengths, 0.01)
    order = np.lexsort((metres, high, low))
    low, high, metres = low[order], high[order], metres[order]
    new = (low != high) & np.append(True, (np.diff(low) != 0) | (np.diff(high) != 0))[: len(low)]
    low, high, metres = low[new], high[new], metres[new]
    both = (np.concatenate([metres, metres]), (np.concatenate([low, high]), np.concatenate([high, low])))
    return csr_array(coo_array(both, shape=(nodes, nodes)))
