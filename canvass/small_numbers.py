"""Small numbers are not told: few people in a small town can be guessed. Pure."""

from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")


def withheld(counts: Mapping[K, int], least: int) -> dict[K, int | None]:
    """The parts of a whole, those below `least` withheld as None; 0 stays, for it tells of nobody.

    Where one part alone would be withheld, the smallest of the others goes with it: whoever knows the whole could otherwise
    subtract (primary and complementary cell suppression: L. Willenborg, T. de Waal, "Statistical Disclosure Control in
    Practice", 1996).
    """
    told: dict[K, int | None] = {key: n if n == 0 or n >= least else None for key, n in counts.items()}
    hidden = [key for key, n in told.items() if n is None]
    others = [(n, str(key), key) for key, n in told.items() if n]
    if len(hidden) == 1 and others:
        told[min(others, key=lambda each: each[:2])[2]] = None
    return told
