"""Sight: what of the log, and of quarantine, concerns those who lead a campaign, so that they see it and nobody else does."""

from typing import Any

from sqlalchemy import Select, and_, or_, select

from canvass.access import Actor, seen_by
from canvass.assignments import Assignment
from canvass.campaigns import CampaignMember
from canvass.devices import Device
from canvass.log import Event
from canvass.members import Member
from canvass.quarantine import Quarantined
from canvass.turfs import Turf, TurfDoor


def quarantined(actor: Actor) -> Select[*tuple[Any, ...]]:
    """What claims to be of the actor's campaigns, by lease or turf; else at a door of theirs; else of a member of theirs."""
    at_door = select(TurfDoor.door_id).where(TurfDoor.door_id == Quarantined.door_id)
    takes_part = (
        select(CampaignMember.member_id)
        .join(Device, Device.member_id == CampaignMember.member_id)
        .where(Device.id == Quarantined.device_id, seen_by(actor, CampaignMember.campaign_id))
    )
    theirs = or_(
        at_door.where(seen_by(actor, TurfDoor.campaign_id)).exists(),
        and_(~at_door.exists(), takes_part.exists()),
    )
    decided_by = (
        select(Member.alias).where(Member.id == Quarantined.decided_by_id).correlate(Quarantined)
    ).scalar_subquery()
    query = (
        select(Quarantined, Member.alias, decided_by.label("decided_by"))
        .join(Device, Device.id == Quarantined.device_id)
        .join(Member, Member.id == Device.member_id)
    )
    if actor.role == "administrator":
        return query
    claimed = seen_by(actor, Quarantined.campaign_id)
    return query.where(or_(claimed, and_(Quarantined.campaign_id.is_(None), theirs)))


def events(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Events under leases of the actor's campaigns; of those under no lease, what devices of theirs told."""
    query = select(Event.id, Event.body, Event.received_at)
    if actor.role == "administrator":
        return query
    leases = select(Assignment.id).join(Turf, Turf.id == Assignment.turf_id)
    under = leases.where(Assignment.id == Event.assignment_id)
    takes_part = (
        select(CampaignMember.member_id)
        .join(Device, Device.member_id == CampaignMember.member_id)
        .where(Device.id == Event.device_id, seen_by(actor, CampaignMember.campaign_id))
    )
    theirs = or_(
        under.where(seen_by(actor, Turf.campaign_id)).exists(), and_(~under.exists(), takes_part.exists())
    )
    return query.where(theirs)
