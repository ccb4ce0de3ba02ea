"""The invariants of what leads did: what was forgotten stays so, decisions stand, held phones are let in whole or not at all,
and the people's records are there once each, as they were sealed.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from canvass.contacts import AnswerSet, Contact
from canvass.db import db
from canvass.devices import secret_hash
from canvass.erasures import forgotten_among
from canvass.held_pushes import HeldPush
from canvass.log import Event
from canvass.quarantine import Quarantined
from canvass.sealing import b64decode
from canvass.visits import Visit
from tests.faults.deeds import digest_of_text
from tests.faults.field import Walk
from tests.faults.phone import Phone

Stored = Contact | AnswerSet


@dataclass
class Facts:
    """What of some phones' events lies on the server."""

    events: dict[str, Event]
    quarantined: dict[tuple[str, bytes], Quarantined]


def gather_facts(phones: Iterable[Phone]) -> Facts:
    """Look up everything that these phones ever froze."""
    ids = [UUID(event) for phone in phones for event in phone.store.ledger.made]
    events = db.session.scalars(select(Event).where(Event.id.in_(ids)))
    held = db.session.scalars(select(Quarantined).where(Quarantined.event_id.in_(ids)))
    return Facts(
        {str(event.id): event for event in events},
        {(str(each.event_id), each.digest): each for each in held},
    )


def of_deeds(walk: Walk, facts: Facts) -> Iterable[str]:
    """Whatever leads did holds."""
    yield from _of_forgotten(walk, facts)
    yield from _of_decisions(walk, facts)
    yield from _of_held(walk)
    yield from _of_people(walk)


def _of_forgotten(walk: Walk, facts: Facts) -> Iterable[str]:
    """Nothing tells of it any more, whoever handed it in again, and that it was forgotten is remembered."""
    ids = {UUID(each) for each in walk.deeds.forgotten | walk.deeds.erased}
    for lost in ids - forgotten_among(ids):
        yield f"forgotten_back: {lost} may be handed in again"
    for visit in db.session.scalars(select(Visit.id).where(Visit.id.in_(ids))):
        yield f"forgotten_back: visit {visit} stands"
    told = [
        id_
        for phone in walk.phones
        for id_, record in phone.store.ledger.made.items()
        if walk.deeds.is_gone(record.envelope)
    ]
    for id_ in told:
        if id_ in facts.events and facts.events[id_].body is not None:
            yield f"forgotten_back: the log still tells {facts.events[id_].kind} {id_}"
    for (id_, _), held in facts.quarantined.items():
        if id_ in walk.deeds.forgotten and held.raw is not None:
            yield f"forgotten_back: quarantine still tells {id_}"


def _of_decisions(walk: Walk, facts: Facts) -> Iterable[str]:
    """What was accepted is a fact with these very bytes, what was discarded is none; neither is told in quarantine."""
    made = {id_: each for phone in walk.phones for id_, each in phone.store.ledger.made.items()}
    for (id_, digest), decision in walk.deeds.decided.items():
        if walk.deeds.is_gone(made[id_].envelope):
            continue
        held, event = facts.quarantined.get((id_, digest)), facts.events.get(id_)
        if held is None or held.decision != decision or held.raw is not None:
            yield f"decision_undone: {id_} was {decision}"
        if (event is not None and event.digest == digest) != (decision == "accepted"):
            yield f"decision_undone: {id_} was {decision}, and the log says otherwise"


def _of_held(walk: Walk) -> Iterable[str]:
    """Of a phone about which somebody has decided nothing is held any more."""
    for phone in walk.phones:
        hashed = secret_hash(phone.store.push_token)
        held = db.session.scalars(select(HeldPush.event_id).where(HeldPush.token_hash == hashed)).all()
        if held and phone.store.ledger.standing != "unknown":
            yield f"held_for_good: {len(held)} of a phone that is {phone.store.ledger.standing}"


def of_discarded(phone: Phone, facts: Facts) -> Iterable[str]:
    """Nothing of it came in; and it still has all that it made, for whoever finds out that it was theirs after all."""
    made = phone.store.ledger.made
    for id_ in set(made) & {*facts.events, *(event for event, _ in facts.quarantined)}:
        yield f"discarded_came_in: {made[id_].kind} {id_}"
    for id_ in set(made) - set(phone.store.outbox):
        yield f"acknowledged_missing: {made[id_].kind} {id_} of a phone that was discarded"
    for id_ in phone.store.people.let_go():
        yield f"person_lost: {id_} of a phone that was discarded"


def _of_people(walk: Walk) -> Iterable[str]:
    """What of people the server has it has as it was sealed, and it has nothing else; what it took, it still has."""
    made = {id_: text for phone in walk.phones for id_, text in phone.store.people.made.items()}
    stored = {str(row.id): row for row in _stored(walk)}
    for id_ in set(stored) - set(made):
        yield f"person_invented: {id_}"
    for id_ in set(stored) & walk.deeds.erased:
        yield f"forgotten_back: person {id_}"
    for id_ in set(stored) & set(made):
        if not _is_as_sealed(stored[id_], made[id_]):
            yield f"person_changed: {id_}"
    for phone in walk.phones:
        lost_to_us = phone.store.ledger.standing in ("unknown", "discarded")
        gone = phone.store.people.let_go() if lost_to_us else _taken(phone)
        for id_ in gone - set(stored) - walk.deeds.erased:
            yield f"person_lost: {id_}"


def _taken(phone: Phone) -> set[str]:
    """What the server said that it has, or has no more to be handed in."""
    verdicts = phone.store.people.verdicts.items()
    taken = {id_ for id_, told in verdicts if any(name in ("accepted", "duplicate") for name, _ in told)}
    return taken | phone.store.people.let_go()


def _stored(walk: Walk) -> list[Stored]:
    found: list[Stored] = []
    for model in (Contact, AnswerSet):
        found += db.session.scalars(select(model).where(model.campaign_id == walk.ground.campaign))
    return found


def _is_as_sealed(row: Stored, text: str) -> bool:
    said = json.loads(text)
    same = row.digest == digest_of_text(text) and row.week == said["week"]
    if isinstance(row, Contact):
        return same and (row.urgent, row.sealed) == (said["urgent"], b64decode(said["body"]["sealed"]))
    return same and (row.answers, str(row.script_id)) == (said["body"]["answers"], said["body"]["script"])


def undrained_people(walk: Walk) -> Iterable[str]:
    """Nothing waits any more, but on a phone that nobody knows or that is nobody's; and nothing was refused."""
    for phone in walk.phones:
        for record in phone.store.people.records.values():
            if record.state == "needs_you":
                yield f"person_refused: {phone.store.people.verdicts.get(record.id)}"
        if phone.store.ledger.standing not in ("unknown", "discarded"):
            yield from (
                f"not_drained: {record.kind} of the people's stream"
                for record in phone.store.people.waiting()
            )
