"""A plan as leads edit it: doors in numbered draft turfs, each with its walk and its polygon.

Everything is in metres of the plan's own plane: polygons that border on each other share their corners to the last
digit, and stay so through any number of edits.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from canvass.geo.cuts.plans import Note
from canvass.geo.cuts.wishes import Wish
from canvass.geo.distance import LonLat
from canvass.geo.plane import Plane, in_the_world, reproject
from canvass.geo.shapes import Area
from canvass.geo.walking import Metric

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEFT_OVER = 0
"""The number of the turf that a door without one is in. A plan's own turfs count from 1."""
GONE = -1
"""That of a door that the plan gave away: it is in a live turf, or nobody may knock there."""


@dataclass(frozen=True)
class PlanDoors:
    """The doors of a plan, as arrays of one length: WGS84 degrees, floor (-1 unknown), and by numbers what is one
    building (`unit`; a lot with a point of its own is one) and which street they are in.

    They come as people count them, so that two of one floor are walked to in that order.
    """

    lon: Floats
    lat: Floats
    unit: Ints
    floor: Ints
    street: Ints
    streets: tuple[str, ...]
    lon0: float
    lat0: float

    def __len__(self) -> int:
        return len(self.lon)

    @property
    def plane(self) -> Plane:
        return Plane(self.lon0, self.lat0)

    @cached_property
    def xy(self) -> Floats:
        """Metres, (n, 2)."""
        return np.column_stack(self.plane.to_metres(self.lon, self.lat))


@dataclass(frozen=True)
class Terms:
    """What a plan was asked for, where walks begin (WGS84; None: anywhere), and what counts as the way from door to door
    once a turf is walked anew (None: the straight line)."""

    wish: Wish
    start: LonLat | None = None
    seed: int = 0
    metric: Metric | None = None


@dataclass(frozen=True)
class DraftTurf:
    """A turf of a plan: the numbers of its doors in walking order, the metres of the round through them, its polygon in
    the plane's metres; and once it is published, the live turf's id."""

    n: int
    name: str
    doors: Ints
    metres: float
    hours: float
    polygon: BaseGeometry
    published: str | None = None


@dataclass(frozen=True)
class Layout:
    """One state of a plan. `last` is the highest number that a turf ever had; `gone` the doors that it gave away.

    The notes name turfs by `n`, the whole plan by 0.
    """

    turfs: tuple[DraftTurf, ...]
    notes: tuple[Note, ...] = ()
    last: int = 0
    gone: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    def turf_of(self, count: int) -> Ints:
        """The number of the turf of each of the plan's doors, `LEFT_OVER` or `GONE`."""
        found = np.full(count, LEFT_OVER, np.int64)
        found[self.gone] = GONE
        for turf in self.turfs:
            found[turf.doors] = turf.n
        return found

    def positions(self, count: int) -> Ints:
        """Where each door stands in its turf's walk, from 1; 0 for those in none."""
        found = np.zeros(count, np.int64)
        for turf in self.turfs:
            found[turf.doors] = np.arange(1, len(turf.doors) + 1)
        return found

    def left_over(self, count: int) -> Ints:
        """The doors in no turf."""
        return np.flatnonzero(self.turf_of(count) == LEFT_OVER)

    def notes_on(self, n: int) -> list[Note]:
        return [note for note in self.notes if note.turf == n]

    def replaced(
        self, turfs: Sequence[DraftTurf], touched: Sequence[int], last: int | None = None
    ) -> "Layout":
        """Those turfs for the `touched` ones; what was noted on these no longer holds."""
        kept = [turf for turf in self.turfs if turf.n not in touched]
        notes = tuple(note for note in self.notes if note.turf not in touched)
        every = tuple(sorted((*kept, *turfs), key=lambda turf: turf.n))
        return replace(self, turfs=every, notes=notes, last=self.last if last is None else last)


def figures(layout: Layout, count: int) -> dict[str, Any]:
    """What a lead reads first, of a plan with so many doors."""
    doors = sum(len(turf.doors) for turf in layout.turfs)
    return {
        "turfs": len(layout.turfs),
        "doors": doors,
        "metres": round(sum(turf.metres for turf in layout.turfs)),
        "hours": round(sum(turf.hours for turf in layout.turfs), 2),
        "left_over": count - doors - len(layout.gone),
    }


def in_degrees(polygon: BaseGeometry, plane: Plane) -> Area:
    """A polygon of the plane in WGS84, cut at the antimeridian."""
    return cast(Area, in_the_world(reproject(polygon, plane.to_degrees)))


def pack_doors(doors: PlanDoors, **more: NDArray[Any]) -> bytes:
    """The doors, and arrays beside them, as bytes."""
    arrays = {name: getattr(doors, name) for name in ("lon", "lat", "unit", "floor", "street")}
    head = {"streets": doors.streets, "lon0": doors.lon0, "lat0": doors.lat0}
    return _packed(head, {**arrays, **more})


def unpack_doors(packed: bytes) -> tuple[PlanDoors, Mapping[str, NDArray[Any]]]:
    """The doors again, and what was beside them."""
    head, arrays = _unpacked(packed)
    own = {name: arrays.pop(name) for name in ("lon", "lat", "unit", "floor", "street")}
    return PlanDoors(**own, streets=tuple(head["streets"]), lon0=head["lon0"], lat0=head["lat0"]), arrays


def pack(layout: Layout) -> bytes:
    """A layout as bytes: about 4 for each door."""
    names = ("n", "name", "metres", "hours", "published")
    turfs = [{name: getattr(turf, name) for name in names} for turf in layout.turfs]
    head = {"turfs": turfs, "notes": [asdict(note) for note in layout.notes], "last": layout.last}
    shapes = [np.frombuffer(shapely.to_wkb(turf.polygon), np.uint8) for turf in layout.turfs]
    walks = [turf.doors for turf in layout.turfs]
    return _packed(
        head,
        {
            "walks": _joined(walks).astype(np.int32),
            "doors": np.array([len(walk) for walk in walks], np.int64),
            "shapes": _joined(shapes).astype(np.uint8),
            "bytes": np.array([len(shape) for shape in shapes], np.int64),
            "gone": layout.gone.astype(np.int32),
        },
    )


def unpack(packed: bytes) -> Layout:
    """The layout again."""
    head, arrays = _unpacked(packed)
    walks = np.split(arrays["walks"].astype(np.int64), np.cumsum(arrays["doors"])[:-1])
    shapes = np.split(arrays["shapes"], np.cumsum(arrays["bytes"])[:-1])
    turfs = tuple(
        DraftTurf(doors=walk, polygon=shapely.from_wkb(shape.tobytes()), **told)
        for told, walk, shape in zip(head["turfs"], walks, shapes, strict=False)
    )
    notes = tuple(Note(**note) for note in head["notes"])
    return Layout(turfs, notes, head["last"], arrays["gone"].astype(np.int64))


def _joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def _packed(head: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    told = np.frombuffer(json.dumps(head).encode(), np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, head=told, **arrays)
    return out.getvalue()


def _unpacked(packed: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    with np.load(io.BytesIO(packed), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    return json.loads(arrays.pop("head").tobytes()), arrays
