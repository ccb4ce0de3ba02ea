"""What leads and the machine room do in the middle of a walk, each noted in the walk's deeds once it is done."""

import random
from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from canvass import contacts, visits
from canvass.db import begin_reading_one_moment, db
from canvass.devices import lock_every_device, secret_hash
from canvass.quarantine import Quarantined
from tests.cast import Person
from tests.faults.deeds import standing_in
from tests.faults.field import Field, Walk
from tests.faults.phone import Phone

DECIDED = {"accepted": "acceptance", "discarded": "discard"}


def forget_visits(field: Field, walk: Walk, dice: random.Random) -> None:
    """Some visits are forgotten, whether they are here, still on their phone or on their way."""
    made = [
        each.id
        for phone in walk.phones
        for each in phone.store.ledger.made.values()
        if each.kind == "visit.recorded"
    ]
    some = _some(made, dice)
    with field.writing():
        # What is counted here must not change before it is forgotten.
        lock_every_device()
        standing = standing_in(walk.ground.turf, walk.phones)
        visits.forget({UUID(each) for each in some}, datetime.now(UTC))
    walk.deeds.forget(some, standing)


def note_backup(field: Field, walk: Walk) -> None:
    """Note what the backup that was just written holds of the walk."""
    with field.app.app_context():
        begin_reading_one_moment(db.session)
        walk.deeds.keep(standing_in(walk.ground.turf, walk.phones))
        db.session.rollback()


def erase_people(field: Field, walk: Walk, dice: random.Random) -> None:
    """Somebody asks that their record be erased, here or still on its phone."""
    some = _some([id_ for phone in walk.phones for id_ in phone.store.people.made], dice)
    with field.writing():
        contacts.forget({UUID(each) for each in some})
    walk.deeds.erased |= set(some)


def _some(ids: Collection[str], dice: random.Random) -> list[str]:
    return dice.sample(sorted(ids), min(len(ids), dice.randint(1, 3)))


def decide(field: Field, walk: Walk, dice: random.Random) -> None:
    """Beto lets things in that lie in quarantine, or discards them; what nobody can read he can only discard."""
    for key in _some_open(field, walk, dice):
        decision = "accepted" if dice.random() < 0.6 else "discarded"
        status = _decide(field, key, decision)
        if status == 422 and decision == "accepted" and dice.random() < 0.5:
            decision = "discarded"
            status = _decide(field, key, decision)
        if status == 200:
            walk.deeds.decided[key] = decision
        elif (status, decision) != (422, "accepted"):
            raise RuntimeError(f"{decision} {key[0]} was answered {status}")


def _decide(field: Field, key: tuple[str, bytes], decision: str) -> int:
    body = {"reason": "Es así", "digest": key[1].hex()}
    return field.cast.beto.post(f"/api/quarantine/{key[0]}/{DECIDED[decision]}", body).status_code


def _some_open(field: Field, walk: Walk, dice: random.Random) -> list[tuple[str, bytes]]:
    made = [UUID(id_) for phone in walk.phones for id_ in phone.store.ledger.made]
    with field.app.app_context():
        begin_reading_one_moment(db.session)
        query = select(Quarantined.event_id, Quarantined.digest)
        rows = db.session.execute(
            query.where(Quarantined.event_id.in_(made), Quarantined.decision.is_(None))
        ).all()
        db.session.rollback()
    waiting = sorted((str(row.event_id), row.digest) for row in rows)
    return dice.sample(waiting, min(len(waiting), dice.randint(1, 4)))


def held_name(phone: Phone) -> UUID:
    """What a phone is called while the server does not know it."""
    return UUID(bytes=secret_hash(phone.store.push_token)[:16])


def confirm(field: Field, phone: Phone, member: Person) -> bool:
    """Beto says whose phone it is; False if nothing of it is held."""
    path = f"/api/held-pushes/{held_name(phone)}/confirmation"
    status = field.cast.beto.post(path, {"member": str(member.member_id)}).status_code
    return _is_done(status, phone, "confirmed")


def discard(field: Field, phone: Phone) -> bool:
    """Beto says that it is nobody's; False if nothing of it is held."""
    status = field.cast.beto.delete(f"/api/held-pushes/{held_name(phone)}").status_code
    return _is_done(status, phone, "discarded")


def _is_done(status: int, phone: Phone, standing: str) -> bool:
    if status not in (200, 204, 404):
        raise RuntimeError(f"a held phone was {standing}, and that was answered {status}")
    if status != 404:
        phone.store.ledger.standing = standing
    return status != 404
