"""From site to site: as the crow flies, round barriers, or along streets."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from canvass.geo import compiled
from canvass.geo.cuts.sides import part
from canvass.geo.cuts.sites import Sites
from canvass.geo.noding import Metres, Numbers
from canvass.geo.plane import Plane
from canvass.geo.street_metres import NearNodes, door_metres, near_nodes
from canvass.geo.streets import Network, snap

Ints = NDArray[np.int64]

REACH = 100
"""To how many nearest sites the street metres are known; beyond, they are guessed from the straight line."""
AT_ONCE = 500_000
"""Pairs of sites: working out their metres takes some hundred bytes for each, and a city has ten million."""
DETOURS = 4.0
LEAST_LIMIT, MOST_LIMIT = 400.0, 1500.0
FULL = 0.7
WIDEST = 1024


@dataclass(frozen=True)
class Ways:
    """What is known of the way from site to site, beyond their distance.

    `side` is the side of barriers that a site lies on, `barred` says which neighbours a barrier parts. `key` and
    `far` are a table of street metres: for each site a hashed row of other sites' numbers, and of how far they are.
    """

    side: Ints
    barred: NDArray[np.bool_]
    key: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 1), np.int32))
    far: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 1), np.float32))


def find_ways(sites: Sites, barriers: list[BaseGeometry], network: Network | None, plane: Plane) -> Ways:
    """The ways along the network where there is one, which knows of itself what is crossed where; else round the
    barriers (in metres on the sites' plane)."""
    if network is None or not compiled.can_compile() or not len(network.ends):
        parted = part(sites, barriers)
        return Ways(parted.side, parted.barred)
    barred = part(sites, barriers).barred
    return Ways(np.zeros(len(sites), np.int64), barred, *_along_streets(sites, network, plane))


def _along_streets(
    sites: Sites, network: Network, plane: Plane
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The table of street metres between near sites."""
    one, two, limit = _near_pairs(sites)
    doors = snap(network, *network.plane.to_metres(*plane.to_degrees(*sites.xy.T)))
    near, metres = _AtLeast(near_nodes(network, limit)), np.empty(len(one), np.float32)
    for first in range(0, len(one), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        metres[some] = door_metres(network, doors, one[some], two[some], near)
    both = np.concatenate((one, two)), np.concatenate((two, one))
    rows = np.bincount(both[0], minlength=len(sites))
    width = 4
    while width * FULL < rows.max(initial=0) and width < WIDEST:
        width *= 2
    key, far = np.full((len(sites), width), -1, np.int32), np.zeros((len(sites), width), np.float32)
    compiled.kernels("pieces").tabulate(key, far, *both, np.concatenate((metres, metres)))
    return key, far


@dataclass(frozen=True)
class _AtLeast:
    """Metres between nodes, the limit where they are farther: a guess that is too low would draw walks across there."""

    near: NearNodes

    def between(self, a: Numbers, b: Numbers) -> Metres:
        """Metres from each node a to the node b beside it."""
        return np.minimum(self.near.between(a, b), self.near.limit)


def _near_pairs(sites: Sites) -> tuple[Ints, Ints, float]:
    """Pairs of sites that are near each other, each once, and how far along the streets to look."""
    count = min(REACH + 1, len(sites))
    far, which = cKDTree(sites.xy).query(sites.xy, count)
    far, which = far.reshape(len(sites), count), which.reshape(len(sites), count)
    one = np.repeat(np.arange(len(sites)), count)
    low, high = np.minimum(one, which.ravel()), np.maximum(one, which.ravel())
    pairs = np.unique((low * len(sites) + high)[low != high])
    limit = float(np.clip(DETOURS * np.median(far[:, -1]), LEAST_LIMIT, MOST_LIMIT))
    return pairs // len(sites), pairs % len(sites), limit
