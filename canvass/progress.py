"""How far campaigns and turfs are: counts of doors and visits, made by the database from whole sets."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select, union

from canvass.campaigns import Campaign
from canvass.db import db
from canvass.places import Door
from canvass.turfs import Turf, TurfDoor
from canvass.visits import DoorState, Visit


@dataclass(frozen=True)
class TurfCounts:
    """A turf's doors and places, how many doors were visited, and the conversations at them."""

    doors: int = 0
    places: int = 0
    visited: int = 0
    conversations: int = 0


@dataclass(frozen=True)
class TurfProgress:
    """A turf's line in its campaign's progress; days are of the organisation's time zone."""

    turf: UUID
    name: str
    doors: int
    visited: int
    conversations: int
    last_visit_on: date | None


@dataclass(frozen=True)
class CampaignProgress:
    """A campaign in numbers. `doors` are those of its live turfs, and any that were visited."""

    doors: int
    visited: int
    attempts: int
    conversations: int
    results: Mapping[str, int]
    turfs: list[TurfProgress]

    @property
    def contact_rate(self) -> float:
        """Conversations ÷ attempts; 0 before the first."""
        return self.conversations / self.attempts if self.attempts else 0.0

    @property
    def coverage(self) -> float:
        """Visited ÷ doors; 0 without doors."""
        return self.visited / self.doors if self.doors else 0.0


def of_turfs(turf_ids: Collection[UUID]) -> Mapping[UUID, TurfCounts]:
    """The counts of each of these turfs."""
    state = (DoorState.door_id == TurfDoor.door_id) & (DoorState.campaign_id == TurfDoor.campaign_id)
    query = (
        select(
            TurfDoor.turf_id,
            func.count(),
            func.count(Door.place_id.distinct()),
            func.sum(case((DoorState.attempts > 0, 1), else_=0)),
            func.coalesce(func.sum(DoorState.conversations), 0),
        )
        .join(Door, Door.id == TurfDoor.door_id)
        .outerjoin(DoorState, state)
        .where(TurfDoor.turf_id.in_(turf_ids), ~TurfDoor.removed)
        .group_by(TurfDoor.turf_id)
    )
    found = {turf_id: TurfCounts(*map(int, counts)) for turf_id, *counts in db.session.execute(query)}
    return {turf_id: found.get(turf_id, TurfCounts()) for turf_id in turf_ids}


def of_campaign(campaign: Campaign, time_zone: ZoneInfo) -> CampaignProgress:
    """The campaign in numbers, and each turf that is live or was visited."""
    stands = DoorState.campaign_id == campaign.id, DoorState.attempts > 0
    planned = select(TurfDoor.door_id).where(TurfDoor.campaign_id == campaign.id, TurfDoor.live)
    doors = union(planned, select(DoorState.door_id).where(*stands)).subquery()
    sums = (
        func.count(),
        func.coalesce(func.sum(DoorState.attempts), 0),
        func.coalesce(func.sum(DoorState.conversations), 0),
    )
    visited, attempts, conversations = db.session.execute(select(*sums).where(*stands)).one()
    return CampaignProgress(
        doors=db.session.scalars(select(func.count()).select_from(doors)).one(),
        visited=visited,
        attempts=int(attempts),
        conversations=int(conversations),
        results=_results(campaign.id),
        turfs=_turfs(campaign.id, time_zone),
    )


def _results(campaign_id: UUID) -> dict[str, int]:
    stands = Visit.campaign_id == campaign_id, ~Visit.voided
    rows = db.session.execute(select(Visit.result, func.count()).where(*stands).group_by(Visit.result))
    return {row[0]: row[1] for row in rows}


def _turfs(campaign_id: UUID, time_zone: ZoneInfo) -> list[TurfProgress]:
    last = select(Visit.turf_id, func.max(Visit.at)).where(Visit.campaign_id == campaign_id, ~Visit.voided)
    latest: dict[UUID, datetime] = {
        row[0]: row[1] for row in db.session.execute(last.group_by(Visit.turf_id))
    }
    query = select(Turf).where(Turf.campaign_id == campaign_id).order_by(Turf.name, Turf.id)
    shown = [turf for turf in db.session.scalars(query) if turf.state == "live" or turf.id in latest]
    counts = of_turfs([turf.id for turf in shown])
    return [
        TurfProgress(
            turf.id,
            turf.name,
            counts[turf.id].doors,
            counts[turf.id].visited,
            counts[turf.id].conversations,
            latest[turf.id].astimezone(time_zone).date() if turf.id in latest else None,
        )
        for turf in shown
    ]
