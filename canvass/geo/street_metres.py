"""Metres along a network of streets: between its nodes, and between doors that are snapped to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from canvass.geo.noding import Metres, Numbers
from canvass.geo.streets import Network, Snapped, snap

CROSSING = 10.0
"""Metres: what it costs to cross the street to a door on the other side of it."""
DETOUR = 1.4
"""How much longer than the straight line a way is taken to be where the network knows none."""

_TILE = 4_000
_SOURCES = 500


class NodeMetres(Protocol):
    """Metres between nodes of a network: infinite where they are not known."""

    def between(self, a: Numbers, b: Numbers) -> Metres:
        """Metres from each node a to the node b beside it; both intp of one shape."""
        ...


@dataclass(frozen=True)
class NodeMatrix:
    """From each to each of some nodes. `metres`: float32 (k, k); `row`: intp (nodes of the network,), the row of a
    node or -1."""

    metres: NDArray[np.float32]
    row: Numbers

    def between(self, a: Numbers, b: Numbers) -> Metres:
        """Metres from each node a to the node b beside it, both among the matrix's."""
        return self.metres[self.row[a], self.row[b]].astype(float)


@dataclass(frozen=True)
class NearNodes:
    """From every node to those within `limit` metres, as a compressed sparse matrix whose columns rise. `starts`:
    int64 (nodes + 1,); `to`: int32 and `metres`: float32 (entries,). A node is 0 m from itself."""

    starts: NDArray[np.int64]
    to: NDArray[np.int32]
    metres: NDArray[np.float32]
    limit: float

    def between(self, a: Numbers, b: Numbers) -> Metres:
        """Metres from each node a to the node b beside it, infinite beyond the limit."""
        a, b = np.asarray(a), np.asarray(b)
        low, high = self.starts[a], self.starts[a + 1]
        last = high
        while (low < high).any():
            middle = (low + high) // 2
            before = (low < high) & (self.to[np.minimum(middle, len(self.to) - 1)] < b)
            low, high = np.where(before, middle + 1, low), np.where(before, high, np.minimum(middle, high))
        at = np.minimum(low, max(len(self.to) - 1, 0))
        known = (low < last) & (self.to[at] == b) if len(self.to) else np.zeros(np.shape(a), dtype=bool)
        found: Metres = np.full(np.shape(a), np.inf)
        found[known] = self.metres[at[known]]
        return found


@dataclass(frozen=True)
class AlongStreets:
    """A walk's metric (`canvass.geo.walking.Metric`): metres along the network, searched up to `limit` metres."""

    network: Network
    limit: float = 3_000.0

    def metres(self, lon: Metres, lat: Metres) -> Metres:
        """Metres from each point to each, float64 (n, n), of WGS84 degrees (n,)."""
        return door_matrix(
            self.network, snap(self.network, *self.network.plane.to_metres(lon, lat)), self.limit
        )


def node_matrix(network: Network, nodes: Numbers, limit: float = np.inf) -> NodeMatrix:
    """Metres between all of some nodes (Dijkstra), infinite beyond the limit: 4 k² bytes, so for at most some
    10,000 nodes; `near_nodes` is for more. Only the part of the network within the limit is searched."""
    wanted = np.unique(nodes)
    row = np.full(len(network.xy), -1, dtype=np.intp)
    row[wanted] = np.arange(len(wanted))
    part, graph = _around(network, wanted, limit)
    here = np.searchsorted(part, wanted)
    metres = np.empty((len(wanted), len(wanted)), dtype=np.float32)
    for rows, found in _searched(graph, here, limit):
        metres[rows] = found[:, here]
    return NodeMatrix(metres, row)


def near_nodes(network: Network, limit: float) -> NearNodes:
    """Metres from every node to all within the limit, a tile of some 4,000 nodes at a time: no tile's search
    leaves its surroundings, so the work grows with the network and not with its square."""
    counts = np.zeros(len(network.xy), dtype=np.int64)
    found: list[tuple[Numbers, NDArray[np.int32], NDArray[np.float32]]] = []
    for tile in _tiles(network.xy, np.arange(len(network.xy))):
        part, graph = _around(network, tile, limit)
        for rows, metres in _searched(graph, np.searchsorted(part, tile), limit):
            source, target = np.nonzero(np.isfinite(metres))
            counts[tile[rows]] = np.bincount(source, minlength=len(metres))
            found.append(
                (tile[rows], part[target].astype(np.int32), metres[source, target].astype(np.float32))
            )
    starts = np.append(0, np.cumsum(counts))
    near = NearNodes(starts, np.empty(starts[-1], np.int32), np.empty(starts[-1], np.float32), limit)
    for nodes, to, there in found:
        ends = np.cumsum(counts[nodes])
        shift = np.repeat(starts[nodes] - (ends - counts[nodes]), counts[nodes])
        near.to[shift + np.arange(len(to))] = to
        near.metres[shift + np.arange(len(to))] = there
    return near


def door_metres(network: Network, doors: Snapped, a: Numbers, b: Numbers, nodes: NodeMetres) -> Metres:
    """Metres from each door a to the door b beside it (numbers of snapped doors, intp of one shape).

    The least over the four ways by an end of a's edge and an end of b's; on one edge also straight along it, and
    10 m more to a door across. Never less than the straight line, which counts where doors lie far off the
    street; 1.4 times the straight line where the network knows no way. The way from the street to the door is left
    out: it is the same in every order.
    """
    straight = np.hypot(doors.x[a] - doors.x[b], doors.y[a] - doors.y[b])
    lengths = network.lengths
    best = np.full(np.shape(a), np.inf)
    for from_end in (0, 1):
        out = doors.along[a] if from_end == 0 else lengths[doors.edge[a]] - doors.along[a]
        for to_end in (0, 1):
            back = doors.along[b] if to_end == 0 else lengths[doors.edge[b]] - doors.along[b]
            way = nodes.between(network.ends[doors.edge[a], from_end], network.ends[doors.edge[b], to_end])
            best = np.minimum(best, out + way + back)
    across = CROSSING * (doors.side[a] * doors.side[b] < 0)
    along = np.abs(doors.along[a] - doors.along[b]) + across
    best = np.where(doors.edge[a] == doors.edge[b], np.minimum(best, along), best)
    return np.maximum(straight, np.where(np.isfinite(best), best, DETOUR * straight))


def door_matrix(network: Network, doors: Snapped, limit: float = np.inf) -> Metres:
    """Metres from each snapped door to each, float64 (n, n): for the doors of one turf."""
    a, b = np.meshgrid(np.arange(len(doors.edge)), np.arange(len(doors.edge)), indexing="ij")
    nodes = node_matrix(network, network.ends[doors.edge].ravel(), limit)
    metres = door_metres(network, doors, a, b, nodes)
    np.fill_diagonal(metres, 0.0)
    return metres


def _around(network: Network, nodes: Numbers, limit: float) -> tuple[Numbers, csr_array]:
    """The nodes within the limit of some nodes' bounding box, rising, and the graph among them."""
    if not len(nodes) or not np.isfinite(limit):
        return np.arange(len(network.xy)), network.graph
    low, high = network.xy[nodes].min(axis=0) - limit, network.xy[nodes].max(axis=0) + limit
    part = np.flatnonzero(((network.xy >= low) & (network.xy <= high)).all(axis=1))
    return part, network.graph[part][:, part]


def _searched(graph: csr_array, sources: Numbers, limit: float) -> Iterator[tuple[slice, Metres]]:
    for first in range(0, len(sources), _SOURCES):
        rows = slice(first, first + _SOURCES)
        yield rows, dijkstra(graph, directed=False, indices=sources[rows], limit=limit)


def _tiles(xy: Metres, nodes: Numbers) -> Iterator[Numbers]:
    """Halves of halves along the longer side, until a tile is small; each one's nodes rise."""
    if len(nodes) <= _TILE:
        if len(nodes):
            yield np.sort(nodes)
        return
    axis = int(np.argmax(np.ptp(xy[nodes], axis=0)))
    order = nodes[np.argsort(xy[nodes, axis], kind="stable")]
    yield from _tiles(xy, order[: len(order) // 2])
    yield from _tiles(xy, order[len(order) // 2 :])
