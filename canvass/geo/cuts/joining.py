"""Turfs in one piece: by the Delaunay graph of the sites. A turf is in one piece if one can go from each of its sites
to each other over Delaunay neighbours without leaving it."""

import numpy as np
from numpy.typing import NDArray

from canvass.geo.cuts.sites import Sites

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ROUNDS = 20


def pieces(sites: Sites, turf: Ints) -> Ints:
    """The number of the piece that each site is in: within one turf, and hanging together."""
    owner = np.repeat(np.arange(len(sites)), np.diff(sites.first))
    return sites.components(turf[owner] != turf[sites.beside])


def left_over(sites: Sites, turf: Ints, load: Floats) -> tuple[Ints, Bools]:
    """Each site's piece, and for each piece whether it is not its turf's heaviest."""
    piece = pieces(sites, turf)
    weight = np.bincount(piece, load)
    owner = np.zeros(len(weight), np.int64)
    owner[piece] = turf
    order = np.lexsort((np.arange(len(weight)), -weight, owner))
    later = np.zeros(len(weight), bool)
    later[order[1:]] = owner[order[1:]] == owner[order[:-1]]
    return piece, later


def joined(sites: Sites, turf: Ints, load: Floats, free: Bools) -> Ints:
    """The turfs, once what lay apart from its own went, piece by piece, to the free turf with the longest border."""
    turf = turf.copy()
    for _ in range(ROUNDS):
        piece, later = left_over(sites, turf, load)
        stray = np.flatnonzero(later[piece])
        moved = False
        for number in np.unique(piece[stray]):
            members = np.flatnonzero(piece == number)
            other = _main_neighbour(sites, turf, piece, later, members, free)
            if other >= 0:
                turf[members] = other
                moved = True
        if not moved:
            break
    return turf


def _main_neighbour(sites: Sites, turf: Ints, piece: Ints, later: Bools, members: Ints, free: Bools) -> int:
    """The free turf whose main piece the members have most neighbours in; -1 where they have none."""
    beside = sites.around(members)
    main = beside[~later[piece[beside]] & free[turf[beside]]]
    return int(np.bincount(turf[main]).argmax()) if len(main) else -1
