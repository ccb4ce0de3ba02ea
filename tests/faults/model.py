"""What a turf must look like, worked out from what the phones froze and from nothing that the server computed."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

CONVERSATION, DO_NOT_KNOCK = "conversation", "do_not_knock"


@dataclass(frozen=True)
class Standing:
    """A visit that stands: where, how it went, and when, as the server bounded the phone's clock."""

    visit: str
    door: str
    result: str
    at: datetime


@dataclass(frozen=True)
class DoorTruth:
    """A door as its visits make it."""

    attempts: int
    conversations: int
    last: str | None
    result: str | None
    asked_not_to: bool


@dataclass(frozen=True)
class Counted:
    """What is left of visits at a door that were forgotten."""

    attempts: int = 0
    conversations: int = 0
    asked_not_to: bool = False


def standing(facts: Iterable[str], times: Mapping[str, datetime]) -> list[Standing]:
    """The visits that stand after all these envelopes, in whatever order they come; `times` by the visit's id.

    A correction replaces by its place in the phone's sequence; a voiding is for good.
    """
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for text in facts:
        envelope = json.loads(text)
        if envelope["kind"].startswith("visit."):
            told[envelope["body"].get("visit", envelope["id"])].append(envelope)
    found = []
    for visit, events in told.items():
        kinds = {event["kind"] for event in events}
        if "visit.recorded" not in kinds or "visit.voided" in kinds:
            continue
        last = max(events, key=lambda event: (event["kind"] == "visit.corrected", event["device_seq"]))[
            "body"
        ]
        found.append(Standing(visit, last["door"], last["result"], times[visit]))
    return found


def count(visits: Iterable[Standing], counted: Mapping[str, Counted]) -> dict[str, Counted]:
    """What was counted before at each door, and these visits."""
    found = {**counted}
    for visit in visits:
        before = found.get(visit.door, Counted())
        found[visit.door] = Counted(
            before.attempts + 1,
            before.conversations + (visit.result == CONVERSATION),
            before.asked_not_to or visit.result == DO_NOT_KNOCK,
        )
    return found


def doors(visits: Iterable[Standing], counted: Mapping[str, Counted]) -> dict[str, DoorTruth]:
    """Each door that has been visited: by visits that stand, and by those that were forgotten and count."""
    at_door: dict[str, list[Standing]] = defaultdict(list)
    for visit in visits:
        at_door[visit.door].append(visit)
    return {
        door: _truth(at_door.get(door, []), counted.get(door, Counted())) for door in {*at_door, *counted}
    }


def _truth(here: Sequence[Standing], counted: Counted) -> DoorTruth:
    last = max(here, key=lambda visit: (visit.at, visit.visit), default=None)
    results = [visit.result for visit in here]
    return DoorTruth(
        len(here) + counted.attempts,
        results.count(CONVERSATION) + counted.conversations,
        last.visit if last else None,
        last.result if last else None,
        DO_NOT_KNOCK in results or counted.asked_not_to,
    )
