"""Small numbers are not told: few people in a small town can be guessed. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K")


def withheld(counts: Mapping[K, int], wholes: Sequence[Collection[K]], least: int) -> dict[K, int | None]:
    """Counts, those below `least` withheld as None; 0 stays, for it tells of nobody. `wholes`: which of them add up.

    Where one part of a whole alone would be withheld, the smallest of the others goes with it: whoever knows the whole could
    otherwise subtract (primary and complementary cell suppression: L. Willenborg, T. de Waal, "Statistical Disclosure Control
    in Practice", 1996).
    """
    told: dict[K, int | None] = {key: n if n == 0 or n >= least else None for key, n in counts.items()}
    hiding = True
    while hiding:
        # What goes along in one whole may stand alone in another.
        hiding = False
        for whole in wholes:
            beside = _beside_the_only_one(told, whole)
            if beside is not None:
                told[beside], hiding = None, True
    return told


def _beside_the_only_one(told: Mapping[K, int | None], whole: Collection[K]) -> K | None:
    """The smallest part that is told, where exactly one other of this whole is withheld."""
    hidden = [key for key in whole if told[key] is None]
    others = [(n, str(key), key) for key in whole if (n := told[key])]
    return min(others, key=lambda each: each[:2])[2] if len(hidden) == 1 and others else None
