"""Durable visits a second through the real API, and whether every one that was acknowledged is there, once, for all."""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from sqlalchemy import func, select

from bench.outing import Outing, freeze, verdicts_of, work_of
from bench.reading import Reader, reading_meanwhile
from bench.writer import at_once, rate
from canvass.app import create_app
from canvass.config import Settings
from canvass.db import db
from canvass.log import Event
from canvass.visits import DoorState, Visit

AGAIN = 4
"""Every so many pushes is handed in a second time when all is done, as after a lost answer."""


@dataclass(frozen=True)
class Faults:
    """What was acknowledged and is not there; what is there twice; what a reader who pulled never saw."""

    lost: int = 0
    doubled: int = 0
    skipped: int = 0

    def __add__(self, other: "Faults") -> "Faults":
        return Faults(self.lost + other.lost, self.doubled + other.doubled, self.skipped + other.skipped)


def push_all(outing: Outing, *, size: int, each: int) -> tuple[float, Faults]:
    """Visits a second when every phone hands in `each` visits at once, in pushes of that size; and what went wrong."""
    reader = Reader(outing)
    before = {door: row["attempts"] for door, row in reader.rows.items()}
    items = {phone.outbox: freeze(outing, phone, each) for phone in outing.phones}
    works = [work_of(outing, phone, items[phone.outbox], size) for phone in outing.phones]
    with reading_meanwhile(reader.pull), at_once(works) as answers:
        pass
    accepted = {
        given for given, verdict in verdicts_of(answers).items() if verdict in ("accepted", "duplicate")
    }
    speed = rate(answers, len(accepted))
    _hand_in_again(outing, works)
    reader.pull()
    doors = Counter(_door_of(item) for some in items.values() for item in some if item["id"] in accepted)
    return speed, _compare(outing, accepted, doors, before, reader)


def _hand_in_again(outing: Outing, works: list) -> None:  # type: ignore[type-arg]
    again = [type(work)(work.port, work.path, work.headers, work.bodies[::AGAIN]) for work in works]
    with at_once(again) as answers:
        pass
    verdicts = set(verdicts_of(answers).values())
    if verdicts != {"duplicate"}:
        raise RuntimeError(f"handed in again: {verdicts}")


def _door_of(item: Mapping[str, str]) -> str:
    return str(orjson.loads(item["envelope"])["body"]["door"])


def _compare(
    outing: Outing, accepted: set[str], doors: Counter[str], before: Mapping[str, int], reader: Reader
) -> Faults:
    """Hold what was acknowledged against the log, the projection, and the rows of who pulled."""
    ids = {uuid.UUID(each) for each in accepted}
    with create_app(Settings.from_environment(outing.server.environment())).app_context():
        here = set(db.session.scalars(select(Event.id).where(Event.kind == "visit.recorded"))) & ids
        seen = set(db.session.scalars(select(Visit.id))) & ids
        attempts = dict(db.session.execute(select(DoorState.door_id, DoorState.attempts)).tuples().all())
        once = db.session.scalar(select(func.count()).select_from(Visit)) or 0
        db.engine.dispose()
    told = {door: row["attempts"] for door, row in reader.rows.items()}
    due = {door: before[door] + doors[door] for door in before}
    counted = {str(door): n for door, n in attempts.items()}
    return Faults(
        lost=len(ids - here) + len(ids - seen) + sum(max(0, n - counted.get(d, 0)) for d, n in due.items()),
        doubled=max(0, sum(counted[d] for d in due if d in counted) - sum(due.values()))
        + max(0, sum(counted.values()) - once),
        skipped=sum(max(0, n - told[d]) for d, n in due.items()) + reader.differed,
    )
