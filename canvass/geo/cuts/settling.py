"""The last turfs that are too large or too small: annealed anew with those around them, from a state where a whole
building may change sides, until their loads keep the limits or trying has been worth it.

Adjacent buildings of 30 to 55 doors are why: to move one, two or three turfs have to be wrong for a while.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from canvass.geo.cuts.chains import hand_on

Bools = NDArray[np.bool_]

TRIES = (
    (1, 100, 0.3), (2, 100, 0.3), (1, 200, 0.0), (2, 100, 0.0), (2, 200, 0.15), (3, 200, 0.0), (3, 200, 0.3),
    (2, 400, 0.0), (4, 300, 0.15), (3, 400, 0.05), (5, 300, 0.3),
)  # fmt: skip
"""Rings of neighbours around, sweeps over them, and by how much the limits are narrower for most of the time, so that
what is too much in one place finds its way to where there is room."""
OPENING = 4
"""From which try on turfs that stand alone, as pieces of a tower do, take part too."""
EASED = 0.6
HEAT = 0.8
COLD = 0.05
SOFTEST = 0.01
HARDEST = 500.0
PATIENCE = 200
LEAST_PATIENCE = 1_500_000
"""How many proposals: for each site, and in all."""


def settle(annealer: Any) -> None:
    """Work on each turf outside the limits, the worst first, as long as it helps: by a chain of sites that are handed
    on, or by annealing. What does not get better is taken back."""
    patience = PATIENCE * len(annealer.sites) + LEAST_PATIENCE
    wrong = np.inf
    while patience > 0 and 0 < annealer.outside().sum() < wrong:
        wrong = annealer.outside().sum()
        patience = _settle_each(annealer, patience)


def _settle_each(annealer: Any, patience: int) -> int:
    """Work on each once; what is left of the patience."""
    for worst in np.argsort(-annealer.outside(), kind="stable").tolist():
        if patience <= 0:
            break
        if annealer.outside()[worst] == 0 or not annealer.free[worst]:
            continue
        while not annealer.load.pace and annealer.outside()[worst] and hand_on(annealer, worst):
            pass
        if annealer.outside()[worst] == 0:
            continue
        for number, (rings, sweeps, narrower) in enumerate(TRIES):
            around = _around(annealer, worst, rings, annealer.free | (number >= OPENING))
            better, spent = _try(annealer, around, sweeps, narrower)
            patience -= spent
            if better and annealer.outside()[worst] == 0:
                break
    return patience


def _try(annealer: Any, free: Bools, sweeps: int, narrower: float) -> tuple[bool, int]:
    """Whether annealing these turfs by themselves made things better, and how many proposals it took."""
    active = np.flatnonzero(free[annealer.who[:, 0]])
    before = (
        annealer.who[active].copy(),
        annealer.tour[free].copy(),
        annealer.count.copy(),
        annealer.turfs.copy(),
    )
    wrong = float(annealer.outside().sum())
    limits = annealer.narrow(free, narrower)
    first = int(sweeps * EASED)
    annealer.anneal(active, free, first, (HEAT, 0.1), (SOFTEST, 10.0), hard=True)
    annealer.turfs[:, 1:3] = limits
    annealer.anneal(active, free, sweeps - first, (0.2, COLD), (10.0, HARDEST), hard=True)
    if float(annealer.outside().sum()) < wrong - 1e-6:
        return True, sweeps * len(active)
    annealer.who[active], annealer.tour[free] = before[0], before[1]
    annealer.count[:], annealer.turfs[:] = before[2], before[3]
    return False, sweeps * len(active)


def _around(annealer: Any, turf: int, rings: int, free: Bools) -> Bools:
    """The turf and the free ones around it, ring by ring."""
    sites = annealer.sites
    found = np.zeros(annealer.parts, bool)
    found[turf] = True
    rim = [turf]
    for _ in range(rings):
        members = np.concatenate([annealer.tour[each, : annealer.count[each]] for each in rim])
        touched = np.unique(annealer.who[sites.around(members), 0])
        rim = [int(each) for each in touched if free[each] and not found[each]]
        found[rim] = True
        if not rim:
            break
    return found
