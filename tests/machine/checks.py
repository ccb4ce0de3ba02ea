"""The invariants: what lies in the database and what is answered, held against the model."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from canvass.arrivals import Outbox
from canvass.db import begin_reading_one_moment, db
from canvass.log import BARE, Change, Event, LogHead
from canvass.places import Door
from canvass.projections import rebuild
from canvass.sealing import b64encode
from canvass.turfs import TurfDoor
from canvass.visits import DoorState
from canvass.visits import Visit as VisitRow
from tests.cast import Person
from tests.machine import facts
from tests.machine.access import home, may_read
from tests.machine.field import Field
from tests.machine.handset import Handset
from tests.machine.model import Server

MADE_BY_THE_SERVER = ("door.counted", BARE)
MILLISECOND = timedelta(milliseconds=1)


def differences(field: Field, model: Server) -> list[str]:
    """Where the database is not as the model says, or not as its own log says."""
    with field.app.app_context():
        begin_reading_one_moment(db.session)
        found = [*_log(model), *_quarantine(model), *_outboxes(model), *_visits(model), *_doors(model)]
        found += [f"rebuild: {each.table} {each.id} {each.field}" for each in rebuild(fix=False)]
        db.session.rollback()
    return found


def _log(model: Server) -> Iterator[str]:
    rows = {str(row.id): row for row in db.session.execute(select(*Event.__table__.c))}
    for event, entry in model.log.items():
        row = rows.pop(event, None)
        if row is None or row.digest != _digest(entry.item.text):
            yield f"acknowledged and missing: {entry.item.kind} {event}"
        elif row.body != (entry.item.text if entry.told else None):
            yield f"told is {row.body is not None}, and should not be: {entry.item.kind} {event}"
    yield from (
        f"in the log, and nobody's: {id_}" for id_, row in rows.items() if row.kind not in MADE_BY_THE_SERVER
    )
    head = db.session.scalar(select(LogHead.number)) or 0
    kept = select(func.count(), func.min(Change.number), func.max(Change.number))
    marks, first, last = db.session.execute(kept).one()
    if (first, last, marks) != (model.oldest, head, head - model.oldest + 1):
        yield f"numbers skipped: {marks} marks from {first} to {last}, the head says {head}"


def _quarantine(model: Server) -> Iterator[str]:
    held = db.metadata.tables["quarantine"].c
    columns = held.event_id, held.digest, held.reason, held.decision, held.raw.is_(None).label("bare")
    rows = db.session.execute(select(*columns))
    here = {(str(row.event_id), row.digest): (row.reason, row.decision, row.bare) for row in rows}
    told = {
        (event, _digest(text)): (reason, model.decided.get((event, text)), (event, text) in model.decided)
        for (event, text), reason in model.held.items()
    }
    yield from (f"quarantine: {key[0]} {here.get(key)}, not {told.get(key)}" for key in _unequal(here, told))


def _outboxes(model: Server) -> Iterator[str]:
    for row in db.session.scalars(select(Outbox)):
        through, _, backed_up = model.reach(str(row.device_id), str(row.outbox))
        if (row.contiguous_through, row.backed_up_through) != (through, backed_up):
            yield f"outbox {row.outbox}: {row.contiguous_through}, {row.backed_up_through}, not {through}, {backed_up}"


def _visits(model: Server) -> Iterator[str]:
    told = model.visits()
    here = {str(row.id): row for row in db.session.execute(select(*VisitRow.__table__.c))}
    yield from (f"visit {each}: in one of the two only" for each in set(told) ^ set(here))
    for each in set(told) & set(here):
        if not _same_visit(here[each], told[each], model):
            yield f"visit {each}: {here[each]}, not {told[each]}"


def _same_visit(row: Row[Any], told: facts.Visit, model: Server) -> bool:
    turf = model.turfs[told.turf]
    stored = [str(row.turf_id), str(row.campaign_id), str(row.member_id), str(row.door_id), row.result]
    flags = [row.literature, row.late, row.clamped, row.voided, b64encode(row.note) if row.note else None]
    return (
        stored == [told.turf, turf.campaign, told.member, told.door, told.result]
        and flags == [told.literature, told.late, told.clamped, told.voided, told.note]
        and abs(row.at - told.at) <= MILLISECOND
    )


def _doors(model: Server) -> Iterator[str]:
    marks = {str(id_): marked for id_, marked in db.session.execute(select(Door.id, Door.do_not_knock))}
    told = {door: each.mark != "no" for door, each in model.doors.items()}
    yield from (
        f"door {door}: marked {marks.get(door)}, not {told.get(door)}" for door in _unequal(marks, told)
    )
    states = {
        (str(row.campaign_id), str(row.door_id)): row
        for row in db.session.execute(select(*DoorState.__table__.c))
    }
    standing = model.standing()
    for campaign, door in {(turf.campaign, door) for turf in model.turfs.values() for door in turf.rows}:
        row = states.get((campaign, door))
        stored = (
            (row.attempts, row.conversations, row.visit_id and str(row.visit_id)) if row else (0, 0, None)
        )
        attempts, talks, last = model.state(campaign, door, standing)
        if stored != (attempts, talks, last.id if last else None):
            yield f"door {door}: {stored}, not {(attempts, talks, last)}"


def unlike_the_model(field: Field, model: Server) -> list[str]:
    """Where a turf as it is shown is not as the model says."""
    found = []
    for turf in model.turfs:
        answer = field.elena.get(f"/api/turfs/{turf}/snapshot")
        assert answer.status_code == 200, answer.json
        found += _unlike(answer.json["rows"], turf, str(field.elena.member_id), model)
    return found


def _unlike(rows: list[dict[str, Any]], turf: str, member: str, model: Server) -> Iterator[str]:
    shown, standing = {row["door"]: row for row in rows}, model.standing()
    yield from (
        f"door {each} of {turf}: shown {each in shown}" for each in set(shown) ^ set(model.turfs[turf].live)
    )
    for door in set(shown) & set(model.turfs[turf].live):
        attempts, _, last = model.state(model.turfs[turf].campaign, door, standing)
        row, told = shown[door], model.doors[door]
        wanted = (model.turfs[turf].rows[door], told.label, told.mark != "no", attempts)
        if (row["position"], row["label"], row["do_not_knock"], row["attempts"]) != wanted:
            yield f"door {door} of {turf}: shown {row}, not {wanted}"
        if not _shows(row["last"], last, member):
            yield f"door {door} of {turf}: shown {row['last']}, not {last}"


def _shows(shown: dict[str, Any] | None, last: facts.Visit | None, member: str) -> bool:
    if shown is None or last is None:
        return shown is None and last is None
    said = [shown[name] for name in ("visit", "result", "literature", "late", "mine")]
    at = datetime.fromisoformat(shown["at"])
    wanted = [last.id, last.result, last.literature, last.late, last.member == member]
    return said == wanted and abs(at - last.at) <= 2 * MILLISECOND


def out_of_scope(field: Field, model: Server, handsets: list[Handset]) -> Iterator[str]:
    """Everybody is shown what is theirs now, and is told that all else does not exist."""
    for handset, person in zip(handsets, field.phones, strict=True):
        answer = person.get("/api/sync/home")
        leases = answer.json["leases"] if answer.status_code == 200 else None
        named = None if leases is None else {lease["assignment"] for lease in leases}
        if named != (told := home(model, handset.device, person.cookie)):
            yield f"home of {person.name}: {named}, not {told}"
        for turf in model.turfs:
            wanted = may_read(model, handset.device, person.cookie, turf)
            yield from _answers(person, turf, wanted)
    for turf, told in model.turfs.items():
        yield from _answers(field.beto, turf, 200 if told.campaign == model.beto_leads else 404)


def _answers(person: Person, turf: str, wanted: int) -> Iterator[str]:
    status = person.get(f"/api/turfs/{turf}/snapshot").status_code
    if status != wanted:
        yield f"{person.name} is answered {status} instead of {wanted} for turf {turf}"


def unlike_the_server(field: Field, model: Server, handset: Handset, turf: str) -> Iterator[str]:
    """After a pull: the phone has what a snapshot would give it, and that is what the model says."""
    person, held = field.phones[handset.number], handset.turfs[turf]
    answer = person.get(f"/api/turfs/{turf}/snapshot").json
    live = {door: row for door, row in held.rows.items() if not row["removed"]}
    if live != {row["door"]: row for row in answer["rows"]} or held.digest() != answer["digest"]:
        yield f"phone {handset.number} and server disagree on turf {turf}"
    yield from _unlike(list(live.values()), turf, handset.member, model)


def changed_since(field: Field, turf: str, number: int) -> dict[str, int]:
    """Every row of the turf whose revision is newer, by door."""
    with field.app.app_context():
        rows = select(TurfDoor.door_id, TurfDoor.revision)
        found = rows.where(TurfDoor.turf_id == UUID(turf), TurfDoor.revision > number)
        return {str(door): revision for door, revision in db.session.execute(found)}


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _unequal(a: dict[Any, Any], b: dict[Any, Any]) -> list[Any]:
    return [key for key in a.keys() | b.keys() if a.get(key) != b.get(key)]
