"""Erasing a campaign: all of its visits, contacts, answers and turfs, in portions, so that nothing of it is sent or put back.

From the first moment what phones still hold of it is a duplicate to the server: its id and those of its leases are on the
list of what was erased.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update

from canvass import contacts, erasures, log, set_apart, slot_holds, visits
from canvass.arrivals import beyond_a_gap
from canvass.assignments import Assignment, AssignmentMember
from canvass.audit import write_act
from canvass.campaigns import Campaign, CampaignMember, ScriptVersion
from canvass.contacts import AnswerSet, Contact
from canvass.counts import COUNTED
from canvass.db import Base, db
from canvass.devices import lock_every_device
from canvass.errors import N_, Invalid
from canvass.findings import FindingSeen
from canvass.holds import Hold, check_free
from canvass.log import Event
from canvass.plans import Plan, PlanRevision, PlanStock
from canvass.quarantine import Quarantined
from canvass.slot_holds import SlotHold
from canvass.triage_rules import TriageRules
from canvass.turfs import Turf, TurfDoor
from canvass.visits import DoorState, Visit

PORTION = 200
HELD_BY = ("visits", "results", "contacts", "reviewed", "quarantine")


class WrongName(Invalid):
    code = "wrong_name"
    message = N_("El nombre no es el de la campaña. No se borró nada.")


@dataclass
class Gone:
    """How much went with the campaign."""

    visits: int = 0
    people: int = 0


def begin(campaign: Campaign, name: str, by: UUID) -> None:
    """Let nothing of it in any more: the rest goes soon. `WrongName` unless it is named as it is; `Held` under a hold."""
    if name.strip() != campaign.name:
        raise WrongName(errors=[(["name"], WrongName.message, {})])
    check_not_held(campaign.id)
    lock_every_device()
    erasures.remember([campaign.id, *_leases(campaign.id)])
    campaign.state, campaign.rev = "closed", campaign.rev + 1
    campaign.closed_on = campaign.closed_on or datetime.now(UTC).date()
    write_act("campaign_erased", actor=by, subject=campaign.id)
    db.session.flush()


def check_not_held(campaign_id: UUID) -> None:
    """`Held` where a hold covers the campaign, or anything of what goes with one."""
    check_free(HELD_BY, campaign_id)


def erase(campaign_id: UUID, now: datetime, pause: Callable[[], None]) -> Gone:
    """Erase it, in the caller's transactions: after each portion comes a `pause`, in which one may be committed and the next
    begun. Begun again after it was cut short, it goes on. Holds are the caller's concern: one that a backup brings back stops
    no erasure that was done.
    """
    gone = Gone()
    while ids := _some(Visit.id, Visit.campaign_id == campaign_id):
        visits.forget(ids, now)
        gone.visits += len(ids)
        pause()
    for model in (Contact, AnswerSet):
        while ids := _some(model.id, model.campaign_id == campaign_id):
            contacts.forget(ids)
            gone.people += len(ids)
            pause()
    while ids := _some(SlotHold.id, SlotHold.campaign_id == campaign_id):
        slot_holds.forget(ids)
        pause()
    while ids := _some(Event.id, Event.assignment_id.in_(_leases(campaign_id))):
        log.purge(ids, in_sequence=beyond_a_gap(ids))
        _delete(FindingSeen, FindingSeen.event_id.in_(ids))
        pause()
    while ids := _some(Quarantined.event_id, Quarantined.campaign_id == campaign_id):
        set_apart.forget(ids)
        pause()
    _take_the_rest(campaign_id)
    return gone


def _take_the_rest(campaign_id: UUID) -> None:
    """What is left of it: counts, turfs, leases, drafts, scripts, and the campaign. Marks of doors stay the doors'."""
    lock_every_device()
    leases = _leases(campaign_id)
    turfs = select(Turf.id).where(Turf.campaign_id == campaign_id)
    plans = select(Plan.id).where(Plan.campaign_id == campaign_id)
    _delete(Event, Event.kind == COUNTED, Event.body.contains(str(campaign_id)))
    _delete(DoorState, DoorState.campaign_id == campaign_id)
    _delete(AssignmentMember, AssignmentMember.assignment_id.in_(leases))
    _delete(Assignment, Assignment.id.in_(leases))
    _delete(TurfDoor, TurfDoor.turf_id.in_(turfs))
    _delete(Turf, Turf.campaign_id == campaign_id)
    _delete(PlanStock, PlanStock.plan_id.in_(plans))
    _delete(PlanRevision, PlanRevision.plan_id.in_(plans))
    _delete(Plan, Plan.campaign_id == campaign_id)
    _delete(TriageRules, TriageRules.campaign_id == campaign_id)
    _delete(ScriptVersion, ScriptVersion.campaign_id == campaign_id)
    _delete(CampaignMember, CampaignMember.campaign_id == campaign_id)
    over = update(Hold).where(Hold.campaign_id == campaign_id).values(campaign_id=None)
    db.session.execute(over, execution_options={"synchronize_session": False})
    _delete(Campaign, Campaign.id == campaign_id)


def erased_among(ids: Collection[UUID]) -> list[UUID]:
    """Those of these ids that are campaigns here."""
    found: list[UUID] = []
    for some in erasures.in_portions(ids):
        found += db.session.scalars(select(Campaign.id).where(Campaign.id.in_(some)))
    return found


def _leases(campaign_id: UUID) -> list[UUID]:
    of_turfs = select(Assignment.id).join(Turf, Turf.id == Assignment.turf_id)
    return list(db.session.scalars(of_turfs.where(Turf.campaign_id == campaign_id)))


def _some(column: Any, condition: ColumnElement[bool]) -> list[UUID]:
    return list(db.session.scalars(select(column).where(condition).order_by(column).limit(PORTION)).unique())


def _delete(model: type[Base], *conditions: ColumnElement[bool]) -> None:
    db.session.execute(delete(model).where(*conditions), execution_options={"synchronize_session": False})
