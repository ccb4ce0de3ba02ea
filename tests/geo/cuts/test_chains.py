"""Chains: what a turf has too much of finds its way through its neighbours to where there is room."""

import numpy as np
import pytest

from canvass.geo.cuts.annealing import Annealer, Load
from canvass.geo.cuts.chains import hand_on
from canvass.geo.cuts.joining import pieces
from canvass.geo.cuts.sites import gather
from canvass.geo.cuts.ways import Ways


def street(sizes: list[int], low: float = 9, high: float = 11) -> Annealer:
    """Houses in a row, cut into turfs of these sizes from west to east."""
    count = sum(sizes)
    xy = np.column_stack((np.arange(count) * 10.0, np.zeros(count)))
    nothing = np.full(count, -1)
    sites = gather(xy, nothing, nothing, nothing, 11)
    turf = np.repeat(np.arange(len(sizes)), sizes)[np.argsort(np.argsort(sites.xy[:, 0]))]
    ways = Ways(np.zeros(count, np.int64), np.zeros(len(sites.beside), bool))
    annealer = Annealer(sites, Load(sites.doors, 0.0, low, high), ways, 0, len(sizes), np.zeros(0, np.int64))
    annealer.begin(turf)
    return annealer


@pytest.mark.parametrize("sizes", [[12, 11, 11, 10], [10, 9, 9, 8], [8, 9, 9, 9, 10]])
def test_the_chain_goes_through_turfs_that_have_no_room_themselves(sizes: list[int]) -> None:
    annealer = street(sizes)
    worst = int(np.argmax(annealer.outside()))
    assert hand_on(annealer, worst)
    assert not annealer.outside().any()
    turf = annealer.who[:, 0].astype(np.int64)
    assert len(np.unique(pieces(annealer.sites, turf))) == len(sizes)
    assert sorted(np.concatenate(annealer.tours())) == list(range(sum(sizes)))


def test_where_nobody_has_room_there_is_no_chain() -> None:
    annealer = street([12, 11, 11, 11])
    before = annealer.who.copy()
    assert not hand_on(annealer, int(np.argmax(annealer.outside())))
    assert (annealer.who == before).all()
