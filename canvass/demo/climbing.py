"""How the demo's people came to their steps and onto the roster: notes of their own, as staff's browser seals them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from canvass import leadership, tracks
from canvass.db import db
from canvass.demo.story import Demo

WAY = ("met", "one_on_one", "event", "task", "role")
SAID = {
    "one_on_one": "Tomamos un café. Le importa la renta de su parque, y conoce a sus vecinos.",
    "event": "Vino al taller de derechos y trajo a su comadre.",
    "task": "Repartió volantes en su calle.",
    "role": "Camina con nosotros los sábados.",
}
ROLES = (
    ("verifier", "Verificar en la calle"),
    ("canvasser", "Tocar puertas"),
    ("a_team", "Acompañar en la corte"),
    ("sanctuary", "Santuario en la iglesia"),
)
"""A role in the response network, and what is learned for it."""
FREE = (
    ["6 morning", "6 afternoon", "7 morning", "7 afternoon"],
    [f"{weekday} {part}" for weekday in range(1, 6) for part in ("evening", "night")],
    ["1 morning", "3 morning", "5 morning", "5 evening"],
)
AREAS = ("Henderson", "Buncombe, Henderson", "Madison", "Buncombe")


def climb(demo: Demo, person_id: UUID, met_on: date) -> None:
    """Move somebody up by as many steps as their id says, a few days apart."""
    person = db.session.get_one(leadership.Person, person_id)
    reached = WAY[person_id.int % len(WAY)]
    for number, step in enumerate(WAY[1 : WAY.index(reached) + 1], 1):
        on = min(met_on + timedelta(days=6 * number), datetime.now(UTC).date())
        note = note_of(demo, "move", on, SAID[step], step=step)
        leadership.change_person(person, person.rev, {"step": step}, demo.team["Celia"].id, note)


def enlist(demo: Demo, person_id: UUID, language: str) -> None:
    """Somebody who holds a role can be called when something happens: for what, when and where their id says."""
    person = db.session.get_one(leadership.Person, person_id)
    if person.step != WAY[-1]:
        return
    draw = person_id.int // len(WAY)
    on = datetime.now(UTC).date()
    role, training = ROLES[draw % len(ROLES)]
    told = {
        "roles": [role],
        "training": [{"name": training, "on": str(on - timedelta(days=20 + draw % 60))}],
        "languages": sorted({"es", language}),
        "times": FREE[draw % len(FREE)],
    }
    nothing: dict[str, list[str]] = {"roles": [], "training": [], "languages": [], "times": []}
    roster = {"add": told, "drop": nothing, "area": AREAS[draw % len(AREAS)]}
    note = note_of(demo, "roster", on, "", roster=roster)
    tracks.add_note(leadership.LEADERSHIP, person, note["id"], key_id=note["key_id"], sealed=note["sealed"])


def note_of(demo: Demo, kind: str, on: date, text: str, **told: Any) -> dict[str, Any]:
    """A note for a person on the ladder, sealed."""
    record = str(uuid4())
    at = datetime.combine(on, time(17, 0), UTC).isoformat()
    body = {"v": 1, "id": record, "kind": kind, "on": str(on), "at": at, "by": "Celia", "text": text, **told}
    sealed = demo.seals.seal("leadership", "ladder.note", record, body)
    return {"id": UUID(record), "key_id": demo.seals.key_id("leadership"), "sealed": sealed}
