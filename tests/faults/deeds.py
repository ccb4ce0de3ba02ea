"""What leads and the machine room did to a walk's records, and what must be left of it: told by the phones' own envelopes."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from canvass.assignments import Assignment
from canvass.db import db
from canvass.log import Event
from canvass.turfs import TurfDoor
from tests.faults import model
from tests.faults.model import Counted, Standing
from tests.faults.phone import Phone


@dataclass
class Kept:
    """What a backup holds of a walk."""

    standing: list[Standing]
    counted: dict[str, Counted]
    forgotten: set[str]
    decided: dict[tuple[str, bytes], str]


@dataclass
class Deeds:
    """Visits that were forgotten, and how often they count at which door; people's records that were erased; decisions
    about quarantine. What a restore undoes of it is undone here as well.
    """

    forgotten: set[str] = field(default_factory=set)
    counted: dict[str, Counted] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    decided: dict[tuple[str, bytes], str] = field(default_factory=dict)
    backup: Kept | None = None

    def forget(self, visits: Collection[str], standing: Iterable[Standing]) -> None:
        """These visits say nothing any more; those that stood still count."""
        self.counted = model.count((each for each in standing if each.visit in visits), self.counted)
        self.forgotten |= set(visits)

    def keep(self, standing: Iterable[Standing]) -> None:
        """A backup was written."""
        self.backup = Kept([*standing], {**self.counted}, {*self.forgotten}, {**self.decided})

    def put_back(self) -> None:
        """That backup is what is there now, without what was forgotten since."""
        if kept := self.backup:
            since = self.forgotten - kept.forgotten
            self.counted = model.count((each for each in kept.standing if each.visit in since), kept.counted)
            self.decided = {**kept.decided}

    def is_gone(self, envelope: str) -> bool:
        """Whether this is, or speaks of, a visit that was forgotten."""
        return bool(self.forgotten) and bool(told_of(envelope) & self.forgotten)


def told_of(envelope: str) -> set[str]:
    """The envelope's own id and the visit of which it speaks, as far as it can be read."""
    try:
        told = json.loads(envelope)
        return {told["id"], told["body"].get("visit", told["id"])}
    except (ValueError, KeyError):
        return set()


def digest_of_text(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def facts_of(turf: UUID, phones: Iterable[Phone]) -> Mapping[str, Event]:
    """The events that lie in the log under the turf's leases, with these phones' very bytes."""
    leases = select(Assignment.id).where(Assignment.turf_id == turf)
    events = db.session.scalars(
        select(Event).where(Event.assignment_id.in_(leases), Event.body.is_not(None))
    ).all()
    made = _frozen(phones)
    return {str(event.id): event for event in events if (str(event.id), event.digest) in made}


def _frozen(phones: Iterable[Phone]) -> Mapping[tuple[str, bytes], str]:
    """What the phones froze. Two of them may know the same id by other bytes."""
    return {
        (id_, digest_of_text(record.envelope)): record.envelope
        for phone in phones
        for id_, record in phone.store.ledger.made.items()
    }


def standing_in(turf: UUID, phones: Collection[Phone]) -> list[Standing]:
    """The visits that stand in the log now, by what the phones froze; those at doors that the turf has or had."""
    return at_doors_of(turf, all_standing(facts_of(turf, phones), phones))


def all_standing(events: Mapping[str, Event], phones: Iterable[Phone]) -> list[Standing]:
    """The visits that stand after these events."""
    frozen = _frozen(phones)
    made = [frozen[id_, event.digest] for id_, event in events.items()]
    times: dict[str, datetime] = {
        id_: event.effective_at for id_, event in events.items() if event.effective_at
    }
    return model.standing(made, times)


def at_doors_of(turf: UUID, visits: Iterable[Standing]) -> list[Standing]:
    """Those at doors that the turf has or had."""
    in_turf = select(TurfDoor.door_id).where(TurfDoor.turf_id == turf)
    known = set(map(str, db.session.scalars(in_turf)))
    return [visit for visit in visits if visit.door in known]
