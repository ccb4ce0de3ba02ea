"""From doors and a cut to the first layout of a plan."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from canvass.geo.cuts.plans import Note, Plan
from canvass.geo.cuts.wishes import DoorsToCut, hours_of
from canvass.geo.drafting.borders import share_corners
from canvass.geo.drafting.draft_rounds import begin_at, start_of
from canvass.geo.drafting.layouts import DraftTurf, Layout, PlanDoors, Terms
from canvass.geo.drafting.naming import name_of
from canvass.geo.plane import Plane, reproject
from canvass.geo.walking import ONE_BUILDING, ONE_POINT

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def lay_doors(
    lon: Floats, lat: Floats, place: Ints, floor: Ints, street: Ints, streets: Sequence[str]
) -> PlanDoors:
    """Doors with the numbers of their places and streets. A place that is larger than a building, as a park of mobile
    homes is, is as many as it has points."""
    plane = Plane.round(lon, lat)
    xy = np.column_stack(plane.to_metres(lon, lat))
    size = np.zeros(int(place.max(initial=-1)) + 1)
    for axis in (0, 1):
        low, high = np.full(len(size), np.inf), np.full(len(size), -np.inf)
        np.minimum.at(low, place, xy[:, axis])
        np.maximum.at(high, place, xy[:, axis])
        size += (high - low) ** 2
    spread = np.sqrt(size)[place] > ONE_BUILDING
    grain = np.where(spread[:, None], np.round(xy / ONE_POINT), 0).astype(np.int64)
    keys = np.column_stack((place, grain))
    unit = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)
    return PlanDoors(lon, lat, unit, floor, street, tuple(streets), plane.lon0, plane.lat0)


def to_cut(doors: PlanDoors) -> DoorsToCut:
    """The doors as `cutting.cut` wants them."""
    return DoorsToCut.at(doors.lon, doors.lat, doors.unit, doors.floor)


def lay_out(
    doors: PlanDoors, plan: Plan, terms: Terms, taken: Sequence[BaseGeometry], names: Sequence[str] = ()
) -> Layout:
    """The cut as a layout: turfs numbered from 1 and named, their polygons without those of the live turfs (`taken`)."""
    plane, others, start = doors.plane, set(names), start_of(doors, terms)
    theirs = [reproject(polygon, plane.to_metres) for polygon in taken]
    turfs = []
    for n, cut in enumerate(plan.turfs, 1):
        walk, metres, hours = cut.order, cut.metres, cut.hours
        if start is not None:
            walk, detour = begin_at(doors, walk, start)
            metres += detour
            hours = hours_of(terms.wish, len(walk), metres)
        shape = _without(reproject(cut.polygon, plane.to_metres), theirs)
        name = name_of(doors, walk, n, others)
        others.add(name)
        turfs.append(DraftTurf(n, name, walk, metres, hours, shape))
    shapes = share_corners({turf.n: turf.polygon for turf in turfs}, {})
    turfs = [replace(turf, polygon=shapes[turf.n]) for turf in turfs]
    notes = tuple(_note(doors, note) for note in plan.notes)
    return Layout(tuple(turfs), notes, len(turfs))


def _note(doors: PlanDoors, note: Note) -> Note:
    """The note on the turf's number here; a building is named by one of its doors."""
    values = dict(note.values)
    if "building" in values:
        values["door"] = int(np.flatnonzero(doors.unit == values.pop("building"))[0])
    return replace(note, turf=note.turf + 1, values=values)


def _without(shape: BaseGeometry, taken: Sequence[BaseGeometry]) -> BaseGeometry:
    """The polygon without the others; as it was where these leave nothing."""
    over = [other for other in taken if shapely.intersects(other, shape)]
    left = shapely.difference(shape, shapely.union_all(over)) if over else shape
    parts = [part for part in shapely.get_parts(left) if part.area > 1]
    return shapely.union_all(parts) if parts else shape
