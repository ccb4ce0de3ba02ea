"""Years of a desk's work on a server: cases with who stands against them, people on the ladder with their moves; all sealed."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from canvass import consulta, leadership
from canvass.db import db
from canvass.demo import sayings
from canvass.demo.cast import Seals, Teammate
from canvass.demo.meeting import CARD

SEED = 7
WITH_COUNTERPARTY = 0.7
"""Of ten cases seven are with somebody: a landlord, an employer."""
KINDS = ("landlord", "employer", "park", "agency", "other")
TRADES = ("Alquileres", "Rentas", "Empacadora", "Lavandería", "Parque", "Constructora", "Vivero", "Hotel")
PLACES = ("Monte Azul", "Río Frío", "Los Robles", "Valle Hondo", "Piedra Alta", "Pine Ridge", "Laurel Fork")
ENDS = ("", " LLC", " Inc.", " y Hijos")
DAYS = 900
MOVES = ("one_on_one", "event")

Body = dict[str, Any]


@dataclass(frozen=True)
class Records:
    """How many there are to be."""

    cases: int
    people: int

    def fill(self, seals: Seals, team: Mapping[str, Teammate], bodies: Sequence[Body]) -> None:
        """Make them of these contacts' bodies, Celia's all, in the caller's transaction."""
        celia, draw = team["Celia"].id, Random(SEED)
        for record in islice(_cases(seals, bodies, draw), self.cases):
            db.session.add(consulta.Case(**record, state="open", transfer=False, assignee_id=celia))
        for record in islice(_people(seals, bodies), self.people):
            db.session.add(leadership.Person(**record, step=MOVES[-1], assignee_id=celia))
            db.session.flush()
            db.session.add_all(
                leadership.PersonNote(person_id=record["id"], **each) for each in _moves(seals, draw)
            )
        db.session.flush()


def _record(seals: Seals, vault: str, kind: str, inside: Body) -> dict[str, Any]:
    sealed = seals.seal(vault, kind, inside["id"], {"v": 1, **inside})
    return {"id": uuid.UUID(inside["id"]), "key_id": seals.key_id(vault), "sealed": sealed}


def _cases(seals: Seals, bodies: Sequence[Body], draw: Random) -> Iterator[dict[str, Any]]:
    for body in bodies:
        on = _day(draw)
        inside = {
            "id": str(uuid.uuid4()),
            "contact": body["id"],
            "card": {name: body[name] for name in CARD},
            **{name: body[name] for name in ("needs", "urgency", "note", "consent")},
            "household": draw.randint(1, 7),
            "interpreter": False,
            "counterparty": _counterparty(draw),
            "next_step": "Llamar a la dueña con la persona al lado",
            "opened_on": on,
            "opened_by": "Celia",
        }
        yield {**_record(seals, "consulta", "case", inside), "rev": 1, "next_on": _soon(draw)}


def _counterparty(draw: Random) -> dict[str, str] | None:
    """One of some thousand spellings, as different people write them."""
    if draw.random() > WITH_COUNTERPARTY:
        return None
    name = f"{draw.choice(TRADES)} {draw.choice(PLACES)}{draw.choice(ENDS)}"
    if draw.random() < 0.2:
        at = draw.randrange(1, len(name) - 1)
        name = name[:at] + name[at + 1 :]
    return {"kind": draw.choice(KINDS), "name": name, "place": f"Lote {draw.randint(1, 40)}"}


def _people(seals: Seals, bodies: Sequence[Body]) -> Iterator[dict[str, Any]]:
    draw = Random(SEED + 1)
    for body in reversed(bodies):
        inside = {
            "id": str(uuid.uuid4()),
            "contact": body["id"],
            "card": {name: body[name] for name in CARD},
            **{name: body[name] for name in ("interests", "consent")},
            "next_step": "Tomar un café",
            "history": [{"step": "met", "on": _day(draw), "by": "Celia", "note": ""}],
        }
        yield {**_record(seals, "leadership", "ladder", inside), "rev": 1, "next_on": _soon(draw)}


def _moves(seals: Seals, draw: Random) -> Iterator[dict[str, Any]]:
    for step in MOVES:
        on = _day(draw)
        text = draw.choice(sayings.DOOR_NOTES["conversation"])
        inside = {"id": str(uuid.uuid4()), "kind": "move", "on": on, "at": f"{on}T17:00:00Z"}
        yield _record(
            seals, "leadership", "ladder.note", {**inside, "by": "Celia", "text": text, "step": step}
        )


def _day(draw: Random) -> str:
    return str(datetime.now(UTC).date() - timedelta(days=draw.randrange(DAYS)))


def _soon(draw: Random) -> Any:
    return datetime.now(UTC).date() + timedelta(days=draw.randrange(-3, 60))
