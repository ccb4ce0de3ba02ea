"""Push: what a phone hands in is judged, recorded and projected in one transaction, and answered after its COMMIT."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from canvass import erasures, found_doors, log, quarantine, visits
from canvass.arrivals import Arrivals, note_arrivals
from canvass.claims import Claims, read_claims
from canvass.devices import Device, lock_device
from canvass.envelopes import Unreadable, bytes_of
from canvass.found_doors import FoundDoor
from canvass.ground import Ground, claimed_campaigns, survey_ground
from canvass.handed import Handed, named_lease, read_handed, told_visit
from canvass.judging import judge
from canvass.tellings import Fact, Telling
from canvass.visits import Touched

MIN_CLIENT = "0.1.0"
MOST_EVENTS = 100


@dataclass(frozen=True)
class Verdict:
    """What became of one event; `reason` is a code. `late`: it came after its lease was over or another's."""

    id: str
    verdict: Literal["accepted", "duplicate", "quarantined", "conflict", "retry"]
    reason: str | None = None
    retry_after: int | None = None
    late: bool = False


@dataclass(frozen=True)
class Answer:
    """A push's answer: a verdict for every id once, and what of the phone's outboxes has arrived."""

    verdicts: list[Verdict]
    outboxes: list[Arrivals]


def push(device: Device, items: Sequence[object], *, now: datetime, grace: timedelta) -> Answer:
    """Take in what a device hands in, at most `MOST_EVENTS` items of whatever form.

    Nothing that an item holds harms its neighbours. The caller commits, and only then answers: there is no verdict
    before COMMIT. `grace` is how long after a lease's end an event is no late one.
    """
    return take_in(device.id, [read_handed(item) for item in items], now=now, grace=grace)


def take_in(device_id: UUID, handed: Sequence[Handed], *, now: datetime, grace: timedelta) -> Answer:
    """`push` of what was read before the writer's transaction began, so that reading it holds nobody up."""
    # One push of a device at a time; whoever revokes it comes before or after all of it.
    device = lock_device(device_id)
    gone, rest = _set_forgotten_aside(handed)
    verdicts, new, clashing = _sort_out(rest)
    verdicts |= {each.given: Verdict(each.given, "duplicate") for each in gone}
    ground = survey_ground(device, handed=new, now=now, grace=grace)
    events, refused = _judge(new, ground)
    refused += [(each, Unreadable("other_body")) for each in clashing]
    refused, unfit = _fit(refused, device_id)
    verdicts |= {each.given: Verdict(each.given, "accepted", late=event["late"]) for each, event in events}
    verdicts |= {each.given: _refusal(each, fault.reason) for each, fault in refused}
    verdicts |= {
        each.given: Verdict(each.given, "retry", "full", quarantine.FULL_SECONDS) for each, _ in unfit
    }
    _keep(refused, ground)
    outboxes = note_arrivals(
        device_id, _sequences(handed, [*gone, *(each for each, _ in (*events, *refused))])
    )
    _record(events, _headers(gone, ground.device_id, outboxes), ground)
    in_order = [verdicts[given] for given in dict.fromkeys(each.given for each in handed)]
    return Answer(in_order, outboxes)


def _sequences(handed: Sequence[Handed], kept: Sequence[Handed]) -> dict[UUID, list[int]]:
    """Every outbox that the push named, with the sequence numbers of what is kept now."""
    sequences: dict[UUID, list[int]] = {each.outbox: [] for each in handed if each.outbox}
    for each in kept:
        if each.outbox and each.device_seq:
            sequences[each.outbox].append(each.device_seq)
    return sequences


def _set_forgotten_aside(handed: Sequence[Handed]) -> tuple[list[Handed], list[Handed]]:
    """What was erased or pared, or speaks of a visit or a lease that was, which arrives and is kept nowhere; and the rest."""
    told = [(each, {each.id, told_visit(each) or each.id, named_lease(each) or each.id}) for each in handed]
    named = set().union(*(ids for _, ids in told))
    gone = erasures.forgotten_among(named) | log.bare_among(named)
    return [each for each, ids in told if gone & ids], [each for each, ids in told if not gone & ids]


def _sort_out(handed: Sequence[Handed]) -> tuple[dict[str, Verdict], list[Handed], list[Handed]]:
    """Verdicts for what is here already; what is new, each once; and what comes under an id that means other bytes."""
    ids = {each.id for each in handed}
    logged, held = log.kept_under(ids)
    discarded = quarantine.discarded_among({(each.id, each.digest) for each in handed} & held.keys())
    held |= {key: "discarded" for key in discarded if held[key] != "other_body"}
    verdicts: dict[str, Verdict] = {}
    new: dict[UUID, Handed] = {}
    clashing: dict[tuple[UUID, bytes], Handed] = {}
    for each in handed:
        key = (each.id, each.digest)
        here = logged.get(each.id)
        if here and here.digest == each.digest:
            verdicts[each.given] = Verdict(each.given, "duplicate", late=here.late)
        elif key in held:
            verdicts[each.given] = _refusal(each, held[key])
        elif here or new.setdefault(each.id, each).digest != each.digest:
            clashing[key] = each
    return verdicts, list(new.values()), list(clashing.values())


def _refusal(handed: Handed, reason: str) -> Verdict:
    return Verdict(handed.given, "conflict" if reason == "other_body" else "quarantined", reason)


Admitted = tuple[Handed, dict[str, Any]]
Refused = tuple[Handed, Unreadable]


def _judge(new: Sequence[Handed], ground: Ground) -> tuple[list[Admitted], list[Refused]]:
    events: list[Admitted] = []
    refused: list[Refused] = []
    for each in new:
        try:
            events.append((each, judge(each, ground)))
        except Unreadable as fault:
            refused.append((each, fault))
    return events, refused


def _fit(refused: list[Refused], device_id: UUID) -> tuple[list[Refused], list[Refused]]:
    """What can wait here for a decision, and what finds no room: that stays on its phone, which comes again."""
    fitting = quarantine.how_many_fit(device_id, [len(bytes_of(each.text)) for each, _ in refused])
    return refused[:fitting], refused[fitting:]


def _keep(refused: Sequence[Refused], ground: Ground) -> None:
    """Keep what was refused, in the sight of those who lead where it says that it is from."""
    claims = {each.digest: read_claims(each.text) for each, _ in refused}
    campaigns = claimed_campaigns(claims)
    quarantine.keep(
        [
            _raw(each, fault, claims[each.digest], campaigns.get(each.digest), ground)
            for each, fault in refused
        ]
    )


def _raw(
    handed: Handed, fault: Unreadable, claims: Claims, campaign_id: UUID | None, ground: Ground
) -> dict[str, Any]:
    return {
        "event_id": handed.id,
        "digest": handed.digest,
        "device_id": ground.device_id,
        "campaign_id": campaign_id,
        "door_id": claims.door,
        "outbox": handed.outbox,
        "device_seq": handed.device_seq,
        "reason": fault.reason,
        "detail": {"field": fault.where} if fault.where else None,
        "received_at": ground.now,
        "raw": bytes_of(handed.text),
    }


def _headers(gone: Sequence[Handed], device_id: UUID, outboxes: Sequence[Arrivals]) -> list[dict[str, Any]]:
    """Headers of what was forgotten and came again from beyond a gap, where the log has none: the sequence needs them."""
    through = {each.outbox: each.contiguous_through for each in outboxes}
    here, _ = log.kept_under([each.id for each in gone]) if gone else ({}, {})
    waiting = {
        each.id: log.bare_event(each.id, each.digest, (device_id, each.outbox, each.device_seq))
        for each in gone
        if each.id not in here and each.outbox and each.device_seq and each.device_seq > through[each.outbox]
    }
    return list(waiting.values())


def _record(admitted: Sequence[Admitted], headers: Sequence[dict[str, Any]], ground: Ground) -> None:
    """Append the events and bring everything that they tell up to date; the numbers are taken last."""
    if admitted or headers:
        append([*(event for _, event in admitted), *headers], bring_up_to_date(admitted, ground))


def bring_up_to_date(admitted: Sequence[Admitted], ground: Ground) -> Touched:
    """Bring everything that these events tell up to date; `append` them next, last of all."""
    leases = {event["assignment_id"] for _, event in admitted if event["assignment_id"]}
    visits.lock_campaigns({ground.leases[each].campaign_id for each in leases})
    appeared = _add_doors(admitted, ground)
    touched = visits.project(_facts(admitted, ground), {door for _, door in appeared})
    return Touched(touched.states | appeared, touched.marks)


def append(events: Sequence[dict[str, Any]], touched: Touched) -> None:
    """Append events of which everything is up to date, under the log's next numbers."""
    numbers = log.take_numbers(len(events))
    log.append(events, numbers)
    visits.stamp(touched, numbers[-1])


def _facts(admitted: Sequence[Admitted], ground: Ground) -> list[Fact]:
    """What these events tell of visits."""
    facts = []
    for handed, event in admitted:
        body = None if isinstance(handed.read, Unreadable) else handed.read[1]
        if isinstance(body, Telling):
            lease = ground.leases[event["assignment_id"]]
            facts.append(Fact(event, body, ground.member_id, lease.turf_id, lease.campaign_id))
    return facts


def _add_doors(admitted: Sequence[Admitted], ground: Ground) -> frozenset[tuple[UUID, UUID]]:
    """Add the doors that these events found; those that were new, each with its campaign."""
    found: dict[UUID, UUID] = {}
    bodies: list[FoundDoor] = []
    for handed, event in admitted:
        body = None if isinstance(handed.read, Unreadable) else handed.read[1]
        if isinstance(body, FoundDoor):
            bodies.append(body)
            found.setdefault(body.door, ground.leases[event["assignment_id"]].campaign_id)
    return frozenset((found[door], door) for door in found_doors.add_doors(bodies)) if bodies else frozenset()
