"""Small numbers are not told: few people in a small town can be guessed. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K")


def withheld(counts: Mapping[K, int], wholes: Sequence[Collection[K]], least: int) -> dict[K, int | None]:
    """Counts, those below `least` withheld as None; 0 stays, for it tells of nobody. `wholes`: which of them add up.

    Where one part of a whole alone would be withheld, or several that are together fewer than `least`, the smallest of the
    others goes with them: whoever knows the whole could otherwise subtract, and of two who are 2 together each is 1 (primary
    and complementary cell suppression: L. Willenborg, T. de Waal, "Statistical Disclosure Control in Practice", 1996).
    """
    told: dict[K, int | None] = {key: n if n == 0 or n >= least else None for key, n in counts.items()}
    hiding = True
    while hiding:
        # What goes along in one whole may stand alone in another.
        hiding = False
        for whole in wholes:
            beside = _beside_too_few(told, counts, whole, least)
            if beside is not None:
                told[beside], hiding = None, True
    return told


def _beside_too_few(
    told: Mapping[K, int | None], counts: Mapping[K, int], whole: Collection[K], least: int
) -> K | None:
    """The smallest part that is told, where those of this whole that are withheld hide each other too little."""
    hidden = [counts[key] for key in whole if told[key] is None]
    others = [(n, str(key), key) for key in whole if (n := told[key])]
    too_few = hidden and (len(hidden) == 1 or sum(hidden) < least)
    return min(others, key=lambda each: each[:2])[2] if too_few and others else None
