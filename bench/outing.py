"""A server with a large turf and volunteers who walk it, and the envelopes that their phones froze."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from sqlalchemy import insert

from bench.writer import Sent, Work
from canvass.app import create_app
from canvass.assignments import AssignmentMember
from canvass.config import Settings
from canvass.db import begin_writing, db
from canvass.devices import Device, secret_hash
from canvass.members import Member
from tests.browser.server import Server
from tests.cast import Cast, Person, gather_cast
from tests.walk import Ground, Phone, lay_ground, lend

WORKERS = 2
RATE_FACTOR = 1000
"""A few phones hand in what hundreds would."""
RESULTS = ("not_home", "not_home", "not_home", "conversation", "come_back", "vacant")
NOTED = 10
"""Every so many visits have a sealed note."""


@dataclass
class Outing:
    """An organisation's server on one database, and who walks."""

    name: str
    server: Server
    cast: Cast
    ground: Ground
    phones: list[Phone]
    note: str
    chance: random.Random = field(default_factory=lambda: random.Random(2026))

    @property
    def database_url(self) -> str:
        return Settings.from_environment(self.server.environment()).database_url

    @property
    def reader(self) -> Person:
        """Who pulls: a volunteer under the same lease."""
        return self.cast.alma


def set_out(folder: Path, name: str, database_url: str, *, writers: int, doors: int) -> Outing:
    """Set a server up through the product's own verbs, and start it with two workers."""
    server = Server(folder / name, database_url=database_url, workers=WORKERS, rate_factor=RATE_FACTOR)
    server.canvass("init")
    app = create_app(Settings.from_environment(server.environment()))
    cast = gather_cast(app)
    ground = lay_ground(cast, doors)
    lease = lend(cast, ground.turf, cast.alma)
    note = cast.sealed_text("field", "visit.note", "any", {"text": "perro en el patio"})
    with app.app_context():
        begin_writing(db.session)
        phones = [Phone(each, lease.assignment, lease.generation) for each in enlist(cast, lease, writers)]
        db.session.commit()
        db.engine.dispose()
    server.start()
    return Outing(name, server, cast, ground, phones, note)


def enlist(cast: Cast, lease: Phone, count: int) -> list[Person]:
    """So many volunteers with a phone each, under this lease; in the caller's transaction."""
    people = [
        Person(f"V{n}", uuid.uuid4(), uuid.uuid4(), uuid.uuid4().hex, "", cast.app.test_client())
        for n in range(count)
    ]
    for model, row in ((Member, _member), (Device, _device)):
        db.session.execute(insert(model), [row(person) for person in people])
    walkers = [{"assignment_id": lease.assignment, "member_id": person.member_id} for person in people]
    db.session.execute(insert(AssignmentMember), walkers)
    return people


def _member(person: Person) -> dict[str, object]:
    alias = f"{person.name} {person.member_id.hex[:6]}"
    return {"id": person.member_id, "alias": alias, "role": "volunteer", "active": True}


def _device(person: Person) -> dict[str, object]:
    hashed = secret_hash(person.push_token)
    return {"id": person.device_id, "member_id": person.member_id, "push_hash": hashed}


def freeze(outing: Outing, phone: Phone, count: int) -> list[dict[str, str]]:
    """So many visits of a phone at doors all over the turf, as a push holds them."""
    chance = outing.chance
    return [
        phone.visit(
            chance.choice(outing.ground.doors),
            chance.choice(RESULTS),
            **({"note": outing.note} if n % NOTED == 0 else {}),
        )
        for n in range(count)
    ]


def work_of(outing: Outing, phone: Phone, items: Sequence[dict[str, str]], size: int) -> Work:
    """These items in pushes of that size."""
    headers = {"Authorization": f"Bearer {phone.person.push_token}", "Content-Type": "application/json"}
    bodies = [
        orjson.dumps({"client": "canvass 0.1.0", "events": part})
        for part in (items[start : start + size] for start in range(0, len(items), size))
    ]
    return Work(outing.server.port, "/api/sync/push", headers, bodies)


def verdicts_of(answers: Sequence[Sequence[Sent]]) -> dict[str, str]:
    """The last verdict of each id, of all that was answered."""
    found: dict[str, str] = {}
    for sent in (sent for each in answers for sent in each):
        if sent.status == 200:
            found |= {each["id"]: each["verdict"] for each in orjson.loads(sent.answer)["verdicts"]}
    return found
