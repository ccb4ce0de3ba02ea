"""Decisions: what leads see of quarantine, and what becomes of it: a fact after all, or nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select, tuple_

from canvass import sight, sync
from canvass.access import Actor, seen_by
from canvass.assignments import Assignment
from canvass.audit import write_act
from canvass.claims import Claims, read_claims
from canvass.db import db
from canvass.devices import Device, lock_device
from canvass.errors import N_, Conflict, Invalid, NotFound
from canvass.log import Event
from canvass.places import DoorName, door_names
from canvass.quarantine import Decision, Quarantined
from canvass.turfs import Turf, TurfDoor
from canvass.weighing import Key, weigh

PageKey = tuple[bool, datetime, UUID, bytes]


class NotAcceptable(Invalid):
    code = "not_acceptable"
    message = N_(
        "Esto no se puede aceptar como visita. Lo único que se puede hacer es descartarlo, diciendo por qué."
    )


class AlreadyDecided(Conflict):
    code = "already_decided"
    message = N_("Otra persona ya lo decidió de otra manera. Mire la lista de nuevo.")


class SeveralVersions(Invalid):
    code = "several_versions"
    message = N_("Hay más de una versión de este registro. Elija una de ellas.")


@dataclass(frozen=True)
class Version:
    """What came under an id: what it claims, and the door's name where somebody knows it."""

    claims: Claims
    door: DoorName | None
    received_at: datetime | None


@dataclass(frozen=True)
class Item:
    """One thing in quarantine as those see it who may decide. What was decided tells nothing any more of what it was.

    `other` is what the same id told elsewhere, where that is why this is here. `acceptable`: the asker can let it in.
    """

    row: Quarantined
    by: str
    decided_by: str | None
    said: Version
    other: Version | None
    turf: str | None
    acceptable: bool


def list_items(actor: Actor, grace: timedelta, after: PageKey | None = None, limit: int = 50) -> list[Item]:
    """What the actor may decide, or others have: what is open first, and of each the newest."""
    query = sight.quarantined(actor).order_by(*(column.desc() for column in _ORDER)).limit(limit)
    if after is not None:
        query = query.where(tuple_(*_ORDER) < (int(after[0]), *after[1:]))
    return _show(db.session.execute(query).all(), actor, grace)


def show_items(event_id: UUID, actor: Actor, grace: timedelta) -> list[Item]:
    """All that came under this id and lies in quarantine, in the actor's sight; `NotFound` if there is nothing."""
    query = sight.quarantined(actor).where(Quarantined.event_id == event_id)
    rows = db.session.execute(query.order_by(*(column.desc() for column in _ORDER))).all()
    if not rows:
        raise NotFound
    return _show(rows, actor, grace)


def count_open(actor: Actor) -> int:
    """How much waits for a decision in the actor's sight."""
    waiting = sight.quarantined(actor).where(Quarantined.decided_at.is_(None)).subquery()
    return db.session.scalar(select(func.count()).select_from(waiting)) or 0


def page_key(item: Item) -> tuple[bool, str, str, str]:
    """An item's place in the list."""
    row = item.row
    received = row.received_at.isoformat()
    return row.decided_at is None, received, str(row.event_id), row.digest.hex()


def accept(
    event_id: UUID, digest: bytes | None, actor: Actor, *, reason: str | None, grace: timedelta
) -> Item:
    """Let in what lies in quarantine as a push does: judged, projected, under the log's next numbers. Repeatable.

    The objection that kept it out is overruled where the actor may: see `weighing`. `NotAcceptable` otherwise.
    """
    row = _take(event_id, digest, actor)
    if _is_done(row, "accepted"):
        return _show_one(row, actor, grace)
    weighed = weigh(lock_device(row.device_id), [row], actor, grace).get((row.event_id, row.digest))
    if weighed is None:
        raise NotAcceptable
    touched = sync.bring_up_to_date([(weighed.handed, weighed.event)], weighed.ground)
    lease = weighed.ground.leases.get(weighed.event["assignment_id"])
    _decide(row, "accepted", actor, reason, lease.campaign_id if lease else None)
    sync.append([weighed.event], touched)
    return _show_one(row, actor, grace)


def discard(event_id: UUID, digest: bytes | None, actor: Actor, *, reason: str, grace: timedelta) -> Item:
    """Take away for good what it tells; a phone that hands it in again hears what it heard before. Repeatable."""
    row = _take(event_id, digest, actor)
    if not _is_done(row, "discarded"):
        _decide(row, "discarded", actor, reason, _campaign_at(row.door_id, actor))
    return _show_one(row, actor, grace)


_ORDER = (
    case((Quarantined.decided_at.is_(None), 1), else_=0),
    Quarantined.received_at,
    Quarantined.event_id,
    Quarantined.digest,
)


def _take(event_id: UUID, digest: bytes | None, actor: Actor) -> Quarantined:
    """The item, after its device's lock: nobody else decides about it, and its phone hands nothing in meanwhile."""
    query = sight.quarantined(actor).where(Quarantined.event_id == event_id)
    query = query if digest is None else query.where(Quarantined.digest == digest)
    found = db.session.execute(query).all()
    if not found:
        raise NotFound
    if len(found) > 1:
        raise SeveralVersions
    row: Quarantined = found[0][0]
    lock_device(row.device_id)
    key = Quarantined.event_id == row.event_id, Quarantined.digest == row.digest
    again = select(Quarantined).where(*key).execution_options(populate_existing=True)
    now: Quarantined | None = db.session.scalar(again)
    if now is None:
        raise NotFound
    return now


def _is_done(row: Quarantined, decision: Decision) -> bool:
    if row.decision is None:
        return False
    if row.decision != decision:
        raise AlreadyDecided
    return True


def _decide(
    row: Quarantined, decision: Decision, actor: Actor, reason: str | None, campaign: UUID | None
) -> None:
    """Note the decision and let go of what it was; it stays in the sight of those who lead there."""
    row.decision, row.decision_reason = decision, reason
    row.decided_at, row.decided_by_id = datetime.now(UTC), actor.member_id
    row.campaign_id = row.campaign_id or campaign
    row.raw, row.door_id, row.detail = None, None, None
    db.session.flush()
    write_act(f"quarantine_{decision}", actor=actor.member_id, subject=row.event_id, why=row.reason)


def _campaign_at(door: UUID | None, actor: Actor) -> UUID | None:
    query = select(TurfDoor.campaign_id).where(TurfDoor.door_id == door, seen_by(actor, TurfDoor.campaign_id))
    return db.session.scalar(query.order_by(TurfDoor.campaign_id).limit(1)) if door else None


def _show_one(row: Quarantined, actor: Actor, grace: timedelta) -> Item:
    items = show_items(row.event_id, actor, grace)
    return next(item for item in items if item.row.digest == row.digest)


def _show(rows: Sequence[Any], actor: Actor, grace: timedelta) -> list[Item]:
    items: list[Quarantined] = [row[0] for row in rows]
    said = {_key(item): _claims(item.raw) for item in items}
    clashing = [item for item in items if item.reason == "other_body" and item.raw is not None]
    others = _others(clashing, actor)
    versions = [*said.values(), *(claims for claims, _ in others.values())]
    doors = door_names({claims.door for claims in versions if claims.door})
    turfs = _turf_names(said.values(), actor)
    acceptable = _acceptable([item for item in items if item.raw is not None], actor, grace)
    shown = []
    for item, (_, by, decided_by) in zip(items, rows, strict=True):
        key, claims = _key(item), said[_key(item)]
        version = Version(claims, doors.get(claims.door) if claims.door else None, item.received_at)
        other = _version(others[key], doors) if key in others else None
        turf = turfs.get(claims.assignment) or turfs.get(claims.turf) or turfs.get(claims.door)
        shown.append(Item(item, by, decided_by, version, other, turf, key in acceptable))
    return shown


def _key(item: Quarantined) -> Key:
    return item.event_id, item.digest


def _claims(raw: bytes | None) -> Claims:
    return Claims() if raw is None else read_claims(raw.decode("utf-8", "surrogatepass"))


def _version(other: tuple[Claims, datetime | None], doors: Mapping[UUID, DoorName]) -> Version:
    claims, received_at = other
    return Version(claims, doors.get(claims.door) if claims.door else None, received_at)


def _others(items: Collection[Quarantined], actor: Actor) -> dict[Key, tuple[Claims, datetime | None]]:
    """What the ids of these items told first, as far as the actor may know: in the log, or else in quarantine itself.

    Anybody can send something under an id of elsewhere: it must not show them what was told there.
    """
    ids = {item.event_id for item in items}
    if not ids:
        return {}
    events = sight.events(actor).where(Event.id.in_(ids), Event.body.is_not(None))
    in_log = {row.id: row for row in db.session.execute(events)}
    kept = sight.quarantined(actor).where(Quarantined.event_id.in_(ids), Quarantined.raw.is_not(None))
    beside = [row[0] for row in db.session.execute(kept.order_by(Quarantined.received_at))]
    found: dict[Key, tuple[Claims, datetime | None]] = {}
    for item in items:
        first = next((each for each in beside if each.event_id == item.event_id and each is not item), None)
        if event := in_log.get(item.event_id):
            found[_key(item)] = read_claims(event.body), event.received_at
        elif first is not None:
            found[_key(item)] = _claims(first.raw), first.received_at
    return found


def _turf_names(claims: Iterable[Claims], actor: Actor) -> dict[UUID | None, str]:
    """Names of the actor's turfs, by each lease, turf and door that is claimed."""
    told = [*claims]
    turfs = select(Turf.id, Turf.name).where(seen_by(actor, Turf.campaign_id))
    leases = select(Assignment.id, Turf.name).join(Turf, Turf.id == Assignment.turf_id)
    having = select(TurfDoor.door_id, Turf.name).join(Turf, Turf.id == TurfDoor.turf_id).where(TurfDoor.live)
    queries = (
        having.where(TurfDoor.door_id.in_({each.door for each in told if each.door})),
        turfs.where(Turf.id.in_({each.turf for each in told if each.turf})),
        leases.where(Assignment.id.in_({each.assignment for each in told if each.assignment})),
    )
    found: dict[UUID | None, str] = {}
    for query in queries:
        found |= dict(db.session.execute(query.where(seen_by(actor, Turf.campaign_id))).all())
    return found


def _acceptable(items: Sequence[Quarantined], actor: Actor, grace: timedelta) -> set[Key]:
    """Those of these items that the actor can let in."""
    found: set[Key] = set()
    for device_id, of_device in groupby(sorted(items, key=_device), key=_device):
        device = db.session.execute(
            select(Device.id, Device.member_id, Device.revoked_at).where(Device.id == device_id)
        ).one()
        found |= weigh(device, [*of_device], actor, grace).keys()
    return found


def _device(item: Quarantined) -> UUID:
    return item.device_id
