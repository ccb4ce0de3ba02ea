"""The annealing: exact in what it counts, whole in what it leaves, and shorter than where it started."""

import numpy as np
import pytest

from canvass.geo.cuts.annealing import Annealer, Load, shorten
from canvass.geo.cuts.joining import pieces
from canvass.geo.cuts.sites import gather
from canvass.geo.cuts.starting import first_cut
from canvass.geo.cuts.ways import Ways


def started(seed: int, pace: float = 0.0, count: int = 400, parts: int = 10) -> Annealer:
    rng = np.random.default_rng(seed)
    nothing = np.full(count, -1)
    sites = gather(rng.uniform(0, 800, (count, 2)), nothing, nothing, nothing, 44)
    ways = Ways((sites.xy[:, 0] > 400).astype(np.int64), np.zeros(len(sites.beside), bool))
    load = Load(sites.doors, pace, 36 + 800 * pace, 44 + 1000 * pace)
    annealer = Annealer(sites, load, ways, seed, parts, np.zeros(0, np.int64))
    annealer.begin(first_cut(sites, sites.doors, parts, np.arange(count), np.zeros(count, np.int64)))
    return annealer


def check_books(annealer: Annealer) -> None:
    """What the kernels keep is what can be counted anew."""
    every = np.concatenate(annealer.tours())
    assert sorted(every) == list(range(len(annealer.sites)))
    for number, tour in enumerate(annealer.tours()):
        assert (annealer.who[tour, 0] == number).all()
        assert annealer.who[tour, 1].tolist() == list(range(len(tour)))
    load = np.bincount(annealer.who[:, 0], annealer.load.of_site, annealer.parts)
    load += annealer.load.pace * annealer.lengths()
    assert annealer.turfs[:, 0] == pytest.approx(load, abs=1e-6)


@pytest.mark.parametrize("pace", [0.0, 0.01])
@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_books_are_right_after_any_moves(seed: int, hard: bool, pace: float) -> None:
    annealer = started(seed, pace)
    annealer.join()
    for heat in (2.0, 0.5, 0.05):
        annealer.run(10, (heat, heat), (0.5, 0.5), hard=hard)
        check_books(annealer)
        if hard:
            turf = annealer.who[:, 0].astype(np.int64)
            assert len(np.unique(pieces(annealer.sites, turf))) == annealer.parts


def test_walks_become_shorter_and_keep_the_limits() -> None:
    annealer = started(1)
    annealer.run(30, (0.05, 0.01), (1000.0, 1000.0), hard=False)
    before = annealer.lengths().sum()
    again = started(1)
    shorten(again, 200, lambda _far: None)
    assert again.lengths().sum() < 0.97 * before
    assert not again.outside().any()


def test_a_turf_that_is_fixed_stays_as_it_is() -> None:
    annealer = started(2)
    annealer.free[3] = False
    before = set(annealer.tours()[3])
    annealer.run(50, (1.0, 0.1), (0.5, 5.0), hard=False)
    assert set(annealer.tours()[3]) == before
