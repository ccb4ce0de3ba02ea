"""The ground on which a push is judged: leases, doors and keys, looked up once for all that it hands in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, select

from canvass import found_doors, tellings
from canvass.assignments import Assignment, AssignmentMember
from canvass.bulk import among
from canvass.claims import Claims
from canvass.db import db, table_of
from canvass.devices import Device
from canvass.envelopes import Unreadable
from canvass.found_doors import FoundDoor
from canvass.handed import Handed, door_of
from canvass.log import Event
from canvass.members import Member
from canvass.places import Door
from canvass.tellings import Telling
from canvass.turfs import Turf, TurfDoor
from canvass.vaults import live_key_ids


@dataclass(frozen=True)
class Ground:
    """What a judgement stands on, looked up once for a whole push.

    `leases` are those of the pusher, whatever became of them; `recorded` says by whom and under which lease a visit was.
    """

    device_id: UUID
    member_id: UUID
    trusted: bool
    now: datetime
    grace: timedelta
    leases: Mapping[UUID, Row[*tuple[Any, ...]]]
    doors: frozenset[UUID]
    in_turf: frozenset[tuple[UUID, UUID]]
    places: frozenset[tuple[UUID, UUID]]
    recorded: Mapping[UUID, tuple[UUID, UUID | None]]
    field_keys: frozenset[str]


def survey_ground(
    device: Row[UUID, UUID, datetime | None], *, handed: Sequence[Handed], now: datetime, grace: timedelta
) -> Ground:
    """Look up what judging these items needs. `device` is its row, locked by now."""
    read = [each.read for each in handed if not isinstance(each.read, Unreadable)]
    bodies = [body for _, body in read]
    tellings_read = [body for body in bodies if isinstance(body, Telling)]
    active, leases = _leases(device.member_id, {envelope.assignment for envelope, _ in read})
    turfs = {lease.turf_id for lease in leases.values()}
    doors = {door for door in map(door_of, bodies) if door}
    found = _turfs_of(doors)
    in_a_turf = {door for _, door in found}
    wanted = {
        (turf, body.place) for turf in turfs for body in bodies if isinstance(body, FoundDoor) and body.place
    }
    sealed = any(part for body in tellings_read for part in body.sealed.values())
    return Ground(
        device_id=device.id,
        member_id=device.member_id,
        trusted=active and device.revoked_at is None,
        now=now,
        grace=grace,
        leases=leases,
        doors=frozenset(in_a_turf | _known_among(doors - in_a_turf)),
        in_turf=frozenset(found),
        places=frozenset(found_doors.places_in(wanted)),
        # What these items record themselves is new, and was recorded by nobody.
        recorded=_recorded({body.visit for body in tellings_read} - {envelope.id for envelope, _ in read}),
        field_keys=live_key_ids("field") if sealed else frozenset(),
    )


def _leases(member_id: UUID, ids: set[UUID | None]) -> tuple[bool, dict[UUID, Row[*tuple[Any, ...]]]]:
    """Whether the member is active, and those of these leases under which they walk."""
    named = {"member": member_id, "leases": [each for each in ids if each]}
    rows = db.session.execute(_MEMBER_AND_LEASES, named).all()
    return rows[0].active, {row.id: row for row in rows if row.id}


def _turfs_of(doors: set[UUID]) -> set[tuple[UUID, UUID]]:
    """The turfs that have these doors, or had, each with its door."""
    if not doors:
        return set()
    return {(row.turf_id, row.door_id) for row in db.session.execute(_TURFS_OF, {"doors": doors})}


def _known_among(doors: set[UUID]) -> set[UUID]:
    return set(db.session.scalars(_KNOWN, {"doors": doors})) if doors else set()


def _recorded(ids: set[UUID]) -> dict[UUID, tuple[UUID, UUID | None]]:
    if not ids:
        return {}
    rows = db.session.execute(_RECORDED, {"ids": ids})
    return {row.id: (row.member_id, row.assignment_id) for row in rows}


def claimed_campaigns(claims: Mapping[bytes, Claims]) -> dict[bytes, UUID]:
    """The campaigns that these claim to be of, by their lease or else by their turf; those that name none that is, left out."""
    if not claims:
        return {}
    of_lease = select(Assignment.id, Turf.campaign_id).join(Turf, Turf.id == Assignment.turf_id)
    leases = {each.assignment for each in claims.values() if each.assignment}
    found: dict[UUID | None, UUID] = dict(db.session.execute(of_lease.where(Assignment.id.in_(leases))).all())
    turfs = {each.turf for each in claims.values() if each.turf}
    of_turf = select(Turf.id, Turf.campaign_id).where(Turf.id.in_(turfs))
    found |= dict(db.session.execute(of_turf).all())
    named = {key: found.get(each.assignment) or found.get(each.turf) for key, each in claims.items()}
    return {key: campaign for key, campaign in named.items() if campaign}


_members, _devices, _events = table_of(Member).c, table_of(Device).c, table_of(Event).c
_assignments, _walkers = table_of(Assignment).c, table_of(AssignmentMember).c
_turfs, _turf_doors, _doors = table_of(Turf).c, table_of(TurfDoor).c, table_of(Door).c

# Made once: a push is to spend its time in the database, and not on writing the same statements again.
_MEMBER_AND_LEASES = (
    select(
        _members.active,
        _assignments.id,
        _assignments.generation,
        _assignments.starts_at,
        _assignments.until,
        _assignments.superseded_at,
        _assignments.turf_id,
        _turfs.campaign_id,
    )
    .select_from(table_of(Member))
    .outerjoin(
        table_of(AssignmentMember),
        and_(
            _walkers.member_id == _members.id,
            among(_walkers.assignment_id, "leases"),
        ),
    )
    .outerjoin(table_of(Assignment), _assignments.id == _walkers.assignment_id)
    .outerjoin(table_of(Turf), _turfs.id == _assignments.turf_id)
    .where(_members.id == bindparam("member"))
)
_TURFS_OF = select(_turf_doors.turf_id, _turf_doors.door_id).where(among(_turf_doors.door_id, "doors"))
_KNOWN = select(_doors.id).where(among(_doors.id, "doors"))
_RECORDED = (
    select(_events.id, _devices.member_id, _events.assignment_id)
    .select_from(table_of(Event))
    .join(table_of(Device), _devices.id == _events.device_id)
    .where(among(_events.id, "ids"), _events.kind == tellings.RECORDED)
)
