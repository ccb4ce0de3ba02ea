"""The last turfs that are too large or too small: annealed anew with those around them, from a state where a whole
building may change sides, until their loads keep the limits or trying has been worth it.

Adjacent buildings of 30 to 55 doors are why: to move one, two or three turfs have to be wrong for a while.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

TRIES = ((1, 100), (2, 100), (2, 200), (3, 200), (3, 400), (4, 400))
"""Rings of neighbours around, and sweeps over them."""
HEAT = 0.8
COLD = 0.05
SOFTEST = 0.01
HARDEST = 20.0
PATIENCE = 100
LEAST_PATIENCE = 500_000
"""How many proposals: for each site, and in all."""


def settle(annealer: Any) -> None:
    """Work on each turf outside the limits, the worst first. What does not get better is taken back."""
    hopeless: set[int] = set()
    patience = PATIENCE * len(annealer.sites) + LEAST_PATIENCE
    while patience > 0:
        outside = annealer.outside()
        outside[~annealer.free] = 0
        outside[list(hopeless)] = 0
        worst = int(np.argmax(outside))
        if outside[worst] == 0:
            return
        hopeless.add(worst)
        for rings, sweeps in TRIES:
            better, spent = _try(annealer, worst, rings, sweeps)
            patience -= spent
            if better:
                hopeless.discard(worst)
                break


def _try(annealer: Any, worst: int, rings: int, sweeps: int) -> tuple[bool, int]:
    """Whether annealing the turf with so many rings around it made things better, and how many proposals it took."""
    free = _around(annealer, worst, rings)
    active = np.flatnonzero(free[annealer.who[:, 0]])
    before = (
        annealer.who[active].copy(),
        annealer.tour[free].copy(),
        annealer.count.copy(),
        annealer.turfs.copy(),
    )
    wrong = float(annealer.outside().sum())
    annealer.anneal(active, free, sweeps, (HEAT, COLD), (SOFTEST, HARDEST), hard=True)
    if float(annealer.outside().sum()) < wrong - 1e-6:
        return True, sweeps * len(active)
    annealer.who[active], annealer.tour[free] = before[0], before[1]
    annealer.count[:], annealer.turfs[:] = before[2], before[3]
    return False, sweeps * len(active)


def _around(annealer: Any, turf: int, rings: int) -> NDArray[np.bool_]:
    """The turf and those around it, ring by ring."""
    sites = annealer.sites
    found = np.zeros(annealer.parts, bool)
    found[turf] = True
    rim = [turf]
    for _ in range(rings):
        members = np.concatenate([annealer.tour[each, : annealer.count[each]] for each in rim])
        touched = np.unique(annealer.who[sites.around(members), 0])
        rim = [int(each) for each in touched if annealer.free[each] and not found[each]]
        found[rim] = True
        if not rim:
            break
    return found
