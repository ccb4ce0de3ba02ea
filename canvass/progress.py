"""How far campaigns and turfs are: counts of doors and visits, made by the database from whole sets.

How fast doors go by is told of several outings together, rounded, and never of one: a lead plans with it, and nobody reads
in it how long or when a person walked.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, case, cast, extract, func, or_, select

from canvass.campaigns import Campaign
from canvass.db import db
from canvass.places import Door
from canvass.turfs import Turf, TurfDoor
from canvass.visits import DoorState, Visit

LEAST_VISITS = 20
LEAST_OUTINGS = 2
"""Of fewer visits, or of one person's single day, no pace is told."""
DAY, HOUR = 86_400, 3_600


@dataclass(frozen=True)
class TurfCounts:
    """A turf's doors and places, how many doors were visited, how often, and the conversations at them."""

    doors: int = 0
    places: int = 0
    visited: int = 0
    attempts: int = 0
    conversations: int = 0


@dataclass(frozen=True)
class TurfProgress:
    """A turf's line in its campaign's progress; days are of the organisation's time zone. `doors_per_hour` is None where
    that would tell of one outing."""

    turf: UUID
    name: str
    doors: int
    visited: int
    attempts: int
    conversations: int
    doors_per_hour: int | None
    last_visit_on: date | None


@dataclass(frozen=True)
class CampaignProgress:
    """A campaign in numbers. `doors` are those of its live turfs, and any that were visited."""

    doors: int
    visited: int
    attempts: int
    conversations: int
    doors_per_hour: int | None
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
            func.coalesce(func.sum(DoorState.attempts), 0),
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
    sums = (
        func.count(),
        func.coalesce(func.sum(DoorState.attempts), 0),
        func.coalesce(func.sum(DoorState.conversations), 0),
    )
    visited, attempts, conversations = db.session.execute(select(*sums).where(*stands)).one()
    walked, outings = _walked(campaign.id), _outings(campaign.id, time_zone)
    # A door is live once at most; those that were visited and are live no more are doors as well.
    no_more = visited - sum(turf.live_visited for turf in walked.values())
    return CampaignProgress(
        doors=sum(turf.live for turf in walked.values()) + no_more,
        visited=visited,
        attempts=int(attempts),
        conversations=int(conversations),
        doors_per_hour=_pace([outing for found in outings.values() for outing in found]),
        results=_results(campaign.id),
        turfs=_turfs(campaign.id, time_zone, walked, outings),
    )


@dataclass(frozen=True)
class Walked:
    """A turf's doors as far as they were walked; `live` ones are free in no other."""

    doors: int = 0
    visited: int = 0
    attempts: int = 0
    conversations: int = 0
    live: int = 0
    live_visited: int = 0


def _walked(campaign_id: UUID) -> Mapping[UUID, Walked]:
    state = (DoorState.door_id == TurfDoor.door_id) & (DoorState.campaign_id == TurfDoor.campaign_id)
    seen = DoorState.attempts > 0
    query = (
        select(
            TurfDoor.turf_id,
            func.count(),
            func.count().filter(seen),
            func.coalesce(func.sum(DoorState.attempts), 0),
            func.coalesce(func.sum(DoorState.conversations), 0),
            func.count().filter(TurfDoor.live),
            func.count().filter(TurfDoor.live, seen),
        )
        .outerjoin(DoorState, state)
        .where(TurfDoor.campaign_id == campaign_id, ~TurfDoor.removed)
        .group_by(TurfDoor.turf_id)
    )
    return {turf_id: Walked(*map(int, counts)) for turf_id, *counts in db.session.execute(query)}


def _results(campaign_id: UUID) -> dict[str, int]:
    stands = Visit.campaign_id == campaign_id, ~Visit.voided
    rows = db.session.execute(select(Visit.result, func.count()).where(*stands).group_by(Visit.result))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class Outing:
    """A day in a turf: how many people came, their visits, when the first of these was and when the last.

    `timeless`: of what phones' clocks were wrong about, or what was pared, nobody knows the hour.
    """

    people: int
    visits: int
    first: datetime
    last: datetime
    timeless: bool

    @property
    def seconds(self) -> float:
        """Between the two; none where their hours are not known."""
        return 0.0 if self.timeless else (self.last - self.first).total_seconds()


def _outings(campaign_id: UUID, time_zone: ZoneInfo) -> Mapping[UUID, list[Outing]]:
    """The days of each turf; what came with a clock that was wrong stands apart, and so does what was pared."""
    east = datetime.now(time_zone).utcoffset() or timedelta(0)
    day = (cast(extract("epoch", Visit.at), BigInteger) + int(east.total_seconds())) // DAY
    timeless = or_(Visit.clamped, Visit.member_id.is_(None)).label("timeless")
    counts = func.count(Visit.member_id.distinct()), func.count(), func.min(Visit.at), func.max(Visit.at)
    query = (
        select(Visit.turf_id, timeless, *counts)
        .where(Visit.campaign_id == campaign_id, ~Visit.voided)
        .group_by(Visit.turf_id, day, timeless)
    )
    found: dict[UUID, list[Outing]] = defaultdict(list)
    for turf_id, unknown, people, visits, first, last in db.session.execute(query):
        found[turf_id].append(Outing(max(people, 1), visits, first, last, unknown))
    return found


def _pace(outings: Collection[Outing]) -> int | None:
    """Doors an hour over all of these, a whole number; None where they are too few to tell of nobody."""
    timed = [outing for outing in outings if outing.seconds > 0]
    visits = sum(outing.visits for outing in timed)
    if visits < LEAST_VISITS or sum(outing.people for outing in timed) < LEAST_OUTINGS:
        return None
    return round(visits * HOUR / sum(outing.seconds for outing in timed))


def _turfs(
    campaign_id: UUID,
    time_zone: ZoneInfo,
    walked: Mapping[UUID, Walked],
    outings: Mapping[UUID, list[Outing]],
) -> list[TurfProgress]:
    query = (
        select(Turf.id, Turf.name, Turf.state)
        .where(Turf.campaign_id == campaign_id)
        .order_by(Turf.name, Turf.id)
    )
    return [
        _line(turf_id, name, walked.get(turf_id, Walked()), outings.get(turf_id, ()), time_zone)
        for turf_id, name, state in db.session.execute(query)
        if state == "live" or turf_id in outings
    ]


def _line(
    turf: UUID, name: str, walked: Walked, outings: Collection[Outing], time_zone: ZoneInfo
) -> TurfProgress:
    last = max((outing.last for outing in outings), default=None)
    return TurfProgress(
        turf,
        name,
        walked.doors,
        walked.visited,
        walked.attempts,
        walked.conversations,
        _pace(outings),
        last.astimezone(time_zone).date() if last else None,
    )
