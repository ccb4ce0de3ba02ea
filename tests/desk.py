"""Consulta's desk for the tests: two of its staff, and a case that one offers to the other."""

import uuid
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from canvass.sealing import NewHolder
from tests.cast import Cast, Person, join, learn_log, lengthen_key_log, new_key, writing_to
from tests.people import add_case, new_note
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
