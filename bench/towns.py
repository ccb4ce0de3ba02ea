"""Towns to be cut: an invented one in the mountains, and real ones from ../shared/data."""

import csv
import gzip
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from canvass.geo.distance import LocalProjection

DATA = Path(__file__).parents[2] / "shared" / "data" / "addresses"
MIDDLE = (-82.55, 35.59)
Rows = list[tuple[float, float, int, int, int]]
"""East, north, building, floor, lane."""


@dataclass(frozen=True)
class Town:
    """Doors: WGS84 degrees, the building of each, its floor and lane (-1 where there is none)."""

    name: str
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    building: NDArray[np.int64]
    floor: NDArray[np.int64]
    lane: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.lon)


def invented(doors: int = 10_000, seed: int = 4) -> Town:
    """A town in a valley: a grid with apartment blocks, roads that wind up the slopes, mobile-home parks."""
    rng = np.random.default_rng(seed)
    scale = math.sqrt(doors / 10_000)
    rows: Rows = []
    _grid(rows, rng, scale)
    _blocks(rows, rng, scale, most=int(doors * 0.26))
    _parks(rows, rng, scale, most=int(doors * 0.12))
    while len(rows) < doors:
        _winding(rows, rng, scale, most=doors)
    x, y, building, floor, lane = np.array(rows[:doors]).T
    lon, lat = LocalProjection(*MIDDLE).to_degrees(x, y)
    return Town("invented", lon, lat, building.astype(int), floor.astype(int), lane.astype(int))


def _house(rows: Rows, x: float, y: float, units: int = 1) -> None:
    building = rows[-1][2] + 1 if rows else 0
    rows += [(x, y, building, -1, -1)] * units


def _grid(rows: Rows, rng: np.random.Generator, scale: float) -> None:
    """Blocks of 110 by 80 m, houses on both sides, now and then one with two or three flats."""
    half_x, half_y = 1150 * scale, 700 * scale
    for street in np.arange(-half_y, half_y, 80):
        for side in (-11, 11):
            for x in np.arange(-half_x, half_x, 17):
                if x % 110 > 12 and rng.random() < 0.86:
                    units = int(rng.choice([1, 1, 1, 1, 1, 2, 3]))
                    _house(rows, x + rng.normal(0, 2), street + side + rng.normal(0, 2), units)


def _blocks(rows: Rows, rng: np.random.Generator, scale: float, most: int) -> None:
    """Apartment blocks of 6 to 90 units, some beside each other."""
    end = len(rows) + most
    while len(rows) < end:
        x, y = rng.normal(0, 900 * scale), rng.normal(0, 600 * scale)
        for neighbour in range(int(rng.integers(1, 5))):
            building = rows[-1][2] + 1
            floors, each = int(rng.integers(2, 7)), int(rng.integers(3, 14))
            at = (x + 45 * neighbour + rng.normal(0, 4), y + rng.normal(0, 6))
            rows += [(*at, building, floor, -1) for floor in range(floors) for _ in range(each)]


def _parks(rows: Rows, rng: np.random.Generator, scale: float, most: int) -> None:
    """Mobile-home parks: lanes 30 m apart, a lot each 13 m; every lot has a point of its own."""
    end, lane = len(rows) + most, 0
    while len(rows) < end:
        turn, far = rng.uniform(0, 2 * math.pi), rng.uniform(1500, 2800) * scale
        x, y, building = far * math.cos(turn), far * math.sin(turn), rows[-1][2] + 1
        for row in range(int(rng.integers(2, 7))):
            lane += 1
            for lot in range(int(rng.integers(8, 20))):
                rows.append(
                    (x + lot * 13 + rng.normal(0, 1), y + row * 30 + rng.normal(0, 1), building, -1, lane)
                )


def _winding(rows: Rows, rng: np.random.Generator, scale: float, most: int) -> None:
    """A road out of the valley that bends as it likes, a house each 20 to 60 m, now on this side, now on that."""
    turn = rng.uniform(0, 2 * math.pi)
    x, y = (
        1300 * scale * math.cos(turn) * rng.uniform(0.7, 1.6),
        800 * scale * math.sin(turn) * rng.uniform(0.7, 1.6),
    )
    step = rng.uniform(20, 60)
    for _ in range(int(rng.integers(15, 70))):
        if len(rows) >= most:
            return
        turn += rng.normal(0, 0.22)
        x, y = x + step * math.cos(turn), y + step * math.sin(turn)
        side = 14 * rng.choice([-1, 1])
        _house(rows, x - side * math.sin(turn), y + side * math.cos(turn))


def montpelier() -> Town:
    return _read("montpelier", DATA / "montpelier_vt.csv.gz")


def cambridge() -> Town:
    """Residential doors alone; a building's shell is no door."""
    return _read("cambridge", DATA / "cambridge_ma.csv.gz", residential=True)


def vermont() -> Town:
    return _read("vermont", DATA / "vermont.csv.gz")


def _read(name: str, path: Path, *, residential: bool = False) -> Town:
    """Doors at one point are one building."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [
            (float(row["lon"]), float(row["lat"]))
            for row in csv.DictReader(file)
            if not residential or (row["residential"] == "True" and row["parent"] != "True")
        ]
    lon, lat = np.array(rows).T
    _, building = np.unique(np.round(np.column_stack((lon, lat)), 6), axis=0, return_inverse=True)
    nothing = np.full(len(lon), -1)
    return Town(name, lon, lat, building.reshape(-1).astype(int), nothing, nothing)
