"""A lead's edit of a plan, from what a browser says to what `geo.editing` does; and the plan's doors as it shows them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from canvass.errors import N_, Invalid
from canvass.geo.cuts.plans import Note
from canvass.geo.drafting import edits
from canvass.geo.drafting.editing import edit
from canvass.geo.drafting.layouts import GONE, DraftTurf, Layout
from canvass.geo.shapes import from_geojson, line_from_geojson
from canvass.plan_doors import Stock
from canvass.plans import Face, check_draft, terms_of
from canvass.revisions import check_rev

NEEDED: Mapping[str, tuple[str, ...]] = {
    "split": ("turf",),
    "merge": ("turfs",),
    "move": ("to",),
    "redraw": ("turf", "polygon"),
    "rename": ("turf", "name"),
    "dissolve": ("turf",),
    "cut_left_over": (),
}
KINDS = tuple(NEEDED)


def work_out(face: Face, rev: int, told: Mapping[str, Any]) -> tuple[Layout, int]:
    """What an edit would make of the plan, and how many doors the plan has. `Stale` where `rev` is an old one.

    Nothing is written: see `plan_steps.keep`.
    """
    check_rev(rev, face.plan.rev)
    plan, stock, layout = check_draft(face)
    return edit(stock.doors, layout, read_edit(stock, told), terms_of(plan)), len(stock.ids)


def read_edit(stock: Stock, told: Mapping[str, Any]) -> edits.Edit:
    """`{kind, …}` as an edit. `Invalid` names what is missing; a door that the plan does not have is no error."""
    kind = told["kind"]
    missing = [name for name in NEEDED[kind] if told.get(name) is None]
    if kind == "move" and not (told.get("doors") or told.get("street")):
        missing.append("doors")
    if missing:
        raise Invalid(errors=[(["edit", name], N_("Falta este dato."), {}) for name in missing])
    match kind:
        case "split":
            line = told.get("line")
            return edits.Split(told["turf"], None if line is None else line_from_geojson(line))
        case "merge":
            return edits.Merge(*told["turfs"])
        case "move":
            return _move(stock, told)
        case "redraw":
            return edits.Redraw(told["turf"], from_geojson(told["polygon"]))
        case "rename":
            return edits.Rename(told["turf"], told["name"])
        case "dissolve":
            return edits.Dissolve(told["turf"])
        case _:
            return edits.CutLeftOver()


def _move(stock: Stock, told: Mapping[str, Any]) -> edits.Edit:
    street = told.get("street")
    if street is not None:
        return edits.MoveStreet(street["name"], street["turf"], told["to"])
    asked = set(told["doors"])
    numbers = [number for number, door in enumerate(stock.ids) if door in asked]
    return edits.Move(np.array(numbers, np.int64), told["to"])


def show_note(stock: Stock, note: Note) -> dict[str, Any]:
    """A note as leads see it: of a building its place's id, of the whole plan no turf."""
    values = dict(note.values)
    if "door" in values:
        values["place"] = str(stock.places[values.pop("door")])
    return {"code": note.code, "turf": note.turf or None, "values": values}


def notes_on(face: Face, turf: DraftTurf) -> list[dict[str, Any]]:
    """What is to be said of a turf: what was noted when it was made, and that doors of it were put elsewhere since."""
    if face.stock is None or face.layout is None:
        return []
    moved = face.moved_in(turf)
    notes = [show_note(face.stock, note) for note in face.layout.notes_on(turf.n)]
    return notes + [{"code": "doors_moved", "turf": turf.n, "values": {"doors": moved}}] * bool(moved)


def count_places(stock: Stock, turf: DraftTurf) -> int:
    """At how many places a turf's doors are."""
    return len({stock.places[number] for number in turf.doors})


def columns(face: Face) -> dict[str, list[Any]]:
    """The plan's doors in columns of one length, `turf` 0 for those left over; empty ones while it is being cut."""
    if face.stock is None or face.layout is None:
        return {name: [] for name in ("door", "lon", "lat", "place", "turf", "position")}
    stock, count = face.stock, len(face.stock.ids)
    turf, position = face.layout.turf_of(count), face.layout.positions(count)
    kept = np.flatnonzero(turf != GONE)
    return {
        "door": [str(stock.ids[number]) for number in kept],
        "lon": np.round(stock.doors.lon[kept], 7).tolist(),
        "lat": np.round(stock.doors.lat[kept], 7).tolist(),
        "place": [str(stock.places[number]) for number in kept],
        "turf": turf[kept].tolist(),
        "position": position[kept].tolist(),
    }
