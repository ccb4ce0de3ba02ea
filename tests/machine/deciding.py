"""Quarantine in the model: what a lead may let in after all, and under which lease it is a fact then."""

from dataclasses import replace

from tests.machine.facts import VISIT_KINDS, Entry, Frozen, Lease
from tests.machine.model import Key, Server

OVERRULED = ("not_your_turf", "door_unknown")


def acceptable(model: Server, key: Key) -> Entry | None:
    """The fact that this would be, for somebody who leads everywhere; None where it can only be discarded."""
    item = Frozen(*key)
    device, received = model.came[key]
    taken = item.id in model.log or {item.id, item.visit} & model.forgotten
    if key in model.decided or model.held[key] == "other_body" or taken:
        return None
    objection, named = model.objection(model.members[device], item), model.named(item)
    if objection is None:
        return model.entry(device, item, received, named)
    lease = _lease(model, item, named) if objection in OVERRULED else None
    if lease is None:
        return None
    entry = model.entry(device, item, received, lease)
    return replace(entry, late=entry.late or (named is not None and named.past))


def _lease(model: Server, item: Frozen, named: Lease | None) -> Lease | None:
    """What is said of a visit goes with that visit, all else with the newest lease of the turf that has the door."""
    door = item.body.get("door")
    having = [id_ for id_, turf in model.turfs.items() if door in turf.rows]
    if item.kind == "door.added":
        place, turf = item.body["place"], item.body["turf"]
        known = place is None or place in {each.place for each in model.doors.values()}
        return _newest(model, turf) if known and (door not in model.doors or turf in having) else None
    visit = model.recorded(item.visit)
    if visit:
        lease = model.leases.get(visit.lease or "")
        return lease if lease and (door is None or lease.turf in having) else None
    if item.kind not in (*VISIT_KINDS, "door.reported"):
        return _newest(model, named.turf) if named else None
    if not having:
        return None

    def turn(turf: str) -> tuple[bool, bool, str]:
        return named is not None and turf == named.turf, door in model.turfs[turf].live, turf

    return _newest(model, max((each for each in having if _newest(model, each)), key=turn))


def _newest(model: Server, turf: str) -> Lease | None:
    ours = [each for each in model.leases.values() if each.turf == turf]
    return max(ours, key=lambda each: each.generation, default=None)
