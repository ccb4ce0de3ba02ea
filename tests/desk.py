"""The desk for the tests: two of Consulta's staff and a case that one offers to the other; one of each record that there is."""

import uuid
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from canvass.sealing import NewHolder
from tests.cast import Cast, Person, join, learn_log, lengthen_key_log, new_key, writing_to
from tests.people import (
    add_case,
    contact,
    hand_in,
    held_hour,
    new_case,
    new_note,
    new_person,
    new_task,
    route,
)
from tests.walk import lay_ground


@dataclass
class Desk:
    """Celia and Fidel of Consulta, and a case."""

    cast: Cast
    fidel: Person
    campaign: uuid.UUID
    case: str

    def post(self, who: Person, path: str, **body: Any) -> TestResponse:
        return who.post(f"/api/cases/{self.case}{path}", body)

    def seen(self, who: Person) -> tuple[Any, ...]:
        found = who.get(f"/api/cases/{self.case}").json
        return found["assignee"], found["offered_to"], found["offered_by"]

    def note(self) -> dict[str, str]:
        return new_note(self.cast, "consulta", "case.note")


def open_desk(cast: Cast) -> Desk:
    """Fidel gets a key to Consulta, and a case is offered to him."""
    fidel = join(cast.app, "Fidel", "staff")
    key = NewHolder("Fidel", str(fidel.member_id), words="seis siete cinco cuatro tres dos uno")
    with writing_to(cast.app):
        lengthen_key_log(new_key(cast, "consulta", key), by=cast.elena.member_id)
    learn_log(cast)
    campaign = lay_ground(cast, doors=0).campaign
    return Desk(cast, fidel, campaign, add_case(cast, campaign, to=str(fidel.member_id)))


def lay_records(cast: Cast, campaign: uuid.UUID) -> dict[str, str]:
    """A contact that became a case and somebody on the ladder, each with a note and a task; an hour, a meeting, an event."""
    first, case, person = contact(cast, campaign), new_case(cast), new_person(cast)
    hand_in(cast.alma, first)
    _made(
        cast.celia.post(
            f"/api/contacts/{first['id']}/routing", route(cast, first["id"], case=case, ladder=person)
        )
    )
    hour = held_hour(cast, campaign, uuid.uuid4(), first["id"])
    hand_in(cast.alma, hour)
    tasks = [new_task(cast, "consulta", "case.task"), new_task(cast, "leadership", "ladder.task")]
    records = (
        (f"/api/cases/{case['id']}", "consulta", "case.note"),
        (f"/api/ladder/{person['id']}", "leadership", "ladder.note"),
    )
    for (path, vault, kind), task in zip(records, tasks, strict=True):
        _made(cast.celia.post(f"{path}/tasks", task))
        _made(cast.celia.post(f"{path}/notes", new_note(cast, vault, kind)))
    meeting = new_note(cast, "consulta", "meeting")
    _made(cast.celia.post("/api/patterns/meetings", {**meeting, "next_on": "2026-12-01"}))
    _made(cast.celia.post("/api/patterns/likenesses", new_note(cast, "consulta", "likeness")))
    gathering = new_note(cast, "leadership", "gathering")
    _made(cast.celia.post("/api/gatherings", {**gathering, "next_on": "2026-12-01"}))
    reply = new_note(cast, "leadership", "gathering.reply")
    _made(cast.celia.post(f"/api/gatherings/{gathering['id']}/replies", reply))
    return {
        "contact": first["id"],
        "slot_hold": hour["id"],
        "case": case["id"],
        "person": person["id"],
        "case_task": tasks[0]["id"],
        "person_task": tasks[1]["id"],
        "meeting": meeting["id"],
        "gathering": gathering["id"],
    }


def _made(answer: TestResponse) -> None:
    assert answer.status_code in (200, 201), answer.json
