"""Weighing what lies in quarantine: whether it can be let in after all, and under which lease.

Whoever leads a campaign may overrule that a phone was revoked, and that something was not said under its own lease: then
it is stored under the newest lease of the turf that has the door. What cannot be read is no fact, whoever says so.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from canvass import erasures, log
from canvass.access import Actor, seen_by
from canvass.assignments import Assignment
from canvass.db import db
from canvass.envelopes import Unreadable
from canvass.found_doors import FoundDoor
from canvass.ground import Ground, survey_ground
from canvass.handed import Body, Handed, door_of, read_handed, told_visit
from canvass.judging import is_late, judge, overrule
from canvass.places import Place
from canvass.quarantine import Quarantined
from canvass.tellings import Telling
from canvass.turfs import Turf, TurfDoor

OVERRULED = ("not_your_turf", "door_unknown")

Key = tuple[UUID, bytes]
Lease = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Weighed:
    """What would be let in: the event as the log would keep it, and the ground on which it stands."""

    handed: Handed
    event: dict[str, Any]
    ground: Ground


@dataclass(frozen=True)
class Leases:
    """The leases in question: those that are named, by id; the newest of each turf that the actor leads; which of these
    turfs have a door (and have it live); and the places that there are."""

    named: Mapping[UUID | None, Lease]
    newest: Mapping[UUID, Lease]
    turfs_of: Mapping[UUID | None, Sequence[tuple[bool, UUID]]]
    places: Collection[UUID]


def weigh(
    device: Row[UUID, UUID, datetime | None], items: Sequence[Quarantined], actor: Actor, grace: timedelta
) -> dict[Key, Weighed]:
    """Those of these items, all of one device, that the actor can let in. They must still hold what came."""
    handed = {(item.event_id, item.digest): _read(item) for item in items}
    ground = replace(
        survey_ground(device, handed=[*handed.values()], now=items[0].received_at, grace=grace), trusted=True
    )
    taken, _ = log.kept_under([event_id for event_id, _ in handed])
    named = {told_visit(each) or each.id for each in handed.values()}
    gone = erasures.forgotten_among(named) | log.bare_among(named)
    leases = _survey_leases([*handed.values()], ground, actor)
    found: dict[Key, Weighed] = {}
    for item in items:
        key = item.event_id, item.digest
        each = handed[key]
        open_to_it = item.reason != "other_body" and each.id not in taken
        if open_to_it and not {each.id, told_visit(each)} & gone:
            weighed = _weigh(each, replace(ground, now=item.received_at), leases)
            found |= {key: weighed} if weighed else {}
    return found


def _read(item: Quarantined) -> Handed:
    text = (item.raw or b"").decode("utf-8", "surrogatepass")
    return read_handed({"id": str(item.event_id), "envelope": text}, item.digest)


def _weigh(handed: Handed, ground: Ground, leases: Leases) -> Weighed | None:
    try:
        return Weighed(handed, judge(handed, ground), ground)
    except Unreadable as objection:
        if objection.reason not in OVERRULED or isinstance(handed.read, Unreadable):
            return None
    envelope, body = handed.read
    named = leases.named.get(envelope.assignment)
    lease = _place(body, named, ground, leases)
    if lease is None:
        return None
    on = replace(ground, leases={**ground.leases, lease.id: lease})
    try:
        event = overrule(handed, lease, on)
    except Unreadable:
        return None
    late = event["late"] or (named is not None and is_late(named, ground))
    return Weighed(handed, {**event, "late": late}, on)


def _place(body: Body, named: Lease | None, ground: Ground, leases: Leases) -> Lease | None:
    """The lease under which this belongs, whoever said it: what is said of a visit goes with that visit."""
    if isinstance(body, FoundDoor):
        return _place_found(body, ground, leases)
    if isinstance(body, Telling) and body.visit in ground.recorded:
        return _place_with_visit(body, ground, leases)
    if isinstance(body, Telling) and body.door is None:
        return None
    if body is None:
        return leases.newest.get(named.turf_id) if named else None
    having = [each for each in leases.turfs_of.get(door_of(body), ()) if each[1] in leases.newest]
    if not having:
        return None
    meant = named.turf_id if named else None
    _, turf = max(having, key=lambda each: (each[1] == meant, *each))
    return leases.newest[turf]


def _place_found(body: FoundDoor, ground: Ground, leases: Leases) -> Lease | None:
    if body.place and body.place not in leases.places:
        return None
    if body.door in ground.doors and body.turf not in _turfs_with(body.door, leases):
        return None
    return leases.newest.get(body.turf)


def _place_with_visit(body: Telling, ground: Ground, leases: Leases) -> Lease | None:
    lease = leases.named.get(ground.recorded[body.visit][1])
    if lease is None or lease.turf_id not in leases.newest:
        return None
    return lease if body.door is None or lease.turf_id in _turfs_with(body.door, leases) else None


def _turfs_with(door: UUID, leases: Leases) -> set[UUID]:
    return {turf for _, turf in leases.turfs_of.get(door, ())}


def _survey_leases(handed: Sequence[Handed], ground: Ground, actor: Actor) -> Leases:
    """Look up what placing these items needs."""
    read = [each.read for each in handed if not isinstance(each.read, Unreadable)]
    bodies = [body for _, body in read]
    ids = {envelope.assignment for envelope, _ in read} | {lease for _, lease in ground.recorded.values()}
    named = {row.id: row for row in db.session.execute(_LEASES.where(Assignment.id.in_(filter(None, ids))))}
    turfs_of = _turfs_of({door for door in map(door_of, bodies) if door}, actor)
    found = [body for body in bodies if isinstance(body, FoundDoor)]
    wanted = {lease.turf_id for lease in named.values()} | {body.turf for body in found}
    turfs = wanted | {turf for having in turfs_of.values() for _, turf in having}
    places = select(Place.id).where(Place.id.in_({body.place for body in found if body.place}))
    return Leases(named, _newest(turfs, actor), turfs_of, set(db.session.scalars(places)))


def _turfs_of(doors: Collection[UUID], actor: Actor) -> dict[UUID | None, list[tuple[bool, UUID]]]:
    query = select(TurfDoor.door_id, TurfDoor.live, TurfDoor.turf_id).where(TurfDoor.door_id.in_(doors))
    having: dict[UUID | None, list[tuple[bool, UUID]]] = defaultdict(list)
    for row in db.session.execute(query.where(seen_by(actor, TurfDoor.campaign_id))):
        having[row.door_id].append((row.live, row.turf_id))
    return having


def _newest(turfs: Collection[UUID], actor: Actor) -> dict[UUID, Lease]:
    """The last lease of each of these turfs that the actor leads and that was ever handed out."""
    last = (
        select(Assignment.turf_id, func.max(Assignment.generation).label("generation"))
        .where(Assignment.turf_id.in_(turfs))
        .group_by(Assignment.turf_id)
        .subquery()
    )
    same = (Assignment.turf_id == last.c.turf_id) & (Assignment.generation == last.c.generation)
    query = _LEASES.join(last, same).where(seen_by(actor, Turf.campaign_id))
    return {row.turf_id: row for row in db.session.execute(query)}


_LEASES: Select[*tuple[Any, ...]] = select(
    Assignment.id,
    Assignment.generation,
    Assignment.starts_at,
    Assignment.until,
    Assignment.superseded_at,
    Assignment.turf_id,
    Turf.campaign_id,
).join(Turf, Turf.id == Assignment.turf_id)
