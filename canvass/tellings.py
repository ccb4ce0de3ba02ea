"""What events tell of a visit, and the visit that the set of them makes, in whatever order they came. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args
from uuid import UUID

from canvass.envelopes import Envelope, Fields, Unreadable

Result = Literal[
    "conversation",
    "not_home",
    "come_back",
    "other_language",
    "declined",
    "do_not_knock",
    "inaccessible",
    "vacant",
    "not_found",
    "skipped_unsafe",
]
RESULTS: tuple[Result, ...] = get_args(Result)
RECORDED, CORRECTED, VOIDED = KINDS = ("visit.recorded", "visit.corrected", "visit.voided")
PARED = "visit.pared"
TOLD = (*KINDS, PARED)
"""What the log tells of visits: what phones say, and what the server left of it."""
SEALED_PARTS = ("note", "language")
CONVERSATION, DO_NOT_KNOCK = "conversation", "do_not_knock"


@dataclass(frozen=True)
class Telling:
    """What an event tells of a visit. Without a door it is a voiding; `sealed` has only the parts of which it speaks."""

    visit: UUID
    door: UUID | None = None
    result: str = ""
    literature: bool = False
    sealed: Mapping[str, bytes | None] = field(default_factory=dict)


def open_parts(body: Mapping[str, Any]) -> set[str]:
    """The parts of a visit's body that should be sealed, and are not."""
    fields = Fields(body)
    return {part for part in SEALED_PARTS if body.get(part) is not None and not _is_sealed(fields, part)}


def _is_sealed(fields: Fields, part: str) -> bool:
    try:
        fields.sealed(part, "field")
    except Unreadable:
        return False
    return True


def read_telling(envelope: Envelope) -> Telling:
    """Read the body of a visit's event, or raise `Unreadable`."""
    fields = Fields(envelope.body)
    visit = envelope.id if envelope.kind == RECORDED else fields.uuid("visit")
    if envelope.kind == VOIDED:
        return Telling(visit)
    sealed = {
        part: None if fields.value(part) is None else fields.sealed(part, "field")
        for part in SEALED_PARTS
        if part in envelope.body
    }
    return Telling(
        visit, fields.uuid("door"), fields.choice("result", RESULTS), fields.flag("literature"), sealed
    )


@dataclass(frozen=True)
class Fact:
    """An event with what it tells, by whom, and of which turf."""

    event: Mapping[str, Any]
    telling: Telling
    member_id: UUID | None
    turf_id: UUID | None
    campaign_id: UUID | None

    def may_change(self, recorded: "Fact") -> bool:
        """Only who recorded a visit, or walked under the same lease, corrects or voids it."""
        same_lease = self.event["assignment_id"] == recorded.event["assignment_id"]
        return same_lease or self.member_id == recorded.member_id


def tell(facts: Iterable[Fact]) -> dict[str, Any] | None:
    """A visit as the set of its facts tells it, in any order: `Visit`'s columns, or None before it was recorded.

    Corrections follow each other by their phone's sequence, never by a clock; one from another life of the outbox
    came after those of the first. A voiding is for good.
    """
    told = list(facts)
    left = next((fact for fact in told if fact.event["kind"] == PARED), None)
    if left is not None:
        return _row(left, left.telling, dict.fromkeys(SEALED_PARTS), voided=False)
    recorded = next((fact for fact in told if fact.event["kind"] == RECORDED), None)
    if recorded is None:
        return None
    later = [fact for fact in told if fact is not recorded and fact.may_change(recorded)]
    corrections = sorted(
        (fact for fact in later if fact.telling.door), key=lambda fact: _turn(fact, recorded)
    )
    parts: dict[str, bytes | None] = dict.fromkeys(SEALED_PARTS)
    for fact in (recorded, *corrections):
        parts |= fact.telling.sealed
    last = (corrections or [recorded])[-1].telling
    return _row(recorded, last, parts, voided=any(fact.event["kind"] == VOIDED for fact in later))


def _row(recorded: Fact, last: Telling, parts: Mapping[str, bytes | None], *, voided: bool) -> dict[str, Any]:
    return {
        "id": recorded.event["id"],
        "door_id": last.door,
        "campaign_id": recorded.campaign_id,
        "turf_id": recorded.turf_id,
        "member_id": recorded.member_id,
        "result": last.result,
        "literature": last.literature,
        **parts,
        "at": recorded.event["effective_at"],
        "late": recorded.event["late"],
        "clamped": recorded.event["clamped"],
        "voided": voided,
    }


def _turn(fact: Fact, recorded: Fact) -> tuple[bool, UUID, int, UUID]:
    event = fact.event
    return event["outbox"] != recorded.event["outbox"], event["outbox"], event["device_seq"], event["id"]
