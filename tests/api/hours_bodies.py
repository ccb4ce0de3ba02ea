"""Bodies that the routes of office hours and slots accept."""

import uuid
from typing import Any

from canvass.db import begin_writing, db
from canvass.hours import OfficeHours
from canvass.slots import Slot
from tests.api.desk_bodies import Make
from tests.api.world import HOURS, World


def _hours(world: World) -> dict[str, Any]:
    """A week has only so many lines: what was added before goes."""
    for line in world.celia.get("/api/hours").json["items"]:
        world.celia.delete(f"/api/hours/{line['id']}", {"rev": line["rev"]})
    return {**HOURS, "weekday": 2}


def _line(world: World) -> dict[str, Any]:
    made = world.celia.post("/api/hours", _hours(world)).json["items"][0]
    world.ids["hours_id"] = made["id"]
    return {"rev": made["rev"]}


def _rev_of(world: World, model: type[OfficeHours] | type[Slot], name: str) -> int:
    with world.cast.app.app_context():
        begin_writing(db.session)
        return db.session.get_one(model, uuid.UUID(world.ids[name])).rev


HOURS_BODIES: dict[tuple[str, str], Make] = {
    ("PATCH", "/api/slots/{slot_id}"): lambda world: {
        "rev": _rev_of(world, Slot, "slot_id"),
        "state": "kept",
    },
    ("PATCH", "/api/hours/{hours_id}"): lambda world: {
        **HOURS,
        "rev": _rev_of(world, OfficeHours, "hours_id"),
    },
    ("PUT", "/api/hours/days-off"): lambda world: {"day": "2099-12-25", "reason": "Navidad"},
    ("POST", "/api/hours"): _hours,
    ("DELETE", "/api/hours/{hours_id}"): _line,
}
"""In an order in which one may be called after the other."""
