"""The case that was open: buildings of 30 to 55 doors side by side, where a turf had 58 to 69."""

import numpy as np
import pytest

from canvass.geo.cuts import plans
from canvass.geo.cuts.wishes import DoorsToCut, Size
from canvass.geo.cutting import cut


def blocks_among_houses(seed: int) -> DoorsToCut:
    """A quarter of 40 blocks of 30 to 55 doors, 60 m from each other, with three to six houses between."""
    rng = np.random.default_rng(seed)
    lon, lat, building = [], [], []
    for block in range(40):
        x, y = 60.0 * (block % 8), 60.0 * (block // 8)
        for units in (int(rng.integers(30, 56)), *(1 for _ in range(int(rng.integers(3, 7))))):
            at = (x + rng.normal(0, 12), y + rng.normal(0, 12))
            lon += [-71.1 + at[0] / 82_000] * units
            lat += [42.37 + at[1] / 111_000] * units
            building += [len(set(building))] * units
    while len(lon) < 3000:
        lon.append(-71.1 + rng.uniform(-150, 630) / 82_000)
        lat.append(42.37 + rng.uniform(-150, 450) / 111_000)
        building.append(building[-1] + 1)
    return DoorsToCut.at(lon, lat, building)


@pytest.mark.parametrize("seed", range(4))
def test_adjacent_blocks_of_30_to_55_doors_come_out_even(seed: int) -> None:
    doors = blocks_among_houses(seed)
    plan = cut(doors, Size(50), seed=seed)
    sizes = np.array([turf.doors for turf in plan.turfs])
    assert ((sizes >= 45) & (sizes <= 55)).all()
    assert plans.NOT_IN_ONE_PIECE not in {note.code for note in plan.notes}
    for number in range(int(doors.building.max()) + 1):
        assert len(set(plan.turf[doors.building == number])) == 1
