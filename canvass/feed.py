"""The phones' feed: what is a member's own (home), a turf as it is (snapshot), and what changed in it since (pull)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import starmap
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, ScalarSelect, Select, and_, bindparam, false, func, or_, select

from canvass import cursors
from canvass.access import Actor, can, in_scope
from canvass.assignments import WALKS, Assignment, live_leases, walks
from canvass.campaigns import Campaign, CampaignMember, ScriptVersion
from canvass.db import db, table_of
from canvass.digests import digest_of, turf_digest
from canvass.errors import NotFound
from canvass.places import Door, Place
from canvass.spelling import spelled
from canvass.turfs import Turf, TurfDoor
from canvass.visits import DoorState, Visit

FOREVER = 2**31 - 1
"""More than any revision: they are whole numbers of four bytes."""


# These two are not frozen: making thousands of them for a snapshot would take three times as long.
@dataclass
class LastVisit:
    """A door's last visit as a phone shows it; `mine` says that the asker made it, and nobody's name is told."""

    visit: str
    result: str
    literature: bool
    at: str
    late: bool
    mine: bool


@dataclass
class DoorRow:
    """A door of a turf as a phone keeps it, WGS84, ids and times as text. Of a removed one only `door`, `revision` and
    `removed` are told."""

    door: str
    place: str
    revision: int
    removed: bool
    position: int = 0
    kind: str = "other"
    name: str | None = None
    number: str = ""
    street: str = ""
    label: str = ""
    floor: int | None = None
    lon: float | None = None
    lat: float | None = None
    do_not_knock: bool = False
    attempts: int = 0
    last: LastVisit | None = None


@dataclass(frozen=True)
class Snapshot:
    """A whole turf as of the cursor's number."""

    turf: UUID
    cursor: str
    digest: str
    rows: list[DoorRow]


@dataclass(frozen=True)
class Changes:
    """A page of changes; the last one (`more` is false) carries the digest of the turf's live rows."""

    rows: list[DoorRow]
    cursor: str
    more: bool
    digest: str | None


@dataclass(frozen=True)
class Home:
    """What is the member's own: leases until their grace is over, campaigns of theirs or of the member, the scripts."""

    leases: Sequence[Assignment]
    turfs: dict[UUID, Turf]
    doors: dict[UUID, int]
    campaigns: Sequence[Campaign]
    scripts: Sequence[ScriptVersion]


def home(actor: Actor, now: datetime, grace: timedelta) -> Home:
    """What the member's phone needs beside its turfs' rows.

    A lease that has ended is named until its grace is over: the phone locks the turf, and can still say what happened
    at its doors. The turf's rows are no longer given.
    """
    leases = live_leases(actor.member_id, now, grace)
    turf_ids = [lease.turf_id for lease in leases]
    turfs = {turf.id: turf for turf in db.session.scalars(select(Turf).where(Turf.id.in_(turf_ids)))}
    own = select(CampaignMember.campaign_id).where(CampaignMember.member_id == actor.member_id)
    walked = Campaign.id.in_({turf.campaign_id for turf in turfs.values()})
    campaigns = db.session.scalars(
        select(Campaign)
        .where(or_(walked, Campaign.id.in_(own) & (Campaign.state == "open")))
        .order_by(Campaign.starts_on, Campaign.id)
    ).all()
    return Home(
        leases, turfs, _count_doors(turf_ids), campaigns, _current_scripts([each.id for each in campaigns])
    )


def _count_doors(turf_ids: Collection[UUID]) -> dict[UUID, int]:
    query = select(TurfDoor.turf_id, func.count().label("n")).where(
        TurfDoor.turf_id.in_(turf_ids), TurfDoor.live
    )
    return {row.turf_id: row.n for row in db.session.execute(query.group_by(TurfDoor.turf_id))}


def _current_scripts(campaigns: Collection[UUID]) -> Sequence[ScriptVersion]:
    newest = (
        select(ScriptVersion.campaign_id, func.max(ScriptVersion.version).label("version"))
        .where(ScriptVersion.campaign_id.in_(campaigns))
        .group_by(ScriptVersion.campaign_id)
        .subquery()
    )
    same = and_(ScriptVersion.campaign_id == newest.c.campaign_id, ScriptVersion.version == newest.c.version)
    return db.session.scalars(
        select(ScriptVersion).join(newest, same).order_by(ScriptVersion.campaign_id)
    ).all()


def snapshot(turf_id: UUID, actor: Actor, now: datetime) -> Snapshot:
    """The whole turf, for who walks it under a live lease or leads its campaign; `NotFound` for anybody else."""
    _check_scope(turf_id, actor, walking=walks(actor.member_id, turf_id, now))
    # Read before the rows: what is committed in between has a higher number, and comes again with the first pull.
    through = cursors.last_number()
    rows = _read(_LIVE, turf=turf_id, member=actor.member_id)
    cursor = cursors.write_cursor(max([through, *(row.revision for row in rows)]))
    return Snapshot(turf_id, cursor, digest_of((row.door, row.revision) for row in rows), rows)


def pull(turf_id: UUID, cursor: str, limit: int, actor: Actor, now: datetime) -> Changes:
    """What changed in the turf after the cursor, in number order; `NotFound` out of scope.

    A page holds about `limit` rows, and all of the last one's revision: one number may have changed several.
    """
    look = cursors.look_up(cursor, _LOOK, member=actor.member_id, turf=turf_id, now=now)
    _check_scope(turf_id, actor, walking=look.beside is not None)
    at = cursors.read_cursor(look)
    # Where nothing of any turf changed there is nothing to look for in this one.
    named = {"turf": turf_id, "member": actor.member_id, "since": at.since}
    rows = _read(_CHANGED, **named, until=FOREVER, most=limit + 1) if at.since < at.through else []
    if len(rows) > limit:
        bound = rows[limit - 1].revision
        rows = _read(_CHANGED, **named, until=bound, most=FOREVER)
        return Changes(rows, cursors.write_cursor(bound), more=True, digest=None)
    through = max([at.through, *(row.revision for row in rows)])
    written = at.newest if through == at.through else cursors.write_cursor(through)
    changed = [(row.door, row.revision, row.removed) for row in rows]
    digest = turf_digest(turf_id, at.log_id, at.since, through, changed)
    # Somebody committed between two of these statements: the phone asks once more rather than getting a wrong digest.
    return Changes(rows, written, more=digest is None, digest=digest)


def _check_scope(turf_id: UUID, actor: Actor, *, walking: bool) -> None:
    if walking:
        return
    query = in_scope(select(Turf.id).where(Turf.id == turf_id), actor, Turf.campaign_id)
    if not can(actor, "lead") or db.session.scalar(query) is None:
        raise NotFound


def _read(statement: Select[*tuple[Any, ...]], **named: Any) -> list[DoorRow]:
    """Rows read in one statement, so that what they show and their revision belong together."""
    return list(starmap(_row, db.session.connection().execute(statement, named)))


_turf_doors, _doors, _places = table_of(TurfDoor), table_of(Door), table_of(Place)
_states, _visits = table_of(DoorState), table_of(Visit)


def _unseen(name: str) -> ScalarSelect[int]:
    """A number that PostgreSQL's planner does not see.

    Who asks for the newest of many gets a plan made for that number alone, every time anew, and that takes longer than the
    reading. Of a number that it does not see, its first plan is as good as any.
    """
    return select(bindparam(name, type_=Integer)).scalar_subquery()


# Made once: every phone asks these every minute.
_LOOK = cursors.beside_log(WALKS.scalar_subquery())
_OF_TURF = (
    select(
        spelled(_turf_doors.c.door_id),
        spelled(_doors.c.place_id),
        *(_turf_doors.c[name] for name in ("revision", "removed", "position")),
        *(_places.c[name] for name in ("kind", "name", "number", "street")),
        *(_doors.c[name] for name in ("label", "floor", "lon", "lat", "do_not_knock")),
        func.coalesce(_states.c.attempts, 0),
        spelled(_visits.c.id),
        *(_visits.c[name] for name in ("result", "literature")),
        spelled(_visits.c.at),
        _visits.c.late,
        # A visit that was pared is nobody's.
        func.coalesce(_visits.c.member_id == bindparam("member"), false()),
    )
    .select_from(_turf_doors)
    .join(_doors, _doors.c.id == _turf_doors.c.door_id)
    .join(_places, _places.c.id == _doors.c.place_id)
    .outerjoin(
        _states,
        and_(_states.c.campaign_id == _turf_doors.c.campaign_id, _states.c.door_id == _turf_doors.c.door_id),
    )
    .outerjoin(_visits, _visits.c.id == _states.c.visit_id)
    .where(_turf_doors.c.turf_id == bindparam("turf"))
    .order_by(_turf_doors.c.revision, _turf_doors.c.position)
)
_LIVE = _OF_TURF.where(~_turf_doors.c.removed)
_CHANGED = _OF_TURF.where(
    _turf_doors.c.revision > _unseen("since"), _turf_doors.c.revision <= _unseen("until")
).limit(bindparam("most"))


def _row(door: str, place: str, revision: int, removed: bool, *told: Any) -> DoorRow:
    if removed:
        return DoorRow(door, place, revision, True)
    *its, visit, result, literature, at, late, mine = told
    last = LastVisit(visit, result, literature, at, late, mine) if visit else None
    return DoorRow(door, place, revision, False, *[*its, last])
