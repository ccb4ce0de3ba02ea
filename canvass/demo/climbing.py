"""How the demo's people came to the steps on which they stand: each move a note of its own, as staff's browser seals it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from canvass import leadership
from canvass.db import db
from canvass.demo.story import Demo

WAY = ("met", "one_on_one", "event", "task", "role")
SAID = {
    "one_on_one": "Tomamos un café. Le importa la renta de su parque, y conoce a sus vecinos.",
    "event": "Vino al taller de derechos y trajo a su comadre.",
    "task": "Repartió volantes en su calle.",
    "role": "Camina con nosotros los sábados.",
}


def climb(demo: Demo, person_id: UUID, met_on: date) -> None:
    """Move somebody up by as many steps as their id says, a few days apart."""
    person = db.session.get_one(leadership.Person, person_id)
    reached = WAY[person_id.int % len(WAY)]
    for number, step in enumerate(WAY[1 : WAY.index(reached) + 1], 1):
        on = min(met_on + timedelta(days=6 * number), datetime.now(UTC).date())
        note = note_of(demo, "move", on, SAID[step], step=step)
        leadership.change_person(person, person.rev, {"step": step}, demo.team["Celia"].id, note)


def note_of(demo: Demo, kind: str, on: date, text: str, **told: str) -> dict[str, Any]:
    """A note for a person on the ladder, sealed."""
    record = str(uuid4())
    at = datetime.combine(on, time(17, 0), UTC).isoformat()
    body = {"v": 1, "id": record, "kind": kind, "on": str(on), "at": at, "by": "Celia", "text": text, **told}
    sealed = demo.seals.seal("leadership", "ladder.note", record, body)
    return {"id": UUID(record), "key_id": demo.seals.key_id("leadership"), "sealed": sealed}
