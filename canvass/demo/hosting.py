"""The demo's events: one to come, with what its guests need, and one that was, with who came; as staff's browser seals them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from canvass import gatherings
from canvass.db import db
from canvass.demo.story import Demo
from canvass.gatherings import Gathering
from canvass.leadership import VAULT, Person

COMING = {
    "name": "Posada comunitaria",
    "time": "17:00",
    "place": "Salón de la iglesia",
    "languages": ["es", "mam"],
    "offers": ["childcare", "food"],
}
PAST = {
    "name": "Taller de derechos",
    "time": "18:30",
    "place": "Biblioteca, sala 2",
    "languages": ["es"],
    "offers": ["interpreter"],
}
DAYS_AHEAD, DAYS_AGO = 9, 6
FIRST_STEPS = ("met", "one_on_one")
"""Whoever came to an event from these could move up."""
CODES = "23456789ABCDEFGHJKMNPQRSTWXYZ"
NEEDS: Sequence[dict[str, Any]] = (
    {"party": 3, "children": 2, "ride": True, "interpreter": "", "food": ""},
    {"party": 1, "children": 0, "ride": False, "interpreter": "mam", "food": "carne"},
    {"party": 2, "children": 0, "ride": True, "interpreter": "", "food": ""},
)


def host(demo: Demo) -> None:
    """Plan both, and say of their invitations what was answered."""
    people = db.session.scalars(select(Person.id).order_by(Person.id)).all()
    coming = _plan(demo, COMING, DAYS_AHEAD)
    for number, person in enumerate(people[:9]):
        _say(demo, coming, person, _answers(number))
    past = _plan(demo, PAST, -DAYS_AGO)
    first = db.session.scalars(
        select(Person.id).where(Person.step.in_(FIRST_STEPS)).order_by(Person.id)
    ).all()
    for number, person in enumerate(first[:6]):
        _say(
            demo,
            past,
            person,
            [{"answer": "coming", "came": True} if number % 2 else {"answer": "not_coming"}],
        )
    gatherings.change_gathering(past, past.rev, demo.team["Celia"].id, state="held")


def _answers(number: int) -> list[dict[str, Any]]:
    if number % 3 == 0:
        return []
    if number % 3 == 1:
        return [{"answer": "coming", "needs": NEEDS[number // 3 % len(NEEDS)]}]
    return [{"answer": "not_coming" if number > 4 else "coming"}]


def _plan(demo: Demo, told: dict[str, Any], days: int) -> Gathering:
    record = str(uuid4())
    today = datetime.now(UTC).date()
    body = {"v": 1, "id": record, **told, "outcome": "", "on": str(today), "by": "Celia"}
    return gatherings.plan_gathering(
        UUID(record),
        key_id=demo.seals.key_id(VAULT),
        sealed=demo.seals.seal(VAULT, "gathering", record, body),
        next_on=today + timedelta(days=days),
        by=demo.team["Celia"].id,
    )


def _say(demo: Demo, event: Gathering, person: UUID, said: Sequence[dict[str, Any]]) -> None:
    """An invitation with its code, and what was said to it, a minute apart."""
    at = datetime.now(UTC) - timedelta(hours=1)
    for number, part in enumerate(({"code": _code(person), "answer": "unknown"}, *said)):
        record = str(uuid4())
        when = (at + timedelta(minutes=number)).isoformat().replace("+00:00", "Z")
        body = {
            "v": 1,
            "id": record,
            "gathering": str(event.id),
            "person": str(person),
            "at": when,
            "by": "Celia",
        }
        sealed = demo.seals.seal(VAULT, "gathering.reply", record, {**body, **part})
        gatherings.add_reply(event, UUID(record), key_id=demo.seals.key_id(VAULT), sealed=sealed)


def _code(person: UUID) -> str:
    return "".join(_letters(person.int))


def _letters(draw: int) -> Iterator[str]:
    for _ in range(6):
        draw, letter = divmod(draw, len(CODES))
        yield CODES[letter]
