"""The invariants of SYNC.md, held to what lies in the database and on the phones. Each violation begins with its name."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from canvass.assignments import Assignment, AssignmentMember
from canvass.db import begin_reading_one_moment, db
from canvass.log import Change, LogHead
from canvass.places import Door
from canvass.projections import rebuild
from canvass.turfs import TurfDoor
from canvass.visits import DoorState, Visit
from tests.faults import model
from tests.faults.checking_deeds import Facts, gather_facts, of_deeds, of_discarded, undrained_people
from tests.faults.deeds import Deeds, all_standing, at_doors_of, digest_of_text, facts_of
from tests.faults.fetching import digest_of
from tests.faults.field import Field, Walk
from tests.faults.phone import Phone
from tests.faults.store import Ledger

AHEAD = timedelta(minutes=2, seconds=1)


def check(field: Field, walks: Sequence[Walk], *, drained: bool = True) -> None:
    """Every invariant, after a schedule; AssertionError with all that is violated. `drained`: the faults have stopped."""
    found = violations(field, walks, drained=drained)
    assert not found, "\n".join(found)


def violations(field: Field, walks: Sequence[Walk], *, drained: bool = True) -> list[str]:
    """What is not as it must be."""
    phones = [phone for walk in walks for phone in walk.phones]
    with field.app.app_context():
        begin_reading_one_moment(db.session)
        found = [f"rebuild_differs: {each.table} {each.field} {each.id}" for each in rebuild(fix=False)]
        facts = gather_facts(phones)
        found += [
            problem
            for walk in walks
            for phone in walk.phones
            for problem in _of_phone(phone, walk.deeds, facts)
        ]
        found += _of_log()
        found += [problem for walk in walks for problem in (*_of_doors(walk, phones), *of_deeds(walk, facts))]
        if drained:
            found += [problem for phone in phones for problem in (*_undrained(phone), *_disagreeing(phone))]
            found += [problem for walk in walks for problem in undrained_people(walk)]
        db.session.rollback()
    return found


def _of_phone(phone: Phone, deeds: Deeds, facts: Facts) -> Iterable[str]:
    ledger = phone.store.ledger
    yield from ledger.problems
    if ledger.standing == "discarded":
        yield from of_discarded(phone, facts)
    else:
        yield from _of_verdicts(ledger, deeds, facts)
    for event in set(ledger.made) - set(phone.store.outbox):
        if not ledger.verdicts.get(event):
            yield f"unacknowledged_deleted: {event}"
    yield from _out_of_scope(phone)


def _of_verdicts(ledger: Ledger, deeds: Deeds, facts: Facts) -> Iterable[str]:
    """What the server took is there; nothing is left of what was forgotten, and `of_deeds` sees to that."""
    here = {id_ for id_, record in ledger.made.items() if not deeds.is_gone(record.envelope)}
    for event in (ledger.acknowledged() - ledger.acknowledged("conflict")) & here:
        if not _is_kept(event, ledger, facts):
            yield f"acknowledged_missing: {ledger.made[event].kind} {event}"
    for event in (ledger.acknowledged("quarantined") | ledger.acknowledged("conflict")) & here:
        if _is_kept(event, ledger, facts):
            continue
        if (event, digest_of_text(ledger.made[event].envelope)) not in facts.quarantined:
            yield f"quarantined_missing: {event}"


def _is_kept(event: str, ledger: Ledger, facts: Facts) -> bool:
    """Whether the log has these very bytes; or a human will see them, as the phone was told after a restore, or as whoever
    confirmed the phone was told.
    """
    kept = facts.events.get(event)
    digest = digest_of_text(ledger.made[event].envelope)
    told = "quarantined" in ledger.verdicts[event] or ledger.standing == "confirmed"
    if told and (event, digest) in facts.quarantined:
        return True
    return kept is not None and kept.digest == digest and kept.body in (ledger.made[event].envelope, None)


def _out_of_scope(phone: Phone) -> Iterable[str]:
    """Rows of a turf are answered only while the member walks it, and only the turf's own doors."""
    member, shown = UUID(phone.store.member), phone.store.ledger.shown
    for turf in {turf for turf, _, _ in shown}:
        own = select(Assignment).join(AssignmentMember, AssignmentMember.assignment_id == Assignment.id)
        mine = own.where(Assignment.turf_id == UUID(turf), AssignmentMember.member_id == member)
        leases = db.session.scalars(mine).all()
        of_turf = set(
            map(str, db.session.scalars(select(TurfDoor.door_id).where(TurfDoor.turf_id == UUID(turf))))
        )
        for _, asked, doors in (each for each in shown if each[0] == turf):
            if not any(_covers(lease, asked) for lease in leases):
                yield f"out_of_scope: turf {turf} was shown without a lease"
            if not doors <= of_turf:
                yield f"out_of_scope: {len(doors - of_turf)} doors of elsewhere in turf {turf}"


def _covers(lease: Assignment, asked: float) -> bool:
    ends = [lease.until, lease.returned_at, lease.superseded_at]
    return lease.starts_at.timestamp() <= asked <= min(end.timestamp() for end in ends if end)


def _of_log() -> Iterable[str]:
    """Numbers are given out once each, without a gap, each with its mark; the oldest marks may be forgotten."""
    head = db.session.scalar(select(LogHead.number)) or 0
    marks, first, last = db.session.execute(
        select(func.count(), func.min(Change.number), func.max(Change.number))
    ).one()
    if head and (last, marks) != (head, head - first + 1):
        yield f"numbers_skipped: {marks} marks from {first} to {last}, the head says {head}"


def _of_doors(walk: Walk, phones: Sequence[Phone]) -> Iterable[str]:
    """The projection is what the facts make it, worked out here from what the phones froze."""
    events = facts_of(walk.ground.turf, phones)
    visits = all_standing(events, phones)
    truth = model.doors(at_doors_of(walk.ground.turf, visits), walk.deeds.counted)
    yield from _of_visits(walk, {visit.visit for visit in visits})
    for door, state, result, marked in _states(walk):
        here = truth.pop(str(door), None) or model.DoorTruth(0, 0, None, None, False)
        shown = (state.attempts, state.conversations, state.visit_id and str(state.visit_id), result)
        if shown != (here.attempts, here.conversations, here.last, here.result):
            yield f"projection_differs: door {door} shows {shown}, the facts say {here}"
        if here.asked_not_to and not marked:
            yield f"projection_differs: door {door} asked not to be visited, and is not marked"
    yield from (
        f"projection_differs: door {door} has no state, the facts say {here}" for door, here in truth.items()
    )
    for event in events.values():
        if event.effective_at and event.received_at and event.effective_at > event.received_at + AHEAD:
            yield f"clock_believed: {event.id} is said to happen at {event.effective_at}"


def _of_visits(walk: Walk, standing: set[str]) -> Iterable[str]:
    rows = select(Visit.id).where(Visit.turf_id == walk.ground.turf, ~Visit.voided)
    shown = set(map(str, db.session.scalars(rows)))
    if shown != standing:
        yield f"projection_differs: {len(standing - shown)} visits are missing, {len(shown - standing)} too many"


def _states(walk: Walk) -> Iterable[tuple[UUID, DoorState, str | None, bool]]:
    query = (
        select(DoorState, Visit.result, Door.do_not_knock)
        .outerjoin(Visit, Visit.id == DoorState.visit_id)
        .outerjoin(Door, Door.id == DoorState.door_id)
        .join(TurfDoor, TurfDoor.door_id == DoorState.door_id)
        .where(DoorState.campaign_id == walk.ground.campaign, TurfDoor.turf_id == walk.ground.turf)
    )
    for state, result, marked in db.session.execute(query):
        yield state.door_id, state, result, bool(marked)


def _undrained(phone: Phone) -> Iterable[str]:
    """What still waits says why: a token that is refused, or a mark that a person sees."""
    for record in phone.store.waiting():
        if not (record.stuck or phone.store.push_refused or (record.reason and record.reason != "held")):
            yield f"not_drained: {record.kind} {record.id} is {record.state}"
    for outbox, missing in phone.store.lost.items():
        if missing:
            yield f"acknowledged_missing: numbers {missing} of outbox {outbox} are nowhere"


def _disagreeing(phone: Phone) -> Iterable[str]:
    """The phone's rows are the server's, and got there by cursors alone: a digest that differed was a row skipped."""
    if phone.store.digest_mismatches:
        yield f"cursor_skipped: {phone.store.digest_mismatches} digests differed"
    for turf, held in phone.store.turfs.items():
        query = select(TurfDoor.door_id, TurfDoor.revision).where(
            TurfDoor.turf_id == UUID(turf), ~TurfDoor.removed
        )
        rows: dict[str, tuple[int, Any]] = {
            str(door): (number, {}) for door, number in db.session.execute(query)
        }
        if digest_of(rows) != digest_of(held.rows):
            yield f"phone_disagrees: turf {turf}"
        yield from _stale_rows(phone, turf)


def _stale_rows(phone: Phone, turf: str) -> Iterable[str]:
    """A row shows what its revision's number of the server shows now."""
    states = select(DoorState.door_id, DoorState.attempts, DoorState.visit_id).join(
        TurfDoor, (TurfDoor.door_id == DoorState.door_id) & (TurfDoor.campaign_id == DoorState.campaign_id)
    )
    for door, attempts, visit in db.session.execute(
        states.where(TurfDoor.turf_id == UUID(turf), ~TurfDoor.removed)
    ):
        _, row = phone.store.turfs[turf].rows.get(str(door), (0, None))
        last = row["last"]["visit"] if row and row["last"] else None
        if row and (row["attempts"], last) != (attempts, visit and str(visit)):
            yield f"phone_disagrees: door {door} shows {row['attempts']}, the server {attempts}"
