"""What cutting is measured beside: each takes a town's doors in metres and says a turf for each of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pymetis
from k_means_constrained import KMeansConstrained
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow
from scipy.spatial import cKDTree
from sklearn.cluster import KMeans

from canvass.geo.cuts.sites import Sites, hilbert

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

ROUNDS = 6


@dataclass(frozen=True)
class Ground:
    """A town as peers see it: doors in metres, its points with their neighbours, the size that is wanted."""

    xy: Floats
    sites: Sites
    size: int

    @property
    def parts(self) -> int:
        return round(len(self.xy) / self.size)

    @property
    def limits(self) -> tuple[int, int]:
        return int(np.ceil(0.9 * self.size - 1e-9)), int(1.1 * self.size + 1e-9)


def k_means_constrained(ground: Ground) -> Labels:
    low, high = ground.limits
    model = KMeansConstrained(ground.parts, size_min=low, size_max=high, random_state=0, n_init=1, n_jobs=1)
    return np.asarray(model.fit_predict(ground.xy), dtype=np.int64)


def k_means_and_flow(ground: Ground) -> Labels:
    """KMeans, then six times: doors to centres at the least squared metres, each centre within the limits."""
    centres = KMeans(ground.parts, random_state=0, n_init=1).fit(ground.xy).cluster_centers_
    near, rounds = min(24, ground.parts), ROUNDS
    while rounds:
        found = _assign(ground, centres, near)
        if found is None:
            near = min(2 * near, ground.parts)
            continue
        turf, rounds = found, rounds - 1
        centres = np.column_stack([np.bincount(turf, ground.xy[:, k]) / np.bincount(turf) for k in (0, 1)])
    return turf


def _assign(ground: Ground, centres: Floats, near: int) -> Labels | None:
    doors, parts = len(ground.xy), len(centres)
    low, high = ground.limits
    far, which = cKDTree(centres).query(ground.xy, near)
    flow = min_cost_flow.SimpleMinCostFlow()
    tail = np.repeat(np.arange(doors), near)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        tail, doors + which.ravel(), np.ones(len(tail), np.int64), (far.ravel() ** 2).astype(np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        doors + np.arange(parts),
        np.full(parts, doors + parts),
        np.full(parts, high - low),
        np.zeros(parts, np.int64),
    )
    supplies = np.concatenate((np.ones(doors), np.full(parts, -low), [parts * low - doors])).astype(np.int64)
    flow.set_nodes_supplies(np.arange(doors + parts + 1), supplies)
    if flow.solve() != flow.OPTIMAL:
        return None
    taken = np.asarray(flow.flows(arcs)) > 0
    labels = np.empty(doors, np.int64)
    labels[tail[taken]] = which.ravel()[taken]
    return labels


def metis(ground: Ground) -> Labels:
    """Recursive halves of the neighbours' graph, points weighted by their doors, edges the more the shorter they are."""
    sites = ground.sites
    owner = np.repeat(np.arange(len(sites)), np.diff(sites.first))
    metres = np.hypot(*(sites.xy[owner] - sites.xy[sites.beside]).T)
    _, turf = pymetis.part_graph(
        ground.parts,
        xadj=sites.first.tolist(),
        adjncy=sites.beside.tolist(),
        vweights=sites.doors.astype(int).tolist(),
        eweights=(1 + 200 / np.maximum(metres, 10)).astype(int).tolist(),
        recursive=True,
    )
    return np.asarray(turf, dtype=np.int64)[sites.of_door]


def k_d(ground: Ground) -> Labels:
    """Halves of halves along the longer side, points weighted by their doors."""
    sites, turf = ground.sites, np.zeros(len(ground.sites), np.int64)
    waiting = [(np.arange(len(sites)), 0, ground.parts)]
    while waiting:
        members, number, count = waiting.pop()
        if count == 1 or len(members) < 2:
            turf[members] = number
            continue
        axis = int(np.argmax(np.ptp(sites.xy[members], axis=0)))
        order = members[np.argsort(sites.xy[members, axis], kind="stable")]
        sums = np.cumsum(sites.doors[order])
        cut = int(np.argmin(np.abs(sums - sums[-1] * (count // 2) / count))) + 1
        cut = min(max(cut, 1), len(order) - 1)
        waiting += [(order[:cut], number, count // 2), (order[cut:], number + count // 2, count - count // 2)]
    return turf[sites.of_door]


def hilbert_chunks(ground: Ground) -> Labels:
    """Chunks of a Hilbert curve, points weighted by their doors."""
    sites = ground.sites
    order = np.argsort(hilbert(sites.xy), kind="stable")
    middle = np.cumsum(sites.doors[order]) - sites.doors[order] / 2
    turf = np.empty(len(sites), np.int64)
    turf[order] = np.minimum(middle * ground.parts / sites.doors.sum(), ground.parts - 1).astype(np.int64)
    return turf[sites.of_door]


QUICK: dict[str, Callable[[Ground], Labels]] = {"hilbert": hilbert_chunks, "k_d": k_d, "metis": metis}
PEERS = QUICK | {"k_means_flow": k_means_and_flow, "k_means_constrained": k_means_constrained}
