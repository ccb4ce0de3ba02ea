"""Forgetting what is due: for each kind what it is, how many there are, and how a portion of it goes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, false, func, select, true

from canvass import (
    audit,
    backup_files,
    consulta,
    contacts,
    gatherings,
    log,
    paring,
    patterns,
    set_apart,
    slot_holds,
    visits,
)
from canvass.arrivals import beyond_a_gap
from canvass.assignments import Assignment
from canvass.campaigns import Campaign
from canvass.consulta import Case
from canvass.contacts import OPEN_STATES, Contact
from canvass.db import begin_writing_patiently, db
from canvass.devices import lock_every_device
from canvass.gatherings import Gathering
from canvass.holds import Holding, live_holds
from canvass.log import Event
from canvass.patterns import Meeting
from canvass.retention import KINDS, Kind, days_of_kinds
from canvass.slot_holds import SlotHold
from canvass.slots import REMEMBERED
from canvass.turfs import Turf
from canvass.visits import Visit
from canvass.weeks import last_ended_by

PORTION = 200
"""Of rows at once: whoever hands in meanwhile waits for one portion, and is not refused."""

Ids = Sequence[UUID]


@dataclass(frozen=True)
class Night:
    """When it is, where, how long each kind is kept, and what is held."""

    now: datetime
    zone: ZoneInfo
    folder: Path
    days: Mapping[Kind, int]
    held: Holding

    def before(self, kind: Kind) -> datetime:
        """What is older than this is due."""
        return self.now - timedelta(days=self.days[kind])

    def day(self, kind: Kind) -> date:
        return self.before(kind).astimezone(self.zone).date()

    def week(self, kind: Kind) -> str:
        return last_ended_by(self.day(kind))

    def free(self, campaign: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        """Whether no hold covers the campaign."""
        return campaign.is_(None) | campaign.not_in(self.held.campaigns)


@dataclass(frozen=True)
class Due:
    """How many of a kind are due; `held`: a hold stops all of it."""

    kind: Kind
    days: int
    count: int
    held: bool


@dataclass(frozen=True)
class Sweep:
    """What of a kind is due, as ids, and how a portion goes."""

    kind: Kind
    find: Callable[[Night], Select[UUID]]
    drop: Callable[[Collection[UUID], Night], object]


def _whole_visits(night: Night) -> Select[UUID]:
    whole = Visit.member_id.is_not(None), ~Visit.voided, Visit.at < night.before("visits")
    return select(Visit.id).where(*whole, night.free(Visit.campaign_id)).order_by(Visit.id)


def _voided_visits(night: Night) -> Select[UUID]:
    taken_back = Visit.voided, Visit.at < night.before("visits"), night.free(Visit.campaign_id)
    return select(Visit.id).where(*taken_back).order_by(Visit.id)


def _other_tellings(night: Night) -> Select[UUID]:
    """What else phones told, and when: shifts, doors that were found, corrections of what never came."""
    with_their_visit = select(Visit.id).where(Visit.id == Event.subject_id, Event.kind.startswith("visit."))
    told = Event.device_id.is_not(None), Event.body.is_not(None), Event.received_at < night.before("visits")
    return (
        select(Event.id)
        .outerjoin(Assignment, Assignment.id == Event.assignment_id)
        .outerjoin(Turf, Turf.id == Assignment.turf_id)
        .where(*told, ~with_their_visit.exists(), night.free(Turf.campaign_id))
        .order_by(Event.id)
    )


def _strip(ids: Collection[UUID]) -> None:
    # A push on its way may just be reading what was told of the visit that it brings.
    lock_every_device()
    log.strip(ids, in_sequence=beyond_a_gap(ids))


def _results(night: Night) -> Select[UUID]:
    closed = Campaign.closed_on <= night.day("results"), night.free(Campaign.id)
    # With its result a whole visit would lose who and when as well, and a hold may be on these alone.
    free = Visit.member_id.is_(None) if night.held.covers("visits") else true()
    return (
        select(Visit.id)
        .join(Campaign, Campaign.id == Visit.campaign_id)
        .where(*closed, free)
        .order_by(Visit.door_id, Visit.id)
    )


def _waiting_contacts(night: Night) -> Select[UUID]:
    waits = Contact.state.in_(OPEN_STATES), Contact.week <= night.week("contacts")
    return select(Contact.id).where(*waits, night.free(Contact.campaign_id)).order_by(Contact.id)


def _reviewed_contacts(night: Night) -> Select[UUID]:
    done = Contact.done_week <= night.week("reviewed"), night.free(Contact.campaign_id)
    return select(Contact.id).where(*done).order_by(Contact.id)


def _past_holds(night: Night) -> Select[UUID]:
    """Hours held at doors are of the week after: as long as slots are remembered, whatever else of contacts is kept.

    Whether its contact still waits or was reviewed, nobody here can tell: what holds either holds the hour.
    """
    today = night.now.astimezone(night.zone).date()
    free = false() if night.held.covers("reviewed") else night.free(SlotHold.campaign_id)
    past = SlotHold.week <= last_ended_by(today - REMEMBERED), free
    return select(SlotHold.id).where(*past).order_by(SlotHold.id)


def _closed_cases(night: Night) -> Select[UUID]:
    return select(Case.id).where(Case.done_week <= night.week("cases")).order_by(Case.id)


def _past_meetings(night: Night) -> Select[UUID]:
    past = Meeting.state != "planned", Meeting.next_on <= night.day("cases")
    return select(Meeting.id).where(*past).order_by(Meeting.id)


def _past_gatherings(night: Night) -> Select[UUID]:
    # By its day alone: nobody has to say of each that it is over.
    return select(Gathering.id).where(Gathering.next_on <= night.day("cases")).order_by(Gathering.id)


SWEEPS = (
    Sweep("visits", _whole_visits, lambda ids, night: paring.pare(ids, night.zone)),
    Sweep("visits", _voided_visits, lambda ids, night: visits.forget(ids, night.now)),
    Sweep("visits", _other_tellings, lambda ids, night: _strip(ids)),
    Sweep("results", _results, lambda ids, night: visits.forget(ids, night.now)),
    Sweep("contacts", _waiting_contacts, lambda ids, night: contacts.forget(ids)),
    Sweep("reviewed", _reviewed_contacts, lambda ids, night: contacts.forget(ids)),
    Sweep("contacts", _past_holds, lambda ids, night: slot_holds.forget(ids)),
    Sweep("cases", _closed_cases, lambda ids, night: consulta.forget_cases(ids)),
    Sweep("cases", _past_meetings, lambda ids, night: patterns.forget_meetings(ids)),
    Sweep("cases", _past_gatherings, lambda ids, night: gatherings.forget_gatherings(ids)),
    Sweep(
        "quarantine",
        lambda night: set_apart.due(night.before("quarantine"), night.held.campaigns),
        lambda ids, night: set_apart.forget(ids),
    ),
)


def due(now: datetime, zone: ZoneInfo, folder: Path) -> list[Due]:
    """How many of each kind are due now: what `forget_due` would do, and does not."""
    night = _night(now, zone, folder)
    counts: dict[Kind, int] = dict.fromkeys(KINDS, 0)
    for sweep in SWEEPS:
        subquery = sweep.find(night).order_by(None).subquery()
        counts[sweep.kind] += db.session.scalar(select(func.count()).select_from(subquery)) or 0
    counts["audit"] = audit.count_before(night.before("audit"))
    counts["backups"] = len(backup_files.older_than(folder, night.before("backups")))
    return _told(night, counts)


def forget_due(now: datetime, zone: ZoneInfo, folder: Path) -> list[Due]:
    """Forget what is due, a portion and a transaction at a time; how many of each kind went.

    Killed in the middle, it has done whole portions, and the next one goes on from there.
    """
    counts: dict[Kind, int] = dict.fromkeys(KINDS, 0)
    for sweep in SWEEPS:
        while gone := _drop_portion(sweep, now, zone, folder):
            counts[sweep.kind] += gone
    begin_writing_patiently(db.session)
    night = _night(now, zone, folder)
    _loosen()
    if not night.held.covers("audit"):
        counts["audit"] = audit.forget_acts(night.before("audit"))
    if not night.held.covers("backups"):
        old = backup_files.older_than(folder, night.before("backups"))
        counts["backups"] = len(old)
        backup_files.remove(old)
    if any(counts.values()):
        audit.write_act("forgot", actor=None, counts={kind: n for kind, n in counts.items() if n})
    told = _told(night, counts)
    db.session.commit()
    return told


def _drop_portion(sweep: Sweep, now: datetime, zone: ZoneInfo, folder: Path) -> int:
    begin_writing_patiently(db.session)
    # What is held is looked up again for each: a hold that is set meanwhile stops the rest.
    night = _night(now, zone, folder)
    ids = [] if night.held.covers(sweep.kind) else db.session.scalars(sweep.find(night).limit(PORTION)).all()
    if ids:
        sweep.drop(ids, night)
    db.session.commit()
    return len(ids)


def _loosen() -> None:
    """Take their place in their outbox from events that tell nothing, once nothing is missing before them."""
    placed = select(Event.id).where(and_(Event.body.is_(None), Event.device_seq.is_not(None)))
    bare = set(db.session.scalars(placed))
    log.strip(bare - beyond_a_gap(bare))


def _night(now: datetime, zone: ZoneInfo, folder: Path) -> Night:
    return Night(now.astimezone(UTC), zone, folder, days_of_kinds(), live_holds())


def _told(night: Night, counts: Mapping[Kind, int]) -> list[Due]:
    return [Due(kind, night.days[kind], counts[kind], night.held.covers(kind)) for kind in KINDS]
